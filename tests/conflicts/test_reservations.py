"""What looks like a conflict and need not be one: said, quoted, and not flagged."""

from __future__ import annotations

import pytest

from chatbot.conflicts.wording import reservation_words
from tests.helpers.asking import ask

COUNT = "How many boats did the storm of Orval sink?"


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            "The storm of Orval did sink 12 boats.",
            "The first reports were revised: the storm of Orval did sink 30 boats.",
            "revision",
        ),
        (
            "The storm of Orval did sink 12 boats in 1912.",
            "The storm of Orval did sink 30 boats in 1931.",
            "event",
        ),
        (
            "The storm of Orval did sink 12 boats.",
            "It is said that perhaps the storm of Orval did sink 30 boats.",
            "opinion",
        ),
        (
            "The storm of Orval did sink 12 boats of the town.",
            "The storm of Orval did sink a total of 30 boats.",
            "part",
        ),
    ],
)
def test_a_difference_that_its_words_explain_is_told_and_not_flagged(
    one: str, other: str, reason: str
) -> None:
    answer = ask({"one.txt": one, "two.txt": other}, COUNT)

    assert answer.conflicts == ()
    (difference,) = answer.differences
    assert difference.reservation == reason
    assert {claim.document for claim in difference.claims} == {"one.txt", "two.txt"}
    assert reservation_words(reason, "en") in answer.text
    assert "12 boats" in answer.text
    assert "30 boats" in answer.text


def test_without_such_words_it_is_a_conflict() -> None:
    texts = {
        "one.txt": "The storm of Orval did sink 12 boats.",
        "two.txt": "The storm of Orval did sink 30 boats.",
    }
    answer = ask(texts, COUNT)

    assert answer.differences == ()
    (conflict,) = answer.conflicts
    assert conflict.reservation == ""


def test_the_reason_is_told_in_the_language_of_the_question() -> None:
    texts = {
        "un.txt": "La tempête d'Orval a coulé 12 bateaux.",
        "deux.txt": "Le premier bilan fut corrigé : la tempête d'Orval a coulé 30 bateaux.",
    }
    answer = ask(texts, "Combien de bateaux la tempête d'Orval a-t-elle coulés ?")

    assert reservation_words("revision", "fr") in answer.text
    assert answer.conflicts == ()
