"""Questions to begin with come from the collection, in its languages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chatbot import Chatbot
from chatbot.language import detect_language
from tests.helpers.fakes import HashEmbedder, WordReader

ENGLISH = {
    "the lighthouse.txt": "The lighthouse has 199 steps and was built by Marie Lenoir in three years.",
    "a letter.txt": "In the year of the storm the mayor thanked Marie Lenoir for all of her work.",
}
FRENCH = {
    "le pont.txt": "Le pont du village fut construit par Paul Brandt en trois ans.",
    "une lettre.txt": "Cette année-là, le maire remercia Paul Brandt pour tout son travail.",
}


def _questions(texts: Mapping[str, str], count: int = 4) -> list[str]:
    return Chatbot.from_texts(texts, embedder=HashEmbedder(), reader=WordReader()).example_questions(count)


@pytest.mark.parametrize(("texts", "language"), [(ENGLISH, "en"), (FRENCH, "fr")])
def test_they_are_asked_in_the_language_of_the_documents(texts: Mapping[str, str], language: str) -> None:
    questions = _questions(texts)

    assert questions
    assert {detect_language(question) for question in questions} == {language}


def test_the_languages_of_a_mixed_collection_take_turns() -> None:
    languages = [detect_language(question) for question in _questions(ENGLISH | FRENCH, 4)]

    assert sorted(languages) == ["en", "en", "fr", "fr"]
    assert languages[0] != languages[1]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_no_more_than_asked_for_and_none_twice(count: int) -> None:
    questions = _questions(ENGLISH | FRENCH, count)

    assert len(questions) == len(set(questions)) == count


def test_every_question_speaks_of_the_documents() -> None:
    subjects = (
        *(name.removesuffix(".txt") for name in ENGLISH | FRENCH),
        "Marie Lenoir",
        "Paul Brandt",
        "steps",
        "years",
    )

    for question in _questions(ENGLISH | FRENCH, 8):
        assert any(subject in question for subject in subjects)


def test_a_collection_in_neither_language_gives_none() -> None:
    german = "Die Brücke wurde im Jahre achtzehnhundertvierzig von den Maurern der kleinen Stadt gebaut."

    assert _questions({"bruecke.txt": german}) == []
