"""Our own sentences about conflicts, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from chatbot.types import Claim, ConflictKind
from chatbot.values import DateValue, parse

_POINTS: dict[str, dict[ConflictKind, str]] = {
    "en": {
        "date": "on the date",
        "time": "on the time",
        "number": "on the number",
        "name": "on the name",
        "place": "on the place",
        "negation": "on whether this is so",
        "order": "on the order of events",
        "statement": "on this",
    },
    "fr": {
        "date": "sur la date",
        "time": "sur l’heure",
        "number": "sur le nombre",
        "name": "sur le nom",
        "place": "sur le lieu",
        "negation": "sur ce point, que les unes affirment et que les autres nient",
        "order": "sur l’ordre des faits",
        "statement": "sur ce point",
    },
}
_OPENINGS = {"en": "The sources disagree {point}", "fr": "Les sources se contredisent {point}"}
_DIFFERENCES = {"en": "The sources differ {point}", "fr": "Les sources diffèrent {point}"}
_RESERVATIONS = {
    "en": {
        "revision": "One of them speaks of a figure or date that was revised.",
        "part": "One of them may count a part and the other the whole.",
        "event": "They speak of different dates.",
        "opinion": "One of them gives it as hearsay or opinion.",
    },
    "fr": {
        "revision": "L’une d’elles parle d’un chiffre ou d’une date qui a été révisé.",
        "part": "L’une peut compter une partie, l’autre le tout.",
        "event": "Elles ne parlent pas de la même date.",
        "opinion": "L’une d’elles le donne comme un ouï-dire ou un avis.",
    },
}


def summary(kind: ConflictKind, sides: Sequence[Claim], language: str, reservation: str = "") -> str:
    """Return one plain sentence: what the sources disagree on, and what each side says.

    Parameters
    ----------
    sides
        One claim a side.
    language
        ``"en"`` or ``"fr"``.
    reservation
        Why they may all be right, which is said in a second sentence; empty for a conflict.
    """
    opening = opening_words(kind, language, reservation)
    if kind != "negation":
        named = (f"{side_words(side, language)} ({side.title})" for side in sides)
        opening = opening + colon(language) + semicolon(language).join(named)
    return f"{opening}. {reservation_words(reservation, language)}".rstrip()


def opening_words(kind: ConflictKind, language: str, reservation: str = "") -> str:
    """Return the first words of a sentence on a conflict: "The sources disagree on the date"."""
    own = language if language in _POINTS else "en"
    opening = _DIFFERENCES if reservation else _OPENINGS
    return opening[own].format(point=_POINTS[own][kind])


def reservation_words(reservation: str, language: str) -> str:
    """Return the sentence that says why sources that differ may all be right; empty for no reason."""
    return _RESERVATIONS.get(language, _RESERVATIONS["en"]).get(reservation, "")


def side_words(claim: Claim, language: str) -> str:
    """Return what a source claims: its own words, or a date of the other language in the reader's."""
    words = " ".join(claim.quote[claim.value_start : claim.value_end].split())
    if claim.kind == "date" and claim.language != language and language in _POINTS:
        return _date_words(claim.value, language) or words or claim.value
    return words or claim.value


def _date_words(printable: str, language: str) -> str:
    """Return a day as it is written in ``language``, an empty string for less simple dates."""
    value = parse(printable, "date")
    if not isinstance(value, DateValue) or value.last is not None or value.relation != "on":
        return ""
    point = value.point
    if not (point.month and point.day) or value.part_of_day:
        return ""
    # A leap year stands in for an unknown one, so that 29 February is a day.
    known = point.year is not None and not value.assumed
    day = date(point.year if known and point.year else 2000, point.month, point.day)
    return format_date(day, "d MMMM y" if known else "d MMMM", locale=language)


def colon(language: str) -> str:
    """Return the colon with the spaces that ``language`` puts around it."""
    return "\N{NO-BREAK SPACE}: " if language == "fr" else ": "


def semicolon(language: str) -> str:
    """Return the semicolon with the spaces that ``language`` puts around it."""
    return "\N{NARROW NO-BREAK SPACE}; " if language == "fr" else "; "
