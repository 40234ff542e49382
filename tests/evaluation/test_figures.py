from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.evaluation.figures import (
    Figure,
    answer_words,
    area_under_curve,
    binary_f1,
    exact_match,
    figure_rows,
    mean,
    word_f1,
)

SCORES = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The harbour, of Orval.", ["harbour", "of", "orval"]),
        ("l'hôtel de la Poste", ["hôtel", "de", "poste"]),
        ("« 12 mai 1931 »", ["12", "mai", "1931"]),
        ("the", []),
    ],
)
def test_answers_are_compared_without_case_articles_and_marks(text: str, words: list[str]) -> None:
    assert answer_words(text) == words


def test_the_best_of_several_answers_counts() -> None:
    assert word_f1("the harbour of Orval", ["Paris", "harbour of Orval"]) == 1.0
    assert word_f1("harbour", ["harbour Orval"]) == pytest.approx(2 / 3)
    assert word_f1("Melun", ["Orval"]) == 0.0
    assert word_f1("Orval", []) == 0.0
    assert exact_match("The Orval", ["orval"])
    assert not exact_match("Orval harbour", ["orval"])


def test_precision_recall_and_f1_of_a_flag() -> None:
    assert binary_f1([True, True, False], [True, False, True]) == (0.5, 0.5, 0.5)
    assert binary_f1([False], [False]) == (0.0, 0.0, 0.0)


def test_the_area_is_one_where_every_positive_is_above() -> None:
    assert area_under_curve([2.0, 3.0], [0.0, 1.0]) == 1.0
    assert area_under_curve([1.0], [1.0]) == 0.5
    assert area_under_curve([], [1.0]) == 0.0


@given(SCORES, SCORES)
def test_the_area_counts_pairs_in_the_right_order(positive: list[float], negative: list[float]) -> None:
    pairs = [(one > other) + (one == other) / 2 for one in positive for other in negative]

    assert area_under_curve(positive, negative) == pytest.approx(mean(pairs))
    turned = area_under_curve(negative, positive)
    assert area_under_curve(positive, negative) == pytest.approx(1 - turned)


def test_a_figure_is_a_row_and_a_dictionary() -> None:
    one = Figure("set.jsonl", "F1", 0.25, 8)

    assert figure_rows([one]) == [("set.jsonl", "F1", "0.250", "8")]
    assert one.to_dict() == {"file": "set.jsonl", "name": "F1", "value": 0.25, "count": 8}
    assert mean([]) == 0.0
