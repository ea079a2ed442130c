"""Types of the Rust core, kept by hand and checked against it by stubtest."""

from collections.abc import Callable
from typing import Any, Final, final

__all__ = ["ArrowTable", "Gazetteer", "__version__", "analyze"]

__version__: Final[str]

@final
class ArrowTable:
    @property
    def columns(self) -> list[str]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...

@final
class Gazetteer:
    def __new__(cls, entities: list[tuple[str | None, str, str, list[tuple[str, str]]]]) -> Gazetteer: ...
    def __len__(self) -> int: ...

def analyze(
    ids: list[str],
    texts: Any,
    *,
    text_field: str,
    titles: list[str | None] | None,
    authors: list[str | None] | None,
    problems: dict[int, str],
    gazetteer: Gazetteer,
    n_threads: int,
    progress: Callable[[int], object] | None,
) -> tuple[ArrowTable, ArrowTable, ArrowTable, ArrowTable, ArrowTable]: ...
