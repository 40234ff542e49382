"""A statement beside the sentences it cites: what stands where, and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.answering.cited_sentences import CitedSentence, keys_of
from chatbot.answering.stated_values import contradicts, has_translation, is_stated, peoples
from chatbot.expansion import expand
from chatbot.types import Span
from chatbot.values import DateValue, NameValue, Value, polarity
from chatbot.words import content_words

Cause = Literal["", "uncited", "unknown", "value", "address", "apart", "denied", "meaning", "order"]
Words = Sequence[tuple[Mapping[str, float], float]]

# Chosen on the "dev" half of statements written by hand: see `chatbot evaluate support`.
_LEAST_COSINE = 0.3
_LEAST_MET = 0.3
_LEAST_TOGETHER = 0.25
_LEAST_OF_CLAUSE = 0.5
_LEAST_DENIED = 0.5
_CLAUSES = re.compile(r"[,;:–—]\s|\s(?:but|mais)\s", re.IGNORECASE)
_LONGEST_BESIDE_DATE = 3
_VALUE_COUNTS = 0.3
_YES_OR_NO = re.compile(r"^(?:yes|no|oui|non|si)\b[.,!;:\s]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClauseComparison:
    """A clause of a statement beside the sentences it cites, by their places."""

    cosines: Sequence[float]
    met: Sequence[float]

    @property
    def is_said(self) -> bool:
        """Whether a sentence means something alike, or has its words, or is something of both."""
        return max(self.cosines) + max(self.met) >= _LEAST_OF_CLAUSE


@dataclass(frozen=True, slots=True)
class StatementComparison:
    """A statement beside the sentences it cites; what belongs to a sentence stands at its place.

    Attributes
    ----------
    cosines
        Of the embeddings of statement and sentence.
    clauses
        The statement's clauses, each with its cosines and what of its words is met in and near a sentence.
    covers, met
        Weighted share of the statement's words met in the sentence; in it and near it.
    holding
        For each value of the statement, the places of the sentences that state it.
    """

    text: str
    language: str
    values: Sequence[Value]
    cited: Sequence[CitedSentence]
    clauses: Sequence[ClauseComparison]
    cosines: Sequence[float]
    covers: Sequence[float]
    met: Sequence[float]
    holding: Sequence[set[int]]

    def cause(self) -> tuple[Cause, str]:
        """Return why the statement is not supported, and the words at fault."""
        missing = self._missing()
        if missing:
            return "value", missing
        if max(self.cosines) < _LEAST_COSINE or max(self.met) < _LEAST_MET:
            return "meaning", ""
        if not all(clause.is_said for clause in self.clauses):
            return "meaning", ""
        for value, held in zip(self.values, self.holding, strict=True):
            if self._is_apart(value, held):
                return "apart", self.text[value.start : value.end]
        return ("denied", "") if self._is_denied() else ("", "")

    def _missing(self) -> str:
        """Return the first value, or name of a people, that no sentence states; empty where all are."""
        for value, held in zip(self.values, self.holding, strict=True):
            if not held:
                return self.text[value.start : value.end]
        for word in peoples(self.text, self.language):
            keys = expand(word, self.language).keys()
            foreign = any(sentence.passage.language != self.language for sentence in self.cited)
            if foreign and not has_translation(word, self.language):
                continue
            if not any(keys & sentence.near for sentence in self.cited):
                return word
        return ""

    def _is_apart(self, value: Value, held: set[int]) -> bool:
        """Tell whether a value stands only where something else is spoken of."""
        if self._another_is_stated(value, held):
            return True
        together = max(self.met[place] for place in held)
        return together < _LEAST_TOGETHER and not self._dates_nearest(value, held)

    def _dates_nearest(self, value: Value, held: set[int]) -> bool:
        """Tell whether a date is the last one said before the nearest sentence, as diaries date entries."""
        place = self._nearest_place()
        last = max((at for at in range(place + 1) if _dates(self.cited[at])), default=None)
        return isinstance(value, DateValue) and last in held

    def _ranks(self) -> list[float]:
        """Return how well each sentence speaks to the statement."""
        return [
            self.cosines[place]
            + self.covers[place]
            + _VALUE_COUNTS * sum(place in held for held in self.holding)
            for place in range(len(self.cited))
        ]

    def _nearest(self) -> CitedSentence:
        """Return the sentence that says most of what the statement says, its values aside."""
        return self.cited[self._nearest_place()]

    def _nearest_place(self) -> int:
        return max(range(len(self.cited)), key=lambda place: self.cosines[place] + self.covers[place])

    def _another_is_stated(self, value: Value, held: set[int]) -> bool:
        """Tell whether the nearest sentence states another value in the place of one stated elsewhere."""
        place = self._nearest_place()
        if place in held:
            return False
        sentence = self.cited[place]
        if isinstance(value, DateValue) and not _dates(sentence):
            sentence = self._date_heading(place) or sentence
        own = [other for other in self.values if isinstance(other, type(value))]
        return any(
            contradicts(value, stated)
            and not any(
                is_stated(stated, sentence.passage.language, [other], self.language, own) for other in own
            )
            for stated in sentence.values
        )

    def _date_heading(self, place: int) -> CitedSentence | None:
        """Return the date that stands alone before a sentence, as over the entries of a diary."""
        for sentence in reversed(self.cited[:place]):
            if _dates(sentence):
                bare = _without(sentence.text, [one for one in sentence.values if isinstance(one, DateValue)])
                alone = sum(map(str.isalnum, bare)) <= _LONGEST_BESIDE_DATE
                return sentence if alone and sentence.number == self.cited[place].number else None
        return None

    def _is_denied(self) -> bool:
        """Tell whether a clause and that of the nearest sentence with its words gainsay each other."""
        sentence = self._nearest()
        language = sentence.passage.language
        said = [(clause, keys_of(clause, language)) for clause in _CLAUSES.split(sentence.text)]
        for clause in _CLAUSES.split(_YES_OR_NO.sub("", self.text)):
            words = [expand(word, self.language) for word in content_words(clause, self.language)]
            if not words:
                continue
            weighed = [(forms, 1.0) for forms in words]
            nearest, keys = max(said, key=lambda one: coverage(weighed, one[1]))
            if coverage(weighed, keys) < _LEAST_DENIED:
                continue
            if polarity(clause, self.language).negated != polarity(nearest, language).negated:
                return True
        return False

    def quotes(self) -> dict[int, tuple[Span, Span]]:
        """Return the best sentence of each passage, with where the first value stands that it states."""
        ranks = self._ranks()
        quotes: dict[int, tuple[Span, Span]] = {}
        for place in sorted(range(len(ranks)), key=lambda place: -ranks[place]):
            sentence = self.cited[place]
            if sentence.number not in quotes:
                quotes[sentence.number] = (sentence.span, self._place_of_value(sentence))
        return quotes

    def _place_of_value(self, sentence: CitedSentence) -> Span:
        for value in sorted(self.values, key=lambda value: isinstance(value, NameValue)):
            for stated in sentence.values:
                if is_stated(value, self.language, [stated], sentence.passage.language):
                    return Span(stated.start, stated.end)
        return Span(0, 0)


def coverage(words: Words, keys: frozenset[str]) -> float:
    """Return the weighted share of words that are met by some keys; 1.0 of no words."""
    total = sum(weight for _, weight in words)
    met = sum(
        weight * max((strength for key, strength in forms.items() if key in keys), default=0.0)
        for forms, weight in words
    )
    return met / total if total else 1.0


def _without(text: str, values: Sequence[Value]) -> str:
    """Return a text with its values blanked out."""
    for value in values:
        text = f"{text[: value.start]}{' ' * (value.end - value.start)}{text[value.end :]}"
    return text


def _dates(sentence: CitedSentence) -> bool:
    return any(isinstance(value, DateValue) for value in sentence.values)
