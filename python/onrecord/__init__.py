"""Who said what in the news, about whom, in which outlet.

>>> import onrecord
>>> corpus = onrecord.read("seeds")
>>> record = onrecord.analyze(corpus, "seeds/entities.csv")
>>> record
Record of 5 documents: ... zones, ... mentions, ... quotes, ... entities

Offsets are Unicode code points into the texts as given, end exclusive. `read` takes what an analyst has,
`analyze` gives a `Record` of tables, `Record.show` draws an article, `Record.why` explains a quotation.
`Record.report` writes all of it as one page.
`Gazetteer` is the list of those who matter, by all their names; it also finds them by itself.
`Record.statements` follows what was said from outlet to outlet, `statements` does so for tables of earlier runs.
`evaluate` says how right a record is.
"""

from typing import TYPE_CHECKING, Any

from onrecord._core import __version__
from onrecord.corpus import Corpus
from onrecord.corrections import Corrections
from onrecord.exceptions import OnrecordError
from onrecord.gazetteer import Gazetteer
from onrecord.linking import link
from onrecord.network import Network
from onrecord.readers import read
from onrecord.record import Record, analyze
from onrecord.statement import Statement
from onrecord.table import Table
from onrecord.tallying import tally
from onrecord.tracing import Statements, statements

if TYPE_CHECKING:
    from onrecord.evaluation import Evaluation, evaluate
    from onrecord.review import Review
    from onrecord.running import run
    from onrecord.stored import load
    from onrecord.streaming import batches

__all__ = [
    "Corpus",
    "Corrections",
    "Evaluation",
    "Gazetteer",
    "Network",
    "OnrecordError",
    "Record",
    "Review",
    "Statement",
    "Statements",
    "Table",
    "__version__",
    "analyze",
    "batches",
    "evaluate",
    "link",
    "load",
    "read",
    "run",
    "statements",
    "tally",
]

# What not every session needs is imported when it is used.
_LATE = {
    "Evaluation": "evaluation",
    "Review": "review",
    "batches": "streaming",
    "evaluate": "evaluation",
    "load": "stored",
    "run": "running",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
