"""Made-up news articles, any number of them: the same seed gives the same bytes, also of a part of them.

Words are drawn from the counts that the tagger is made of, names from made-up lists (`lists.py`); no text of any corpus
is in here. An article has a headline, a byline in some, and paragraphs in which people of its own are quoted, report,
deny and allege; a statement now and then goes from outlet to outlet, whole or cut. About 4 KB each.
"""

import random
from datetime import date, timedelta

from lists import Maker
from variants import English

CUES = "said told added denied claimed insisted warned argued acknowledged confirmed wrote suggested".split()
ROLES = "spokeswoman;spokesman;chief executive;minister;senator;lawyer;analyst;director;professor;mayor".split(";")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
CLAUSES = 30_000
CARRIED = 0.08  # share of quotations that other articles carry too


class Newsroom:
    """Outlets, people, organisations and clauses of one seed."""

    def __init__(self, seed=1, n_people=4000):
        self.seed = seed
        rng = random.Random(seed)
        english, maker = English(rng), Maker(seed)
        self.clauses = [" ".join(english.sentence(5, 16)) for _ in range(CLAUSES)]
        self.people = [maker.person() for _ in range(n_people)]
        self.companies = [maker.company() for _ in range(n_people // 2)]
        self.places = [maker.place() for _ in range(n_people // 4)]
        self.outlets = [f"The {maker.place()} {rng.choice(('Post', 'Times', 'Echo', 'Herald'))}" for _ in range(200)]
        carried = random.Random(f"{seed}:carried")
        self.carried = [self.said(carried) for _ in range(5000)]

    @property
    def names(self):
        return [*self.people, *self.companies, *self.places]

    def said(self, rng):
        """Words of a quotation, hardly ever the same twice."""
        one, two = rng.choice(self.clauses), rng.choice(self.clauses)
        link = rng.choice((", and", ", but", " because", ", which means", f" for {rng.randint(2, 999)} days, so"))
        return f"{one}{link} {two}"

    def article(self, i):
        """Article number `i`."""
        rng = random.Random(f"{self.seed}:{i}")
        people = rng.sample(self.people, 4)
        companies = rng.sample(self.companies, 3)
        place, clause = rng.choice(self.places), self.clauses
        day = date(2017, 1, 1) + timedelta(days=rng.randrange(700))
        title = f"{rng.choice(companies)} {rng.choice(clause)}".title()
        lines = [title, ""]
        if rng.random() < 0.5:
            lines += [f"By {rng.choice(self.people)}", ""]
        size = len(title)
        wanted = rng.randint(2600, 5400)
        while size < wanted:
            lines += [paragraph := self.paragraph(rng, people, companies, place), ""]
            size += len(paragraph)
        return {
            "id": f"{self.seed}-{i:08}",
            "text": "\n".join(lines),
            "outlet": rng.choice(self.outlets),
            "published": day.isoformat(),
        }

    def paragraph(self, rng, people, companies, place):
        sentences = []
        for _ in range(rng.randint(2, 4)):
            person, other, company = rng.choice(people), rng.choice(people), rng.choice(companies)
            kind, cue, plain = rng.random(), rng.choice(CUES), rng.choice(self.clauses)
            words = rng.choice(self.carried) if rng.random() < CARRIED else self.said(rng)
            words = words[0].upper() + words[1:]
            surname = person.split()[-1]
            if kind < 0.16:
                sentences.append(f"“{words},” {cue} {person}, a {rng.choice(ROLES)} of {company}.")
            elif kind < 0.24:
                sentences.append(f"{surname} {cue} that {plain}, and “{rng.choice(self.clauses)}.”")
            elif kind < 0.36:
                sentences.append(f"{company} {cue} on {rng.choice(DAYS)} that {plain}.")
            elif kind < 0.42:
                sentences.append(f"According to {other}, {words[0].lower()}{words[1:]}.")
            elif kind < 0.46:
                sentences.append(f"“{words},” she {cue}.")
            else:
                number = f"{rng.randint(2, 9_999):,}"
                sentences.append(
                    f"{rng.choice(('In', 'Near', 'Outside'))} {place}, {plain}; {number} of {company} "
                    f"{rng.choice(self.clauses)}."
                )
        return " ".join(sentences)
