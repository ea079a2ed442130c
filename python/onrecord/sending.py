"""What Spark's tasks share: built once on the driver, sent once, loaded once by each Python worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from onrecord.exceptions import MissingPackageError
from onrecord.storage import digest

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Sent", "arrow_types"]

T = TypeVar("T")


def arrow_types() -> Any:
    """Give what turns schemas of Arrow into Spark's and back."""
    try:
        from pyspark.sql.pandas import types
    except ImportError as error:
        raise MissingPackageError("onrecord.spark needs pyspark 4 or later: pip install 'onrecord[spark]'") from error
    return types


class Sent(Generic[T]):
    """Bytes on their way to the workers, where `load` reads them.

    A broadcast; where there is none (Spark Connect), a part of each task.
    """

    def __init__(self, df: DataFrame, data: bytes, load: Callable[[bytes], T]) -> None:
        self._key = (load.__module__, load.__qualname__, digest(data).hexdigest())
        self._load = load
        self._data = b""
        try:
            self._held = df.sparkSession.sparkContext.broadcast(data)
        except Exception:  # noqa: BLE001 -- which error it is depends on the client
            self._held = None
            self._data = data

    def get(self) -> T:
        """Load the bytes, once a worker."""
        found: T = _loaded(_Key(self))
        return found

    def _read(self) -> T:
        return self._load(self._data if self._held is None else self._held.value)


class _Key:
    """Something sent, told apart by what it is made of."""

    def __init__(self, sent: Sent[Any]) -> None:
        self.sent = sent

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.sent._key == other.sent._key

    def __hash__(self) -> int:
        return hash(self.sent._key)


@lru_cache(maxsize=4)
def _loaded(key: _Key) -> Any:
    return key.sent._read()
