"""Our own sentences about conflicts, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.types import Claim, ConflictKind

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
        "negation": "sur ce point : les unes affirment, les autres nient",
        "order": "sur l’ordre des faits",
        "statement": "sur ce point",
    },
}
_OPENINGS = {"en": "The sources disagree {point}", "fr": "Les sources se contredisent {point}"}


def summary(kind: ConflictKind, sides: Sequence[Claim], language: str) -> str:
    """Return one plain sentence: what the sources disagree on, and what each side says.

    Parameters
    ----------
    sides
        One claim a side.
    language
        ``"en"`` or ``"fr"``.
    """
    opening = opening_words(kind, language)
    if kind == "negation":
        return f"{opening}."
    colon = " : " if language == "fr" else ": "
    return opening + colon + "; ".join(f"{side_words(side)} ({side.title})" for side in sides) + "."


def opening_words(kind: ConflictKind, language: str) -> str:
    """Return the first words of a sentence on a conflict: "The sources disagree on the date"."""
    own = language if language in _POINTS else "en"
    return _OPENINGS[own].format(point=_POINTS[own][kind])


def side_words(claim: Claim) -> str:
    """Return the words in which a source makes its claim."""
    words = claim.quote[claim.value_start : claim.value_end].strip()
    return " ".join(words.split()) or claim.value
