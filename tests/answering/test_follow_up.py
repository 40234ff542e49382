"""Follow-up questions in their conversation."""

from __future__ import annotations

import pytest

from chatbot.answering.follow_up import resolve
from chatbot.types import Message


def _conversation(*turns: str) -> list[Message]:
    return [Message("assistant" if number % 2 else "user", turn) for number, turn in enumerate(turns)]


def test_a_first_question_stands_alone() -> None:
    assert resolve("When was he appointed?").text == "When was he appointed?"


def test_a_pronoun_is_replaced_by_the_person_of_the_reply() -> None:
    history = _conversation("Who commanded the garrison of Paris?", "General von Choltitz.")

    question = resolve("And when was he appointed?", history)

    assert "Choltitz" in question.text
    assert " he " not in question.text
    assert question.kind == "date"


def test_a_french_pronoun_is_replaced_too() -> None:
    history = _conversation("Qui commandait la garnison de Paris ?", "Le général von Choltitz.")

    question = resolve("Et quand fut-il nommé ?", history)

    assert "Choltitz" in question.text
    assert question.kind == "date"


def test_an_ellipsis_takes_over_the_rest_of_the_earlier_question() -> None:
    history = _conversation("Combien de tués la division a-t-elle comptés ?", "130 tués.")

    question = resolve("Et combien de blessés ?", history)

    terms = {term.text.lower(): term.weight for term in question.terms}
    assert terms["blessés"] == 1.0
    assert 0.0 < terms["division"] < 1.0
    assert "tués" not in terms
    assert question.kind == "number"


def test_a_bare_place_is_asked_what_was_asked_before() -> None:
    history = _conversation("How many people live in Lyon?", "About 500,000.")

    question = resolve("And in Marseille?", history)

    assert question.kind == "number"
    assert "Marseille" in question.text


def test_a_new_topic_is_new() -> None:
    history = _conversation("Who commanded the garrison of Paris?", "General von Choltitz.")

    question = resolve("How much does the silver medal weigh?", history)

    assert question.text == "How much does the silver medal weigh?"
    assert all(term.weight == 1.0 for term in question.terms)


def test_context_reaches_over_several_turns() -> None:
    history = _conversation(
        "When was the museum in Lyon opened?", "In 1987.", "And how many rooms does it have?", "Twelve."
    )

    question = resolve("And how many visitors?", history)

    assert "museum" in {term.text.lower() for term in question.terms}


def test_the_sides_of_a_choice_carry_over() -> None:
    history = _conversation("Is this book a novel or a poem?", "A novel.")

    question = resolve("And the second volume?", history)

    assert question.kind == "choice"
    assert len(question.alternatives) == 2


@pytest.mark.parametrize(
    ("question", "asked", "reply"),
    [
        ("Combien de ponts y a-t-il à Lyon ?", "Qui commandait la division ?", "**Leclerc** [1]"),
        ("Que s'est-il passé à Lyon ?", "Qui commandait la division ?", "**Leclerc** [1]"),
        ("How many bridges are there in Lyon?", "When was the tower of Paris opened?", "In 1889."),
        ("Quand le musée de Lyon ferme-t-il ?", "Qui commandait la division ?", "**Leclerc** [1]"),
    ],
)
def test_a_pronoun_that_stands_for_nobody_makes_no_follow_up(question: str, asked: str, reply: str) -> None:
    assert resolve(question, _conversation(asked, reply)).text == question


def test_an_inverted_pronoun_without_a_subject_is_a_person() -> None:
    history = _conversation("Qui était Raymond Dronne ?", "**Raymond Dronne** [1]")

    question = resolve("Par quelle porte est-il entré dans la ville ?", history)

    assert "Dronne" in question.text
