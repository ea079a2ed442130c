"""Types of the Rust core, kept by hand and checked against it by stubtest."""

from collections.abc import Callable
from typing import Any, Final, final

__all__ = [
    "CANDIDATES",
    "LOOKUPS",
    "POSTINGS",
    "WORTH",
    "ArrowTable",
    "Gazetteer",
    "WordCounts",
    "__version__",
    "analyze",
    "count_words",
    "disputes",
    "kwic",
    "link",
    "sayings",
    "statements",
    "tally",
    "tally_part",
    "tally_parts",
]

__version__: Final[str]
CANDIDATES: Final[int]
LOOKUPS: Final[int]
POSTINGS: Final[int]
WORTH: Final[int]

@final
class ArrowTable:
    @property
    def columns(self) -> list[str]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...

@final
class WordCounts:
    def __new__(cls, several: Any, total: float) -> WordCounts: ...
    def ranked(self, forms: Any) -> ArrowTable: ...
    def variants(self, forms: Any) -> ArrowTable: ...
    def parts(self, pairs: Any) -> ArrowTable: ...
    def statements(
        self, sayings: Any, documents: Any, *, window: int | None, n_threads: int
    ) -> tuple[ArrowTable, ArrowTable]: ...

@final
class Gazetteer:
    def __new__(
        cls,
        entity: Any,
        *,
        id: Any,
        type: Any,
        aliases: Any,
        case: Any,
        priority: Any,
        whole_words: bool,
        plural: bool,
        diacritics: bool,
        engine: str,
    ) -> Gazetteer: ...
    @property
    def n_names(self) -> int: ...
    @property
    def engine(self) -> str: ...
    @property
    def whole_words(self) -> bool: ...
    @property
    def plural(self) -> bool: ...
    @property
    def diacritics(self) -> bool: ...
    def contains(self, name: str) -> bool: ...
    def find(
        self,
        texts: Any,
        *,
        ids: list[str] | None,
        text_field: str,
        overlapping: bool,
        n_threads: int,
        progress: Callable[[int], object] | None,
    ) -> ArrowTable: ...
    def entities(self) -> ArrowTable: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(data: bytes) -> Gazetteer: ...
    def save(self, path: str) -> None: ...
    @staticmethod
    def load(path: str) -> Gazetteer: ...
    def __len__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

def analyze(
    ids: list[str],
    texts: Any,
    *,
    text_field: str,
    first_row: int,
    titles: list[str | None] | None,
    authors: list[str | None] | None,
    problems: dict[int, str],
    gazetteer: Gazetteer,
    min_confidence: float,
    n_threads: int,
    progress: Callable[[int], object] | None,
) -> tuple[ArrowTable, ArrowTable, ArrowTable, ArrowTable]: ...
def kwic(
    texts: Any,
    pattern: str,
    *,
    problems: dict[int, str],
    regex: bool,
    ignore_case: bool,
    whole_words: bool,
    width: int,
    n_threads: int,
) -> ArrowTable: ...
def disputes(
    texts: Any,
    *,
    role: Any,
    doc: Any,
    start: Any,
    end: Any,
    speaker: Any,
    about: Any,
    people: Any,
    named_in: Any,
    entity: Any,
    named_start: Any,
    named_end: Any,
    min_score: float,
) -> ArrowTable: ...
def statements(
    quotes: Any,
    documents: Any,
    *,
    ids: list[str] | None,
    texts: Any,
    window: int | None,
    n_threads: int,
) -> tuple[ArrowTable, ArrowTable]: ...
def sayings(quotes: Any) -> ArrowTable: ...
def count_words(forms: Any) -> ArrowTable: ...
def tally(mentions: Any, quotes: Any) -> ArrowTable: ...
def tally_part(mentions: Any, quotes: Any) -> ArrowTable: ...
def tally_parts(parts: Any) -> ArrowTable: ...
def link(mentions: Any, quotes: Any) -> tuple[ArrowTable, ArrowTable]: ...
