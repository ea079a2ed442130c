"""The documentation: its examples run, its figures are those of README.md and ACCURACY.md, all is in the site."""

import doctest
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def name_of(page):
    return page.relative_to(DOCS).as_posix()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where a reader would stand: beside the seeds, with nothing else."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay_out(page, folder):
    """Write the files that a page shows by name, and give its examples as one text, each on its line."""
    text = page.read_text("utf-8")
    code = ["\n"] * (text.count("\n") + 1)
    for block in BLOCK.finditer(text):
        language, title, body = block.groups()
        if title:
            (folder / title).write_text(body, "utf-8")
        if language == "python":
            assert ">>>" in body, f"{name_of(page)}: a block without a prompt is not run"
            first = text[: block.start(3)].count("\n")
            lines = body.splitlines(keepends=True)
            code[first : first + len(lines)] = lines
    return "".join(code)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_examples_run(page, folder):
    code = lay_out(page, folder)
    test = doctest.DocTestParser().get_doctest(code, {}, name_of(page), str(page), 0)
    told = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=told.append)
    assert not runner.failures, "".join(told)


def test_there_are_examples():
    assert sum(page.read_text("utf-8").count(">>> ") for page in PAGES) > 60


def test_the_table_of_checks_passes(folder, python):
    lay_out(DOCS / "how-to" / "checks.md", folder)
    done = subprocess.run([python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "3 passed, 1 xfailed" in done.stdout


def test_the_failure_shown_is_the_failure_told(python):
    import onrecord
    from onrecord.testing import assert_quoted

    (shown,) = (
        body for language, _, body in BLOCK.findall((DOCS / "how-to/checks.md").read_text()) if language == "text"
    )
    record = onrecord.analyze({"a1": "“We never sold the park,” said Ada Quill."}, {"Ada Quill": []})
    with pytest.raises(AssertionError) as caught:
        assert_quoted(record, doc_id="a1", words="never sold", speaker="Bo Reed")
    assert str(caught.value).startswith(shown.removesuffix("...\n"))


def test_figures_are_those_of_the_readme():
    known = set(f"{(ROOT / 'README.md').read_text('utf-8')}\n{(ROOT / 'ACCURACY.md').read_text('utf-8')}".splitlines())
    rows = [
        line for line in (DOCS / "explanation" / "figures.md").read_text("utf-8").splitlines() if line.startswith("|")
    ]
    assert len(rows) > 20
    assert [row for row in rows if row not in known] == []


def test_every_page_is_in_the_site():
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert [name_of(page) for page in PAGES if f": {name_of(page)}\n" not in nav] == []
    named = re.findall(r": ([\w/-]+\.md)$", nav, re.MULTILINE)
    assert len(named) == len(PAGES)


def test_everything_public_is_in_the_reference():
    import onrecord

    shown = set(re.findall(r"^::: onrecord\.(\w+)$", "\n".join(p.read_text("utf-8") for p in PAGES), re.MULTILINE))
    hidden = {"__version__", "OnrecordError"}  # the latter stands with the other errors
    assert set(onrecord.__all__) - hidden - shown == set()
