"""The command `onrecord export`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from onrecord.record import Record

__all__ = ["add", "run"]

FORMATS: dict[str, tuple[str, Callable[[Record, Path], None], bool]] = {
    "csv": ("a folder of CSV files that a spreadsheet can open", Record.to_csv, True),
    "parquet": ("a folder of Parquet files", Record.to_parquet, True),
    "brat": ("a folder that brat opens", Record.to_brat, True),
    "cas": ("a folder of UIMA CAS files, for INCEpTION", Record.to_cas, True),
    "web-annotations": ("W3C Web Annotations, a JSON-LD file", Record.to_web_annotations, False),
    "standoff": ("JSONL, a document a line", Record.to_standoff, False),
    "statements": ("JSONL, a statement a line", Record.to_statements, False),
}
"""What each format is, what writes it, and whether that is a folder."""
EXAMPLES = """\
examples:
  onrecord export tables/ --format csv --out sheets/
  onrecord export tables/ --corpus news/ --format brat --out brat/
  onrecord export news/ --entities people.csv --format web-annotations --out found.jsonld

INPUT is what `onrecord analyze` takes, or the folder that it wrote (--out). Such tables hold no texts: brat, cas and
web-annotations need them too (--corpus). Formats:
""" + "\n".join(f"  {name:16}{what}" for name, (what, _, _) in FORMATS.items())


def add(commands: Any, add_inputs: Callable[[argparse.ArgumentParser], None]) -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser(
        "export",
        help="write what was found in the form of other tools",
        description="Write what was found in articles in the form of other tools.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_inputs(parser)
    parser.add_argument("--format", required=True, choices=FORMATS, help="one of those below")
    parser.add_argument("--out", required=True, metavar="PATH", type=Path, help="the file or the folder")


def run(args: argparse.Namespace, record_of: Callable[[argparse.Namespace], Record]) -> Record:
    """Take the record of the inputs, and write it.

    Parameters
    ----------
    args
        What the command line says.
    record_of
        Gives the record of its inputs.

    Returns
    -------
    Record
        What was written.

    Examples
    --------
    >>> import onrecord, tempfile
    >>> out = Path(tempfile.mkdtemp()) / "found.jsonl"
    >>> args = argparse.Namespace(input=[Path("seeds")], out=out, format="standoff")
    >>> len(run(args, lambda args: onrecord.analyze(args.input[0])).documents), out.is_file()
    (5, True)
    """
    _, write, is_folder = FORMATS[args.format]
    # Told before the work, not after it.
    if is_folder and args.out.exists() and not args.out.is_dir():
        raise NotADirectoryError(20, "is a file; name a folder", str(args.out))
    if not is_folder and args.out.is_dir():
        raise IsADirectoryError(21, "is a folder; name a file", str(args.out))
    if not args.out.absolute().parent.is_dir():
        raise FileNotFoundError(2, "its folder does not exist", str(args.out))
    record = record_of(args)
    write(record, args.out)
    return record
