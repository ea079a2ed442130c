"""The command `onrecord report`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from onrecord.record import Record

__all__ = ["add", "run"]

EXAMPLES = """\
examples:
  onrecord report news/ --entities people.csv --out report.html
  onrecord report 2017.jsonl --text-field body --title 'The park, 2017'
  onrecord report tables/ --corpus news/      # what `onrecord analyze news/ --out tables/` found

INPUT is what `onrecord analyze` takes, or the folder that it wrote (--out), with the articles as --corpus. The page is
one file: it needs no network, and its script only filters and searches.
"""


def add(commands: Any, add_inputs: Callable[[argparse.ArgumentParser], None], count: Callable[[str], int]) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser(
        "report",
        help="write all that was found in articles as one page",
        description="Write all that was found in articles as one self-contained page.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_inputs(parser)
    add = parser.add_argument
    add("--out", metavar="FILE", type=Path, default=Path("report.html"), help="the page (default: report.html)")
    add("--title", metavar="TEXT", help="its title (default: the number of documents)")
    add("--articles", metavar="N", type=count, default=100, help="articles to show at most (default: 100)")


def run(args: argparse.Namespace, record_of: Callable[[argparse.Namespace], Record]) -> Record:
    """Take the record of the inputs, and write the page.

    Parameters
    ----------
    args
        What the command line says.
    record_of
        Gives the record of its inputs.

    Returns
    -------
    Record
        What the page is about.

    Examples
    --------
    >>> import onrecord, tempfile
    >>> out = Path(tempfile.mkdtemp()) / "r.html"
    >>> args = argparse.Namespace(input=[Path("seeds")], out=out, title=None, articles=5)
    >>> len(run(args, lambda args: onrecord.analyze(args.input[0])).documents)
    /...r.html: ... KB
    5
    """
    if not args.out.absolute().parent.is_dir():
        # Told before the work, not after it.
        raise FileNotFoundError(2, "its folder does not exist", str(args.out))
    record = record_of(args)
    path = record.report(args.out, args.title, articles=args.articles)
    print(f"{path}: {path.stat().st_size / 1000:,.0f} KB")
    return record
