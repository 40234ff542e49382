"""The words a word may be met as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.expansion import CONCEPT_STRENGTH, concept_words, expand, keys, word_forms


def _strength(word: str, language: str, other: str, other_language: str) -> float:
    """Return how strongly a word of a question is met by a word of a text."""
    expansion = expand(word, language)
    return max((expansion.get(key, 0.0) for key in keys(other, other_language)), default=0.0)


@pytest.mark.parametrize(
    ("word", "language", "other"),
    [
        ("landed", "en", "landing"),
        ("built", "en", "build"),
        ("Harbour", "en", "harbor"),
        ("grèves", "fr", "grève"),
        ("détruisit", "fr", "détruite"),
        ("naquit", "fr", "née"),
    ],
)
def test_a_word_is_met_as_its_other_forms(word: str, language: str, other: str) -> None:
    assert _strength(word, language, other, language) >= CONCEPT_STRENGTH


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("bridge", "pont"),
        ("strike", "grève"),
        ("built", "construit"),
        ("wounded", "blessés"),
        ("mayor", "maire"),
    ],
)
def test_a_word_is_met_as_its_translation_in_both_directions(english: str, french: str) -> None:
    assert _strength(english, "en", french, "fr") >= 0.5
    assert _strength(french, "fr", english, "en") >= 0.5


@pytest.mark.parametrize(
    ("word", "language", "other", "other_language"),
    [
        ("landing", "en", "débarquement", "fr"),
        ("killed", "en", "dead", "en"),
        ("libérée", "fr", "liberation", "en"),
    ],
)
def test_words_of_one_concept_meet(word: str, language: str, other: str, other_language: str) -> None:
    assert _strength(word, language, other, other_language) >= CONCEPT_STRENGTH


@pytest.mark.parametrize(
    ("word", "language", "other", "other_language"),
    [("bridge", "en", "moulin", "fr"), ("bridge", "en", "mill", "en"), ("maire", "fr", "mer", "fr")],
)
def test_other_words_do_not(word: str, language: str, other: str, other_language: str) -> None:
    assert _strength(word, language, other, other_language) == 0.0


def test_a_name_is_met_without_its_accents_in_any_language() -> None:
    assert _strength("Éluard", "fr", "Eluard", "en") == 1.0


def test_words_of_a_concept_are_given_as_they_are_written() -> None:
    assert {"grève", "débrayage"} <= set(concept_words("strike", "en"))
    assert concept_words("xylophone", "en") == []


def test_the_words_of_a_text_are_found_where_they_stand() -> None:
    text = "Le pont d’Orval fut construit en 1840."

    starts = [start for _, start in word_forms(text, "fr")]

    assert [text[start:].split()[0].strip(".") for start in starts] == ["pont", "Orval", "construit", "1840"]


@given(word=st.text(min_size=1, max_size=20), language=st.sampled_from(["en", "fr"]))
def test_every_word_is_met_by_itself_best(word: str, language: str) -> None:
    expansion = expand(word, language)

    assert {expansion[key] for key in keys(word, language)} == {1.0}
    assert all(0.0 < strength <= 1.0 for strength in expansion.values())


@given(text=st.text(max_size=80), language=st.sampled_from(["en", "fr", "und"]))
def test_any_text_has_words_inside_it(text: str, language: str) -> None:
    for forms, start in word_forms(text, language):
        assert forms
        assert 0 <= start < len(text)


def test_names_and_numbers_meet_across_languages() -> None:
    assert _strength("Leclerc", "en", "LECLERC", "fr") == 1.0
    assert _strength("16,000", "en", "16 000", "fr") == 1.0
    assert _strength("16,000", "en", "1600", "fr") == 0.0


def test_false_friends_do_not_meet() -> None:
    assert _strength("pain", "en", "pain", "en") == 1.0
    assert _strength("pain", "en", "pain", "fr") == 0.0
    assert _strength("police", "en", "police", "fr") == 1.0


def test_grammar_is_never_taken_for_matter_that_shares_its_stem() -> None:
    met = expand("killed", "en")
    found = [place for forms, place in word_forms("Tu viens ? Tué hier.", "fr") if set(forms) & set(met)]
    assert found == [len("Tu viens ? ")]
