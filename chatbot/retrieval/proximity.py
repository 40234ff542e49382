"""How near to each other a passage has the words of a query.

BM25 takes a passage for a bag of words; a passage that says the words of the query within one sentence,
and neighbours of the query as neighbours, is likelier to be about it (Metzler and Croft 2005, sequential
dependence; Tao and Zhai 2007). Words match across the two languages as `expansion` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chatbot.expansion import expand, word_forms

_WINDOW = 16
_NEIGHBOURS = 2

Occurrences = list[tuple[int, dict[int, float]]]


@dataclass(frozen=True, slots=True)
class Proximity:
    """How near to each other the words of a query stand in a passage, each between 0 and 1.

    Attributes
    ----------
    window
        Share of the query's words, by weight, within one window of 16 content words.
    neighbours
        Share of the query's pairs of neighbours that stand side by side, in either order.
    """

    window: float
    neighbours: float


class ProximityScorer:
    """Scores passages for one query.

    Parameters
    ----------
    words
        Content words of the query, in its order.
    language
        Language of the query.
    weights
        How much each word says, positive.
    """

    def __init__(self, words: Sequence[str], language: str, weights: Sequence[float]) -> None:
        self._weights = tuple(weights)
        self._pair_weights = tuple((one + other) / 2 for one, other in pairwise(weights))
        self._by_key: dict[str, list[tuple[int, float]]] = {}
        for number, word in enumerate(words):
            for key, strength in expand(word, language).items():
                self._by_key.setdefault(key, []).append((number, strength))

    def score(self, text: str, language: str) -> Proximity:
        """Return the proximity of the query's words in a passage's text."""
        occurrences = self._occurrences(text, language)
        return Proximity(
            _share(self._best_window(occurrences), self._weights),
            _share(self._neighbours(occurrences), self._pair_weights),
        )

    def _occurrences(self, text: str, language: str) -> Occurrences:
        """Return the places of the passage's words that match, with the words of the query they match."""
        found: Occurrences = []
        for place, (keys, _) in enumerate(word_forms(text, language)):
            met: dict[int, float] = {}
            for key in keys:
                for number, strength in self._by_key.get(key, ()):
                    met[number] = max(strength, met.get(number, 0.0))
            if met:
                found.append((place, met))
        return found

    def _best_window(self, occurrences: Occurrences) -> Mapping[int, float]:
        """Return the strengths of the words met in the window that holds most of the query."""
        best: dict[int, float] = {}
        most = 0.0
        for first, (start, _) in enumerate(occurrences):
            met: dict[int, float] = {}
            for place, words in occurrences[first:]:
                if place - start >= _WINDOW:
                    break
                for number, strength in words.items():
                    met[number] = max(strength, met.get(number, 0.0))
            weight = sum(self._weights[number] * strength for number, strength in met.items())
            if weight > most:
                best, most = met, weight
        return best

    def _neighbours(self, occurrences: Occurrences) -> Mapping[int, float]:
        """Return the strengths of the pairs met; pair ``i`` is word ``i`` of the query and the next one."""
        pairs: dict[int, float] = {}
        for first, (start, words) in enumerate(occurrences):
            for place, others in occurrences[first + 1 :]:
                if place - start > _NEIGHBOURS:
                    break
                for number, strength in words.items():
                    for other in (number - 1, number + 1):
                        if other in others:
                            pair = min(number, other)
                            pairs[pair] = max(min(strength, others[other]), pairs.get(pair, 0.0))
        return pairs


def _share(strengths: Mapping[int, float], weights: Sequence[float]) -> float:
    total = sum(weights)
    return sum(weights[number] * strength for number, strength in strengths.items()) / total if total else 0.0
