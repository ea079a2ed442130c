"""A real browser: Debian's chromium, driven by playwright, with the network cut."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import onrecord

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "python")]

from chromium import CHROMIUM, launch, seeds  # noqa: E402 - where the line above has put it


class Tab:
    """A page of the browser that notes all that should not happen in it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda m: self.faults.append(f"console {m.type}: {m.text}") if m.type != "log" else None)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", self._refuse)
        page.on("request", lambda request: self.requests.append(request.url))

    def _refuse(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, path: Path, fragment: str = "") -> Any:
        """Go to a file, which is the only request there may be."""
        self.page.goto(path.as_uri() + fragment)
        return self.page

    def is_quiet(self) -> None:
        """Nothing ran, nothing was asked for, nothing complained."""
        assert self.faults == []
        assert [url for url in self.requests if not url.startswith("file:")] == []
        assert len({url.split("#")[0] for url in self.requests}) == 1
        assert self.page.evaluate("window.hacked") is None


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    if not CHROMIUM.is_file():
        pytest.skip(f"no browser at {CHROMIUM}; install Debian's package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Gives a browser of one colour scheme; each has a folder of its own, empty at first."""
    open_ones: dict[str, Any] = {}

    def get(scheme: str) -> Any:
        if scheme not in open_ones:
            open_ones[scheme] = launch(playwright, tmp_path_factory.mktemp(scheme), scheme)
        return open_ones[scheme]

    yield get
    for context in open_ones.values():
        context.close()


@pytest.fixture(params=["light"])
def tab(browser: Callable[..., Any], request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A fresh tab without a network; parametrise it with ``indirect`` for a dark one."""
    context = browser(request.param)
    context.set_offline(True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield Tab(page)
    page.close()


@pytest.fixture(scope="session")
def record() -> onrecord.Record:
    return seeds()


@pytest.fixture(scope="session")
def report(record: onrecord.Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record.report(tmp_path_factory.mktemp("report") / "report.html", "Kaspersky Lab, 2017")
