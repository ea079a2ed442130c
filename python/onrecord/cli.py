"""The command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import onrecord
from onrecord.exceptions import OnrecordError

__all__ = ["main"]

EXAMPLES = """\
examples:
  onrecord analyze news/ --entities people.csv --out tables/
  onrecord analyze 2017.jsonl --text-field body --id-field url --standoff out.jsonl
  onrecord analyze 'news/2017-*.parquet' --threads 8 --out tables/

INPUT is a folder (its .txt files, or its JSONL, CSV or Parquet files), files, or a glob in quotes. Fields
are `text` and `id` unless named. FILE of --entities has the columns entity, type, aliases (separated by |)
and, if wanted, id and case. DIR gets one Parquet file a table: documents, zones, mentions, quotes, entities.

exit codes: 0 all documents analysed, 1 some could not be, 2 nothing done: wrong usage or input, 130 stopped
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onrecord", description="Who said what in the news, about whom, in which outlet."
    )
    parser.add_argument("--version", action="version", version=f"onrecord {onrecord.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    analyze = commands.add_parser(
        "analyze",
        help="find attributions, speakers and entities in articles",
        description="Find attributions, speakers and entities in articles.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = analyze.add_argument
    add("input", nargs="+", metavar="INPUT", type=Path, help="folder, files or glob")
    add(
        "--entities",
        metavar="FILE",
        type=Path,
        help="people and organisations that matter (CSV, JSONL)",
    )
    add("--out", metavar="DIR", type=Path, help="write the tables there as Parquet")
    add("--standoff", metavar="FILE", type=Path, help="write standoff JSONL, one document a line")
    add("--statements", metavar="FILE", type=Path, help="comes with a later release")
    add("--text-field", metavar="NAME", default="text", help="column of the text (default: text)")
    add("--id-field", metavar="NAME", default="id", help="column of the id (default: id)")
    add("--threads", metavar="N", type=_threads, help="number of threads (default: one a core)")
    return parser


def _threads(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 1")
    return int(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        Those of the process if None.

    Returns
    -------
    int
        Exit code: 0 all documents analysed, 1 some could not be, 2 wrong usage or input, 130 stopped.

    Examples
    --------
    >>> main(["analyze", "seeds", "--threads", "1"])
    5 documents...
    0
    """
    parser = _parser()
    args = parser.parse_args(arguments)
    if args.statements:
        parser.error("--statements: statements across outlets come with a later release; leave it out")
    try:
        code = _analyze(args)
        sys.stdout.flush()  # here, where a reader that went away is expected
        return code
    except OnrecordError as error:
        print(f"onrecord: error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # `onrecord analyze ... | head`: the work is done, and nobody reads on.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"onrecord: error: {where}{error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("onrecord: stopped", file=sys.stderr)
        return 130


def _analyze(args: argparse.Namespace) -> int:
    for path in (args.out, args.standoff):
        # Told before the work, not after it.
        if path is not None and not path.absolute().parent.is_dir():
            raise FileNotFoundError(2, "its folder does not exist", str(path))
    corpus = onrecord.read(args.input, text_field=args.text_field, id_field=args.id_field)
    record = onrecord.analyze(corpus, args.entities, n_threads=args.threads)
    if args.out:
        record.to_parquet(args.out)
    if args.standoff:
        record.to_standoff(args.standoff)
    return _summary(record)


def _summary(record: onrecord.Record) -> int:
    documents = record.documents.arrow.select(["doc_id", "status", "message"]).to_pylist()
    failed = [d for d in documents if d["status"] == "error"]
    empty = sum(d["status"] == "empty" for d in documents)
    notes = [f"{empty} empty"] * bool(empty) + [f"{len(failed)} failed"] * bool(failed)
    print(
        f"{len(documents):,} document{'s' * (len(documents) != 1)}"
        f"{' (' + ', '.join(notes) + ')' if notes else ''}: "
        f"{len(record.mentions):,} mentions of {len(record.entities):,} entities, "
        f"{len(record.quotes):,} attributions"
    )
    speakers = [e for e in record.entities.arrow.slice(0, 10).to_pylist() if e["n_quotes"]]
    if speakers:
        width = max(len(e["entity"]) for e in speakers)
        print(f"\n{'speaker':{width}}  attributions  words  documents")
        for e in speakers:
            print(f"{e['entity']:{width}}  {e['n_quotes']:12,}  {e['n_words']:5,}  {e['n_docs']:9,}")
    for document in failed[:10]:
        print(f"onrecord: {document['doc_id']}: {document['message']}", file=sys.stderr)
    if len(failed) > 10:
        print(f"onrecord: and {len(failed) - 10:,} more; see the table documents", file=sys.stderr)
    return 1 if failed else 0
