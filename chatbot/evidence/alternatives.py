"""What a question offers to choose from: two dates, two names, or two words on either side of its "or"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.types import Span
from chatbot.values import DateValue, Value
from chatbot.values.date_words import MONTH
from chatbot.words import stop_words, tokenize

_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]*(?:\s(?:(?:de|du|von|of)\s)?[A-ZÀ-ÖØ-Þ][\w’'-]*)*"
_BESIDE = 15
_DAY = r"\d{1,2}(?:er|st|nd|rd|th)?"


def dates_offered(text: str, language: str, values: Sequence[Value]) -> Span | None:
    """Return where a question offers two dates, "in 1943 or in 1944", "25 or 26 August"."""
    days = re.search(
        rf"\b{_DAY}\s+(?:or|ou)\s+(?:on\s+|the\s+|le\s+)*{_DAY}\s+(?:{MONTH})\b", text, re.IGNORECASE
    )
    if days:
        return Span(days.start(), days.end())
    match = re.search(r"\s+or\s+" if language == "en" else r"\s+ou\s+", text, re.IGNORECASE)
    if not match:
        return None
    dates = [value for value in values if isinstance(value, DateValue)]
    before = [value for value in dates if 0 <= match.start() - value.end <= _BESIDE]
    after = [value for value in dates if 0 <= value.start - match.end() <= _BESIDE]
    return Span(before[-1].start, after[0].end) if before and after else None


def sides_offered(text: str, form: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the words on each side of a question's "or" that tell it from the other; nothing without one."""
    match = re.search(r"\s+or\s+" if language == "en" else r"\s+ou\s+(?!pas\b)", text, re.IGNORECASE)
    if not match:
        return ()
    before = re.split(r"[,;:?]", text[: match.start()])[-1]
    after = re.split(r"[,;:?]", text[match.end() :])[0]
    if form in ("polar", "open") and (named := _named_sides(before, after, language)):
        return named
    said, instead = (
        [
            token.text.lower()
            for token in tokenize(part, language)
            if token.text.lower() not in stop_words(language) and token.text[0].islower()
        ]
        for part in (before, after)
    )
    instead = instead[:2]
    sides = [said[-max(1, len(instead)) :], instead]
    left, right = (set(side) for side in sides)
    if not left - right or not right - left:
        return ()
    return tuple(sorted(left - right)), tuple(sorted(right - left))


def _named_sides(before: str, after: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the two names on either side of an "or": "under Patton or under Hodges"."""
    ending = re.search(rf"({_NAME})\W*$", before)
    opening = re.match(rf"\W*(?:[a-zà-ÿ]+['’\s]\s*){{0,2}}({_NAME})", after)
    if not ending or not opening:
        return ()
    sides = (
        tuple(token.text.lower() for token in tokenize(found.group(1), language) if token.text[0].isupper())
        for found in (ending, opening)
    )
    left, right = sides
    # "General Patton or General Hodges": what both have tells neither from the other.
    own, other = (
        tuple(word for word in side if word not in against and word not in stop_words(language))
        for side, against in ((left, right), (right, left))
    )
    return (own, other) if own and other else ()
