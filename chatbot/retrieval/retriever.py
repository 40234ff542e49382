"""The search itself: candidates of both halves fused, spread over sources and languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from chatbot.embedding import Embedder, Vectors
from chatbot.index import OpenIndex
from chatbot.language import detect_language
from chatbot.retrieval.diversity import spread
from chatbot.retrieval.fusion import Candidate, Fusion, inverse_frequency
from chatbot.retrieval.proximity import ProximityScorer
from chatbot.retrieval.query_words import keywords, query_words, readable
from chatbot.retrieval.reranking import Reranker
from chatbot.types import Hit
from chatbot.words import LANGUAGES

_CANDIDATES = 100
_RESCORED = 40
_RERANKED = 20


@dataclass(frozen=True, slots=True)
class Halves:
    """The rows that each of the two searches finds, with their scores, best first.

    Attributes
    ----------
    keyword
        BM25 by row.
    dense
        Cosine of the query's and the passage's embeddings by row.
    """

    keyword: Mapping[int, float]
    dense: Mapping[int, float]


class Retriever:
    """Searches one open index.

    Parameters
    ----------
    index
        The index; it is read, never changed.
    embedder
        The model that made the index's vectors.
    reranker
        Reads the best passages once more and puts them in order, where there is one.
    """

    def __init__(self, index: OpenIndex, embedder: Embedder, reranker: Reranker | None = None) -> None:
        self._index = index
        self._embedder = embedder
        self._reranker = reranker
        self._fusion = lru_cache(maxsize=1)(partial(Fusion, index))

    def halves(self, query: str, *, language: str | None = None, vector: Vectors | None = None) -> Halves:
        """Return what each search finds by itself, before the two are fused; nothing for empty text.

        Parameters
        ----------
        query, language, vector
            As for `search`.
        """
        query = readable(query)
        if not query.strip() or not self._index.passage_count:
            return Halves({}, {})
        own = language or detect_language(query)
        if vector is None:
            vector = self._embedder.embed_queries([query])
        return self._halves(query, vector, own if own in LANGUAGES else "en")

    def search(
        self, query: str, k: int = 10, *, language: str | None = None, vector: Vectors | None = None
    ) -> list[Hit]:
        """Return at most ``k`` hits, best first.

        Parameters
        ----------
        query
            A question or a few keywords; empty text finds nothing.
        k
            How many hits to return; none below 1.
        language
            Language of the query; detected where it is not given.
        vector
            The query's embedding, shape ``(1, dimension)``, where it is known already.
        """
        query = readable(query)
        if not query.strip() or not self._index.passage_count or k < 1:
            return []
        own = language or detect_language(query)
        if vector is None:
            vector = self._embedder.embed_queries([query])
        own = own if own in LANGUAGES else "en"
        halves = self._halves(query, vector, own)
        words = query_words(query, own)
        rarities = [inverse_frequency(self._index, word) for word in words]
        rows = sorted({*halves.keyword, *halves.dense})
        fusion = self._fusion()
        candidates = fusion.fuse(vector, own, halves.keyword, rows, rarities)[: max(_RESCORED, 5 * k)]
        candidates = fusion.rescore(ProximityScorer(words, own, rarities), candidates)
        candidates = self._reranked(query, candidates)
        chosen = spread(self._index, candidates, k)
        passages = self._index.passages([candidate.row for candidate in chosen])
        return [
            Hit(passage, candidate.score, candidate.similarity, candidate.keyword_score)
            for passage, candidate in zip(passages, chosen, strict=True)
        ]

    def _reranked(self, query: str, candidates: list[Candidate]) -> list[Candidate]:
        """Return the candidates with the best of them in the reranker's order, none moving out of these.

        They share out the scores they had, so that the scores still tell a good match from a poor one.
        """
        if self._reranker is None:
            return candidates
        best, rest = candidates[:_RERANKED], candidates[_RERANKED:]
        passages = self._index.passages([candidate.row for candidate in best])
        order = np.argsort(
            -self._reranker.score(query, [passage.text for passage in passages]), kind="stable"
        )
        ranked = [
            replace(best[place], score=held.score) for place, held in zip(order.tolist(), best, strict=True)
        ]
        return ranked + rest

    def _halves(self, query: str, vector: Vectors, language: str) -> Halves:
        wanted = min(_CANDIDATES, self._index.passage_count)
        cosines, rows = self._index.search_vectors(vector, wanted)
        dense = {int(row): float(cosine) for row, cosine in zip(rows[0], cosines[0], strict=True) if row >= 0}
        return Halves(dict(self._index.search_keywords(keywords(query, language), wanted)), dense)
