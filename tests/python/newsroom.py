"""Articles made from templates, and texts that attack whatever shows them."""

from random import Random
from typing import Any

import onrecord
from onrecord.record import Record

FIRST = "Ada Bo Cleo Dan Eva Finn Gita Hugo Ines Jon Kai Lena Milo Nora Omar Pia".split()
LAST = "Quill Reed Stone Marsh Vale Brook Field Frost Grove Hart Lake Moss North Park Rowe Shaw".split()
OUTLETS = [
    f"The {where} {what}" for where in "Harbour Valley Hill Coast Lake".split() for what in "Post Echo Sun".split()
]
DEEDS = "sold ignored hid bought closed burned leased".split()
THINGS = ["the old school", "written warnings about the bridge", "the harbour's fire reports", "the hospital's land"]
WAYS = ["without a vote", "to please a foreign bank", "although engineers had objected", "during the summer recess"]
FILLER = [
    "The council met for three hours on Tuesday and heard twelve residents.",
    "Work on the site stopped in March, and nobody has seen the plans since.",
    "Repairs are to cost 2.4 million, half of it from the region's own budget.",
    "A crowd of about two hundred people waited outside in the rain.",
]


def articles(n: int, seed: int = 7) -> list[dict[str, Any]]:
    """Articles in which some statements travel from outlet to outlet and lose words on the way."""
    random = Random(seed)
    people = [f"{first} {last}" for first in FIRST for last in LAST]
    deeds = [f"{deed} {thing} {way}" for deed in DEEDS for thing in THINGS for way in WAYS]
    story = [(random.choice(people), random.choice(people), deed) for deed in random.sample(deeds, 90)]
    rows = []
    for i in range(n):
        paragraphs = []
        for _ in range(random.randrange(4, 9)):
            accuser, accused, claim = random.choice(story)
            denial = f"We never {claim}, and we will publish every paper that shows it"
            if random.random() < 0.3:
                denial = denial.replace(" never", "").replace("every paper", "the papers")
            paragraphs += [
                f"{accuser} alleged on Monday that the company of {accused} {claim}.",
                f"“{denial},” said {accused}. {random.choice(FILLER)}",
                random.choice(FILLER),
            ]
        rows.append(
            {
                "id": f"article-{i:05}",
                "title": f"{accuser} against {accused}, part {i}",
                "text": "\n\n".join(paragraphs),
                "outlet": random.choice(OUTLETS),
                "published": f"2026-{1 + i % 12:02}-{1 + i % 28:02}",
            }
        )
    return rows


ATTACKS = (
    "<script>window.hacked=1;alert(1)</script>",
    "<img src=x onerror=window.hacked=1>",
    '" onmouseover="window.hacked=1" autofocus onfocus="window.hacked=1" x="',
    "' onclick='window.hacked=1",
    "</style><script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "<!--<script>window.hacked=1</script>",
    "--><svg onload=window.hacked=1>",
    "]]><script>window.hacked=1</script>",
    "</title></textarea></select></option><script>window.hacked=1</script>",
    "javascript:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    "<a href='javascript:window.hacked=1'>click</a>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<style>@import 'https://example.org/x.css';body{display:none}</style>",
    "<base href=https://example.org/><form action=https://example.org/><input name=id>",
    "&lt;script&gt;window.hacked=1&lt;/script&gt;",
    "{{constructor.constructor('window.hacked=1')()}}",
    "__proto__",
    "constructor",
    "\u202eturned\u2066 and isolated\u2067",
    "line\u2028separator\u2029paragraph\x00nul\x1bescape",
)


def hostile() -> Record:
    """A record in which every text, title, outlet, name and id is an attack."""
    rows = [
        {
            "id": f"{attack} {i}",
            "title": f"{attack} title",
            "subtitle": attack,
            "author": attack,
            "outlet": attack,
            "published": f"2026-01-{1 + i:02}",
            "text": (
                f"{attack}\n\n“We {'never ' * (i % 3 > 0)}sold the {attack} park to a foreign bank without a vote,” "
                f"said Ada {attack} Quill.\n\nAcme {attack} was accused of dumping {attack} waste in the lake. "
                f"Acme denied dumping {attack} waste in the lake.\n\n“{attack},” Bo Reed said."
            ),
        }
        for i, attack in enumerate(ATTACKS)
    ]
    rows.append({"id": "</script><script>window.hacked=1</script>", "text": None, "title": ATTACKS[0]})
    entities = [
        {"entity": f"Ada {attack} Quill", "type": "person", "aliases": [attack], "id": f"{attack}#{i}"}
        for i, attack in enumerate(ATTACKS)
    ]
    return onrecord.analyze(
        rows, [*entities, {"entity": ATTACKS[0], "type": "org", "aliases": ["Acme"], "id": ATTACKS[2]}]
    )
