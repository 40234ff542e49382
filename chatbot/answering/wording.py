"""Our own words in answers, in the reader's language; everything else in an answer is quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_DOUBTS = {
    "en": {
        "uncited": "No passage is cited for it.",
        "unknown": "It cites a passage that was not given.",
        "value": "“{words}” does not stand in the passage cited.",
        "apart": "The passage cited does not say this of “{words}”.",
        "address": "The address “{words}” does not stand in the passage cited.",
        "denied": "The passage cited says the opposite.",
        "meaning": "The passage cited does not say this.",
        "order": "The passage cited gives orders to programs; such text supports nothing.",
    },
    "fr": {
        "uncited": "Aucun passage n’est cité à l’appui.",
        "unknown": "Le passage cité n’a pas été fourni.",
        "value": "«\u00a0{words}\u00a0» ne figure pas dans le passage cité.",
        "apart": "Le passage cité ne dit pas cela de «\u00a0{words}\u00a0».",
        "address": "L’adresse «\u00a0{words}\u00a0» ne figure pas dans le passage cité.",
        "denied": "Le passage cité dit le contraire.",
        "meaning": "Le passage cité ne dit pas cela.",
        "order": "Le passage cité donne des ordres aux programmes\u00a0; un tel texte n’appuie rien.",
    },
}
_QUOTES = {"fr": ("« ", " »")}
_DOUBTED = re.compile(r"(?:^[ \t]*(?:[-*]|\d+\.)[ \t]+)?~~[^~\n]+~~ \[\?\d+\][ \t]*", re.MULTILINE)
_MARKUP = re.compile(r"([\\*_\[\]<`])")


def words(key: str, language: str) -> str:
    """Return a phrase of ours in ``language``, in English where we do not speak it."""
    return _WORDS.get(language, _WORDS["en"])[key]


def doubt_reason(cause: str, words: str, language: str, titles: Sequence[str] = ()) -> str:
    """Return the sentence that says why a statement is not supported.

    Parameters
    ----------
    cause
        As a `chatbot.answering.support.Verdict` has it.
    words
        The words at fault, where there are such.
    titles
        Of the documents cited.
    """
    reason = _DOUBTS.get(language, _DOUBTS["en"])[cause].format(words=" ".join(words.split()))
    named = ", ".join(dict.fromkeys(titles))
    return f"{reason.removesuffix('.')} ({named})." if named else reason


def doubted(statement: str, number: int) -> str:
    """Return a statement that its sources do not support, as Markdown with its mark."""
    return f"~~{escaped(statement)}~~ [?{number}]"


def without_doubts(text: str) -> str:
    """Return an answer without the statements that its sources do not support."""
    return _DOUBTED.sub("", text).strip()


def quoted(text: str, language: str, start: int, end: int, limit: int = 420) -> str:
    """Return a quote as Markdown: quotation marks of its language, ``[start, end)`` emphasised.

    A quote longer than ``limit`` characters is shortened at spaces, around the emphasised words, and
    each omission is shown.
    """
    first, last = _window(text, start, end, limit)
    inside = (max(start, first), min(end, last))
    if inside[0] < inside[1]:
        body = (
            f"{escaped(text[first : inside[0]])}**{escaped(text[inside[0] : inside[1]])}**"
            f"{escaped(text[inside[1] : last])}"
        )
    else:
        body = escaped(text[first:last])
    opening, closing = _QUOTES.get(language, ("“", "”"))
    before = "\\[…\\] " if first > 0 else ""
    after = " \\[…\\]" if last < len(text) else ""
    return f"{opening}{before}{body}{after}{closing}"


def emphasised(text: str) -> str:
    """Return words of a document as bold Markdown on one line."""
    return f"**{escaped(' '.join(text.split()))}**"


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


def escaped(text: str) -> str:
    """Return text on one line with the characters of our Markdown escaped."""
    return _MARKUP.sub(r"\\\1", " ".join(text.splitlines()))
