"""Our own words in answers, in the reader's language; everything else in an answer is quoted."""

from __future__ import annotations

import re

_WORDS = {
    "en": {
        "refusal": "The documents do not answer this question.",
        "nearest": "The passages that come nearest to it are listed below.",
        "also": "The documents add:",
        "say": "The documents say:",
        "agree": "{count} sources agree.",
        "several": "The documents name {count}:",
        "about": "On {name}:",
    },
    "fr": {
        "refusal": "Les documents ne répondent pas à cette question.",
        "nearest": "Les passages qui s’en approchent le plus sont donnés ci-dessous.",
        "also": "Les documents ajoutent :",
        "say": "Voici ce qu’en disent les documents :",
        "agree": "{count} sources concordent.",
        "several": "Les documents en nomment {count} :",
        "about": "Au sujet de {name} :",
    },
}
_QUOTES = {"fr": ("« ", " »")}
_MARKUP = re.compile(r"([\\*_\[\]<`])")


def words(key: str, language: str) -> str:
    """Return a phrase of ours in ``language``, in English where we do not speak it."""
    return _WORDS.get(language, _WORDS["en"])[key]


def quoted(text: str, language: str, start: int, end: int, limit: int = 420) -> str:
    """Return a quote as Markdown: quotation marks of its language, ``[start, end)`` emphasised.

    A quote longer than ``limit`` characters is shortened at spaces, around the emphasised words, and
    each omission is shown.
    """
    first, last = _window(text, start, end, limit)
    inside = (max(start, first), min(end, last))
    if inside[0] < inside[1]:
        body = (
            f"{_escaped(text[first : inside[0]])}**{_escaped(text[inside[0] : inside[1]])}**"
            f"{_escaped(text[inside[1] : last])}"
        )
    else:
        body = _escaped(text[first:last])
    opening, closing = _QUOTES.get(language, ("“", "”"))
    before = "\\[…\\] " if first > 0 else ""
    after = " \\[…\\]" if last < len(text) else ""
    return f"{opening}{before}{body}{after}{closing}"


def emphasised(text: str) -> str:
    """Return words of a document as bold Markdown on one line."""
    return f"**{_escaped(' '.join(text.split()))}**"


def _window(text: str, start: int, end: int, limit: int) -> tuple[int, int]:
    if len(text) <= limit:
        return 0, len(text)
    middle = (start + end) // 2 if end > start else limit // 2
    first = max(0, min(middle - limit // 2, len(text) - limit))
    last = min(len(text), first + limit)
    if first > 0:
        first = text.find(" ", first) + 1 or first
    if last < len(text):
        last = text.rfind(" ", first, last)
    return min(first, start) if end > start else first, max(last, end)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.splitlines()))
