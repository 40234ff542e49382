"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.evidence.question import analyse, subject_term, with_context


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("When did the division land?", "en", "date"),
        ("In which year was the bridge built?", "en", "date"),
        ("At what time did he sign?", "en", "time"),
        ("How long did the truce last?", "en", "duration"),
        ("How many men were killed?", "en", "number"),
        ("How much does the medal weigh?", "en", "number"),
        ("What is the height of the tower?", "en", "number"),
        ("Who commanded the garrison?", "en", "person"),
        ("Where did the columns meet?", "en", "place"),
        ("In which city was she born?", "en", "place"),
        ("Which general signed the order?", "en", "person"),
        ("Which hospital fell first?", "en", "entity"),
        ("Why was the bridge closed?", "en", "open"),
        ("Did the mayor refuse the offer?", "en", "polar"),
        ("Was he captured or did he surrender?", "en", "choice"),
        ("Quand la division a-t-elle débarqué ?", "fr", "date"),
        ("À quelle date fut-il nommé ?", "fr", "date"),
        ("À quelle heure a-t-il signé ?", "fr", "time"),
        ("Combien de temps la trêve a-t-elle duré ?", "fr", "duration"),
        ("Combien de blessés ?", "fr", "number"),
        ("Quel est le poids de la médaille ?", "fr", "number"),
        ("Qui commandait la garnison ?", "fr", "person"),
        ("Où les colonnes se sont-elles rejointes ?", "fr", "place"),
        ("Quel hôpital est tombé ?", "fr", "entity"),
        ("Pourquoi le pont est-il fermé ?", "fr", "open"),
        ("Le maire a-t-il refusé ?", "fr", "polar"),
        ("Fallait-il évacuer la ville ou la défendre ?", "fr", "choice"),
        ("the old bridge", "en", "open"),
    ],
)
def test_the_kind_of_answer_wanted(text: str, language: str, kind: str) -> None:
    question = analyse(text)

    assert question.language == language
    assert question.kind == kind


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("How many soldiers were wounded?", "soldier"),
        ("Which hospital fell first?", "hospit"),
        ("Combien de barricades furent dressées ?", "barricad"),
        ("Quel hôpital est tombé ?", "hôpital"),
    ],
)
def test_the_noun_asked_about(text: str, focus: str) -> None:
    assert analyse(text).focus[0] == focus


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("How much does it weigh?", "mass"),
        ("Combien coûte le billet ?", "money"),
        ("What is the diameter of the medal?", "length"),
        ("How many men were there?", None),
    ],
)
def test_what_is_measured(text: str, dimension: str | None) -> None:
    assert analyse(text).measured == dimension


def test_question_words_are_not_what_a_question_is_about() -> None:
    assert [term.text for term in analyse("When did the troops of Leclerc land in Normandy?").terms] == [
        "troops",
        "Leclerc",
        "land",
        "Normandy",
    ]


def test_carried_terms_weigh_less_and_never_twice() -> None:
    question = with_context(analyse("How many wounded?"), analyse("How many killed and wounded in Paris?"))

    weights = {term.text.lower(): term.weight for term in question.terms}
    assert weights["wounded"] == 1.0
    assert weights["paris"] < 1.0
    assert len(weights) == len(question.terms)


@given(st.text(max_size=200))
def test_any_text_is_a_question(text: str) -> None:
    question = analyse(text)

    assert question.text == text
    assert question.language in ("en", "fr")


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("What do we know about Choltitz?", ["Choltitz"]),
        ("Tell me everything about the harbour of Orval.", ["harbour", "Orval"]),
        ("Que sait-on du port d’Orval ?", ["port", "Orval"]),
        ("Parle-moi de la trêve", ["trêve"]),
        ("Que disent les documents sur la médaille ?", ["médaille"]),
        ("Que dit Leclerc de la trêve ?", ["dit", "Leclerc", "trêve"]),
        ("Que sait-on ?", ["sait"]),
    ],
)
def test_words_that_only_ask_are_no_terms(question: str, terms: list[str]) -> None:
    assert [term.text for term in analyse(question).terms] == terms


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("When did the bridge fall?", "date"),
        ("Do you know when the bridge fell?", "date"),
        ("Who reigned when the bridge fell?", "person"),
        ("Where was he when the war ended?", "place"),
        ("How old was she when she won?", "number"),
        ("Did the bell ring when the bridge fell?", "polar"),
        ("What happens when the river rises?", "open"),
        ("Est-ce qu'on sait quand le pont est tombé ?", "date"),
        ("Jusqu'à quand la trêve a-t-elle duré ?", "date"),
        ("Qui régnait quand le pont est tombé ?", "person"),
        ("Que se passe-t-il quand la rivière monte ?", "open"),
    ],
)
def test_when_asks_for_a_date_only_where_it_opens_the_question(text: str, kind: str) -> None:
    assert analyse(text).kind == kind


@pytest.mark.parametrize("text", ["What happened in Orval in 1944?", "Que s'est-il passé à Orval en 1944 ?"])
def test_what_happened_is_told(text: str) -> None:
    assert analyse(text).form == "manner"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("How long did the truce last?", "truce"),
        ("Who is the painter of the ceiling?", "ceiling"),
        ("Qui est l'auteur du livre ?", "livre"),
        ("Quand la trêve fut-elle signée ?", "trêve"),
    ],
)
def test_the_subject_is_what_the_question_is_about_and_not_what_answers_it(text: str, subject: str) -> None:
    question = analyse(text)
    number = subject_term(question)

    assert number is not None
    assert question.terms[number].text == subject


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Where was the general who surrendered born?", "place"),
        ("Did the man who led the attack survive?", "polar"),
        ("Do you know who led the attack?", "person"),
        ("Quels sont les ponts qui ont été détruits ?", "open"),
        ("Où est le musée qui conserve la tapisserie ?", "place"),
        ("À qui la ville fut-elle rendue ?", "person"),
        ("Were 25 or 30 people killed?", "choice"),
        ("Was it signed on 25 or 26 August?", "date"),
    ],
)
def test_a_relative_who_and_a_bare_number_do_not_decide_the_kind(text: str, kind: str) -> None:
    if kind == "choice":
        assert analyse(text).kind not in ("date", "person")
    else:
        assert analyse(text).kind == kind


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("How many German army trucks were burned?", "truck"),
        ("How many French armoured vehicles were lost?", "vehicl"),
        ("How many barricades went up?", "barricad"),
        ("Which French city was liberated first?", "citi"),
    ],
)
def test_the_head_of_the_noun_asked_about(text: str, focus: str) -> None:
    assert analyse(text).focus[0] == focus


def test_how_many_counts_and_does_not_measure() -> None:
    assert analyse("How many heavy tanks were there?").measured is None
    assert analyse("How heavy is the tank?").measured == "mass"
