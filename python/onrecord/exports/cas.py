"""UIMA CAS as XMI, the form that INCEpTION and other UIMA tools exchange, written by dkpro-cassis."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from onrecord.exceptions import MissingPackageError
from onrecord.exports.naming import Annotated, FileNames, documents, folder_of, parts
from onrecord.graphs import NOT_XML

if TYPE_CHECKING:
    from onrecord.exports import Exports

__all__ = ["write"]

# Layers that INCEpTION has of its own.
NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
META = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
TEXT, NUMBER, FLAG = "uima.cas.String", "uima.cas.Double", "uima.cas.Boolean"
TYPES = {
    NAMED_ENTITY: {"value": TEXT, "identifier": TEXT},
    "onrecord.Zone": {"kind": TEXT, "author": TEXT},
    "onrecord.Source": {},
    "onrecord.Cue": {},
    "onrecord.Content": {},
    "onrecord.Unwritable": {"codepoint": TEXT},
    "onrecord.Attribution": {
        "quoteId": TEXT,
        "kind": TEXT,
        "stance": TEXT,
        "negated": FLAG,
        "act": TEXT,
        "speaker": TEXT,
        "speakerId": TEXT,
        "speakerType": TEXT,
        "confidence": NUMBER,
        "rule": TEXT,
    },
}
FEATURES = {
    "quoteId": "quote_id",
    "speakerId": "speaker_id",
    "speakerType": "speaker_type",
}


def write(record: Exports, folder: str | os.PathLike[str]) -> None:
    """Write an XMI file a document, and the type system that they share."""
    try:
        import cassis
    except ModuleNotFoundError:
        raise MissingPackageError("to_cas needs dkpro-cassis; install it with: pip install 'onrecord[cas]'") from None
    where = folder_of(folder)
    system = _type_system(cassis)
    names = FileNames()
    for found in documents(record):
        _cas(cassis, system, found).to_xmi(where / f"{names.of(found.doc_id)}.xmi")
    system.to_xml(where / "TypeSystem.xml")
    names.write(where)


def _type_system(cassis: Any) -> Any:
    system = cassis.TypeSystem()
    for name, features in TYPES.items():
        made = system.create_type(name)
        for feature, kind in features.items():
            system.create_feature(made, feature, kind)
    # A kind of DocumentAnnotation, of which a CAS may hold one; cassis makes its own only where it is told a language.
    meta = system.create_type(META, "uima.tcas.DocumentAnnotation")
    for feature in ("documentId", "documentTitle"):
        system.create_feature(meta, feature, TEXT)
    attribution = system.get_type("onrecord.Attribution")
    # The shape of what INCEpTION calls a link feature: a list of a role and its target.
    for part in ("Source", "Cue", "Content"):
        link = system.create_type(f"onrecord.Attribution{part}Link", "uima.cas.TOP")
        system.create_feature(link, "role", TEXT)
        system.create_feature(link, "target", f"onrecord.{part}")
        system.create_feature(attribution, part.lower(), "uima.cas.FSArray", elementType=link)
    return system


def _cas(cassis: Any, system: Any, found: Annotated) -> Any:
    text = NOT_XML.sub("\ufffd", found.text)
    cas = cassis.Cas(system, sofa_string=text, sofa_mime="text/plain")
    title = found.document.get("title")

    def add(name: str, span: tuple[int, int], **features: Any) -> Any:
        values = {k: NOT_XML.sub("\ufffd", v) if isinstance(v, str) else v for k, v in features.items()}
        made = system.get_type(name)(begin=span[0], end=span[1], **values)
        cas.add(made)
        return made

    add(META, (0, len(text)), documentId=found.doc_id, documentTitle=title if isinstance(title, str) else found.doc_id)
    for wrong in NOT_XML.finditer(found.text):
        add("onrecord.Unwritable", wrong.span(), codepoint=f"U+{ord(wrong[0]):04X}")
    for zone in found.zones:
        add("onrecord.Zone", (zone["start"], zone["end"]), kind=zone["kind"], author=zone["author"])
    for mention in found.mentions:
        add(NAMED_ENTITY, (mention["start"], mention["end"]), value=mention["type"], identifier=mention["entity_id"])
    array = system.get_type("uima.cas.FSArray")
    for quote in found.quotes:
        places = parts(quote)
        links = {}
        for part, spans in places.items():
            link = system.get_type(f"onrecord.Attribution{part.title()}Link")
            targets = [add(f"onrecord.{part.title()}", span) for span in spans]
            links[part] = array(elements=[link(role=part, target=target) for target in targets])
        anchor = (places["cue"] or places["content"])[0]
        values = {name: quote[FEATURES.get(name, name)] for name in TYPES["onrecord.Attribution"]}
        add("onrecord.Attribution", anchor, **values, **links)
    return cas
