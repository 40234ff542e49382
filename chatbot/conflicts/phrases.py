"""Whether two short answers in words mean the same, in one language or across two."""

from __future__ import annotations

import re
from functools import lru_cache

from chatbot.expansion import expand, word_forms
from chatbot.words import content_words, fold, tokenize

_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f.,](?=\d{3}(?!\d))")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
_SAME_WORD = 0.5
_SAME_SHARE = 0.6


@lru_cache(maxsize=4096)
def same_phrase(one: str, one_language: str, other: str, other_language: str) -> bool:
    """Tell whether the words of the shorter phrase stand, in one form or the other, in the longer one.

    Initials count as what they stand for ("EPA"), and two phrases with other figures are never the same.
    """
    if fold(one) == fold(other) or _is_initials(one, other) or _is_initials(other, one):
        return True
    if _figures(one) and _figures(other) and not _figures(one) & _figures(other):
        return False
    mine, theirs = _words(one, one_language), _words(other, other_language)
    if not mine or not theirs:
        return False
    return (
        max(_met(mine, one_language, other, other_language), _met(theirs, other_language, one, one_language))
        >= _SAME_SHARE
    )


def _met(words: list[str], language: str, text: str, text_language: str) -> float:
    """Return the share of ``words`` that stand in ``text``, translated where the languages differ."""
    keys = {key for forms, _ in word_forms(text, text_language) for key in forms}
    met = 0
    for word in words:
        expansion = expand(word, language)
        met += max((expansion.get(key, 0.0) for key in keys), default=0.0) >= _SAME_WORD
    return met / len(words)


def _words(text: str, language: str) -> list[str]:
    return list(content_words(text, language)) or [
        token.text for token in tokenize(text, language) if token.text.isalnum()
    ]


def _figures(text: str) -> frozenset[str]:
    joined = _THOUSANDS.sub("", text)
    return frozenset(number.replace(",", ".") for number in _FIGURE.findall(joined))


def _is_initials(short: str, long: str) -> bool:
    bare = short.replace(".", "").strip()
    initials = "".join(word[0] for word in long.split() if word[:1].isupper())
    return len(bare) > 1 and bare.isupper() and bare == initials
