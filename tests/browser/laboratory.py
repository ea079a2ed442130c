"""A JupyterLab of our own, with nothing of the user's in it, and a notebook run from top to bottom."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chromium import ROOT

STARTS = 60  # seconds
RUNS = 60_000  # milliseconds
SETTINGS = {
    # All cells are in the page, also those out of sight.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/apputils-extension/themes": {"theme": "JupyterLab Light"},
}


@contextmanager
def jupyterlab(home: Path, cells: Sequence[str] = ()) -> Iterator[str]:
    """Start JupyterLab on a copy of the example notebook, or on one with other cells; gives its address."""
    work = home / "work"
    shutil.copytree(ROOT / "seeds", work / "seeds")
    (work / "examples").mkdir()
    notebook = json.loads((ROOT / "examples" / "quickstart.ipynb").read_text("utf-8"))
    if cells:
        notebook["cells"] = [
            {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": s} for n, s in enumerate(cells)
        ]
    # What is seen afterwards was made by this run.
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    (work / "examples" / "quickstart.ipynb").write_text(json.dumps(notebook), "utf-8")
    for name, values in SETTINGS.items():
        path = home / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    folders = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    options = [f"--port={port}", f"--ServerApp.root_dir={work}", f"--IdentityProvider.token={token}"]
    environment = os.environ | {f"JUPYTER_{name}": str(home / folder) for name, folder in folders.items()}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "IPYTHONDIR": str(home / "ipython")}
    environment |= {"JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", *options],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/api", server, home / "log")
        yield f"http://127.0.0.1:{port}/lab/tree/examples/quickstart.ipynb?token={token}"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + STARTS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def run_all(page: Any, address: str, n_cells: int = 11) -> None:
    """Open the notebook, run all its cells (so many at least) and wait until the last is done."""
    page.goto(address)
    page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for(timeout=RUNS)
    # Before it is connected to its kernel, a notebook asks which one to take.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=RUNS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.wait_for_function(
        """(n) => {
          const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map((e) => e.textContent);
          return prompts.length >= n && prompts.every((text) => /^\\[\\d+\\]:/.test(text))
            || document.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
        }""",
        arg=n_cells,
        timeout=RUNS,
    )


def run_cell(page: Any, source: str) -> str:
    """Put source into the last cell, which has shown nothing yet, run it, and give what it prints."""
    cell = page.locator(".jp-CodeCell").last
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    page.keyboard.press("Control+Enter")
    output = cell.locator(".jp-OutputArea-output")
    output.first.wait_for(timeout=RUNS)
    return str(output.first.inner_text())


def set_theme(page: Any, name: str) -> None:
    """Choose a theme in the menu."""
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Theme").first.hover()
    page.get_by_text(name, exact=True).click()
    page.locator(f'body[data-jp-theme-name="{name}"]').wait_for(state="attached", timeout=RUNS)
