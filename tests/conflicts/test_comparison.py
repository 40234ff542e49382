"""Two sources that cannot both be right are flagged with both quotes; two that can are not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from chatbot.types import Conflict
from tests.helpers.asking import ask


@dataclass(frozen=True, slots=True)
class Point:
    """One point on which two sources, each in both languages, disagree.

    Attributes
    ----------
    english, french
        What the first and the second source say.
    questions
        The question in English and in French.
    """

    kind: str
    english: tuple[str, str]
    french: tuple[str, str]
    questions: tuple[str, str]


POINTS = (
    Point(
        "date",
        (
            "The harbour of Orval was built in 1840 by the state.",
            "In 1852 the harbour of Orval was built at last.",
        ),
        (
            "Le port d’Orval fut construit en 1840 par l’État.",
            "En 1852, le port d’Orval fut enfin construit.",
        ),
        ("When was the harbour of Orval built?", "Quand le port d’Orval fut-il construit ?"),
    ),
    Point(
        "time",
        (
            "The mayor of Orval signed the treaty at 3.15 pm in the town hall.",
            "At 5.30 pm the mayor of Orval signed the treaty before two witnesses.",
        ),
        (
            "Le maire d’Orval signa le traité à 15 h 15 dans la mairie.",
            "À 17 h 30, le maire d’Orval signa le traité devant deux témoins.",
        ),
        (
            "At what time did the mayor of Orval sign the treaty?",
            "À quelle heure le maire d’Orval a-t-il signé le traité ?",
        ),
    ),
    Point(
        "number",
        (
            "The fire of Orval destroyed 42 houses in a single night.",
            "In the great fire of Orval, 57 houses were destroyed.",
        ),
        (
            "L’incendie d’Orval détruisit 42 maisons en une seule nuit.",
            "Lors du grand incendie d’Orval, 57 maisons furent détruites.",
        ),
        (
            "How many houses did the fire of Orval destroy?",
            "Combien de maisons l’incendie d’Orval a-t-il détruites ?",
        ),
    ),
    Point(
        "name",
        (
            "The lighthouse of Orval was built by the engineer Marie Lenoir.",
            "The engineer Paul Brandt built the lighthouse of Orval in three years.",
        ),
        (
            "Le phare d’Orval fut construit par l’ingénieur Marie Lenoir.",
            "L’ingénieur Paul Brandt a construit le phare d’Orval en trois ans.",
        ),
        ("Who built the lighthouse of Orval?", "Qui a construit le phare d’Orval ?"),
    ),
    Point(
        "place",
        (
            "The treaty of Orval was signed at Lisbon after long talks.",
            "The treaty of Orval was signed in Geneva, and the talks had been long.",
        ),
        (
            "Le traité d’Orval fut signé à Lisbonne après de longues discussions.",
            "Le traité d’Orval a été signé à Genève ; les discussions furent longues.",
        ),
        ("Where was the treaty of Orval signed?", "Où le traité d’Orval fut-il signé ?"),
    ),
    Point(
        "negation",
        ("The mayor of Orval accepted the offer.", "The mayor of Orval did not accept the offer."),
        ("Le maire d’Orval accepta l’offre.", "Le maire d’Orval n’a pas accepté l’offre."),
        ("Did the mayor of Orval accept the offer?", "Le maire d’Orval a-t-il accepté l’offre ?"),
    ),
    Point(
        "statement",
        ("General Brandt was captured at Orval.", "General Brandt surrendered at Orval."),
        ("Le général Brandt fut capturé à Orval.", "Le général Brandt s’est rendu à Orval."),
        ("Was General Brandt captured or did he surrender?", "Brandt a-t-il été capturé ou s’est-il rendu ?"),
    ),
)
BY_KIND = pytest.mark.parametrize("point", POINTS, ids=lambda point: point.kind)


def _conflicts(first: str, second: str, question: str) -> tuple[Conflict, ...]:
    return ask({"one.txt": first, "two.txt": second}, question).conflicts


def _check(point: Point, sources: tuple[str, str], question: str) -> None:
    [conflict] = _conflicts(*sources, question)

    assert conflict.kind == point.kind
    assert {claim.document: claim.quote for claim in conflict.claims} == {
        "one.txt": sources[0],
        "two.txt": sources[1],
    }
    assert len({claim.value for claim in conflict.claims}) == 2
    assert 0.0 < conflict.confidence <= 1.0


@BY_KIND
def test_two_english_sources_that_disagree(point: Point) -> None:
    _check(point, point.english, point.questions[0])


@BY_KIND
def test_two_french_sources_that_disagree(point: Point) -> None:
    _check(point, point.french, point.questions[1])


@BY_KIND
@pytest.mark.parametrize("asked", [0, 1], ids=["asked in English", "asked in French"])
def test_sources_of_two_languages_that_disagree(point: Point, asked: int) -> None:
    _check(point, (point.english[0], point.french[1]), point.questions[asked])


@BY_KIND
@pytest.mark.parametrize("side", [0, 1])
def test_sources_of_two_languages_that_agree(point: Point, side: int) -> None:
    assert _conflicts(point.english[side], point.french[side], point.questions[0]) == ()


def test_the_same_words_but_for_the_value_are_flagged() -> None:
    [conflict] = _conflicts(
        "The old harbour of Varne was built in 1840.",
        "The old harbour of Varne was built in 1852.",
        "When was the old harbour of Varne built?",
    )

    assert {claim.value for claim in conflict.claims} == {"1840", "1852"}


@pytest.mark.parametrize(
    ("first", "second", "question", "kind"),
    [
        (
            "The harbour of Orval was opened on 12 May 1931 by the prefect.",
            "Le port d’Orval fut inauguré le 3 juin 1931 par le préfet.",
            "When was the harbour of Orval opened?",
            "date",
        ),
        (
            "The lighthouse of Orval was designed by the architect Marie Lenoir.",
            "L’architecte Paul Brandt a dessiné le phare d’Orval.",
            "Who designed the lighthouse of Orval?",
            "name",
        ),
    ],
)
def test_the_other_language_may_put_it_otherwise(first: str, second: str, question: str, kind: str) -> None:
    [conflict] = _conflicts(first, second, question)

    assert conflict.kind == kind
    assert {claim.quote for claim in conflict.claims} == {first, second}


@pytest.mark.parametrize(
    ("first", "second", "question"),
    [
        (
            "The bridge was rebuilt in 1944.",
            "Engineers rebuilt the bridge in June 1944.",
            "When was it rebuilt?",
        ),
        (
            "The bridge of Orval was built in the 19th century.",
            "The bridge of Orval was built in 1852.",
            "When was the bridge of Orval built?",
        ),
        (
            "The fire of Orval destroyed more than 40 houses.",
            "The fire of Orval destroyed 42 houses.",
            "How many houses did the fire of Orval destroy?",
        ),
        (
            "The lighthouse of Orval was built by the engineer Lenoir.",
            "Le phare d’Orval fut construit par Marie Lenoir.",
            "Who built the lighthouse of Orval?",
        ),
        (
            "The tower of Orval is 1.2 km from the sea.",
            "La tour d’Orval est à 1 200 m de la mer.",
            "How far is the tower of Orval from the sea?",
        ),
    ],
    ids=["year and month", "century and year", "more than", "surname and full name", "two units"],
)
def test_a_coarser_value_is_no_conflict(first: str, second: str, question: str) -> None:
    assert _conflicts(first, second, question) == ()


@pytest.mark.parametrize(
    ("first", "second", "question"),
    [
        (
            "The bridge of Orval was opened in 1931.",
            "The harbour of Orval was opened in 1950.",
            "When was the bridge of Orval opened?",
        ),
        (
            "The bridge of Orval was built in 1840.",
            "The bridge of Orval was destroyed in 1944.",
            "When was the bridge of Orval built?",
        ),
        (
            "General Brandt was born in 1890.",
            "General Lenoir was born in 1902.",
            "When was General Brandt born?",
        ),
        (
            "The fire of Orval destroyed 42 houses.",
            "The fire of Orval destroyed 7 barns.",
            "How many houses did the fire of Orval destroy?",
        ),
        (
            "Le port d’Orval fut construit en 1840.",
            "The mill of Orval was built in 1801.",
            "Quand le port d’Orval fut-il construit ?",
        ),
    ],
    ids=[
        "another thing",
        "another event",
        "another person",
        "another count",
        "another thing across languages",
    ],
)
def test_another_subject_is_no_conflict(first: str, second: str, question: str) -> None:
    assert _conflicts(first, second, question) == ()


def test_every_side_of_three_is_named_once() -> None:
    texts = {
        "one.txt": "The bridge of Orval was built in 1840.",
        "two.txt": "Le pont d’Orval fut construit en 1852.",
        "three.txt": "Builders built the bridge of Orval in 1860.",
        "four.txt": "In 1840 masons built the bridge of Orval.",
    }

    [conflict] = ask(texts, "When was the bridge of Orval built?").conflicts

    assert sorted(claim.value for claim in conflict.claims) == ["1840", "1840", "1852", "1860"]
    assert all(conflict.summary.count(year) == 1 for year in ("1840", "1852", "1860"))


def test_two_places_do_not_contradict_each_other() -> None:
    texts = {
        "lyon.txt": "The museum of Lyon has 70 rooms.",
        "dijon.txt": "The museum of Dijon has 403 rooms.",
    }

    answer = ask(texts, "How many rooms does the Lyon museum have?")

    assert answer.text.startswith("**70 rooms**")
    assert not answer.conflicts


@pytest.mark.parametrize(
    ("texts", "question"),
    [
        (
            {
                "one.txt": "General Patton commanded the army of Orval.",
                "two.txt": "General Hodges commanded the army of Orval.",
            },
            "Did General Patton or General Hodges command the army of Orval?",
        ),
        (
            {
                "one.txt": "The army of Orval was formed in 1943.",
                "two.txt": "The army of Orval was formed in 1944.",
            },
            "Was the army of Orval formed in 1943 or in 1944?",
        ),
        (
            {
                "one.txt": "Le traité d’Orval fut signé le 25 août.",
                "two.txt": "Le traité d’Orval fut signé le 26 août.",
            },
            "Le traité d’Orval fut-il signé le 25 ou le 26 août ?",
        ),
    ],
)
def test_names_and_dates_on_either_side_of_an_or_are_compared(texts: dict[str, str], question: str) -> None:
    assert len(ask(texts, question).conflicts) == 1


def test_a_name_set_aside_is_not_a_side_taken() -> None:
    texts = {
        "one.txt": "The army of Orval served under Hodges, and not under Patton.",
        "two.txt": "The army of Orval served under Patton.",
    }

    [conflict] = ask(texts, "Did the army of Orval serve under Patton or under Hodges?").conflicts

    assert {claim.document: claim.value for claim in conflict.claims} == {
        "one.txt": "Hodges",
        "two.txt": "Patton",
    }
