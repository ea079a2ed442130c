"""The command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import onrecord
from onrecord import export_command, report_command
from onrecord.exceptions import OnrecordError, SourceError
from onrecord.keeping import is_kept, is_run

__all__ = ["main"]

EXAMPLES = """\
examples:
  onrecord analyze news/ --entities people.csv --out tables/
  onrecord analyze 2017.jsonl --text-field body --id-field url --standoff out.jsonl
  onrecord analyze 'news/2017-*.parquet' --threads 8 --out tables/
  onrecord analyze archive.jsonl.zst --out tables/ --parts --no-statements    # larger than memory

INPUT is a folder (its .txt files, or its JSONL, CSV or Parquet files), files, or a glob in quotes. Fields
are `text` and `id` unless named. FILE of --entities has the columns entity, type, aliases (separated by |)
and, if wanted, id and case. DIR gets one Parquet file a table: documents, zones, mentions, quotes, entities,
statements, sightings. Articles go there some MB at a time; the same command goes on with a run that was stopped.

exit codes: 0 all documents analysed, 1 some could not be, 2 nothing done: wrong usage or input, 130 stopped
"""


EVALUATE = """\
examples:
  onrecord evaluate out.jsonl gold.jsonl              # what `onrecord analyze --standoff out.jsonl` wrote
  onrecord evaluate gold.jsonl gold.jsonl --by kind   # analyse the texts of the gold first
  onrecord evaluate articles/ articles/ --misses errors.csv   # brat: .ann files beside .txt

GOLD is JSONL, one document a line: {"id", "text", "relations": [{"kind", "source": [[s, e]], "cue", "content"}]}
in code points, or a folder of brat's .ann files with Source, Cue and Content tied by events or relations.
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
    _add_inputs(analyze)
    add = analyze.add_argument
    add("--out", metavar="DIR", type=Path, help="write the tables there as Parquet")
    add("--parts", action="store_true", help="leave DIR/TABLE/part-*.parquet as they are, do not join them")
    add(
        "--no-statements",
        action="store_true",
        help="leave out statements and sightings: faster",
    )
    add("--overwrite", action="store_true", help="begin anew where DIR holds another run")
    add("--standoff", metavar="FILE", type=Path, help="write standoff JSONL, one document a line")
    add("--statements", metavar="FILE", type=Path, help="write statements as JSONL, one a line")
    report_command.add(commands, _add_record, _threads)
    export_command.add(commands, _add_record)
    evaluate = commands.add_parser(
        "evaluate",
        help="compare attributions with those marked by hand",
        description="Compare attributions with those marked by hand.",
        epilog=EVALUATE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = evaluate.add_argument
    add("input", metavar="INPUT", type=Path, help="standoff JSONL, or articles to analyse first")
    add("gold", metavar="GOLD", type=Path, help="JSONL with texts and relations, or a folder of brat files")
    add(
        "--by",
        choices=("kind", "confidence", "rule", "band"),
        help="figures by kind, confidence, rule, or the calibration",
    )
    add("--misses", metavar="FILE", type=Path, help="write every error there, as CSV, or as Parquet by its ending")
    return parser


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    """What is analysed, and how."""
    add = parser.add_argument
    add("input", nargs="+", metavar="INPUT", type=Path, help="folder, files or glob")
    add(
        "--entities",
        metavar="FILE",
        type=Path,
        help="people and organisations that matter (CSV, JSONL)",
    )
    add("--corrections", metavar="FILE", type=Path, help="what somebody found when checking (CSV, JSONL)")
    add("--text-field", metavar="NAME", default="text", help="column of the text (default: text)")
    add("--id-field", metavar="NAME", default="id", help="column of the id (default: id)")
    add("--threads", metavar="N", type=_threads, help="number of threads (default: one a core)")
    add(
        "--min-confidence", metavar="X", type=_share, default=0.0, help="leave out quotes below it, 0 to 1 (default: 0)"
    )


def _add_record(parser: argparse.ArgumentParser) -> None:
    """What is analysed, or was."""
    _add_inputs(parser)
    parser.add_argument(
        "--corpus", metavar="SOURCE", type=Path, help="the articles, where INPUT is a folder of tables made of them"
    )


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number between 0 and 1")
    return share


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
    try:
        code = COMMANDS[args.command](args)
        sys.stdout.flush()  # here, where a reader that went away is expected
        return code
    except OnrecordError as error:
        print("\n".join([f"onrecord: error: {error}", *getattr(error, "__notes__", ())]), file=sys.stderr)
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


def _check_outputs(folder: Path | None, *files: Path | None) -> None:
    """Tell before the work, not after it, what cannot be written."""
    if folder is not None and folder.exists() and not folder.is_dir():
        raise NotADirectoryError(20, "is a file; name a folder for the tables", str(folder))
    for path in files:
        if path is not None and path.is_dir():
            raise IsADirectoryError(21, "is a folder; name a file", str(path))
    for path in (folder, *files):
        if path is not None and not path.absolute().parent.is_dir():
            raise FileNotFoundError(2, "its folder does not exist", str(path))


def _analyze(args: argparse.Namespace) -> int:
    _check_outputs(args.out, args.standoff, args.statements)
    if args.out and args.corrections is None:
        record: onrecord.Record = _run(args)
    else:
        record = _record(args)
        _lost(record)
        if args.out:
            record.to_parquet(args.out)
    if args.standoff:
        record.to_standoff(args.standoff)
    if args.statements:
        record.to_statements(args.statements)
    code = _summary(record)
    if args.out:
        print(f"\n{args.out}: all tables, as Parquet; onrecord.load({str(args.out)!r}) opens them in Python")
    elif not (args.standoff or args.statements):
        print("\nnothing is kept: --out DIR writes the tables")
    return code


def _run(args: argparse.Namespace) -> onrecord.Record:
    return onrecord.run(
        args.input,
        args.out,
        args.entities,
        text_field=args.text_field,
        id_field=args.id_field,
        min_confidence=args.min_confidence,
        n_threads=args.threads,
        statements=not args.no_statements,
        join=not args.parts,
        overwrite=args.overwrite,
    )


def _lost(record: onrecord.Record) -> None:
    """Say which corrections found no place."""
    rows = [row for row in record.corrections.table.arrow.to_pylist() if row["status"] in ("ambiguous", "lost")]
    for row in rows[:10]:
        about = row["exact"] or row["entity"] or row["entity_id"]
        print(f"onrecord: {row['action']} {about[:60]!r}: {row['status']}: {row['why']}", file=sys.stderr)
    if len(rows) > 10:
        print(f"onrecord: and {len(rows) - 10:,} more corrections that were not applied", file=sys.stderr)


def _record(args: argparse.Namespace) -> onrecord.Record:
    corpus = onrecord.read(args.input, text_field=args.text_field, id_field=args.id_field)
    return onrecord.analyze(
        corpus,
        args.entities,
        min_confidence=args.min_confidence,
        corrections=args.corrections,
        n_threads=args.threads,
    )


def _stored_or_analysed(args: argparse.Namespace) -> onrecord.Record:
    """Open the tables that are there, or make them."""
    folder: Path = args.input[0]
    if not is_kept(folder) and not is_run(folder):
        if args.corpus is not None:
            raise SourceError(f"{str(folder)!r} holds no tables, to which --corpus would give the texts; leave it out")
        return _record(args)
    if len(args.input) > 1:
        raise SourceError(f"{str(folder)!r} holds tables that onrecord wrote; pass it alone")
    if args.entities is not None or args.min_confidence:
        raise SourceError(
            f"{str(folder)!r} holds tables that onrecord wrote; --entities and --min-confidence are of the analysis"
        )
    record = onrecord.load(folder, corpus=args.corpus, text_field=args.text_field, id_field=args.id_field)
    if args.corrections is None:
        return record
    corrected = record.correct(args.corrections)
    _lost(corrected)
    return corrected


def _report(args: argparse.Namespace) -> int:
    return _summary(report_command.run(args, _stored_or_analysed))


def _export(args: argparse.Namespace) -> int:
    return _summary(export_command.run(args, _stored_or_analysed))


def _evaluate(args: argparse.Namespace) -> int:
    _check_outputs(None, args.misses)
    found = args.input if _is_standoff(args.input) else onrecord.analyze(onrecord.read(args.input))
    evaluation = onrecord.evaluate(found, args.gold)
    print(evaluation)
    if args.by:
        table = evaluation.calibration if args.by == "band" else evaluation.tables[f"by_{args.by}"]
        print()
        print(table.df.to_string(index=False, na_rep="–") if len(table) else f"nothing to show by {args.by}")
    if args.misses:
        if args.misses.suffix == ".parquet":
            evaluation.errors.to_parquet(args.misses)
        else:
            evaluation.errors.to_csv(args.misses)
    return 0


def _is_standoff(path: Path) -> bool:
    """Whether a file holds attributions without their texts."""
    if path.suffix.lower() not in (".jsonl", ".ndjson") or not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as lines:
        first = next((line for line in lines if line.strip()), "")
    try:
        row = json.loads(first)
    except ValueError:
        return False
    return isinstance(row, dict) and "relations" in row and "text" not in row


def _summary(record: onrecord.Record) -> int:
    # Nothing is read but what is shown.
    failed = record.documents.where("status", "error")
    empty = len(record.documents.where("status", "empty"))
    notes = [f"{empty} empty"] * bool(empty) + [f"{len(failed)} failed"] * bool(failed)
    n = len(record.documents)
    print(
        f"{n:,} document{'s' * (n != 1)}"
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


COMMANDS = {"analyze": _analyze, "report": _report, "export": _export, "evaluate": _evaluate}
