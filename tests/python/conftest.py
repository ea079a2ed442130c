import sys
from pathlib import Path

import pytest

import onrecord

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples and tests name seeds/ as a user in the checkout would."""
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def seeds() -> onrecord.Record:
    return onrecord.analyze(ROOT / "seeds", ROOT / "seeds" / "entities.csv")


@pytest.fixture(scope="session")
def python() -> str:
    return sys.executable
