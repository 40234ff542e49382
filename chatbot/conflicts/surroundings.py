"""Whether two statements can be of one subject, by the names they share and by the text around them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from chatbot.conflicts.pairs import names_in_common
from chatbot.conflicts.statements import Statement
from chatbot.evidence.naming import takes_up
from chatbot.expansion import expand, word_forms
from chatbot.types import Passage
from chatbot.words import LANGUAGES, content_words, fold

_REACH = 300
_SAME_WORD = 0.6
_KEPT = 20_000
# Capitals at the beginning of a sentence say nothing, numbers such as "325th" do.
_NAME = re.compile(
    r"(?<![.!?:»”\"]\s)(?<!^)\b(?:[A-ZÀ-Ý][\w-]{3,}|\d+(?:st|nd|rd|th|e|er|re)\b)", re.MULTILINE
)


def same_subject(one: Statement, other: Statement) -> bool:
    """Tell whether two statements that say the same can be saying it of the same.

    A pronoun stands for something in the text before it: the other statement must speak of that too, by
    more words than the two have in common anyway. Without pronouns both must share a name, or their
    passages must.
    """
    pronouns = takes_up(one.text), takes_up(other.text)
    if all(pronouns):
        words = _words(_before(one), one.passage.language)
        return _any_met(words, _keys(_before(other), other.passage.language))
    if any(pronouns):
        taking, naming = (one, other) if pronouns[0] else (other, one)
        common = _keys(taking.text, taking.passage.language)
        words = _words(naming.text, naming.passage.language)
        beyond = [word for word in words if not _any_met([word], common)]
        return _any_met(beyond, _keys(_before(taking), taking.passage.language))
    return names_in_common(one, other) > 0 or bool(_names_around(one.passage) & _names_around(other.passage))


def _before(statement: Statement) -> str:
    """Return the title and what stands right before a statement."""
    passage = statement.passage
    start = statement.start - passage.start
    return f"{passage.title}\n{passage.heading or ''}\n{passage.text[max(0, start - _REACH) : start]}"


@lru_cache(maxsize=_KEPT)
def _names_around(passage: Passage) -> frozenset[str]:
    title = {fold(word) for word in re.findall(r"\w{4,}", f"{passage.title} {passage.heading or ''}")}
    return frozenset({fold(name) for name in _NAME.findall(passage.text)} | title)


def _words(text: str, language: str) -> list[Mapping[str, float]]:
    """Return the expansion of each content word of a text."""
    own = language if language in LANGUAGES else "en"
    return [expand(word, own) for word in content_words(text, own) if not word[0].isdigit()]


def _keys(text: str, language: str) -> frozenset[str]:
    return frozenset(key for keys, _ in word_forms(text, language) for key in keys)


def _any_met(words: Iterable[Mapping[str, float]], held: Collection[str]) -> bool:
    return any(strength >= _SAME_WORD and key in held for word in words for key, strength in word.items())
