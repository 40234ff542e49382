"""One score from dense and keyword search that neither half can spoil.

Both halves are measured against something that does not depend on the other candidates: a cosine against
the collection's usual cosine for the query, BM25 against what a passage with every word of the query would
have. A query in the other language matches few words, so its keyword half says little and does no harm,
where ranks or scores standardised among the candidates would give it as much say as ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatbot.embedding import Vectors
from chatbot.index import OpenIndex
from chatbot.retrieval.proximity import ProximityScorer

# Tried on development sets, alone and mixed into one bilingual collection: see `chatbot evaluate retrieval`.
_OWN_LANGUAGE_WEIGHT = 3.0
_OTHER_LANGUAGE_WEIGHT = 2.0
_WINDOW_WEIGHT = 3.0
_NEIGHBOURS_WEIGHT = 3.0
_SAMPLE = 1000
_SMALLEST_SPREAD = 0.01
_FEW = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage's row in the index and its scores for a query."""

    row: int
    score: float
    similarity: float
    keyword_score: float


class Fusion:
    """Fuses the two halves of a search in one index.

    Parameters
    ----------
    index
        The index; at most 1,000 passages spread evenly over it say what a usual cosine is.
    """

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        count = index.passage_count
        rows = np.unique(np.linspace(0, max(0, count - 1), min(count, _SAMPLE)).astype(np.int64))
        self._sample = index.vectors(rows)

    def fuse(
        self,
        vector: Vectors,
        language: str,
        keyword_scores: Mapping[int, float],
        rows: Sequence[int],
        rarities: Sequence[float],
    ) -> list[Candidate]:
        """Return the candidates of ``rows``, best first.

        Parameters
        ----------
        vector
            The query's embedding, shape ``(1, dimension)``.
        language
            Language of the query.
        keyword_scores
            BM25 by row; 0 for rows not in it.
        rows
            Rows of the index, each once.
        rarities
            Inverse document frequency of each word of the query: their sum is about the BM25 of a passage
            that has every word once.
        """
        similarity = (self._index.vectors(rows) @ vector[0]).astype(np.float64)
        # How far a cosine lies above the usual one: models differ in what is usual, and so do queries.
        usual = (self._sample @ vector[0]).astype(np.float64)
        unusual = (similarity - usual.mean()) / max(float(usual.std()), _SMALLEST_SPREAD)
        # Of a few passages nobody can say what is usual.
        unusual *= len(usual) / (len(usual) + _FEW)
        complete = sum(rarities) or 1.0
        candidates = []
        for row, cosine, height in zip(rows, similarity, unusual, strict=True):
            bm25 = keyword_scores.get(row, 0.0)
            own = self._index.row_languages[row] == language
            weight = _OWN_LANGUAGE_WEIGHT if own else _OTHER_LANGUAGE_WEIGHT
            candidates.append(Candidate(row, float(height) + weight * bm25 / complete, float(cosine), bm25))
        return sorted(candidates, key=_best_first)

    def rescore(self, scorer: ProximityScorer, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates, the nearness of the query's words added to their scores, best first."""
        passages = self._index.passages([candidate.row for candidate in candidates])
        rescored = []
        for candidate, passage in zip(candidates, passages, strict=True):
            near = scorer.score(passage.text, self._index.row_languages[candidate.row])
            more = _WINDOW_WEIGHT * near.window + _NEIGHBOURS_WEIGHT * near.neighbours
            rescored.append(replace(candidate, score=candidate.score + more))
        return sorted(rescored, key=_best_first)


def inverse_frequency(index: OpenIndex, word: str) -> float:
    """Return BM25's inverse document frequency of a word, positive (Robertson and Zaragoza 2009)."""
    count = index.passage_count
    holding = min(index.document_frequency(word), count)
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))


def _best_first(candidate: Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.row
