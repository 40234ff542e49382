"""Questions to begin with, made from what the documents are about."""

from __future__ import annotations

from collections import defaultdict

from chatbot.index import OpenIndex
from chatbot.values import NameValue, extract_values
from chatbot.words import LANGUAGES

_PATTERNS = {
    "en": {
        "name": "Who is {subject}?",
        "place": "What happened at {subject}?",
        "title": "What does “{subject}” say?",
    },
    "fr": {
        "name": "Qui est {subject} ?",
        "place": "Que s’est-il passé à {subject} ?",
        "title": "Que dit « {subject} » ?",
    },
}
_MOST_PASSAGES = 400
_LONGEST_SUBJECT = 60


def example_questions(index: OpenIndex, count: int) -> list[str]:
    """Return up to ``count`` questions on the names that most documents speak of, then on titles.

    The languages of the collection take turns.
    """
    mentions: dict[tuple[str, str], set[str]] = defaultdict(set)
    spelling: dict[tuple[str, str], tuple[str, str]] = {}
    titles: dict[str, str] = {}
    rows = range(0, index.passage_count, max(1, index.passage_count // _MOST_PASSAGES))
    for passage in index.passages(list(rows)):
        if passage.language not in LANGUAGES:
            continue
        titles.setdefault(passage.title, passage.language)
        for value in extract_values(passage.text, language=passage.language):
            if isinstance(value, NameValue) and 3 < len(value.text) < _LONGEST_SUBJECT:
                key = (passage.language, value.canonical)
                mentions[key].add(passage.id)
                spelling.setdefault(key, (value.kind, value.text))
    queues: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for key in sorted(mentions, key=lambda key: (-len(mentions[key]), key)):
        kind, text = spelling[key]
        is_person = kind == "name" and all(_is_name_word(word) for word in text.split())
        if is_person and len(mentions[key]) > 1 and len(queues[key[0]]) < count:
            queues[key[0]].append(_PATTERNS[key[0]]["name"].format(subject=text))
    for title, language in titles.items():
        if len(title) < _LONGEST_SUBJECT:
            queues[language].append(_PATTERNS[language]["title"].format(subject=title))
    turns = [queue[turn] for turn in range(count) for queue in queues.values() if turn < len(queue)]
    return list(dict.fromkeys(turns))[:count]


def _is_name_word(word: str) -> bool:
    """Tell whether a word can be part of a person's name: no number, no acronym."""
    return word.isalpha() and not (len(word) > 1 and word.isupper())
