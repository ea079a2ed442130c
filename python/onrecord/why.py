"""Why a quotation was given to its speaker, in plain words."""

from __future__ import annotations

from typing import Any

from onrecord import markup
from onrecord.parts import parts_of

__all__ = ["Explanation", "explain"]

HOW = {
    "alias": "a name on the list of entities",
    "surname": "the surname of somebody named in full elsewhere in the article",
    "acronym": "an acronym that the article introduces",
    "discovered": "a name found without a list",
    "pronoun": "a pronoun",
    "description": "a description",
    "document": "a document, taken to its maker",
    "implicit": "nobody is named beside the words; the last speaker goes on",
}
STANCE = {
    "neutral": "passed on without taking sides",
    "denial": "the speaker rejects something",
    "allegation": "the speaker holds something against somebody",
    "confirmation": "the speaker grants something",
    "promise": "the speaker undertakes something",
}
ACT = {
    "speech": "something was said",
    "writing": "something was written or published",
    "thought": "somebody holds, hopes or fears it",
    "intention": "somebody means to do it",
    "perception": "somebody saw or found it, or something shows it",
}
KIND = {
    "direct": "all in quotation marks",
    "mixed": "partly in quotation marks",
    "indirect": "in the reporter's words",
}


class Explanation(str):
    """Text that a notebook shows as text, line by line."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f'<pre style="white-space:pre-wrap" dir="auto">{markup.label(self)}</pre>'


def explain(quote: dict[str, Any]) -> Explanation:
    """Put a row of the table `quotes` into words."""
    kind = KIND.get(quote["kind"], quote["kind"])
    lines = [
        f"{quote['quote_id']}: “{_short(' … '.join(parts_of(quote)))}”",
        f"  {quote['kind']} ({kind}), code points {quote['start']} to {quote['end']} "
        f"of document {quote['doc_id']}, zone {quote['zone']}",
    ]
    if quote["cue"] is None:
        lines.append("Cue: none; no words beside it say that somebody speaks")
    else:
        lines.append(f"Cue: “{quote['cue']}” at {quote['cue_start']}{_negated(quote)}")
    if quote["source"] is None:
        lines.append("Source: none; the text names nobody for these words")
    else:
        lines.append(f"Source: “{quote['source']}” at {quote['source_start']}")
    lines.append(_speaker(quote))
    stance = STANCE.get(quote["stance"], quote["stance"])
    if quote["negated"] and quote["stance"] == "neutral" and quote["cue"] is not None:
        stance = "a cue that is negated takes no side"
    lines.append(f"Stance: {quote['stance']} ({stance})")
    if quote["act"] is None:
        lines.append("Act: not known; the cue is on no list")
    else:
        lines.append(f"Act: {quote['act']} ({ACT.get(quote['act'], quote['act'])})")
    for name, label in (("addressee", "Said to"), ("medium", "Said in")):
        if quote[name] is not None:
            lines.append(f"{label}: “{quote[name]}”")
    runner_up = quote["runner_up"]
    second = f"“{runner_up}” came second" if runner_up else "no other source was near"
    lines.append(f"Rule: {quote['rule']}")
    lines.append(f"Confidence: {quote['confidence']:.2f}; {second}")
    if quote.get("checked"):
        lines.append(f"Checked: {quote['checked']} by hand; what was found by rule may have said otherwise")
    if quote["evidence"] is not None:
        lines.append(f"What spoke most for it: {quote['evidence']}")
    return Explanation(markup.plain("\n".join(lines)))


def _negated(quote: dict[str, Any]) -> str:
    """Tell a cue that rejects what was said ("denied") from one that is negated and says nothing of the kind."""
    if not quote["negated"]:
        return ""
    return ", which negates or rejects the content" if quote["stance"] == "denial" else ", which is itself negated"


def _speaker(quote: dict[str, Any]) -> str:
    if quote["speaker"] is None:
        return "Speaker: not stated"
    how = HOW.get(quote["speaker_how"], quote["speaker_how"] or "hand")
    known = f"entity {quote['speaker_id']}" if quote["speaker_id"] else "no entity of its own"
    antecedent = ""
    if quote["antecedent"] is not None:
        antecedent = f", leading back to “{quote['antecedent']}” at {quote['antecedent_start']}"
    return f"Speaker: {quote['speaker']} ({quote['speaker_type']}; {known}), by {how}{antecedent}"


def _short(text: str, width: int = 300) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
