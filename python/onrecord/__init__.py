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
from onrecord.exceptions import OnrecordError

if TYPE_CHECKING:
    from onrecord.corpus import Corpus
    from onrecord.corrections import Corrections
    from onrecord.evaluation import Evaluation, evaluate
    from onrecord.gazetteer import Gazetteer
    from onrecord.linking import link
    from onrecord.network import Network
    from onrecord.readers import read
    from onrecord.record import Record, analyze
    from onrecord.review import Review
    from onrecord.running import run
    from onrecord.statement import Statement
    from onrecord.stored import load
    from onrecord.streaming import batches
    from onrecord.table import Table
    from onrecord.tallying import tally
    from onrecord.tracing import Statements, statements

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

# Where each name is kept. It is imported when it is first used: a command or a worker that needs one of them does not
# wait for the others, and `import onrecord` costs next to nothing.
_LATE = {
    "Corpus": "corpus",
    "Corrections": "corrections",
    "Evaluation": "evaluation",
    "Gazetteer": "gazetteer",
    "Network": "network",
    "Record": "record",
    "Review": "review",
    "Statement": "statement",
    "Statements": "tracing",
    "Table": "table",
    "analyze": "record",
    "batches": "streaming",
    "evaluate": "evaluation",
    "link": "linking",
    "load": "stored",
    "read": "readers",
    "run": "running",
    "statements": "tracing",
    "tally": "tallying",
}

# Modules that are used by their name, `onrecord.spark.analyze`.
_MODULES = {"exceptions", "spark", "testing"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _LATE:
        from onrecord.exceptions import nearest

        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{nearest(name, __all__)}")
    found = getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*__all__, *_MODULES, *(name for name in globals() if name.startswith("__"))})
