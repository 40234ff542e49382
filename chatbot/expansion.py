"""The words a word may be met as: its own stem, the other language's words for it, words of one concept.

Each is a key: ``"en:land"`` is an English stem, ``"fr:débarqu"`` a French one, ``"=leclerc"`` a folded form.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from chatbot.lexicon import is_false_friend, related, translations
from chatbot.values import place_spellings
from chatbot.words import LANGUAGES, fold, is_stop_word, stem, tokenize

CONCEPT_STRENGTH = 0.7
_MINIMUM_STRENGTH = 0.3


@lru_cache(maxsize=20_000)
def word_forms(text: str, language: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return, for each word of the text, the keys it can be matched by, and where it starts."""
    own = language if language in LANGUAGES else "en"
    return tuple(
        (found, token.start) for token in tokenize(text, own) if (found := _content_keys(token.text, own))
    )


@lru_cache(maxsize=50_000)
def _content_keys(word: str, language: str) -> tuple[str, ...]:
    """Return the keys of a word; none where it carries grammar only."""
    return () if is_stop_word(word, language) else keys(word, language)


@lru_cache(maxsize=50_000)
def keys(word: str, language: str) -> tuple[str, ...]:
    """Return the keys a word of a text is found by."""
    return (f"{language}:{stem(word.lower(), language)}", _written(word, language))


@lru_cache(maxsize=4_096)
def expand(word: str, language: str) -> Mapping[str, float]:
    """Return the keys that match ``word``, each with its strength."""
    other = "fr" if language == "en" else "en"
    lowered = word.lower()
    keys: dict[str, float] = {}

    def add(key: str, strength: float) -> None:
        if strength >= _MINIMUM_STRENGTH:
            keys[key] = max(strength, keys.get(key, 0.0))

    add(f"{language}:{stem(lowered, language)}", 1.0)
    if not is_false_friend(lowered, language):
        add(_written(word, language), 1.0)
    for translated, strength in translations(lowered, language):
        add(f"{other}:{translated}", min(1.0, 0.5 + strength))
    for neighbour, strength in related(lowered, language):
        add(f"{language}:{neighbour}", 0.8 * strength)
    if word[:1].isupper():
        for spelling in place_spellings(word):
            add(f"={spelling}", 1.0)
    for key in _concepts().get(f"{language}:{stem(lowered, language)}", {}):
        add(key, CONCEPT_STRENGTH)
    return keys


def _written(word: str, language: str) -> str:
    """Return the key of a word as it is written, whatever the language; numbers without separators."""
    return f"={stem(word, language) if word[:1].isdigit() else fold(word)}"


def concept_words(word: str, language: str) -> list[str]:
    """Return the words of both languages that share a concept with ``word``, as they are written."""
    return sorted(set(_concepts().get(f"{language}:{stem(word.lower(), language)}", {}).values()))


@lru_cache(maxsize=1)
def _concepts() -> Mapping[str, Mapping[str, str]]:
    """Return for each stem of the list the stems that share a concept with it, each with a word for it."""
    shared: dict[str, dict[str, str]] = {}
    source = files("chatbot").joinpath("concepts.tsv").read_text(encoding="utf-8")
    for line in source.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        members = {
            f"{language}:{stem(word, language)}": word
            for language, words in zip(LANGUAGES, line.split("\t"), strict=True)
            for word in reversed(words.split())
        }
        for member in members:
            others = {key: word for key, word in members.items() if key != member}
            shared.setdefault(member, {}).update(others)
    return shared
