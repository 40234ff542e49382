"""Words across French and English: a small translation lexicon and what follows from it.

Everything works without a network. The lexicon is a table of stem pairs with their translation
probabilities, made by ``python -m chatbot.training.lexicon`` from public parallel text; its card is
``models/lexicon/README.md``. Near-synonyms within one language come from the same table, through
the other language (Bannard and Callison-Burch, 2005).
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import NamedTuple

from chatbot.words import LANGUAGES, LEXICON_FOLDER, fold, stem

MOST_RELATED = 5
LEAST_RELATED = 0.06
MOST_TRANSLATIONS = 4


class _Tables(NamedTuple):
    """The lexicon in memory, by source language and stem; probabilities in 0..1, best first.

    Attributes
    ----------
    false_friends
        Stems of each language that the other language writes alike and means otherwise.
    """

    translations: dict[str, dict[str, list[tuple[str, float]]]]
    false_friends: dict[str, frozenset[str]]


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


def is_false_friend(word: str, language: str) -> bool:
    """Tell whether the other language has a word written alike that hardly ever translates this one."""
    return language in LANGUAGES and stem(word, language) in _tables().false_friends[language]


def _known_stems(word: str, language: str) -> list[str]:
    """Return the lexicon's stems for a word: its stem, or those that differ by accents only."""
    table = _tables().translations[language]
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
    friends: dict[str, set[str]] = {"en": set(), "fr": set()}
    with gzip.open(LEXICON_FOLDER / "en-fr.tsv.gz", "rt", encoding="utf-8") as file:
        for line in file:
            english, french, forward, backward = line.split("\t")
            p_french, p_english = int(forward) / 1000, int(backward) / 1000
            if p_french or p_english:
                translated["en"].setdefault(english, []).append((french, p_french))
                translated["fr"].setdefault(french, []).append((english, p_english))
            else:
                friends["en"].add(english)
                friends["fr"].add(french)
    for table in translated.values():
        for entries in table.values():
            entries.sort(key=lambda entry: -entry[1])
            del entries[MOST_TRANSLATIONS:]
    return _Tables(translated, {language: frozenset(stems) for language, stems in friends.items()})


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
