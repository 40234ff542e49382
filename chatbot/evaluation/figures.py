"""Figures of one file as rows of a table, and the measures that several evaluations share.

Words are compared as in SQuAD (Rajpurkar et al. 2016), with the articles of both languages left out as in
MLQA (Lewis et al. 2020).
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

_ARTICLES = re.compile(r"\b(?:a|an|the|le|la|les|un|une|du|des|au|aux)\b|\b[ld]['’]")
_MARKS = re.compile(f"[{re.escape(string.punctuation)}«»“”‘’–—…]")
COLUMNS = ("file", "figure", "value", "n")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    Attributes
    ----------
    file
        The file it was measured on.
    name
        What was measured.
    value
        Between 0 and 1.
    count
        How many questions, texts or pairs it is the mean of.
    """

    file: str
    name: str
    value: float
    count: int

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as a plain dictionary."""
        return asdict(self)


def figure_rows(figures: Iterable[Figure]) -> list[tuple[str, ...]]:
    """Return the rows of the table whose columns are `COLUMNS`."""
    return [(one.file, one.name, f"{one.value:.3f}", str(one.count)) for one in figures]


def answer_words(text: str) -> list[str]:
    """Return the words of an answer without case, articles and punctuation."""
    return _MARKS.sub(" ", _ARTICLES.sub(" ", text.lower())).split()


def word_f1(found: str, wanted: Sequence[str]) -> float:
    """Return the best F1 of the words of ``found`` against any of the answers wanted, 0 to 1."""
    return max((_f1(answer_words(found), answer_words(one)) for one in wanted), default=0.0)


def exact_match(found: str, wanted: Sequence[str]) -> bool:
    """Tell whether ``found`` has exactly the words of one of the answers wanted."""
    return any(answer_words(found) == answer_words(one) for one in wanted)


def _f1(found: Sequence[str], wanted: Sequence[str]) -> float:
    if not found or not wanted:
        return float(found == wanted)
    common = sum((Counter(found) & Counter(wanted)).values())
    return 2 * common / (len(found) + len(wanted))


def binary_f1(told: Sequence[bool], truth: Sequence[bool]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of what was told against the truth; 0.0 where nothing was."""
    right = sum(one and other for one, other in zip(told, truth, strict=True))
    precision = right / sum(told) if any(told) else 0.0
    recall = right / sum(truth) if any(truth) else 0.0
    return precision, recall, 2 * right / (sum(told) + sum(truth)) if any(told) or any(truth) else 0.0


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return how often a positive's score is above a negative's, ties counting half (AUROC).

    Source: Mann and Whitney 1947; ranks of ties are shared.
    """
    if not positive or not negative:
        return 0.0
    scores = np.array([*positive, *negative])
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    above = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))


def mean(values: Sequence[float | bool]) -> float:
    """Return the mean, 0.0 of nothing."""
    return sum(values) / len(values) if values else 0.0
