"""Which of a sentence's values answers the question."""

from __future__ import annotations

import pytest

from chatbot.evidence.answering_values import AnsweringValue, answering_values
from chatbot.evidence.question import analyse
from chatbot.evidence.terms import TermMatcher
from chatbot.language import detect_language
from chatbot.values import extract_values


def _answers(question: str, text: str) -> list[AnsweringValue]:
    analysed = analyse(question)
    language = detect_language(text)
    matcher = TermMatcher(analysed, lambda _: 1.0)
    values = extract_values(text, language=language)
    return answering_values(analysed, text, language, values, matcher.match(text, language), matcher.weights)


def _best(question: str, text: str) -> str:
    value = _answers(question, text)[0].value
    return text[value.start : value.end]


LANDING = "The division was created in Africa in 1943 and landed in Normandy on 6 June 1944."
DEBARQUEMENT = "La division fut créée en Afrique en 1943 et débarqua en Normandie le 6 juin 1944."
LOSSES = "In that battle 130 soldiers died, 42 vehicles were lost and 15 horses ran away."
PERTES = (
    "Dans cette bataille, 130 soldats moururent, 42 véhicules furent perdus et 15 chevaux prirent la fuite."
)
MEDAL = "The silver medal weighs 22 g, measures 41 mm across, costs 60 € and was struck 500 times in 1944."
MEDAILLE = "La médaille d’argent pèse 22 g, mesure 41 mm de diamètre et coûte 60 €."


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("When did the division land in Normandy?", LANDING, "6 June 1944"),
        ("When was the division created?", LANDING, "1943"),
        ("Quand la division débarqua-t-elle en Normandie ?", DEBARQUEMENT, "6 juin 1944"),
        ("Quand la division fut-elle créée ?", DEBARQUEMENT, "1943"),
        ("When was the division created?", DEBARQUEMENT, "1943"),
        ("Quand la division fut-elle créée ?", LANDING, "1943"),
    ],
)
def test_the_date_nearest_to_what_happened_answers(question: str, text: str, words: str) -> None:
    assert words in _best(question, text)


@pytest.mark.parametrize(
    ("question", "text", "number"),
    [
        ("How many soldiers died?", LOSSES, "130"),
        ("How many vehicles were lost?", LOSSES, "42"),
        ("How many horses ran away?", LOSSES, "15"),
        ("Combien de véhicules furent perdus ?", PERTES, "42"),
        ("Combien de chevaux prirent la fuite ?", LOSSES, "15"),
        ("How many soldiers died?", PERTES, "130"),
    ],
)
def test_how_many_takes_the_number_that_counts_them(question: str, text: str, number: str) -> None:
    assert _best(question, text).startswith(number)


def test_how_many_of_what_is_not_counted_has_no_answer() -> None:
    assert _answers("How many aeroplanes were lost?", LOSSES) == []


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("How much does the silver medal weigh?", MEDAL, "22 g"),
        ("What is the diameter of the silver medal?", MEDAL, "41 mm"),
        ("How much does the silver medal cost?", MEDAL, "60 €"),
        ("Combien pèse la médaille ?", MEDAILLE, "22 g"),
        ("Quel est le diamètre de la médaille ?", MEDAILLE, "41 mm"),
        ("Combien coûte la médaille ?", MEDAILLE, "60 €"),
        ("How much does the medal cost?", MEDAILLE, "60 €"),
    ],
)
def test_a_measure_takes_the_number_with_its_unit(question: str, text: str, words: str) -> None:
    assert _best(question, text).startswith(words)


def test_a_measure_without_its_unit_has_no_answer() -> None:
    assert _answers("How much does the medal weigh?", "The medal was struck 500 times in 1944.") == []


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        (
            "When was the truce signed after the strike of 19 August 1944?",
            "The strike began on 19 August 1944 and the truce was signed on 20 August 1944.",
            "20 August 1944",
        ),
        (
            "Qui rencontra Marie Lenoir à Orval ?",
            "Marie Lenoir rencontra Paul Brandt à Orval.",
            "Paul Brandt",
        ),
        ("Who met General Brandt?", "General Brandt met Marie Lenoir on the bridge.", "Marie Lenoir"),
        ("Where did the train from Lyon arrive?", "The train from Lyon arrived in Paris.", "Paris"),
    ],
)
def test_what_the_question_states_is_no_answer(question: str, text: str, words: str) -> None:
    answers = _answers(question, text)

    assert [text[a.value.start : a.value.end].removeprefix("on ") for a in answers][:1] == [words]
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did General Brandt sign at Lyon?", "date"),
        ("At what time did General Brandt sign at Lyon?", "time"),
        ("Who signed with 12 men?", "name"),
        ("Where did General Brandt sign?", "place"),
        ("How many men signed?", "number"),
    ],
)
def test_only_values_of_the_kind_asked_for_answer(question: str, kind: str) -> None:
    text = "On 3 May 1840 at 5 pm General Brandt signed at Lyon with 12 men."

    assert _answers(question, text)[0].value.kind == kind


@pytest.mark.parametrize(
    "question", ["Did Brandt sign in 1840?", "Tell me about Brandt.", "Why did Brandt sign?"]
)
def test_a_question_without_a_typed_answer_takes_no_value(question: str) -> None:
    assert _answers(question, "General Brandt signed on 3 May 1840 at Lyon with 12 men.") == []


def test_fits_are_ranked_and_bounded() -> None:
    fits = [answer.fit for answer in _answers("When did the division land in Normandy?", LANDING)]

    assert fits == sorted(fits, reverse=True)
    assert all(0.0 < fit <= 1.0 for fit in fits)
    assert len(fits) == 2
