"""Words across French and English: a small translation lexicon and what follows from it.

Everything works without a network. The lexicon is a table of stem pairs with their translation
probabilities, made by ``python -m chatbot.training.lexicon`` from public parallel text; its card is
``models/lexicon/README.md``. Near-synonyms within one language come from the same table, through
the other language (Bannard and Callison-Burch, 2005).
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from chatbot.words import (
    LANGUAGES,
    LEXICON_FOLDER,
    Token,
    content_tokens,
    content_words,
    fold,
    is_stop_word,
    stem,
    stop_words,
    tokenize,
)

__all__ = [
    "LANGUAGES",
    "TermMatch",
    "Token",
    "content_tokens",
    "content_words",
    "fold",
    "is_stop_word",
    "related",
    "same_word",
    "stem",
    "stop_words",
    "term_matches",
    "tokenize",
    "translated_words",
    "translations",
]

MOST_RELATED = 5
LEAST_RELATED = 0.06
MOST_TRANSLATIONS = 4
GOOD_TRANSLATION = 0.6
BEST_TRANSLATION = 0.95
FALSE_FRIEND = 0.2
RELATED_WEIGHT = 0.7
SCORE_EXPONENT = 0.16


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A word of a text that says a word of a query, with the score of ``same_word``."""

    query_index: int
    token: Token
    score: float


class _Tables(NamedTuple):
    """The lexicon in memory, by source language and stem; probabilities in 0..1, best first."""

    translations: dict[str, dict[str, list[tuple[str, float]]]]
    symmetric: dict[str, dict[str, dict[str, float]]]


def translations(word: str, source: str) -> list[tuple[str, float]]:
    """Return the stems a word is translated by, best first, with their probabilities.

    Parameters
    ----------
    word
        A word as it stands in a text, or its stem.
    source
        ``"en"`` for French stems, ``"fr"`` for English stems; any other language has none.
    """
    return list(_translations(word, source))


@lru_cache(maxsize=1 << 15)
def _translations(word: str, source: str) -> tuple[tuple[str, float], ...]:
    if source not in LANGUAGES:
        return ()
    table = _tables().translations[source]
    found = [table.get(known, []) for known in _known_stems(word, source)]
    if len(found) == 1:
        return tuple(found[0])
    merged: dict[str, float] = {}
    for entries in found:
        for target, probability in entries:
            merged[target] = max(probability, merged.get(target, 0.0))
    return tuple(sorted(merged.items(), key=lambda item: -item[1]))


def translated_words(word: str, source: str) -> list[tuple[str, float]]:
    """Return the translations of a word in their commonest written form, for search engines."""
    target = _other(source)
    return [(_forms(target).get(known, known), p) for known, p in translations(word, source)]


def related(word: str, language: str) -> list[tuple[str, float]]:
    """Return stems of the same language that share translations with a word, best first.

    The score is the probability of coming from one stem to the other through the other language;
    at most ``MOST_RELATED`` stems of at least ``LEAST_RELATED``.
    """
    return list(_related(word, language))


@lru_cache(maxsize=1 << 15)
def _related(word: str, language: str) -> tuple[tuple[str, float], ...]:
    if language not in LANGUAGES:
        return ()
    back = _tables().translations[_other(language)]
    own = set(_known_stems(word, language)) | {stem(word, language)}
    scores: dict[str, float] = {}
    for pivot, there in translations(word, language):
        for target, again in back.get(pivot, ()):
            if target not in own:
                scores[target] = scores.get(target, 0.0) + there * again
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MOST_RELATED]
    return tuple((target, score) for target, score in best if score >= LEAST_RELATED)


def same_word(word_a: str, language_a: str, word_b: str, language_b: str) -> float:
    """Return how surely two words say the same, in 0..1.

    1.0 for the same stem, accents apart, and for equal numbers; at least ``GOOD_TRANSLATION`` for
    a good translation; lower for near-synonyms within one language, and ``FALSE_FRIEND`` for words
    written alike in two languages that hardly ever translate each other.
    """
    wanted = _expansion(word_a, language_a, language_b)
    return max(wanted.get(form, 0.0) for form in _forms_of(word_b, language_b))


def term_matches(
    query_words: Sequence[str], query_language: str, text: str, text_language: str
) -> list[TermMatch]:
    """Return every word of a text that says one of the query words, in the order of the text.

    A word may match several query words; the score is that of ``same_word``.
    """
    wanted: dict[str, list[tuple[int, float]]] = {}
    for index, word in enumerate(query_words):
        for form, score in _expansion(word, query_language, text_language).items():
            wanted.setdefault(form, []).append((index, score))
    matches: list[TermMatch] = []
    for token in tokenize(text, text_language):
        best: dict[int, float] = {}
        for form in _forms_of(token.text, text_language):
            for index, score in wanted.get(form, ()):
                best[index] = max(score, best.get(index, 0.0))
        matches.extend(TermMatch(index, token, score) for index, score in best.items())
    return matches


@lru_cache(maxsize=1 << 15)
def _expansion(word: str, language: str, text_language: str) -> dict[str, float]:
    """Return the forms that say a word in a text of the given language, with their scores."""
    forms: dict[str, float] = {}
    if language == text_language:
        for other, score in related(word, language):
            forms[fold(other)] = RELATED_WEIGHT * math.sqrt(score)
    elif {language, text_language} == set(LANGUAGES):
        table = _tables().symmetric[language]
        for known in _known_stems(word, language):
            for target, score in table.get(known, {}).items():
                form = fold(target)
                forms[form] = max(score, forms.get(form, 0.0))
    own = _forms_of(word, language)
    alike = FALSE_FRIEND if any(forms.get(form) == 0.0 for form in own) else 1.0
    forms.update(dict.fromkeys(own, alike))
    return forms


@lru_cache(maxsize=1 << 17)
def _forms_of(word: str, language: str) -> tuple[str, ...]:
    """Return the forms under which a word is compared, without accents: itself, marked, and its stem.

    Stop words have no stem to be met by: "tu" is not the stem of "tué".
    """
    itself = f"={fold(word)}"
    return (itself,) if is_stop_word(word, language) else (itself, fold(stem(word, language)))


def _known_stems(word: str, language: str) -> list[str]:
    """Return the lexicon's stems for a word: its stem, or those that differ by accents only."""
    table = _tables().symmetric[language]
    known = stem(word, language)
    if known in table:
        return [known]
    return [word] if word in table else _unaccented(language).get(fold(known), [])


def _other(language: str) -> str:
    """Return the other language of the lexicon."""
    return "fr" if language == "en" else "en"


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    """Read the lexicon, once per process."""
    translated: dict[str, dict[str, list[tuple[str, float]]]] = {"en": {}, "fr": {}}
    symmetric: dict[str, dict[str, dict[str, float]]] = {"en": {}, "fr": {}}
    with gzip.open(LEXICON_FOLDER / "en-fr.tsv.gz", "rt", encoding="utf-8") as file:
        for line in file:
            english, french, forward, backward = line.split("\t")
            p_french, p_english = int(forward) / 1000, int(backward) / 1000
            score = min(BEST_TRANSLATION, (p_french * p_english) ** SCORE_EXPONENT)
            symmetric["en"].setdefault(english, {})[french] = score
            symmetric["fr"].setdefault(french, {})[english] = score
            if score:  # 0 marks false friends
                translated["en"].setdefault(english, []).append((french, p_french))
                translated["fr"].setdefault(french, []).append((english, p_english))
    for table in translated.values():
        for entries in table.values():
            entries.sort(key=lambda entry: -entry[1])
            del entries[MOST_TRANSLATIONS:]
    return _Tables(translated, symmetric)


@lru_cache(maxsize=2)
def _unaccented(language: str) -> dict[str, list[str]]:
    """Return the accented stems of the lexicon by their form without accents."""
    found: dict[str, list[str]] = {}
    for known in _tables().translations[language]:
        if not known.isascii():
            found.setdefault(fold(known), []).append(known)
    return found


@lru_cache(maxsize=2)
def _forms(language: str) -> dict[str, str]:
    """Read the commonest written form of each stem that is not a word itself."""
    with gzip.open(LEXICON_FOLDER / f"forms.{language}.tsv.gz", "rt", encoding="utf-8") as file:
        return dict(line.rstrip("\n").split("\t") for line in file)
