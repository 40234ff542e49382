from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.evaluation.metrics import ndcg, recall, reciprocal_rank

RANKING = ("c", "a", "d", "b")
RELEVANT = frozenset("ab")


def test_recall_is_the_share_of_relevant_items_found() -> None:
    assert [recall(RANKING, RELEVANT, k) for k in (1, 2, 3, 4)] == [0.0, 0.5, 0.5, 1.0]


def test_reciprocal_rank_looks_at_the_first_relevant_item() -> None:
    assert reciprocal_rank(RANKING, RELEVANT, 10) == 0.5
    assert reciprocal_rank(RANKING, RELEVANT, 1) == 0.0


def test_ndcg_discounts_by_rank() -> None:
    ideal = 1 + 1 / math.log2(3)
    assert ndcg(RANKING, RELEVANT, 10) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)


@pytest.mark.parametrize("measure", [recall, reciprocal_rank, ndcg])
def test_nothing_relevant_scores_nothing(measure: object) -> None:
    assert callable(measure)
    assert measure(RANKING, frozenset(), 10) == 0.0


@given(st.permutations("abcdefgh"), st.sets(st.sampled_from("abcdefgh"), min_size=1), st.integers(1, 8))
def test_a_ranking_with_the_relevant_items_first_is_best(
    ranking: list[str], relevant: set[str], k: int
) -> None:
    best = sorted(ranking, key=lambda item: item not in relevant)
    for measure in (recall, reciprocal_rank, ndcg):
        assert 0.0 <= measure(ranking, relevant, k) <= measure(best, relevant, k) <= 1.0 + 1e-9
    assert ndcg(best, relevant, k) == pytest.approx(1.0)
