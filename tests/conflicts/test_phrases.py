from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.conflicts.phrases import same_phrase

PHRASES = st.sampled_from(
    [
        "a British comedy film",
        "comedy",
        "les ponts de Paris",
        "the bridges",
        "EPA",
        "12 men",
        "douze hommes",
        "?",
    ]
)
LANGUAGES = st.sampled_from(["en", "fr"])


@pytest.mark.parametrize(
    ("one", "one_language", "other", "other_language"),
    [
        ("comedy film", "en", "a British comedy film", "en"),
        ("the bridges of Paris", "en", "les ponts de Paris", "fr"),
        ("EPA", "en", "Environmental Protection Agency", "en"),
        ("Football", "en", "football", "en"),
    ],
)
def test_one_thing_said_in_two_ways(one: str, one_language: str, other: str, other_language: str) -> None:
    assert same_phrase(one, one_language, other, other_language)


@pytest.mark.parametrize(
    ("one", "other"),
    [("comedy film", "jazz opera"), ("Boeing 737", "Boeing 747"), ("the harbour", "the mill"), ("", "mill")],
)
def test_two_things(one: str, other: str) -> None:
    assert not same_phrase(one, "en", other, "en")


@given(PHRASES, LANGUAGES, PHRASES, LANGUAGES)
def test_the_order_does_not_matter(one: str, one_language: str, other: str, other_language: str) -> None:
    said = same_phrase(one, one_language, other, other_language)

    assert said == same_phrase(other, other_language, one, one_language)
    assert same_phrase(one, one_language, one, one_language)
