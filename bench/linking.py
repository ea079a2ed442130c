"""How long it takes to make the entities of many articles one, and whether that grows as the articles do.

Usage: python bench/linking.py [MENTIONS...]

Made-up mentions (seeded): eight an article, of people whose surnames are as unevenly common as real ones, a fifth by
surname alone, a tenth with a middle initial. CPU time of linking and of counting the table of entities, from Arrow
tables to Arrow tables, and how many times the time of the row before it takes: 2.0 for twice the mentions is linear.
"""

import argparse
import random
import time

import onrecord
from onrecord.linking import linked

SIZES = (125_000, 250_000, 500_000, 1_000_000)
FIRST_NAMES, SURNAMES = 600, 20_000


def made_up(number: int, start: str, end: str) -> str:
    letters = ""
    while number:
        number, letter = divmod(number, 26)
        letters += chr(97 + letter)
    return f"{start}{letters}{end}"


def tables(n: int):
    import pyarrow as pa

    chance = random.Random(7)
    names = []
    for _ in range(n):
        # Pareto's law: a few surnames are in every article.
        common = min(int(chance.paretovariate(0.7)), SURNAMES)
        surname = made_up(common, "L", "st")
        first = chance.randrange(FIRST_NAMES) if chance.random() < 0.3 else common * 7 % FIRST_NAMES
        form = chance.random()
        full = made_up(first, "F", "rst")
        names.append(surname if form < 0.2 else f"{full} B. {surname}" if form < 0.3 else f"{full} {surname}")
    ids = [f"person:{name.lower().replace('.', '').replace(' ', '-')}" for name in names]
    mentions = {
        "doc_id": [f"d{i // 8}" for i in range(n)],
        "entity_id": ids,
        "entity": names,
        "type": ["person"] * n,
        "text": names,
        "how": ["discovered"] * n,
        "zone": ["body"] * n,
    }
    columns = ("doc_id", "speaker_id", "speaker", "speaker_type", "zone")
    quotes = {column: pa.array([], pa.string()) for column in columns} | {"n_words": pa.array([], pa.int64())}
    return pa.table(mentions), pa.table(quotes)


def measure(n: int, repeat: int) -> tuple[int, int, float, float]:
    mentions, quotes = tables(n)
    taken = []
    for _ in range(repeat):
        start = time.process_time()
        named, said = linked(mentions, quotes)
        middle = time.process_time()
        entities = onrecord.tally(named, said)
        taken.append((middle - start, time.process_time() - middle))
    linking, counting = (min(column) for column in zip(*taken, strict=True))
    return len(set(mentions["entity_id"].to_pylist())), len(entities), linking, counting


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mentions", nargs="*", type=int, default=SIZES)
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    print("mentions   names  entities  linking (s)  times  counting (s)  times")
    before = None
    for n in args.mentions:
        names, entities, linking, counting = measure(n, args.repeat)
        times = [f"{now / then:5.1f}" for now, then in zip((linking, counting), before or (), strict=False)] or ["", ""]
        print(f"{n:8} {names:7} {entities:9} {linking:12.2f}  {times[0]:5} {counting:13.2f}  {times[1]:5}", flush=True)
        before = linking, counting


if __name__ == "__main__":
    main()
