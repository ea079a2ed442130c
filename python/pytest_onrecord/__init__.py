"""The pytest plugin of onrecord: files ``test_*.onrecord.csv`` (``.jsonl``, ``.toml``) are collected as tests.

It stands beside the package and not in it, so that a run of pytest without such files imports nothing of onrecord.
`onrecord.expectations` tells what may stand in the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from onrecord import Record
    from onrecord.expectations import Expectation

__all__ = ["pytest_addoption", "pytest_collect_file"]

ENDINGS = (".onrecord.csv", ".onrecord.jsonl", ".onrecord.toml")
RECORDS = pytest.StashKey[dict[tuple[str, str | None], Any]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings."""
    parser.addini("onrecord_corpus", "articles for test_*.onrecord.* files that name none")
    parser.addini("onrecord_entities", "list of entities for test_*.onrecord.* files that name none")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect our files."""
    if file_path.name.startswith("test_") and file_path.name.lower().endswith(ENDINGS):
        return Expected.from_parent(parent, path=file_path)
    return None


class Expected(pytest.File):
    """A file of expectations."""

    sources: tuple[str, str | None]

    def collect(self) -> Iterator[pytest.Item]:
        """Give a test a row."""
        from onrecord import OnrecordError
        from onrecord.expectations import read_expectations

        try:
            expected = read_expectations(self.path)
        except OnrecordError as error:
            raise self.CollectError(str(error)) from None
        corpus, entities = (self._source(name, expected.header.get(name)) for name in ("corpus", "entities"))
        if corpus is None:
            raise self.CollectError(f"{self.path}: no corpus; name it at the top, or as pytest's onrecord_corpus")
        self.sources = (corpus, entities)
        for row in expected.rows:
            yield Check.from_parent(self, name=row.name, row=row)

    def _source(self, name: str, given: str | None) -> str | None:
        """A path, from the file that names it."""
        if given:
            return str((self.path.parent / given).resolve())
        setting = self.config.getini(f"onrecord_{name}")
        root = self.config.inipath.parent if self.config.inipath else self.config.rootpath
        return str((root / setting).resolve()) if setting else None


class Check(pytest.Item):
    """One expectation."""

    def __init__(self, *, row: Expectation, **others: Any) -> None:
        super().__init__(**others)
        self.row = row
        if reason := row.values.get("xfail"):
            # A row that cannot be checked at all is no known failure.
            self.add_marker(pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError))

    def runtest(self) -> None:
        """Hold it to the record."""
        self.row.check(self._record())

    def _record(self) -> Record:
        """The record, analysed once a session."""
        import onrecord

        assert isinstance(self.parent, Expected)  # noqa: S101 - that is who makes checks
        records = self.config.stash.setdefault(RECORDS, {})
        sources = self.parent.sources
        if sources not in records:
            corpus, entities = sources
            records[sources] = onrecord.analyze(corpus, entities, progress=False)
        record: Record = records[sources]
        return record

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Say what was found instead, without the way through our code."""
        from onrecord import OnrecordError

        if isinstance(excinfo.value, (AssertionError, OnrecordError)):
            return f"{self.path}, line {self.row.line}:\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where it stands."""
        return self.path, self.row.line - 1, self.name
