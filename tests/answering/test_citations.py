"""Sentences quoted are numbered once, and what is emphasised answers."""

from __future__ import annotations

from chatbot.answering.citations import CitationRegister, emphasised_span
from tests.helpers.asking import findings

TEXTS = {
    "one.txt": "The bridge of Orval was built in 1840.",
    "two.txt": "Le pont d’Orval fut construit en 1852.",
}
QUESTION = "When was the bridge of Orval built?"


def test_a_sentence_has_one_number_however_often_it_is_quoted() -> None:
    first, second = findings(TEXTS, QUESTION).evidence
    register = CitationRegister()

    assert register.quote(first).endswith("[1]")
    assert register.quote(second).endswith("[2]")
    assert register.number(first) == 1
    assert [citation.number for citation in register.citations()] == [1, 2]
    assert len(register.sentences()) == 2


def test_what_is_emphasised_is_the_value_asked_for() -> None:
    for item in findings(TEXTS, QUESTION).evidence:
        start, end = emphasised_span(item)

        assert item.text[start:end] in ("1840", "1852", "in 1840", "en 1852")
