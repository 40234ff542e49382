"""Whether a text speaks of a question's terms, in its language or the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.evidence.question import analyse, with_context
from chatbot.evidence.terms import TermMatcher


def _matcher(question: str) -> TermMatcher:
    return TermMatcher(analyse(question), lambda _: 1.0)


def _coverage(question: str, text: str, language: str) -> float:
    matcher = _matcher(question)
    return matcher.coverage([match.strength for match in matcher.match(text, language)])


@pytest.mark.parametrize(
    ("question", "text", "language"),
    [
        ("When was the bridge of Orval built?", "The bridge of Orval was built in 1840.", "en"),
        ("When was the bridge of Orval built?", "Le pont d’Orval fut construit en 1840.", "fr"),
        ("Quand le pont d’Orval fut-il construit ?", "The bridge of Orval was built in 1840.", "en"),
        ("Combien de blessés la grève fit-elle ?", "The strike left 12 wounded.", "en"),
    ],
)
def test_a_text_that_answers_speaks_of_every_term(question: str, text: str, language: str) -> None:
    assert _coverage(question, text, language) > 0.8


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Beat the eggs with sugar.", "en"),
        ("Battez les œufs avec le sucre.", "fr"),
        ("", "en"),
        ("?!", "und"),
    ],
)
def test_a_text_on_something_else_speaks_of_none(text: str, language: str) -> None:
    assert _coverage("When was the bridge of Orval built?", text, language) == 0.0


def test_a_match_stands_where_the_word_stands() -> None:
    text = "At last the old pont of Orval fell."

    matches = _matcher("the bridge of Orval").match(text, "en")

    assert [text[match.position :].split()[0] for match in matches if match.strength] == ["Orval"]
    assert {match.position for match in matches if not match.strength} == {-1}


def test_the_word_itself_is_stronger_than_a_word_of_its_concept() -> None:
    [match] = _matcher("the strike").match("The walkout was a strike like any other.", "en")

    assert match.strength == 1.0
    assert match.position == len("The walkout was a ")


def test_a_rare_term_counts_for_more() -> None:
    rarity = {"bridge": 1.0, "Orval": 9.0}
    matcher = TermMatcher(analyse("the bridge of Orval"), lambda term: rarity[term.text])

    assert matcher.coverage([0.0, 1.0]) == pytest.approx(0.9)
    assert matcher.coverage([1.0, 0.0]) == pytest.approx(0.1)


def test_a_carried_term_counts_for_less() -> None:
    question = with_context(analyse("How many wounded?"), analyse("the battle"), weight=0.5)
    matcher = TermMatcher(question, lambda _: 1.0)

    assert matcher.weights == (1.0, 0.5)


@given(text=st.text(max_size=120), language=st.sampled_from(["en", "fr", "und", "de"]))
def test_coverage_stays_between_none_and_all(text: str, language: str) -> None:
    matcher = _matcher("When was the bridge of Orval built?")
    matches = matcher.match(text, language)

    assert len(matches) == len(matcher.terms)
    assert all(-1 <= match.position < max(1, len(text)) for match in matches)
    assert 0.0 <= matcher.coverage([match.strength for match in matches]) <= 1.0
