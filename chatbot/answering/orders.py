"""Text of a document that speaks to a program and not to a reader: it may be quoted, and supports nothing."""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,50}
        \b(?:instructions?|prompts?|guidelines|previous|above|system|everything\syou|what\syou\swere)\b
    |\b(?:ignore[rz]?|oublie[rz]?|n[ée]gligez?|contournez?)\b[^.\n]{0,50}
        \b(?:instructions?|consignes?|directives?|pr[ée]c[ée]dente?s?|ci-dessus|syst[èe]me)\b
    |\bne\s(?:tiens|tenez|tenir)\s(?:pas|aucun)\s(?:compte\s)?[^.\n]{0,30}\b(?:instructions?|consignes?|directives?)\b
    |\b(?:you\sare|act\sas|pretend\sto\sbe|tu\ses|vous\s[êe]tes|agis(?:sez)?\scomme)\s(?:now\s|maintenant\s|d[ée]sormais\s)?
        (?:an?\s|the\s|une?\s|l['’])?(?:\w+\s)?
        (?:ai|ia|assistant|chatbot|language\smodel|mod[èe]le\sde\slang\w+|llm|gpt)\b
    |(?:^|[\n.!?:>\])*#\-]\s*)(?:\#+\s*)?(?:system|assistant|developer|syst[èe]me)\s*(?:prompt|message)?\s*:
    |<\s*/?\s*(?:system|assistant|instructions?|passages?)\b|\[/?INST\]|<\|[a-z_]+\|>
    |(?:^|[.!?:;,\n*>-]\s*|\b(?:and|then|must|should|please|now|et|puis|devez|dois|maintenant|veuillez)\s)
        (?:always\s|only\s|just\s|toujours\s)?
        (?:answer|reply|respond|say|output|print|claim|state|tell\s(?:the\s)?(?:user|reader|them)
          |r[ée]ponds|r[ée]pondez|r[ée]pondre|dis|dites|affirmez?|affiche[rz]?|indiquez?)\s
        (?:(?:only|exactly|instead|simply|seulement|uniquement|exactement|simplement)\s?)?
        (?:that\b|with\b|only\b|exactly\b|:|que\b|qu['’]|par\b|uniquement\b|seulement\b|!\[)
    |\b(?:dois|devez|devra|il\sfaut)\s(?:dire|affirmer|indiquer|pr[ée]tendre)\s(?:que\b|qu['’])
    |\b(?:to|aux?|for|pour)\s(?:the\s|all\s|any\s|les?\s|tout\s)?
        (?:ai|ia|llms?|language\smodels?|ai\sassistants?|chatbots?|mod[èe]les?\sde\slang\w+)\s?[:,]
    """,
    re.VERBOSE | re.IGNORECASE,
)


def order_paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the spans ``[start, end)`` of the paragraphs that give orders to a program that reads them."""
    spans: list[tuple[int, int]] = []
    position = 0
    for paragraph in re.split(r"(\n\s*\n)", text):
        if _ORDER.search(paragraph):
            spans.append((position, position + len(paragraph)))
        position += len(paragraph)
    return spans
