"""Questions to begin with, made from what the documents are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from chatbot.index import OpenIndex
from chatbot.types import Passage
from chatbot.values import NameValue, NumberValue, extract_values
from chatbot.words import LANGUAGES, fold

_PATTERNS = {
    "en": {"name": "Who is {subject}?", "number": "How many {subject} were there?"},
    "fr": {"name": "Qui est {subject} ?", "number": "Combien y avait-il de {subject} ?"},
}
_TITLES = {"en": "What is “{subject}” about?", "fr": "De quoi parle « {subject} » ?"}
_MOST_PASSAGES = 400
_LONGEST_SUBJECT = 60
_LEAST_LETTERS = 4


def example_questions(index: OpenIndex, count: int) -> list[str]:
    """Return up to ``count`` questions on the persons and things counted that most documents speak of.

    The languages of the collection take turns, and so do persons and things; titles fill what is left.
    """
    mentions: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    spelling: dict[tuple[str, str, str], str] = {}
    titles: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    rows = range(0, index.passage_count, max(1, index.passage_count // _MOST_PASSAGES))
    for passage in index.passages(list(rows)):
        if passage.language not in LANGUAGES:
            continue
        if passage.title not in titles[passage.language] and len(passage.title) < _LONGEST_SUBJECT:
            titles[passage.language].append(passage.title)
        for kind, key, text in _subjects(passage):
            mentions[passage.language, kind, key].add(passage.document)
            known = spelling.get((passage.language, kind, key), "")
            spelling[passage.language, kind, key] = max(known, text, key=len)
    ranked = sorted(mentions, key=lambda key: (-len(mentions[key]), key))
    used: set[str] = set()
    queues: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for turn in range(2 * count):
        language, kind = LANGUAGES[turn % 2], ("name", "number")[turn // 2 % 2]
        for subject in ranked:
            if subject[:2] == (language, kind) and subject[2] not in used:
                used.add(subject[2])
                queues[language].append(_PATTERNS[language][kind].format(subject=spelling[subject]))
                break
    for language, own in titles.items():
        queues[language] += [_TITLES[language].format(subject=title) for title in own]
    turns = range(max(map(len, queues.values())))
    return [queue[turn] for turn in turns for queue in queues.values() if turn < len(queue)][:count]


def _subjects(passage: Passage) -> Iterator[tuple[str, str, str]]:
    """Yield the persons and the counted things of a passage: kind, a key for all spellings, the words."""
    for value in extract_values(passage.text, language=passage.language):
        if isinstance(value, NameValue) and value.kind == "name" and len(value.text) < _LONGEST_SUBJECT:
            if all(_is_name_word(word) for word in value.text.split()):
                yield "name", value.canonical, value.text
        elif isinstance(value, NumberValue) and not value.unit and value.stated > 1:
            noun = value.noun.split(maxsplit=1)[0] if value.noun else ""
            if noun.isalpha() and noun.endswith("s") and len(noun) > _LEAST_LETTERS:
                yield "number", fold(noun), noun


def _is_name_word(word: str) -> bool:
    """Tell whether a word can be part of a person's name: no number, no acronym."""
    return word.isalpha() and not (len(word) > 1 and word.isupper())
