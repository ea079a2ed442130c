"""Texts, ids and names as hypothesis makes them: what breaks files and formats."""

from hypothesis import strategies as st

# Line ends of all kinds, marks of direction, what XML cannot hold, formulas, markup, letters of two UTF-16 units.
PIECES = [
    "“We never sold the park,” said Ada Quill.",
    "“No, ” Ada Quill said, “nor will we.”",
    "Bo Reed denied working with spies.",
    "\r\n",
    "\n\n",
    "\r",
    "\t",
    "\x0b",
    "\x00",
    "\x1b",
    "\x85",
    "\u2028",
    "\ufffe",
    "\ufeff",
    "😀",
    "𝔘nion",
    "\u202eשלום\u202c",
    "é",
    "=1+1",
    "; =cmd",
    "'",
    '"',
    "]]>",
    "<script>&amp;",
    " ",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40)
