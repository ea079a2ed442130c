"""The notebook runs from top to bottom, and its tables are not empty."""

from pathlib import Path

import pytest

NOTEBOOK = Path("examples/quickstart.ipynb")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_quickstart():
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": "examples"}}
    ).execute()
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert len(outputs) > 10
    shown = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "stream", output.text  # nothing warns
            if html := output.get("data", {}).get("text/html"):
                shown += 1
                # A table without rows has no cell; what record.why says is no table.
                assert "<td" in html or "<pre" in html, f"empty: {cell.source}"
    assert shown >= 10
