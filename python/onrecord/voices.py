"""How much is said by whom, and how many voices there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.exceptions import ArgumentError
from onrecord.places import distinct
from onrecord.selection import ARTICLE, Documents, Entities, among, as_text, chosen, result, speakers

if TYPE_CHECKING:
    from onrecord.questions import Questions
    from onrecord.record import Record

__all__ = ["diversity", "share_of_voice"]

# Columns of quotes that rows can be counted by; those of documents come on top.
OF_QUOTES = ("speaker", "type", "zone", "kind", "stance", "act", "cue", "medium", "addressee", "rule")
QUOTE = ("doc_id", "kind", "text", "n_words", "speaker_id", "speaker", "speaker_type")
TYPES = ("person", "org", "place", "product", "document", "group", "other")


def share_of_voice(
    record: Questions, by: str, within: str | None, quotes: Any, checked: Any = None
) -> tuple[pa.Table, str | None]:
    """Count quotations, words and documents; see `Record.share_of_voice`. Also tells where too few are checked."""
    documents = Documents(record)
    among("by", by, _groups(documents))
    if within is not None:
        among("within", within, _groups(documents))
        if within == by:
            raise ArgumentError(f"within is {within!r}, which is also by; pass two different columns")
    if checked is not None and quotes is not None:
        raise ArgumentError("pass quotes or checked: a checked sample stands for all quotes, not for some of them")
    rows = _rows(record, documents, quotes, by, within)
    keys = ["speaker_id", "speaker"] if by == "speaker" else ["by"]
    keys = ["within", *keys] if within else keys
    totals = {"quotes": "n_quotes", "words": "n_words", "quoted_words": "n_quoted_words"}
    grouped = rows.group_by(keys, use_threads=False).aggregate(
        [
            ("type", "first"),
            ([], "count_all"),
            *((kind, "sum") for kind in ("direct", "mixed", "indirect", "n_words", "n_quoted_words")),
            ("doc", "count_distinct"),
            ("outlet_key", "count_distinct"),
        ]
    )
    table = pa.table({name: grouped[name] for name in keys})
    if by == "speaker" and within != "type":
        table = table.append_column("type", grouped["type_first"])
    for name, column in (
        ("n_quotes", "count_all"),
        ("n_direct", "direct_sum"),
        ("n_mixed", "mixed_sum"),
        ("n_indirect", "indirect_sum"),
        ("n_words", "n_words_sum"),
        ("n_quoted_words", "n_quoted_words_sum"),
        ("n_docs", "doc_count_distinct"),
        ("n_outlets", "outlet_key_count_distinct"),
    ):
        table = table.append_column(name, grouped[column].cast(pa.int64()))
    group = _codes(table["within"]) if within else np.zeros(len(table), np.int64)
    for name, column in totals.items():
        table = table.append_column(f"share_{name}", pa.array(_shares(table[column].to_numpy(), group)))
    order = [("n_quoted_words", "descending"), ("n_words", "descending"), ("n_quotes", "descending")]
    order += [(key, "ascending") for key in keys]
    table = result(table, [("within", "ascending"), *order] if within else order)
    doubt = None
    if checked is not None:
        from onrecord.intervals import beside

        def counted(other: Questions) -> pa.Table:
            return _rows(other, Documents(other), None, by, within, more=("quote_id", "checked"))

        table, doubt = beside(table, cast("Record", record), keys, checked, counted)
    names = table.column_names
    for place, given in (("by", by), ("within", within)):
        if given is not None and place in names:
            names[names.index(place)] = _free(given, names)
    return table.rename_columns(names), doubt


def _free(name: str, taken: Sequence[str]) -> str:
    """Name a column of groups so that it is not taken for a count, as the table `documents` does.

    Examples
    --------
    >>> _free("outlet", ["n_docs"]), _free("n_docs", ["n_docs"])
    ('outlet', 'n_docs_given')
    """
    while name in taken:
        name = f"{name}_given"
    return name


def _groups(documents: Documents) -> list[str]:
    own = documents.table.column_names
    return [*OF_QUOTES, "outlet", *(name for name in own if name not in (*OF_QUOTES, "outlet"))]


def _rows(
    record: Questions, documents: Documents, quotes: Any, by: str, within: str | None, *, more: Sequence[str] = ()
) -> pa.Table:
    """Quotes with their groups (columns "by" and "within"), speakers under one name.

    With their counts, or with `more` columns instead of counts that take long.
    """
    own = [name for name in (by, within) if name in OF_QUOTES and name not in ("speaker", "type")]
    needed = list(dict.fromkeys([*QUOTE, *(name for name in own if name), *more]))
    # Where zones are compared, all of them are.
    rows = chosen(record.quotes, quotes, needed, zones=None if "zone" in (by, within) else ARTICLE)
    rows = speakers(record, rows)
    numbers = documents.numbers(rows["doc_id"])
    columns = {name: rows[name] for name in rows.column_names if name not in ("text", "speaker_type")}
    columns["speaker_id"] = rows["speaker_key"]
    columns["type"] = rows["speaker_type"]
    columns["doc"] = pa.array(numbers)
    columns["outlet_key"] = documents.outlet.take(pa.array(numbers))
    for kind in ("direct", "mixed", "indirect"):
        columns[kind] = pc.equal(rows["kind"], kind).cast(pa.int64())
    if not more:
        columns["n_quoted_words"] = _quoted_words(rows)
    # Under names of their own: a column of documents may be called anything.
    for place, name in (("by", by), ("within", within)):
        if name == "outlet":
            columns[place] = columns["outlet_key"]
        elif name in OF_QUOTES:
            columns[place] = columns[name]
        elif name is not None:
            columns[place] = as_text(documents.table[name]).combine_chunks().take(pa.array(numbers))
    return pa.table(columns)


def _quoted_words(rows: pa.Table) -> Any:
    """Words in quotation marks: all of a direct quotation, those between the marks of a mixed one."""
    kind = rows["kind"]
    # What precedes a mark goes; the pair of marks at the end takes what follows the last.
    bits = pc.replace_substring_regex(
        pc.binary_join_element_wise(pc.if_else(pc.equal(kind, "mixed"), rows["text"], ""), "“”", ""),
        pattern='[^“"«„]*[“"«„]([^”"»]*)([”"»]|$)',
        replacement="\\1 ",
    )
    n = pc.count_substring_regex(bits, r"[^\s\pZ]*[\pL\pN][^\s\pZ]*").cast(pa.int64())
    return pc.if_else(pc.equal(kind, "direct"), rows["n_words"], n)


def _codes(column: Any) -> Any:
    column = column.combine_chunks()
    codes = column.dictionary_encode(null_encoding="encode").indices
    return codes.to_numpy(zero_copy_only=False).astype(np.int64)


def _shares(values: Any, group: Any) -> Any:
    totals = np.bincount(group, values)[group] if len(values) else np.zeros(0)
    return np.divide(values, totals, out=np.zeros(len(values)), where=totals > 0)


def diversity(record: Questions, by: str | None, weight: str, types: Any, quotes: Any) -> pa.Table:
    """Measure concentration and diversity of sources; see `Record.diversity`."""
    documents = Documents(record)
    among("weight", weight, ("quotes", "words"))
    known = ["outlet", *(name for name in documents.table.column_names if name != "outlet")]
    if by is not None:
        among("by", by, known)
    if not isinstance(types, Iterable):
        raise ArgumentError(f"types is {types!r}; pass one or more of {', '.join(map(repr, TYPES))}")
    types = (types,) if isinstance(types, str) else tuple(types)
    of_documents = documents.outlet if by in (None, "outlet") else as_text(documents.table[by]).combine_chunks()
    of_documents = pa.chunked_array([of_documents]).combine_chunks()
    if by is None:
        of_documents = pa.array(["all"] * len(documents), pa.string())
    # One number a group, in order of its first document; a missing value is a group of its own.
    coded = of_documents.dictionary_encode(null_encoding="encode")
    group_of, groups = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64), coded.dictionary
    n = len(groups)

    rows = chosen(record.quotes, quotes, ("doc_id", "speaker_id", "speaker", "n_words"))
    rows = speakers(record, rows)
    group = group_of[documents.numbers(rows["doc_id"])]
    stated = pc.is_valid(rows["speaker"]).to_numpy(zero_copy_only=False).astype(bool)
    n_quotes, unstated = np.bincount(group, minlength=n), np.bincount(group[~stated], minlength=n)
    voices = rows.filter(pa.array(stated))
    amount = voices["n_words"] if weight == "words" else pa.array(np.ones(len(voices), np.int64))
    sources = (
        pa.table({"group": group[stated], "key": voices["speaker_key"], "name": voices["speaker"], "amount": amount})
        .group_by(["group", "key"], use_threads=False)
        .aggregate([("amount", "sum"), ("name", "first")])
        .sort_by([("group", "ascending"), ("amount_sum", "descending"), ("key", "ascending")])
    )
    of = sources["group"].to_numpy()
    share = _shares(sources["amount_sum"].to_numpy(), of)
    n_sources = np.bincount(of, minlength=n)
    # Of no rows numpy counts whole numbers.
    hhi = np.bincount(of, share**2, minlength=n).astype(float)
    logs = np.log(share, out=np.zeros_like(share), where=share > 0)
    shannon = np.abs(np.bincount(of, -share * logs, minlength=n)).astype(float)
    some, several = n_sources > 0, n_sources > 1
    evenness = np.divide(shannon, np.log(np.maximum(n_sources, 2)), out=np.ones(n), where=several)
    top = np.searchsorted(of, np.arange(n))
    n_named, n_quoted = _named(record, documents, group_of, rows, group, n, types)
    columns = {
        "by": groups,
        "n_docs": np.bincount(group_of, minlength=n),
        "n_quotes": n_quotes,
        "n_unattributed": unstated,
        "n_sources": n_sources,
        "hhi": pa.array(hhi, mask=~some),
        "shannon": pa.array(shannon, mask=~some),
        "effective_sources": pa.array(np.exp(shannon), mask=~some),
        "evenness": pa.array(evenness, mask=~some),
        "top_source": sources["name_first"].combine_chunks().take(pa.array(top, mask=~some)),
        "top_share": pa.array(np.append(share, 0.0)[np.where(some, top, -1)], mask=~some),
        "n_named": n_named,
        "n_named_quoted": n_quoted,
        "n_only_discussed": n_named - n_quoted,
        "quoted_share": pa.array(n_quoted / np.maximum(n_named, 1), mask=n_named == 0),
    }
    table = result(pa.table(columns), [("n_quotes", "descending"), ("by", "ascending")])
    return table.rename_columns([_free(by or "scope", table.column_names), *table.column_names[1:]])


def _named(
    record: Questions, documents: Documents, group_of: Any, quotes: pa.Table, group: Any, n: int, types: tuple[str, ...]
) -> tuple[Any, Any]:
    """How many entities of some types each group names or quotes, and how many of them it quotes."""
    mentions = chosen(record.mentions, None, ("doc_id", "entity_id"))
    ids = record.entities.arrow["entity_id"].combine_chunks()
    known = record.entities.arrow["type"].combine_chunks().unique().to_pylist()
    for given in types:
        among("types", given, [*dict.fromkeys((*TYPES, *known))])
    kind = Entities(record).type(ids, pa.nulls(len(ids), pa.string()))
    speaks = pc.is_in(kind, pa.array(types, pa.string())).to_numpy(zero_copy_only=False).astype(bool)

    def pairs(entity_ids: Any, groups: Any) -> Any:
        at = pc.fill_null(pc.index_in(entity_ids, ids), -1).to_numpy().astype(np.int64)
        fits = (at >= 0) & np.append(speaks, False)[at]
        return distinct((groups[fits] << 32) | at[fits])

    quoted = pairs(quotes["speaker_id"], group)
    named = np.union1d(pairs(mentions["entity_id"], group_of[documents.numbers(mentions["doc_id"])]), quoted)
    return np.bincount(named >> 32, minlength=n), np.bincount(quoted >> 32, minlength=n)
