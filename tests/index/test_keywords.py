from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.errors import IndexDamagedError
from chatbot.index.keywords import TantivyKeywords

TEXTS = [
    "René Laënnec travaillait à l’hôpital Necker et gagnait 3\u202f200 francs en 1819.",
    "Doctor Laennec was paid 3,200 francs; the cats don't run.",
    "Le développement des chats coûte 3200 euros, soit 1.234,56 de plus, ou 3,5 fois.",
    "The weather of July was mild.",
]
KEYWORDS = TantivyKeywords.create(enumerate(TEXTS))


def found(*terms: str) -> set[int]:
    return {row for row, _ in KEYWORDS.search(dict.fromkeys(terms, 1.0), 10)}


@pytest.mark.parametrize(
    ("term", "rows"),
    [
        ("Laënnec", {0, 1}),
        ("LAENNEC", {0, 1}),
        ("Lae\u0308nnec", {0, 1}),
        ("l'hôpital", {0}),
        ("l’hopital", {0}),
        ("cat", {1}),
        ("running", {1}),
        ("chat", {2}),
        ("developpement", {2}),
        ("travailler", {0}),
        ("3200", {0, 1, 2}),
        ("3 200", {0, 1, 2}),
        ("3,200", {0, 1, 2}),
        ("3.200", {0, 1, 2}),
        ("1234.56", {2}),
        ("3.5", {2}),
        ("320", set()),
        ("weather 1819", {0, 3}),
        ("nowhere", set()),
        ('"+(AND* OR:~^2', set()),
        ("", set()),
    ],
)
def test_a_term_is_found_in_every_spelling(term: str, rows: set[int]) -> None:
    assert found(term) == rows


def test_elided_articles_and_contractions_find_nothing_by_themselves() -> None:
    keywords = TantivyKeywords.create(
        [(0, "l'eau"), (1, "l'air et l'or"), (2, "it doesn't matter"), (3, "a t")]
    )
    assert [row for row, _ in keywords.search({"l'eau": 1.0}, 10)] == [0]
    assert [row for row, _ in keywords.search({"doesn't": 1.0}, 10)] == [2]


def test_weights_decide_between_words() -> None:
    heavy_weather = KEYWORDS.search({"weather": 5.0, "hôpital": 1.0}, 10)
    heavy_hospital = KEYWORDS.search({"weather": 1.0, "hôpital": 5.0}, 10)
    assert heavy_weather[0][0] == 3
    assert heavy_hospital[0][0] == 0


def test_hits_come_best_first_at_most_k_and_equal_ones_by_row() -> None:
    keywords = TantivyKeywords.create((row, "river bank") for row in range(20))
    hits = keywords.search({"river": 1.0}, 7)
    assert [row for row, _ in hits] == list(range(7))
    assert KEYWORDS.search({"Laënnec": 1.0, "cats": 1.0}, 10)[0][0] == 1


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_term_without_a_usable_weight_is_left_out(weight: float) -> None:
    assert KEYWORDS.search({"cats": weight}, 10) == []


def test_document_frequency_counts_stems_and_the_rarest_word_of_several() -> None:
    assert KEYWORDS.document_frequency("laennec") == 2
    assert KEYWORDS.document_frequency("chat") == 1
    assert KEYWORDS.document_frequency("3.200") == 3
    assert KEYWORDS.document_frequency("Laennec weather") == 1
    assert KEYWORDS.document_frequency("nowhere") == 0
    assert KEYWORDS.document_frequency("?!") == 0


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=30), st.floats(), max_size=6))
def test_no_characters_of_a_question_are_an_error(terms: dict[str, float]) -> None:
    rows = [row for row, _ in KEYWORDS.search(terms, 10)]
    assert set(rows) <= set(range(len(TEXTS)))
    assert all(KEYWORDS.document_frequency(term) <= len(TEXTS) for term in terms)


@given(
    st.integers(1_000, 999_999_999),
    st.sampled_from([" ", ",", ".", "\u00a0", "\u202f", "\u2009", "'", "’", ""]),
)
@settings(deadline=None, max_examples=30)
def test_thousands_separators_make_no_difference(number: int, separator: str) -> None:
    keywords = TantivyKeywords.create([(0, f"about {number:,} people".replace(",", separator))])
    assert keywords.search({str(number): 1.0}, 1)


def test_what_is_written_can_be_read_again(tmp_path: Path) -> None:
    TantivyKeywords.create(enumerate(TEXTS), tmp_path)
    assert TantivyKeywords.read(tmp_path).search({"cats": 1.0}, 3) == KEYWORDS.search({"cats": 1.0}, 3)


def test_a_folder_without_keywords_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError, match="run 'chatbot index'"):
        TantivyKeywords.read(tmp_path)
