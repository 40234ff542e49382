from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.index.date_terms import date_terms
from chatbot.index.keywords import TantivyKeywords
from chatbot.retrieval import keywords


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("on 26 August", ["08-26"]),
        ("August 26th, 1944", ["08-26", "1944-08"]),
        ("le 26 août 1944", ["08-26", "1944-08"]),
        ("le 1er août", ["08-01"]),
        ("26/08", ["08-26"]),
        ("26/08/1944", ["08-26", "1944-08"]),
        ("en août 1944", ["1944-08"]),
        ("in 1944", []),
        ("three quarters (3/40)", []),
        ("", []),
    ],
)
def test_dates_have_one_form(text: str, terms: list[str]) -> None:
    assert sorted(date_terms(text)) == sorted(terms)


def test_a_date_in_figures_is_read_both_ways() -> None:
    assert set(date_terms("05/08")) == {"05-08", "08-05"}


def test_the_days_of_a_range_are_both_there() -> None:
    assert {"08-19", "08-25"} <= set(date_terms("du 19 au 25 août 1944"))


@pytest.mark.parametrize("query", ["What happened on August 26?", "Que se passa-t-il le 26 août ?", "26/08"])
@pytest.mark.parametrize("text", ["The parade of 26 August.", "Le défilé du 26 août.", "Parade: 26/08/1944."])
def test_a_date_is_found_however_it_is_written(query: str, text: str) -> None:
    others = ["The parade of 25 August.", "Le 26 septembre, rien.", "26 men marched."]
    store = TantivyKeywords.create(enumerate([*others, text]))
    best, _ = store.search(keywords(query, "fr" if "Que" in query else "en"), 4)[0]
    assert best == len(others)


@given(st.text(max_size=60))
def test_any_text_has_terms_of_the_two_forms(text: str) -> None:
    for term in date_terms(text):
        left, _, right = term.partition("-")
        assert 1 <= int(right) <= 31
        assert len(left) in (2, 4)
