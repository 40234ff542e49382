"""Text of a document that speaks to a program and not to a reader: it may be quoted, and supports nothing.

Two grades: what nobody says but to a program ("ignore your instructions", "SYSTEM:") spoils what follows
it up to the next heading; what may be an order to anybody ("say that ...") spoils its own paragraph.
"""

from __future__ import annotations

import re
from itertools import pairwise

_GAP = r"[^.!?]{0,60}?"
_OPENS = (
    r"(?:^\s*|[.!?:;,\n*>(\"“«-]\s*"
    r"|\b(?:please|now|then|must|you\sshould|veuillez|maintenant|puis|devez|dois)\s)"
)
_TO_A_PROGRAM = re.compile(
    rf"""
    {_OPENS}(?:ignore|disregard|forget|override|bypass){_GAP}
        \b(?:(?:your|all|any|these|those|previous|prior|earlier|the)\s(?:\w+\s){{0,2}}?(?:instructions?|prompts?|guidelines|rules)
          |everything\s(?:you|above)|what\syou\swere|the\sabove|(?:system|previous)\sprompt)\b
    |{_OPENS}(?:ignore[rz]?|oublie[rz]?|n[ée]glige[rz]?|contourne[rz]?){_GAP}
        \b(?:(?:tes|vos|toutes?\sles|ces|les)\s(?:\w+\s){{0,2}}?(?:instructions?|consignes?|directives?|r[èe]gles)
          |ce\squi\spr[ée]c[èe]de|ci-dessus)\b
    |{_OPENS}ne\s(?:tiens|tenez)\s(?:pas|aucun)\s(?:compte\s)?{_GAP}\b(?:instructions?|consignes?|directives?|r[èe]gles)\b
    |\b(?:you\sare|act\sas|pretend\sto\sbe|tu\ses|vous\s[êe]tes|agis(?:sez)?\scomme)\s(?:now\s|maintenant\s|d[ée]sormais\s)?
        (?:an?\s|the\s|une?\s|l['’])?(?:\w+\s)?
        (?:ai|ia|ai\sassistant|chatbot|language\smodel|mod[èe]le\sde\slang\w+|llm|gpt|assistant\ssans)\b
    |(?:^|\n|[.!?:>\])*#-]\s)\s*(?:\#+\s*)?(?:system|assistant|developer|syst[èe]me)\s*(?:prompt|message)?\s*:
    |<\s*/?\s*(?:system|assistant|instructions?|passages?)\b|\[/?INST\]|<\|[a-z_]{{1,30}}\|>
    |\b(?:new|nouvelles|additional)\s(?:instructions?|consignes?)\s*(?:for\b|pour\b|:)
    |\b(?:instructions?|consignes?|notes?|message)\s(?:to|for|aux?|pour)\s(?:the\s|all\s|any\s|les?\s|l['’]|tout\s)?
        (?:ai|ia|llms?|language\smodels?|(?:ai\s)?assistants?|chatbots?|programs?|mod[èe]les?\sde\slang\w+)\b
    |\b(?:reply|answer|respond|r[ée]pondez|r[ée]ponds)\s(?:as\sfollows|with\sthe\s(?:text|words|sentence)|comme\ssuit|ce\squi\ssuit)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ORDER = re.compile(
    r"""
    (?:^|[.!?:;,\n*>-]\s*|\b(?:you\smust|you\sshould|please|now|then|puis|vous\sdevez|tu\sdois|maintenant|veuillez)\s)
        (?:always\s|only\s|just\s|toujours\s)?
        (?:answer|reply|respond|say|output|print|claim|state|tell\s(?:the\s)?(?:user|reader|them)
          |r[ée]ponds|r[ée]pondez|r[ée]pondre|dis|dites|affirmez?|affiche[rz]?|indiquez?)\s
        (?:(?:only|exactly|instead|simply|seulement|uniquement|exactement|simplement)\s?)?
        (?:that\b|with\b|only\b|exactly\b|que\b|qu['’]|par\b|uniquement\b|seulement\b|!\[)
    |\b(?:tu\sdois|vous\sdevez|you\smust)\s(?:dire|affirmer|indiquer|pr[ée]tendre|r[ée]pondre|say|answer|reply|claim)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BREAK = re.compile(r"\n[ \t]*(?=\n)|\n(?=#{1,6}\s)")
_HEADING = re.compile(r"\s*#{1,6}\s")


def ordered_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans ``[start, end)`` of paragraphs that give orders to programs, or follow such."""
    spans: list[tuple[int, int]] = []
    following = False
    breaks = [0, *(found.end() for found in _BREAK.finditer(text)), len(text)]
    for start, end in pairwise(breaks):
        paragraph = text[start:end]
        if not paragraph.strip():
            continue
        if _HEADING.match(paragraph):
            following = False
        following = following or _TO_A_PROGRAM.search(paragraph) is not None
        if following or _ORDER.search(paragraph):
            spans.append((start, end))
    return spans
