"""Whether a sentence speaks of the persons, peoples and things a question names."""

from __future__ import annotations

import pytest

from chatbot.evidence.naming import (
    may_be_of_subject,
    names_other_people,
    names_unit_instead,
    says_all_names,
    speaks_of_another,
)
from chatbot.evidence.question import Question
from chatbot.evidence.sentence_evidence import Evidence
from tests.helpers.asking import findings


def _found(text: str, question: str, start: str = "") -> tuple[Question, Evidence]:
    """Return the question as understood and the sentence that begins with ``start``."""
    found = findings({"one.txt": text}, question)
    return found.question, next(item for item in found.evidence if item.text.startswith(start))


def test_initials_do_not_make_a_person_a_body() -> None:
    text = (
        "Leclerc was a general. The river rose. It rained. The wheat was sold. The mill stood still. "
        "The town was freed on 6 June by troops of General Dwight D. Eisenhower."
    )

    assert speaks_of_another(*_found(text, "When did Leclerc free the town?", "The town was"))


def test_a_sentence_of_the_person_asked_about_may_name_another() -> None:
    text = "Leclerc freed the town on 6 June with General Patton."

    question, evidence = _found(text, "When did Leclerc free the town?")

    assert not speaks_of_another(question, evidence)
    assert says_all_names(question, evidence)


def test_a_title_says_of_whom_its_text_tells() -> None:
    text = "# Leclerc\n\nPhilippe de Hauteclocque was born in Belloy."

    assert not speaks_of_another(*_found(text, "Where was Leclerc born?", "Philippe"))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("The Germans lost 300 soldiers in the town.", True),
        ("Les Allemands ont perdu 300 soldats dans la ville.", True),
        ("The American soldiers killed in the town were 300.", False),
        ("300 soldiers were killed in the town.", False),
        ("The Allies lost 300 soldiers in the town.", False),
    ],
)
def test_germans_are_not_americans(text: str, other: bool) -> None:
    assert names_other_people(*_found(text, "How many American soldiers were killed in the town?")) is other


def test_a_unit_may_stand_for_a_people() -> None:
    text = "The FFI lost 300 soldiers in the town."

    assert names_unit_instead(*_found(text, "How many American soldiers were killed in the town?"))


@pytest.mark.parametrize(
    ("text", "of_subject"),
    [
        ("The rising lasted 63 days.", False),
        ("The truce was signed at night. It lasted 24 hours.", True),
        ("La trêve dura 24 heures.", True),
    ],
)
def test_a_text_that_never_names_the_subject_is_of_another(text: str, of_subject: bool) -> None:
    assert may_be_of_subject(*_found(text, "How long did the truce last?")) is of_subject
