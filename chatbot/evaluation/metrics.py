"""Figures of a ranking against what it should have found: recall, reciprocal rank, nDCG.

Sources: Manning, Raghavan and Schütze 2008, chapter 8; Järvelin and Kekäläinen 2002 for nDCG, here with
gains of 0 and 1. A ranking names each item once, best first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def recall(ranking: Sequence[str], relevant: AbstractSet[str], k: int) -> float:
    """Return the share of the relevant items that are among the first ``k``; 0.0 where none is relevant."""
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: AbstractSet[str], k: int) -> float:
    """Return 1 over the rank of the first relevant item, 0.0 where none is among the first ``k``."""
    ranks = (rank for rank, item in enumerate(ranking[:k], start=1) if item in relevant)
    return next((1 / rank for rank in ranks), 0.0)


def ndcg(ranking: Sequence[str], relevant: AbstractSet[str], k: int) -> float:
    """Return the discounted gain of the first ``k`` over that of the best ranking there could be."""
    best = sum(_discount(rank) for rank in range(1, min(k, len(relevant)) + 1))
    gained = sum(_discount(rank) for rank, item in enumerate(ranking[:k], start=1) if item in relevant)
    return gained / best if best else 0.0


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)
