"""The pictures in the README, taken in a real browser: `make picture`."""

import sys
import tempfile
from pathlib import Path

from chromium import CHROMIUM, ROOT, launch, seeds
from laboratory import jupyterlab, run_all
from playwright.sync_api import sync_playwright

DOCS = ROOT / "docs"


def main() -> int:
    """Take them."""
    if not CHROMIUM.is_file():
        print(f"picture: no browser at {CHROMIUM}; install Debian's package chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        home = Path(name)
        context = launch(driver, home / "browser", "light", height=760)
        page = context.new_page()
        with jupyterlab(home / "lab") as address:
            run_all(page, address)
            page.keyboard.press("Control+B")  # the list of files gives way
            page.locator(".jp-MarkdownCell h2", has_text="One article, annotated").evaluate("e => e.scrollIntoView()")
            page.mouse.move(5, 400)
            page.wait_for_timeout(1000)
            page.screenshot(path=DOCS / "jupyterlab.png")
        record = seeds()
        article = home / "article.html"
        article.write_bytes(
            f"<!doctype html><meta charset=utf-8>{record.show('002_66c95482b9b80ac9')._repr_html_()}".encode()
        )
        page.set_viewport_size({"width": 860, "height": 620})
        page.goto(article.as_uri())
        page.add_style_tag(content="body { font-family: system-ui, sans-serif; margin: 8px; }")
        page.screenshot(path=DOCS / "article.png")
        report = record.report(home / "report.html", "Kaspersky Lab and the US government, 2017")
        page.set_viewport_size({"width": 1100, "height": 760})
        page.goto(report.as_uri() + "#s1")
        page.wait_for_timeout(300)
        page.screenshot(path=DOCS / "report.png")
        context.close()
    for picture in ("jupyterlab.png", "article.png", "report.png"):
        print(f"docs/{picture}: {(DOCS / picture).stat().st_size / 1000:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
