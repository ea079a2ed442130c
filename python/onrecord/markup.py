"""What all HTML of this package shares: escaping, the direction of writing, style sheets.

Texts, names, titles and ids are untrusted. They reach a page only through `text`, `isolated` and `label`, and a
terminal only through `plain`.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

__all__ = ["css", "isolated", "label", "plain", "short", "text"]

# No character of a page: most controls, and halves of surrogate pairs, which cannot be encoded.
NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What turns the direction of all that follows, beyond the end of the value it stands in.
TURNS = re.compile("[\u061c\u202a-\u202e\u2066-\u2069]")


def text(value: str) -> str:
    r"""Give text as HTML.

    Examples
    --------
    >>> text("<b>&\x1b")
    '&lt;b&gt;&amp;\ufffd'
    """
    return escape(NOT_HTML.sub("\ufffd", value))


def isolated(value: str) -> str:
    """Give text as HTML that cannot turn the direction of what stands beside it.

    Examples
    --------
    >>> isolated("Ada & Bo")
    '<bdi>Ada &amp; Bo</bdi>'
    """
    return f"<bdi>{text(value)}</bdi>"


def label(value: str) -> str:
    r"""Give text of several values as HTML, as for a tooltip: none of them can turn the direction of the others.

    Examples
    --------
    >>> label('"x"\u202e')
    '&quot;x&quot;'
    """
    return text(TURNS.sub("", value))


def plain(value: str) -> str:
    r"""Give text for a terminal: nothing in it moves the cursor, changes colours or turns the direction.

    Examples
    --------
    >>> plain("\x1b[31mred\u202e\x07")
    '[31mred'
    """
    return NOT_HTML.sub("", TURNS.sub("", value)).replace("\r", "")


def short(value: str, width: int) -> str:
    r"""Give text as one line of so many characters at most.

    Examples
    --------
    >>> short("Ada\n Quill of the park", 12)
    'Ada Quill o…'
    """
    # Of a whole article only the beginning is looked at.
    value = " ".join(value[: 4 * width].split())
    return value if len(value) <= width else value[: width - 1] + "…"


@cache
def css(*names: str) -> str:
    """Give style sheets of the package, one after the other."""
    from importlib import resources  # slow to import

    folder = resources.files("onrecord")
    return "".join(folder.joinpath(f"{name}.css").read_text("utf-8") for name in ("look", *names))
