from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.retrieval.proximity import Proximity, ProximityScorer

WORDS = ("railway", "strike", "August")
TEXT = "The railway strike began on 12 August."


def _score(text: str, language: str = "en", words: tuple[str, ...] = WORDS) -> Proximity:
    return ProximityScorer(words, "en", [1.0] * len(words)).score(text, language)


def test_a_sentence_with_all_words_is_near_in_full() -> None:
    assert _score(TEXT).window == pytest.approx(1.0)


def test_words_far_apart_are_less_near_than_words_of_one_sentence() -> None:
    filler = " ".join(f"Beat egg number{number} with sugar." for number in range(20))
    apart = f"The railway was old. {filler} A strike began. {filler} August was hot."

    assert _score(apart).window == pytest.approx(1 / 3)
    assert _score(apart).neighbours == 0.0


def test_neighbours_of_the_query_count_as_neighbours_in_either_order() -> None:
    one, other = _score("The railway strike was long."), _score("A strike of the railway was long.")
    assert one.neighbours == other.neighbours == pytest.approx(1 / 2)
    assert _score("The railway was closed for weeks after the long strike.").neighbours == 0.0


def test_words_of_the_other_language_are_near_too() -> None:
    found = _score("La grève du chemin de fer commença le 12 août.", "fr", ("strike", "August"))
    assert found.window > 0.5


def test_a_rare_word_says_more_than_a_common_one() -> None:
    scorer = ProximityScorer(("city", "Trocadero"), "en", [0.5, 4.0])
    assert (
        scorer.score("The Trocadero stood there.", "en").window > scorer.score("The city lay.", "en").window
    )


@pytest.mark.parametrize(("words", "text"), [((), TEXT), (WORDS, ""), (("zebra",), TEXT)])
def test_nothing_is_near_where_nothing_matches(words: tuple[str, ...], text: str) -> None:
    assert _score(text, words=words) == Proximity(0.0, 0.0)


@given(st.lists(st.sampled_from([*WORDS, "and", "cake"]), max_size=60))
def test_shares_are_shares(words: list[str]) -> None:
    found = _score(" ".join(words))
    assert 0.0 <= found.window <= 1.0 + 1e-9
    assert 0.0 <= found.neighbours <= 1.0 + 1e-9
