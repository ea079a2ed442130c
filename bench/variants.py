"""Made-up quotations and what editors do to them: the same seed gives the same bytes.

Sentences are drawn from the counts that the tagger is made of (tag trigrams, and words by tag), so that common words
are common and phrases recur as they do in English; no text of any corpus is in here. Each sentence has a speaker and
is printed a few times, or thousands of times, whole or cut, with words dropped, inserted or put in brackets, and now
and then under another name. Against them stand common phrases that everybody says, openings that many sentences share,
and sentences that differ from another speaker's by every third word.
"""

import json
import random
from itertools import accumulate
from pathlib import Path

import pyarrow as pa

COUNTS = Path(__file__).parents[1] / "src/lexicon/en/tags.tsv"
PHRASES = 300  # common phrases
OPENINGS = 60
COMMON = 0.08  # share of mentions that are common phrases
OPENED = 0.15  # share of sentences that begin with an opening
SIBLINGS = 0.05  # share of sentences made from another speaker's
OTHER_SPEAKER = 0.04


class English:
    """Draws sentences from counted tags and words."""

    def __init__(self, rng):
        self.rng = rng
        follow, words = {}, {}
        for line in COUNTS.read_text("utf-8").splitlines():
            key, _, value = line.partition("\t")
            if line.startswith("#") or not value:
                continue
            if value.isdecimal() and len(key) == 3:
                follow.setdefault(key[:2], []).append((key[2], int(value)))
            elif not value.isdecimal():
                for part in value.split():
                    if key.replace("-", "").isalpha() and part[1:].isdecimal():
                        words.setdefault(part[0], []).append((key, int(part[1:])))
        # Words that were counted once or twice stand for all those that were not counted.
        self.follow = {k: ([t for t, _ in v], list(accumulate(n for _, n in v))) for k, v in follow.items()}
        self.words = {k: ([w for w, _ in v], list(accumulate(n + 2 for _, n in v))) for k, v in words.items()}

    def _draw(self, table):
        return self.rng.choices(table[0], cum_weights=table[1])[0]

    def sentence(self, least, most):
        """A list of words, some with a comma."""
        n = self.rng.randint(least, most)
        out, history = [], "N."
        while len(out) < n:
            tag = self._draw(self.follow.get(history) or self.follow["N."])
            history = history[1] + tag
            if tag == ".":
                if out and out[-1][-1] != "," and self.rng.random() < 0.4:
                    out[-1] += ","
            elif tag in self.words:
                out.append(self._draw(self.words[tag]))
        out[-1] = out[-1].rstrip(",")
        return out

    def common(self, least, most):
        """A phrase of the commonest words."""
        pool = [self.words[tag][0][i] for tag in "ODVRI" for i in self._top(tag)]
        return [self.rng.choice(pool) for _ in range(self.rng.randint(least, most))]

    def _top(self, tag, n=12):
        sums = self.words[tag][1]
        counts = [b - a for a, b in zip([0, *sums], sums, strict=False)]
        return sorted(range(len(counts)), key=lambda i: -counts[i])[:n]


def edited(words, rng, english):
    """One editor's hand."""
    words = list(words)
    n = len(words)
    kind = rng.choices(
        ("fragment", "head", "tail", "ellipsis", "bracket", "drop", "insert", "marks", "case", "hyphen", "reword"),
        (14, 9, 9, 9, 8, 14, 10, 9, 5, 5, 8),
    )[0]
    if kind == "fragment" and n > 9:
        size = rng.randint(max(6, n // 3), n - 2)
        start = rng.randint(0, n - size)
        words = words[start : start + size]
    elif kind == "head" and n > 8:
        words = words[rng.randint(1, n // 3) :]
    elif kind == "tail" and n > 8:
        words = words[: n - rng.randint(1, n // 3)]
    elif kind == "ellipsis" and n > 10:
        size = rng.randint(1, n // 4)
        start = rng.randint(3, n - size - 3)
        words[start : start + size] = [rng.choice(("…", "...", "[...]"))]
    elif kind == "bracket":
        at = rng.randrange(n)
        words[at] = f"[{english.sentence(1, 1)[0]}]"
    elif kind == "drop" and n > 6:
        size = rng.randint(1, 2)
        start = rng.randint(1, n - size - 1)
        del words[start : start + size]
    elif kind == "insert":
        words[rng.randint(1, n - 1) : 0] = english.sentence(1, 2)
    elif kind == "marks":
        words = [w.rstrip(",") if rng.random() < 0.7 else w for w in words]
        if n > 6:
            words.insert(rng.randint(2, n - 2), rng.choice(("–", "—")))
    elif kind == "case":
        words = [w.upper() if rng.random() < 0.1 else w for w in words]
        words[0] = words[0].capitalize()
    elif kind == "hyphen":
        at = rng.randrange(n - 1)
        words[at : at + 2] = [words[at].rstrip(",") + "-" + words[at + 1]]
    elif kind == "reword":
        words[rng.randrange(n)] = english.sentence(1, 1)[0]
    return words


def size(rng, n):
    """How often a sentence is printed: often once, now and then by everybody."""
    return min(int(rng.paretovariate(1.15)), max(50, n // 200))


def printed(words, rng):
    text = " ".join(words)
    if rng.random() < 0.5:
        text = text[0].upper() + text[1:] + rng.choice((".", ",", "", "!"))
    return text


def quotations(path):
    """Real quotations from JSONL with the field text: their words."""
    with Path(path).open(encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in lines if line.strip())
        return [words for words in map(str.split, texts) if len(words) > 7]


def mentions(n, seed=1, real=None):
    """A table of quotes, and the number of the true statement of each row."""
    rng = random.Random(seed)
    english = English(rng)
    phrases = [english.common(2, 6) for _ in range(PHRASES)]
    openings = [english.common(4, 8) for _ in range(OPENINGS)]
    bases = quotations(real) if real else None
    rows, before, statement, common = [], None, 0, {}
    speakers = max(50, n // 40)
    while len(rows) < n:
        speaker = rng.randrange(speakers)
        if rng.random() < COMMON * 4:
            phrase = rng.randrange(PHRASES)
            for _ in range(rng.randint(1, 2)):
                # The same words by the same speaker are one statement; by others they are not.
                key = common.setdefault((phrase, speaker), -1 - len(common))
                rows.append((printed(phrases[phrase], rng), speaker, key))
            continue
        if before and rng.random() < SIBLINGS:
            words = [w if rng.random() < 0.66 else english.sentence(1, 1)[0] for w in before]
        elif bases:
            if statement >= len(bases):
                raise SystemExit(f"{len(bases)} quotations are too few for {n} mentions")
            words = bases[statement]
        else:
            words = english.sentence(9, 42)
            if rng.random() < OPENED:
                words = rng.choice(openings) + words
        before = words
        versions = [words]
        for _ in range(size(rng, n)):
            said_by = rng.randrange(speakers) if rng.random() < OTHER_SPEAKER else speaker
            # Others copy what was printed, or edit it anew; seldom is an edited version edited again.
            if rng.random() < 0.5:
                version = rng.choice(versions)
            else:
                source = rng.choice(versions) if rng.random() < 0.1 else words
                version = edited(source, rng, english) if len(source) > 4 else source
                versions.append(version)
            rows.append((printed(version, rng), said_by, statement))
        statement += 1
    rows = rows[:n]
    rng.shuffle(rows)
    table = pa.table(
        {
            "quote_id": [f"d{i // 3}:q{i % 3 + 1}" for i in range(n)],
            "doc_id": [f"d{i // 3}" for i in range(n)],
            "kind": pa.array(["direct"] * n),
            "text": [text for text, _, _ in rows],
            "speaker_id": [f"p{speaker}" for _, speaker, _ in rows],
            "speaker": [f"p{speaker}" for _, speaker, _ in rows],
        }
    )
    return table, [key for _, _, key in rows]
