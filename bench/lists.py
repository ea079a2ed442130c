"""Name lists for the bench: what an analyst would bring, in four sizes, the same on every machine.

Usage: python bench/lists.py [TEXTS.jsonl] --dump DIR

A part of each list is taken from the text itself, most frequent first, so that matches are as dense as they are
for a list that fits its corpus. The rest is generated: people (listed first names, made-up surnames), companies,
places, authorities and works, with initials, hyphens, apostrophes and a few diacritics. Many begin with an
everyday word ("National ...", "First ..."), as real ones do: that is what makes a long list slow. Names are unique
after case folding, whatever their apostrophes, and the shorter list is the beginning of the longer.
"""

import argparse
import json
import random
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (20, 1_000, 100_000, 1_000_000)
# How many names of each list stand in the text, if it has so many.
FROM_TEXT = {20: 20, 1_000: 600, 100_000: 15_000, 1_000_000: 25_000}
SEED = 20261122

WORD = r"(?:(?:[A-Z]\.){2,}|[A-Z][^\W\d_]*(?:[-'’.&][^\W\d_]+)*)"
RUN = re.compile(rf"\b{WORD}(?: (?:(?:of|the|and|for|de|von|van|al) )?{WORD}){{0,4}}")

CONTRACTION = re.compile(r"n['’]t$|['’](?:re|ve|ll|d|m)$")

# What comes often stands more than once.
ONSETS = "b b br c ch d d f fr g gr h h j k k kr l l l m m m n n n p pl r r r s s sh st t t th tr v v w z".split()
VOWELS = "a a a a e e e e i i i o o o u u ai au ea ie ou y".split()
CODAS = ",,,,,,,,,,l,l,m,n,n,n,r,r,s,s,t,ck,ld,ll,nd,ng,nn,rd,rt,st,tz".split(",")
ENDINGS = "son sen man mann berg burg ton ley ford field wick worth ham er ini elli ov ova enko ski dottir ez".split()
NO_START = frozenset(
    "a after all also although an and any as at because before both but by despite dr during each even every few for "
    "from gov he her here his how however i i'm i’m if in indeed instead it it's it’s its just like many maybe more "
    "most mr mrs ms my no nor not now of on one only or other our over perhaps rep sen several she since so some still "
    "such than that that's that’s the their then there there's these they this those though through thus to two under "
    "until we well what what's when where whether which while who whose why with yes yet you your "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
MARKS = {"a": "áäâã", "e": "éèê", "i": "íï", "o": "óöô", "u": "úü", "c": "ç", "n": "ñ", "s": "š", "z": "ž"}
ADJECTIVES = (
    "American National First New United General Central Global Great North South East West Northern Southern Royal "
    "Federal Public Free Open Blue Green Red White Black Golden Silver Old Young Big Little Grand Advanced Allied "
    "International Pacific Atlantic Northern Good Best True Clear High Early Modern Social Human Common Independent"
).split()
NOUNS = (
    "River Lake Mountain Forest Garden House Bridge Road Station Market Bank Capital Energy Power Water Air Light "
    "Health Care Life Family Home World City State Country Land Ocean Star Sun Moon Stone Iron Steel Gold Oil Gas "
    "Food Farm Media News Press Times Post Journal Network Digital Data Systems Software Labs Motors Air Rail "
    "Defense Security Trust Insurance Partners Holdings Ventures Resources Industries Materials Dynamics Research "
    "Education School College Culture Music Film Art Book Letter Story Night Day Morning Winter Summer War Peace "
    "Justice Law Truth Reason Money Trade Labor Work Men Women Children People Friends Voters Teachers Drivers"
).split()
FORMS = "Inc. Corp. Ltd. Group Holdings Partners Industries Technologies LLC AG GmbH S.A. Bank Brothers Media".split()
OFFICES = (
    "Ministry Department Office Bureau Board Council Committee Commission Court Institute Agency Authority "
    "Association Federation Union Society Foundation Center University"
).split()
FIELDS = (
    "Justice;Foreign Affairs;Finance;Public Health;Agriculture;Labor;Education;Trade;Energy;the Interior;Defense;"
    "Human Rights;Fisheries;Transport;Civil Aviation;Housing;Statistics;Science and Technology;Cultural Heritage;"
    "Electoral Affairs;Water Resources;Refugees;Consumer Protection;Internal Security;Space Research"
).split(";")
PLACES = "Saint,San,Santa,Port,Fort,Mount,New,Upper,Lower,Lake,North,South,East,West,El,Los,Bad,Al".split(",")
AREAS = "County,Province,District,Valley,Island,Islands,Heights,Springs,Bay,Falls,Park,Creek,City,Beach".split(",")


def texts_of(path):
    """The texts of a JSONL file (field "text"); without one, the seed articles."""
    if path:
        return [json.loads(line)["text"] for line in Path(path).read_text("utf-8").splitlines() if line]
    return [p.read_bytes().decode() for p in sorted((ROOT / "seeds").glob("*.txt"))]


def harvested(texts):
    """Names that stand in the texts, most frequent first: runs of capitalised words."""
    runs, small = Counter(), Counter()
    for text in texts:
        runs.update(RUN.findall(text))
        small.update(re.findall(r"\b[a-z]+\b", text))
    found = Counter()
    for run, n in runs.items():
        words = re.sub(r"['’]s$", "", run).split()
        while words and (words[0].casefold() in NO_START or not words[0][0].isupper()):
            words.pop(0)
        name = " ".join(words)
        if len(name) > 2 and not CONTRACTION.search(name):
            found[name] += n
    # A plain word at the start of a sentence is no name.
    found = {name: n for name, n in found.items() if n > small[name.casefold()]}
    return sorted(found, key=lambda name: (-found[name], name))


class Maker:
    """Made-up names of one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        lines = (ROOT / "src/lexicon/en/first_names.txt").read_text("utf-8").splitlines()
        self.first_names = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]

    def syllables(self, n):
        pick = self.random.choice
        return "".join(pick(ONSETS) + pick(VOWELS) + pick(CODAS) for _ in range(n))

    def stem(self, least=1):
        name = self.syllables(least if self.random.random() < 0.6 else least + 1)
        if self.random.random() < 0.03:
            place = self.random.randrange(len(name))
            name = name[:place] + self.random.choice(MARKS.get(name[place], name[place])) + name[place + 1 :]
        return name.capitalize()

    def surname(self):
        chance = self.random.random()
        name = self.stem() + (self.random.choice(ENDINGS) if chance < 0.7 else self.syllables(1))
        if chance < 0.02:
            return "O'" + name
        if chance < 0.03:
            return "Mc" + name
        if chance < 0.07:
            return f"{name}-{self.stem(2)}"
        return name

    def person(self):
        first, last, chance = self.random.choice(self.first_names), self.surname(), self.random.random()
        if chance < 0.60:
            return f"{first} {last}"
        if chance < 0.72:
            return f"{first} {self.random.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
        if chance < 0.86:
            return f"{first} {self.random.choice(self.first_names)} {last}"
        if chance < 0.90:
            return f"{first} {self.random.choice(('von', 'van der', 'de', 'bin', 'al'))} {last}"
        if chance < 0.94:
            return f"{first[0]}. {self.random.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
        return last if chance < 0.98 else f"{first}-{self.random.choice(self.first_names)} {last}"

    def company(self):
        pick, chance = self.random.choice, self.random.random()
        if chance < 0.15:
            return self.stem(2) + pick(("tec", "soft", "ix", "co", "net", "gen", "pharma"))
        if chance < 0.40:
            return f"{self.stem(2)} {pick(FORMS)}"
        if chance < 0.65:
            return f"{self.stem(2)} {pick(NOUNS)} {pick(FORMS)}"
        if chance < 0.80:
            return f"{self.surname()} & {self.surname()}"
        if chance < 0.90:
            return f"{pick(ADJECTIVES)} {self.stem(2)} {pick(NOUNS)}"
        return f"{pick(ADJECTIVES)} {pick(NOUNS)} {pick(NOUNS)} {pick(FORMS)}"

    def place(self):
        pick, chance = self.random.choice, self.random.random()
        name = self.stem(2) + (pick(("ton", "ville", "burg", "stad", "grad", "ia", "abad", "mouth")) * (chance < 0.5))
        if chance < 0.35:
            return name
        if chance < 0.65:
            return f"{pick(PLACES)} {name}"
        if chance < 0.92:
            return f"{name} {pick(AREAS)}"
        return f"{name}-{pick(('sur', 'am', 'on'))}-{self.stem(1)}"

    def authority(self):
        pick, chance = self.random.choice, self.random.random()
        if chance < 0.35:
            return f"{self.stem(2)} {pick(OFFICES)} of {pick(FIELDS)}"
        if chance < 0.60:
            return f"{pick(OFFICES)} of {pick(FIELDS)} of {self.stem(2)}"
        if chance < 0.85:
            return f"{pick(ADJECTIVES)} {pick(OFFICES)} of {self.stem(2)}"
        return f"{self.stem(2)} {pick(NOUNS)} {pick(OFFICES)}"

    def work(self):
        pick, chance = self.random.choice, self.random.random()
        if chance < 0.3:
            return f"The {pick(ADJECTIVES)} {pick(NOUNS)} of {self.stem(2)}"
        if chance < 0.6:
            first, link = pick(("A", "The", "In", "My", "All", "Not", "No")), pick(("in", "of"))
            return f"{first} {pick(NOUNS)} {link} {self.stem(2)}"
        return f"{self.stem(2)}'s {pick(NOUNS)}"

    def name(self):
        chance = self.random.random()
        if chance < 0.55:
            return self.person()
        if chance < 0.75:
            return self.company()
        if chance < 0.88:
            return self.place()
        return self.authority() if chance < 0.96 else self.work()


def lists(texts, sizes=SIZES):
    """One list of names a size."""
    own, maker = harvested(texts), Maker(SEED)
    names, seen, taken, made = [], set(), 0, {}

    def add(name):
        folded = name.casefold().replace("’", "'")
        if folded not in seen:
            seen.add(folded)
            names.append(name)

    for size in sorted(sizes):
        wanted = min(FROM_TEXT.get(size, size // 4), len(own))
        for name in own[taken:wanted]:
            if len(names) < size:
                add(name)
        taken = max(taken, wanted)
        while len(names) < size:
            add(maker.name())
        made[size] = names[:size]
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?")
    parser.add_argument("--dump", type=Path, required=True, help="folder for names_N.txt, one name a line")
    args = parser.parse_args()
    args.dump.mkdir(parents=True, exist_ok=True)
    for size, names in lists(texts_of(args.path)).items():
        (args.dump / f"names_{size}.txt").write_text("".join(name + "\n" for name in names), "utf-8")


if __name__ == "__main__":
    main()
