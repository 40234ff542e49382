"""The words of a query, and what each may be met as in passages of either language."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.expansion import concept_words
from chatbot.index.date_terms import date_terms
from chatbot.index.keywords import DATE_MARK
from chatbot.lexicon import related, translated_words
from chatbot.words import content_words

_TRANSLATION_WEIGHT = 0.6
_RELATED_WEIGHT = 0.3
_CONCEPT_WEIGHT = 0.25
# A day of a month is two words of the query in one.
_DATE_WEIGHT = 2.0


def readable(text: str) -> str:
    """Return a text without the lone surrogates that no index can look up."""
    return text.encode("utf-8", "replace").decode("utf-8")


def query_words(query: str, language: str) -> list[str]:
    """Return the words of a query that carry its matter, each once; all words where none does."""
    return list(dict.fromkeys(content_words(query, language) or query.split()))


def keywords(query: str, language: str) -> Mapping[str, float]:
    """Return the words to search for and their weights: the query's own, and what they may be met as."""
    weights: dict[str, float] = {}
    words = query_words(query, language)
    for word in words:
        met = [(other, _TRANSLATION_WEIGHT * p) for other, p in translated_words(word, language)]
        met += [(other, _RELATED_WEIGHT * p) for other, p in related(word, language)]
        met += [(other, _CONCEPT_WEIGHT) for other in concept_words(word, language)]
        for other, weight in met:
            weights[other] = max(weight, weights.get(other, 0.0))
    weights |= {DATE_MARK + term: _DATE_WEIGHT for term in date_terms(query)}
    return weights | dict.fromkeys(words, 1.0)
