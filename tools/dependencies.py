"""Writes docs/dependencies.md: what the package is built from and what it needs, each with its licence.

    python tools/dependencies.py            # writes the page
    python tools/dependencies.py --check    # exits with 1 where the page is not up to date

Crates come from `cargo metadata` (what the wheel holds, on Linux), Python packages from pyproject.toml and their own metadata.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "dependencies.md"
HEAD = """\
# What it is built from, and what it needs

Made by `make dependencies` from the packages' own metadata; the linters hold it to Cargo.lock and pyproject.toml.
"""
CRATES = """
## Crates

All that is linked into the extension module or used to compile it, on Linux. No crate of the project itself has `unsafe` code. `make deny` holds the
licences and sources to `deny.toml`.

| crate | version | licence |
|---|---|---|
"""
PACKAGES = """
## Python packages

Nothing here is part of the wheel: pip installs what is needed, and an extra only when it is named (`pip install 'onrecord[plot]'`).

| package | needed | licence |
|---|---|---|
"""


def crates() -> list[tuple[str, str, str]]:
    command = ["cargo", "metadata", "--locked", "--format-version=1", "--features=python"]
    out = subprocess.check_output([*command, "--filter-platform=x86_64-unknown-linux-gnu"], cwd=ROOT)
    found = json.loads(out)
    nodes = {node["id"]: node for node in found["resolve"]["nodes"]}
    root = found["resolve"]["root"]
    seen, left = {root}, [root]
    while left:
        for dependency in nodes[left.pop()]["deps"]:
            kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
            if dependency["pkg"] not in seen and kinds != {"dev"}:
                seen.add(dependency["pkg"])
                left.append(dependency["pkg"])
    rows = [(p["name"], p["version"], licence(p["license"])) for p in found["packages"] if p["id"] in seen - {root}]
    return sorted(rows)


def licence(given: str | None) -> str:
    return (given or "not told").replace("/", " OR ").replace("|", "or")


def packages() -> list[tuple[str, str, str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [(name, "always") for name in project["dependencies"]]
    for extra, names in sorted(project["optional-dependencies"].items()):
        asked += [(name, f"extra `{extra}`") for name in names]
    rows = []
    for requirement, why in asked:
        name, versions = re.fullmatch(r"([\w.-]+)(?:\[[^\]]*\])?\s*(.*)", requirement).groups()
        rows.append((f"{name} {versions}".strip(), why, python_licence(name)))
    return rows


def python_licence(name: str) -> str:
    """The licence that an installed package declares; empty where it is not installed."""
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classifiers = [c.split(" :: ")[-1] for c in found.get_all("Classifier") or [] if c.startswith("License ::")]
    named = found.get("License-Expression") or ", ".join(c for c in classifiers if c != "OSI Approved")
    return named or (found.get("License") or "not told").splitlines()[0]


def page(known: dict[str, str]) -> str:
    """The page; licences of packages that are not installed here are those that it had."""
    lines = [f"| {name} | {version} | {terms} |\n" for name, version, terms in crates()]
    found = [
        f"| {name} | {why} | {terms or known.get(name.split()[0], 'not installed here')} |\n"
        for name, why, terms in packages()
    ]
    return HEAD + CRATES + "".join(lines) + PACKAGES + "".join(found)


def facts(text: str) -> list[list[str]]:
    """The rows without the licences of Python packages, which change with what is installed."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [row[:2] if row[1].startswith(("always", "extra")) else row for row in rows]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    args = parser.parse_args()
    old = PAGE.read_text("utf-8") if PAGE.exists() else ""
    rows = [line.strip("| ").split(" | ") for line in old.splitlines() if line.startswith("| ")]
    new = page({row[0].split()[0]: row[2] for row in rows})
    if not args.check:
        PAGE.write_text(new, "utf-8")
    elif facts(new) != facts(old):
        print(f"{PAGE.relative_to(ROOT)} is not up to date: run make dependencies", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
