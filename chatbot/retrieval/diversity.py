"""Hits spread over sources and languages, repeats collapsed: both sides of a conflict must be found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from chatbot.index import OpenIndex
from chatbot.retrieval.fusion import Candidate
from chatbot.words import LANGUAGES, fold

_SOURCE_PENALTY = 0.5
_TWIN_COSINE = 0.97
_TWIN_DIFFERENCE = 0.08


def spread(index: OpenIndex, candidates: Sequence[Candidate], k: int) -> list[Candidate]:
    """Choose ``k`` candidates so that no source and no language drowns the others.

    A source has at most half the places as long as others have passages to show, and pays a penalty for
    each further one; languages other than the leading one have places kept for them. Both sides of
    a conflict must be found, not the same side five times.
    """
    pool = list(candidates[: max(5 * k, 40)])
    chosen: list[Candidate] = []
    sources: Counter[str] = Counter()

    def merit(candidate: Candidate) -> tuple[bool, float]:
        held = sources[index.row_documents[candidate.row]]
        return held < (k + 1) // 2, candidate.score - _SOURCE_PENALTY * held

    while pool and len(chosen) < k:
        best = max(pool, key=merit)
        pool.remove(best)
        if not _is_twin(index, best, chosen):
            chosen.append(best)
            sources[index.row_documents[best.row]] += 1
    _keep_places_for_languages(index, chosen, pool, k)
    return sorted(chosen, key=lambda candidate: -candidate.score)


def _keep_places_for_languages(
    index: OpenIndex, chosen: list[Candidate], left: Sequence[Candidate], k: int
) -> None:
    languages = index.row_languages
    held = Counter(languages[candidate.row] for candidate in chosen)
    for language in sorted({languages[candidate.row] for candidate in left} & set(LANGUAGES)):
        missing = k // 4 - held[language]
        extra = [c for c in left if languages[c.row] == language and not _is_twin(index, c, chosen)]
        for candidate in extra[: max(0, missing)]:
            if len(chosen) >= k:
                _drop_last_of_leading_language(index, chosen)
            chosen.append(candidate)


def _drop_last_of_leading_language(index: OpenIndex, chosen: list[Candidate]) -> None:
    languages = index.row_languages
    leading = Counter(languages[candidate.row] for candidate in chosen).most_common(1)[0][0]
    worst = min((c for c in chosen if languages[c.row] == leading), key=lambda c: c.score)
    chosen.remove(worst)


def _is_twin(index: OpenIndex, candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Tell whether the passage says again, word for word or nearly, what a chosen one says.

    Two passages that differ in a number or a date are no twins, however near their embeddings are.
    """
    if not chosen:
        return False
    rows = [candidate.row, *(other.row for other in chosen)]
    vectors = index.vectors(rows)
    near = [
        row for row, cosine in zip(rows[1:], vectors[1:] @ vectors[0], strict=True) if cosine >= _TWIN_COSINE
    ]
    if not near:
        return False
    own, *others = (passage.text for passage in index.passages([candidate.row, *near]))
    return any(_same_words(own, other) for other in others)


def _same_words(one: str, other: str) -> bool:
    words, others = ({fold(word) for word in re.findall(r"\w+", text)} for text in (one, other))
    different = words ^ others
    return len(different) <= _TWIN_DIFFERENCE * len(words | others) and not any(
        any(character.isdigit() for character in word) for word in different
    )
