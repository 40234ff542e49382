"""Query to hits: dense and keyword search fused, spread over sources and languages, repeats collapsed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.embedding import Embedder, Vectors
from chatbot.expansion import concept_words
from chatbot.index import OpenIndex
from chatbot.language import detect_language
from chatbot.lexicon import related, translated_words
from chatbot.types import Hit
from chatbot.words import LANGUAGES, content_words, fold

_CANDIDATES = 100
_SOURCE_PENALTY = 0.3
_TWIN_COSINE = 0.97
_TWIN_DIFFERENCE = 0.08
_CONCEPT_WEIGHT = 0.25
_ENOUGH_OF_A_LANGUAGE = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage's row in the index and its scores for a query."""

    row: int
    score: float
    similarity: float
    keyword_score: float


class Retriever:
    """Searches one open index.

    Parameters
    ----------
    index
        The index; it is read, never changed.
    embedder
        The model that made the index's vectors.
    """

    def __init__(self, index: OpenIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

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
        candidates = self._candidates(query, vector, own if own in LANGUAGES else "en")
        chosen = self._spread(candidates, k)
        passages = self._index.passages([candidate.row for candidate in chosen])
        return [
            Hit(passage, candidate.score, candidate.similarity, candidate.keyword_score)
            for passage, candidate in zip(passages, chosen, strict=True)
        ]

    def _candidates(self, query: str, vector: Vectors, language: str) -> list[Candidate]:
        """Return the best passages of both searches with summed standard scores, best first."""
        wanted = min(_CANDIDATES, self._index.passage_count)
        _, dense_rows = self._index.search_vectors(vector, wanted)
        keyword = dict(self._index.search_keywords(keywords(query, language), wanted))
        rows = sorted({int(row) for row in dense_rows[0] if row >= 0} | set(keyword))
        similarity = (self._index.vectors(rows) @ vector[0]).astype(np.float64)
        keyword_scores = np.array([keyword.get(row, 0.0) for row in rows])
        languages = [self._index.row_languages[row] for row in rows]
        fused = _standard_within(similarity, languages) + _standard_scores(keyword_scores)
        candidates = [
            Candidate(row, float(score), float(cosine), float(bm25))
            for row, score, cosine, bm25 in zip(rows, fused, similarity, keyword_scores, strict=True)
        ]
        return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.row))

    def _spread(self, candidates: Sequence[Candidate], k: int) -> list[Candidate]:
        """Choose ``k`` candidates so that no source and no language drowns the others.

        A source has at most half the places as long as others have passages to show, and pays a penalty for
        each further one; languages other than the leading one have places kept for them. Both sides of
        a conflict must be found, not the same side five times.
        """
        pool = list(candidates[: max(5 * k, 40)])
        chosen: list[Candidate] = []
        sources: Counter[str] = Counter()

        def merit(candidate: Candidate) -> tuple[bool, float]:
            held = sources[self._index.row_documents[candidate.row]]
            return held < (k + 1) // 2, candidate.score - _SOURCE_PENALTY * held

        while pool and len(chosen) < k:
            best = max(pool, key=merit)
            pool.remove(best)
            if not self._is_twin(best, chosen):
                chosen.append(best)
                sources[self._index.row_documents[best.row]] += 1
        self._keep_places_for_languages(chosen, pool, k)
        return sorted(chosen, key=lambda candidate: -candidate.score)

    def _keep_places_for_languages(self, chosen: list[Candidate], left: Sequence[Candidate], k: int) -> None:
        languages = self._index.row_languages
        held = Counter(languages[candidate.row] for candidate in chosen)
        for language in sorted({languages[candidate.row] for candidate in left} & set(LANGUAGES)):
            missing = k // 4 - held[language]
            extra = [c for c in left if languages[c.row] == language and not self._is_twin(c, chosen)]
            for candidate in extra[: max(0, missing)]:
                if len(chosen) >= k:
                    self._drop_last_of_leading_language(chosen)
                chosen.append(candidate)

    def _drop_last_of_leading_language(self, chosen: list[Candidate]) -> None:
        languages = self._index.row_languages
        leading = Counter(languages[candidate.row] for candidate in chosen).most_common(1)[0][0]
        worst = min((c for c in chosen if languages[c.row] == leading), key=lambda c: c.score)
        chosen.remove(worst)

    def _is_twin(self, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
        """Tell whether the passage says again, word for word or nearly, what a chosen one says.

        Two passages that differ in a number or a date are no twins, however near their embeddings are.
        """
        if not chosen:
            return False
        rows = [candidate.row, *(other.row for other in chosen)]
        vectors = self._index.vectors(rows)
        near = [
            row
            for row, cosine in zip(rows[1:], vectors[1:] @ vectors[0], strict=True)
            if cosine >= _TWIN_COSINE
        ]
        if not near:
            return False
        own, *others = (passage.text for passage in self._index.passages([candidate.row, *near]))
        return any(_same_words(own, other) for other in others)


def _same_words(one: str, other: str) -> bool:
    words, others = ({fold(word) for word in re.findall(r"\w+", text)} for text in (one, other))
    different = words ^ others
    return len(different) <= _TWIN_DIFFERENCE * len(words | others) and not any(
        any(character.isdigit() for character in word) for word in different
    )


def readable(text: str) -> str:
    """Return a text without the lone surrogates that no index can look up."""
    return text.encode("utf-8", "replace").decode("utf-8")


def keywords(query: str, language: str) -> Mapping[str, float]:
    """Return the words to search for and their weights: the query's own, and what they may be met as."""
    weights: dict[str, float] = {}
    words = content_words(query, language) or query.split()
    for word in words:
        met = [(other, 0.6 * p) for other, p in translated_words(word, language)]
        met += [(other, 0.3 * p) for other, p in related(word, language)]
        met += [(other, _CONCEPT_WEIGHT) for other in concept_words(word, language)]
        for other, weight in met:
            weights[other] = max(weight, weights.get(other, 0.0))
    return weights | dict.fromkeys(words, 1.0)


def _standard_within(scores: NDArray[np.float64], languages: Sequence[str]) -> NDArray[np.float64]:
    """Return z-scores within each language that has enough passages to tell what is usual in it.

    Cosines across languages are lower throughout; ranked against its own kind, the passage that
    answers in the other language stands out all the same.
    """
    standard = _standard_scores(scores)
    for language in set(languages):
        own = np.array([other == language for other in languages])
        if _ENOUGH_OF_A_LANGUAGE <= own.sum() < len(languages):
            standard[own] = _standard_scores(scores[own])
    return standard


def _standard_scores(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return z-scores; zeros where all scores are equal, so that a half that matches nothing has no say."""
    spread = float(scores.std())
    if spread < 1e-9:
        return np.zeros_like(scores)
    standard: NDArray[np.float64] = (scores - scores.mean()) / spread
    return standard
