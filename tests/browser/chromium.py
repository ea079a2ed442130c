"""Debian's chromium, started as an analyst's browser would never be: with no network of its own, in an empty folder."""

from pathlib import Path
from typing import Any

import pandas as pd

import onrecord

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
# As root there is no sandbox; nothing of the browser's own may call home.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FACTS = {
    "000_5db23ede5b083507": ("Silicon UK", "2017-05-10"),
    "001_0a1dce48c624e915": ("eSecurityPlanet", "2017-07-12"),
    "002_66c95482b9b80ac9": ("Sputnik", "2017-09-13"),
    "003_54ceca2fe1fac663": ("Healthcare IT News", "2017-07-11"),
    "004_ed065917a148d06a": ("Infopackets", "2017-07-14"),
}


def launch(playwright: Any, folder: Path, scheme: str, height: int = 900) -> Any:
    """Start a browser of one colour scheme, with a folder of its own that is empty."""
    return playwright.chromium.launch_persistent_context(
        folder,
        executable_path=CHROMIUM,
        headless=True,
        args=SWITCHES,
        color_scheme=scheme,
        viewport={"width": 1200, "height": height},
    )


def seeds() -> onrecord.Record:
    """The seeds, with outlets and dates."""
    texts = onrecord.read(ROOT / "seeds")
    rows = [{"id": i, "text": texts[i], "outlet": outlet, "published": date} for i, (outlet, date) in FACTS.items()]
    return onrecord.analyze(pd.DataFrame(rows), ROOT / "seeds" / "entities.csv")
