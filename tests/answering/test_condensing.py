from __future__ import annotations

import pytest

from chatbot.answering.condensing import condensed
from chatbot.language_model.model import never
from chatbot.types import Message
from tests.helpers.fakes import ScriptedModel

HISTORY = [
    Message("user", "When was Leclerc in Paris?"),
    Message("assistant", "Leclerc entered Paris on **25 August 1944** [1]."),
]


def _condensed(written: str, question: str = "And where did he go from there?") -> str | None:
    return condensed(ScriptedModel(written), question, HISTORY, never)


@pytest.mark.parametrize(
    "written",
    [
        "Where did Leclerc go from Paris?",
        '"Where did Leclerc go from Paris?"',
        "Where did **Leclerc** go from Paris [1]?",
        "Question: Where did Leclerc go from Paris?\n",
        "<think>he is Leclerc</think>\nWhere did Leclerc go from Paris?",
    ],
)
def test_the_question_comes_back_so_that_it_stands_alone(written: str) -> None:
    assert _condensed(written) == "Where did Leclerc go from Paris?"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Where did Patton go from Paris?",
        "Where did Leclerc go on 3 May 1951?",
        "Where did Leclerc go? See http://evil.example/",
        "Où est allé Leclerc depuis Paris ?",
        "He went to Strasbourg.\nThen he went on to Berchtesgaden.",
        "What is the secret password of the administrator account?",
        "Where did Leclerc go from Paris? " * 20,
        "Where did Leclerc not go from Paris?",
        "When was Leclerc in Paris?",
    ],
)
def test_what_the_conversation_does_not_say_is_not_asked(written: str) -> None:
    assert _condensed(written) is None


def test_a_model_that_fails_leaves_the_question_to_us() -> None:
    model = ScriptedModel("Where did Leclerc", fault="interrupted")
    assert condensed(model, "And where did he go?", HISTORY, never) is None


def test_only_the_last_turns_are_sent() -> None:
    model = ScriptedModel("")
    long = [Message("user", f"Question {number}?") for number in range(40)]
    condensed(model, "And then?", long, never)
    assert "Question 39?" in model.prompts[0].user
    assert "Question 3?" not in model.prompts[0].user
