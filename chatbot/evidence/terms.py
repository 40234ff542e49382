"""How well a text speaks of a question's terms, in its own language or the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.evidence.question import Question, Term
from chatbot.expansion import expand, word_forms

_LONGEST_SENTENCE = 1_500


@dataclass(frozen=True, slots=True)
class TermMatch:
    """The best match of one term in a text.

    Attributes
    ----------
    strength
        0 where the term is not there, 1 for the word itself.
    positions
        Character offsets of the words that match so well, in order; empty where there is none.
    """

    strength: float
    positions: tuple[int, ...] = ()

    @property
    def position(self) -> int:
        """Offset of the first word that matches; -1 where there is none."""
        return self.positions[0] if self.positions else -1

    def nearest(self, offset: int) -> int:
        """Return the matching word's offset nearest to ``offset``; -1 where there is none."""
        return min(self.positions, key=lambda position: abs(position - offset), default=-1)


class TermMatcher:
    """Matches the terms of one question against many texts.

    Parameters
    ----------
    question
        The question; its language decides how each term is expanded.
    rarity
        Weight of a term by how rare it is in the collection, positive.
    """

    def __init__(self, question: Question, rarity: Callable[[Term], float]) -> None:
        self.terms = question.terms
        self.weights = tuple(term.weight * rarity(term) for term in question.terms)
        self._expansions = tuple(expand(term.text, question.language) for term in question.terms)

    def match(self, text: str, language: str) -> tuple[TermMatch, ...]:
        """Return the best match of each term in ``text``, in the order of the question's terms."""
        best: list[float] = [0.0] * len(self.terms)
        positions: list[list[int]] = [[] for _ in self.terms]
        read = word_forms if len(text) <= _LONGEST_SENTENCE else _word_forms_of_page
        for form, position in read(text, language):
            for number, expansion in enumerate(self._expansions):
                strength = max((expansion.get(key, 0.0) for key in form), default=0.0)
                if strength > best[number]:
                    best[number] = strength
                    positions[number] = [position]
                elif strength and strength == best[number]:
                    positions[number].append(position)
        return tuple(TermMatch(s, tuple(p)) for s, p in zip(best, positions, strict=True))

    def coverage(self, strengths: Sequence[float]) -> float:
        """Return the weighted share of the question's terms that is matched, between 0 and 1."""
        total = sum(self.weights)
        if not total:
            return 0.0
        return sum(w * s for w, s in zip(self.weights, strengths, strict=True)) / total


@lru_cache(maxsize=256)
def _word_forms_of_page(text: str, language: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return the words of a long text; far fewer of them are kept than of sentences."""
    return word_forms.__wrapped__(text, language)
