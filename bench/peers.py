"""Other matchers in the analyst's mode: capitals folded, whole words, longest first, code points, ids, Arrow.

Those that find letters anywhere are asked for all overlapping matches, which are filtered on word edges, and only
then is the longest of those that begin first taken. A search for the leftmost-longest match that is filtered
afterwards is faster and wrong: it loses "New York" in "New York Timesman" where "New York Times" is listed too.
Each class takes names and gives `find(texts)`: an Arrow table of document, start, end and entity.
"""

import re
from functools import cached_property
from itertools import chain

import numpy as np
import pyarrow as pa

IS_WORD = re.compile(r"\w").match
# What looks alike, letter for letter: onrecord takes these for one another and its peers do not.
ALIKE = str.maketrans({**dict.fromkeys("’‘ʼ", "'"), **dict.fromkeys("\u00a0\u2009\u202f\n\r\t", " ")})


def lowered(text):
    """Small letters at the places of the capitals: "İ" alone becomes two of them, and stays."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


class Edges:
    """Whether a place lies within a word."""

    @cached_property
    def letters(self):
        return frozenset(c for c in map(chr, range(0x110000)) if IS_WORD(c))

    @cached_property
    def table(self):
        table = np.zeros(0x110000, bool)
        table[[ord(c) for c in self.letters]] = True
        return table

    def inside(self, text):
        """One byte a place, all at once: pays where hits are many."""
        word = self.table[np.frombuffer(text.encode("utf-32-le"), np.uint32)]
        inside = np.zeros(len(text) + 1, bool)
        inside[1:-1] = word[:-1] & word[1:]
        return inside.tobytes()

    def whole(self, text, hits):
        """Those of `hits` (start, -end, entity) that are whole words."""
        if len(hits) * 20 > len(text):
            inside = self.inside(text)
            return [hit for hit in hits if not inside[hit[0]] and not inside[-hit[1]]]
        word, n, kept = self.letters, len(text), []
        for hit in hits:
            start, end = hit[0], -hit[1]
            if start and text[start - 1] in word and text[start] in word:
                continue
            if end < n and text[end] in word and text[end - 1] in word:
                continue
            kept.append(hit)
        return kept


EDGES = Edges()


class Peer:
    """A matcher that finds letters anywhere."""

    def find(self, texts):
        documents, starts, ends, entities = [], [], [], []
        for number, text in enumerate(texts):
            low = lowered(text)
            hits = EDGES.whole(low, self.hits(low))
            hits.sort()
            last = 0
            for start, minus_end, entity in hits:
                if start >= last:
                    last = -minus_end
                    documents.append(number)
                    starts.append(start)
                    ends.append(last)
                    entities.append(entity)
        return table(documents, starts, ends, entities)


def table(documents, starts, ends, entities):
    columns = {"document": documents, "start": starts, "end": ends, "entity": entities}
    return pa.table({name: pa.array(values, pa.int32()) for name, values in columns.items()})


class Daachorse(Peer):
    package = "daachorse"

    def __init__(self, names):
        import daachorse

        self.engine = daachorse.CharwiseDoubleArrayAhoCorasick([lowered(name) for name in names])

    def hits(self, low):
        return [(start, -end, entity) for start, end, entity in self.engine.find_overlapping(low)]


class DaachorseBytes:
    """All texts at once as bytes, filtered by numpy: the fastest way to a right answer that was found for a peer."""

    package = "daachorse"

    def __init__(self, names):
        import daachorse

        # Capitals beyond ASCII need not be folded where no name has any.
        self.ascii_only = all(map(str.isascii, names))
        self.engine = daachorse.DoubleArrayAhoCorasick([lowered(name).encode() for name in names])
        self.word = np.array([bool(IS_WORD(chr(code))) for code in range(128)] + [False] * 128)

    def find(self, texts):
        parts = [text.encode() if self.ascii_only else lowered(text).encode() for text in texts]
        data = b"\n".join(parts)  # which is in no name
        data = data.lower() if self.ascii_only else data
        found = self.engine.find_overlapping(data)
        hits = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3)
        array = np.frombuffer(b"\n" + data + b"\n", np.uint8)
        whole = ~self.within(data, array, hits[:, 0]) & ~self.within(data, array, hits[:, 1])
        hits = hits[whole]
        hits = hits[np.lexsort((-hits[:, 1], hits[:, 0]))]
        hits = hits[self.first_and_longest(hits[:, 0].tolist(), hits[:, 1].tolist())]
        # Code points before a place: bytes before it less those that continue one.
        more = (np.frombuffer(data, np.uint8) & 0xC0) == 0x80
        at = np.flatnonzero(more)
        first = np.cumsum([0] + [len(part) + 1 for part in parts[:-1]])
        document = np.searchsorted(first, hits[:, 0], "right") - 1
        base = first[document] - np.searchsorted(at, first[document])
        start, end = (hits[:, i] - np.searchsorted(at, hits[:, i]) - base for i in (0, 1))
        return table(document, start, end, hits[:, 2])

    def within(self, data, array, places):
        """Whether word characters stand on both sides."""
        before, after = array[places], array[places + 1]
        inside = self.word[before] & self.word[after]
        # What is not ASCII has to be looked at by itself.
        for i in np.flatnonzero((before >= 128) | (after >= 128)).tolist():
            place = int(places[i])
            left, right = data[max(place - 4, 0) : place].decode(errors="ignore"), data[place : place + 4]
            right = right.decode(errors="ignore")
            inside[i] = bool(left and right and IS_WORD(left[-1]) and IS_WORD(right[0]))
        return inside

    @staticmethod
    def first_and_longest(starts, ends):
        kept, last = [], 0
        for i, start in enumerate(starts):
            if start >= last:
                kept.append(i)
                last = ends[i]
        return kept


class AhocorasickRs(Peer):
    package = "ahocorasick_rs"

    def __init__(self, names):
        import ahocorasick_rs

        kind = ahocorasick_rs.Implementation.DFA if len(names) <= 1000 else None
        self.engine = ahocorasick_rs.AhoCorasick([lowered(name) for name in names], implementation=kind)

    def hits(self, low):
        found = self.engine.find_matches_as_indexes(low, overlapping=True)
        return [(start, -end, entity) for entity, start, end in found]


class Pyahocorasick(Peer):
    package = "pyahocorasick"

    def __init__(self, names):
        import ahocorasick

        self.engine = ahocorasick.Automaton()
        for entity, name in enumerate(names):
            self.engine.add_word(lowered(name), (entity, len(name) - 1))
        self.engine.make_automaton()

    def hits(self, low):
        return [(last - length, -last - 1, entity) for last, (entity, length) in self.engine.iter(low)]


class Flashtext2:
    package = "flashtext2"

    def __init__(self, names):
        import flashtext2

        self.engine = flashtext2.KeywordProcessor(case_sensitive=False)
        self.engine.add_keywords_with_clean_word_from_iter((name, str(i)) for i, name in enumerate(names))

    def find(self, texts):
        documents, starts, ends, entities = [], [], [], []
        for number, text in enumerate(texts):
            for entity, start, end in self.engine.extract_keywords_with_span(text):
                documents.append(number)
                starts.append(start)
                ends.append(end)
                entities.append(int(entity))
        return table(documents, starts, ends, entities)


class SpacyPhraseMatcher:
    package = "spacy"

    def __init__(self, names):
        import spacy
        from spacy.matcher import PhraseMatcher

        self.nlp = spacy.blank("en")
        self.nlp.max_length = 1 << 30
        self.engine = PhraseMatcher(self.nlp.vocab, attr="LOWER")
        for entity, name in enumerate(self.nlp.tokenizer.pipe(names)):
            self.engine.add(str(entity), [name])

    def find(self, texts):
        documents, starts, ends, entities = [], [], [], []
        strings = self.nlp.vocab.strings
        for number, text in enumerate(texts):
            words = self.nlp.make_doc(text)
            last = 0
            for start, minus_end, key in sorted((start, -end, key) for key, start, end in self.engine(words)):
                if start >= last:
                    last = -minus_end
                    documents.append(number)
                    starts.append(words[start].idx)
                    ends.append(words[last - 1].idx + len(words[last - 1]))
                    entities.append(int(strings[key]))
        return table(documents, starts, ends, entities)


class Oracle:
    r"""What is right, slowly: at each place that is no inside of a word, the longest name that ends at another.

    An inside is a place between two ``\w``.
    """

    package = None
    alike: dict = {}

    def stands(self, text, start, end):
        return True

    def __init__(self, names):
        self.names = {lowered(name).translate(self.alike): entity for entity, name in enumerate(names)}
        self.longest = max(map(len, self.names))

    def find(self, texts):
        documents, starts, ends, entities = [], [], [], []
        for number, text in enumerate(texts):
            low = lowered(text).translate(self.alike)
            inside, start = EDGES.inside(low), 0
            while start < len(low):
                for end in range(min(len(low), start + self.longest), start, -1):
                    if inside[start] or inside[end] or (entity := self.names.get(low[start:end])) is None:
                        continue
                    if not self.stands(low, start, end):
                        continue
                    documents.append(number)
                    starts.append(start)
                    ends.append(end)
                    entities.append(entity)
                    start = end - 1
                    break
                start += 1
        return table(documents, starts, ends, entities)


class StrictOracle(Oracle):
    """What is right by onrecord's rules, which know more than letters.

    Apostrophes of all shapes are one, line ends and no-break spaces are blanks. A name does not stand in a handle
    ("@kaspersky"), in a web address ("bloomberg.com"), after the "O" of "O'Brien" or before more letters ("U.S." in
    "U.S.A."), and before an apostrophe only if a possessive or a contraction follows.
    """

    alike = ALIKE
    endings = frozenset(("", "s", "d", "ll", "ve", "re", "m"))
    domains = frozenset("com org net gov edu info io eu uk de ru fr tv co".split())

    def stands(self, text, start, end):
        before, after = text[max(start - 3, 0) : start], text[end : end + 6]
        if before[-1:].isalnum() or after[:1].isalnum() or before.endswith("@"):
            return False
        if before.endswith("'") and IS_WORD(before[-2:-1]) and not IS_WORD(before[-3:-2]):
            return False
        rest = re.match(r"\w*", after[1:])[0]
        if after.startswith("'") and rest not in self.endings:
            return False
        return not (after.startswith(".") and IS_WORD(text[end - 1]) and rest in self.domains)


class Onrecord:
    package = "onrecord"
    kind = "auto"

    @staticmethod
    def prepared(names):
        """What a reader of CSV gives: columns of text."""
        ids = pa.array(list(map(str, range(len(names)))), pa.string())
        return pa.table({"entity": pa.array(names, pa.string()), "id": ids, "case": pa.array(["fold"] * len(names))})

    def __init__(self, rows):
        import onrecord

        self.engine = onrecord.Gazetteer(rows, engine=self.kind)

    def find(self, texts):
        return self.engine.find_all(texts, n_threads=1).arrow

    def plain(self, found):
        """Its table as that of the others, which takes no part in the times."""
        numbers = [found[name].cast(pa.string()).cast(pa.int32()) for name in ("doc_id", "entity_id")]
        columns = [numbers[0], found["start"].cast(pa.int32()), found["end"].cast(pa.int32()), numbers[1]]
        return pa.table(columns, ["document", "start", "end", "entity"])


class OnrecordIndex(Onrecord):
    kind = "index"


class OnrecordAutomaton(Onrecord):
    kind = "automaton"


ENGINES = {
    "onrecord": Onrecord,
    "onrecord index": OnrecordIndex,
    "onrecord automaton": OnrecordAutomaton,
    "daachorse": Daachorse,
    "daachorse bytes": DaachorseBytes,
    "ahocorasick_rs": AhocorasickRs,
    "pyahocorasick": Pyahocorasick,
    "flashtext2": Flashtext2,
    "spaCy PhraseMatcher": SpacyPhraseMatcher,
    "oracle": Oracle,
    "strict oracle": StrictOracle,
}
