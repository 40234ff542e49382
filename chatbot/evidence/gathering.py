"""Hits to evidence: the sentences that speak to a question, each scored for how well it answers it."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chatbot.comprehension import AnswerReader, AnswerSpan, Reading
from chatbot.embedding import Embedder, Vectors
from chatbot.evidence.answering_values import AnsweringValue, answering_values
from chatbot.evidence.candidates import CandidateSentence, candidate_sentences, with_headers, without_repeats
from chatbot.evidence.confidence import answer_confidence
from chatbot.evidence.question import EXACT, TOLD, TYPED, Question, Term, predicate_terms
from chatbot.evidence.question_forms import REASON_CUES
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.evidence.terms import TermMatcher
from chatbot.expansion import expand
from chatbot.index import OpenIndex
from chatbot.types import Hit
from chatbot.values import DateValue, NameValue, Value, date_context, extract_values
from chatbot.words import LANGUAGES

# What is left of a sentence's score where it holds no value of the kind asked for; names are less sure to
# be recognised than dates and numbers.
_WITHOUT_VALUE = {
    "date": 0.55,
    "time": 0.55,
    "number": 0.55,
    "duration": 0.55,
    "person": 0.65,
    "place": 0.65,
    "entity": 0.75,
    "polar": 1.0,
    "choice": 1.0,
    "open": 1.0,
}
_EMBEDDED_A_HIT = 2
_LEAST_EMBEDDED, _MOST_EMBEDDED = 16, 24
# What the reader adds to a sentence's score for each unit of log-odds.
_READ_UNIT = 0.035
_LEAST_READ, _MOST_READ = -3.0, 10.0
_LEAST_READ_OF_TOLD = -0.05
_CONFIDENCE = 0.3
_MOST_VECTORS = 20_000
_REASON_BONUS = 0.1
_CAPTION = 0.8
_WITHOUT_PREDICATE = 0.7
_PREDICATE_ENOUGH = 0.4
_SUBJECT_BONUS = 0.1
_SUBJECT_REACH = 30
_OMISSION = re.compile(r"\s*(?:\.{3}|…)")


class EvidenceGatherer:
    """Reads hits for a question: the index says how rare a word is, the embedder what is meant alike.

    Parameters
    ----------
    index
        The index the hits come from.
    embedder
        The model that made its vectors.
    reader
        Finds the words that answer in a passage.
    """

    def __init__(self, index: OpenIndex, embedder: Embedder, reader: AnswerReader) -> None:
        self._index = index
        self._embedder = embedder
        self._reader = reader
        self._rarity: dict[tuple[str, str], float] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Run the reader once."""
        self._reader.read("?", ["."])

    def gather(
        self, question: Question, hits: Sequence[Hit], vector: Vectors | None = None
    ) -> list[Evidence]:
        """Return the sentences of the hits, best first.

        Parameters
        ----------
        vector
            The question's embedding, shape ``(1, dimension)``, where it is known already.
        """
        standing = _standing(hits)
        most = max(_LEAST_EMBEDDED, min(_MOST_EMBEDDED, _EMBEDDED_A_HIT * len(hits)))
        matcher = TermMatcher(question, lambda term: self.rarity(term, question.language))
        documents = {path: self._index.document(path) for path in {hit.passage.document for hit in hits}}
        sentences = without_repeats(
            sentence
            for hit in hits
            for sentence in candidate_sentences(hit.passage, documents[hit.passage.document], matcher)
        )
        coverages = [_coverages(question, sentence, matcher) for sentence in sentences]
        readings = self._read(question, sentences)
        found = [one.best(0, len(two.text)) for one, two in zip(readings, sentences, strict=True)]
        order = sorted(
            range(len(sentences)), key=lambda number: -(sum(coverages[number]) + _reading(found[number]))
        )[:most]
        if vector is None:
            vector = self._embedder.embed_queries([question.text])
        similarities = self._similarities(vector, [sentences[number].text for number in order])
        evidence = [
            self._weigh(
                question,
                matcher,
                sentences[number],
                coverages[number],
                similarity,
                standing,
                readings[number],
            )
            for number, similarity in zip(order, similarities, strict=True)
        ]
        return sorted((_with_confidence(question, item) for item in evidence), key=lambda item: -item.score)

    def _read(self, question: Question, sentences: Sequence[CandidateSentence]) -> list[_SentenceReading]:
        """Return what the reader makes of each sentence, each passage being read once and as a whole."""
        passages = {one.passage.id: one.passage.text for one in sentences}
        readings = self._reader.read(question.text, list(passages.values()))
        by_passage = dict(zip(passages, readings, strict=True))
        return [
            _SentenceReading(by_passage[one.passage.id], one.start - one.passage.start) for one in sentences
        ]

    def rarity(self, term: Term, language: str) -> float:
        """Return the inverse document frequency of a term, counted over all forms it may be met as."""
        return self.word_rarity(term.text, language)

    def word_rarity(self, word: str, language: str) -> float:
        """Return the same of a word."""
        key = (word, language)
        if key not in self._rarity:
            forms = {word}
            for form, strength in expand(word, language).items():
                kind, _, root = form.partition(":")
                if kind in LANGUAGES and strength >= 0.6:
                    forms.add(root)
            frequency = max(self._index.document_frequency(form) for form in forms)
            total = self._index.passage_count
            self._rarity[key] = max(0.3, math.log((total + 1.0) / (frequency + 0.5)))
        return self._rarity[key]

    def _similarities(self, query: Vectors, texts: Sequence[str]) -> list[float]:
        """Return the cosine of each text with the query; vectors of texts met before are kept."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known.update(zip(missing, self._embedder.embed_passages(missing), strict=True))
        with self._lock:
            if len(self._vectors) > _MOST_VECTORS:
                self._vectors.clear()
            self._vectors.update(known)
        return [float(known[text] @ query[0]) for text in texts]

    def _weigh(
        self,
        question: Question,
        matcher: TermMatcher,
        sentence: CandidateSentence,
        coverages: tuple[float, float],
        similarity: float,
        standing: Mapping[str, float],
        reading: _SentenceReading,
    ) -> Evidence:
        coverage, own = coverages
        language = sentence.passage.language
        found = extract_values(
            sentence.text,
            language=language,
            context=date_context(sentence.before),
            known=sentence.known,
        )
        stated = tuple(value for value in with_headers(sentence, found) if not _is_dateline(sentence, value))
        values = answering_values(
            question, sentence.text, language, stated, sentence.matches, matcher.weights
        )
        values, answer = reading.weigh(values, len(sentence.text), exact=question.kind in EXACT)
        fit = values[0].fit if values else 0.0
        predicate = _predicate(question, matcher, sentence, stated)
        base = 0.45 * coverage + 0.2 * own + 0.25 * max(0.0, similarity)
        base += 0.1 * standing[sentence.passage.id]
        if sentence.text[-1:].isalnum() and not any(mark in sentence.text for mark in ":|"):
            base *= _CAPTION
        if question.kind in TYPED:
            base *= _WITHOUT_PREDICATE + (1.0 - _WITHOUT_PREDICATE) * min(1.0, predicate / _PREDICATE_ENOUGH)
        if question.form == "reason" and REASON_CUES.search(sentence.text):
            base += _REASON_BONUS
        if question.form == "biography" and _opens_with_name(question, sentence):
            base += _SUBJECT_BONUS
        score = base * (_WITHOUT_VALUE[question.kind] + (1.0 - _WITHOUT_VALUE[question.kind]) * fit)
        return Evidence(
            passage=sentence.passage,
            text=sentence.text,
            start=sentence.start,
            end=sentence.end,
            score=score + max(_LEAST_READ_OF_TOLD if question.form in TOLD else -1.0, _reading(answer)),
            worded=score,
            coverage=coverage,
            own_coverage=own,
            predicate=predicate,
            similarity=similarity,
            matches=sentence.matches,
            around=sentence.around,
            document=sentence.document,
            values=tuple(values),
            stated=stated,
            answer=answer,
        )


@dataclass(frozen=True, slots=True)
class _SentenceReading:
    """What the reader makes of a sentence: of the ``shift``-th character of its passage and on."""

    reading: Reading
    shift: int

    def best(self, start: int, end: int) -> AnswerSpan | None:
        """Return the best answer among characters of the sentence, in offsets of the sentence."""
        span = self.reading.best(start + self.shift, end + self.shift)
        return span and replace(span, start=span.start - self.shift, end=span.end - self.shift)

    def weigh(
        self, values: Sequence[AnsweringValue], length: int, exact: bool
    ) -> tuple[list[AnsweringValue], AnswerSpan | None]:
        """Return the values with the better read ones first, and the sentence's answer.

        Where an ``exact`` value is asked for, only one of these answers: a weight, and not a price.
        """
        read = [(value, self.best(value.value.start, value.value.end)) for value in values]
        ranked = sorted(read, key=lambda pair: -(pair[0].fit + _reading(pair[1])))
        best = ranked[0][1] if ranked else None
        return [value for value, _ in ranked], best if exact else self.best(0, length)


def _with_confidence(question: Question, evidence: Evidence) -> Evidence:
    confidence = answer_confidence(question, evidence)
    return replace(evidence, confidence=confidence, score=evidence.score + _CONFIDENCE * confidence)


def _reading(answer: AnswerSpan | None) -> float:
    return 0.0 if answer is None else _READ_UNIT * max(_LEAST_READ, min(_MOST_READ, answer.score))


def _is_dateline(sentence: CandidateSentence, value: Value) -> bool:
    """Tell whether a date only opens an excerpt: search engines put there when a page was published."""
    return (
        isinstance(value, DateValue)
        and not sentence.text[: value.start].strip()
        and _OMISSION.match(sentence.text, value.end) is not None
    )


def _standing(hits: Sequence[Hit]) -> dict[str, float]:
    """Return the score of each hit's passage as a share of the best one's, by passage."""
    best = max((hit.score for hit in hits), default=0.0)
    return {hit.passage.id: max(0.0, hit.score / best) if best > 0.0 else 0.0 for hit in hits}


def _predicate(
    question: Question, matcher: TermMatcher, sentence: CandidateSentence, stated: Sequence[Value]
) -> float:
    """Return the weighted share of the predicate that is met, other than by the capitals of a longer name."""
    numbers = predicate_terms(question)
    total = sum(matcher.weights[number] for number in numbers)
    if not total:
        return 1.0
    names = [(v.start, v.end) for v in stated if isinstance(v, NameValue) and " " in v.text]
    met = 0.0
    for number in numbers:
        match = sentence.matches[number]
        capital = sentence.text[max(0, match.position)].isupper()
        if not (capital and any(start <= match.position < end for start, end in names)):
            met += matcher.weights[number] * match.strength
    return met / total


def _opens_with_name(question: Question, sentence: CandidateSentence) -> bool:
    return any(0 <= match.position < _SUBJECT_REACH for match in sentence.matches)


def _coverages(question: Question, sentence: CandidateSentence, matcher: TermMatcher) -> tuple[float, float]:
    own = _with_either_side(question, [match.strength for match in sentence.matches])
    both = [max(strength, around) for strength, around in zip(own, sentence.around, strict=True)]
    return matcher.coverage(both), matcher.coverage(own)


def _with_either_side(question: Question, strengths: list[float]) -> list[float]:
    """Count both sides of an "or" as met where one is: a source takes one side only."""
    sides = {word for side in question.alternatives for word in side}
    numbers = [number for number, term in enumerate(question.terms) if term.text.lower() in sides]
    best = max((strengths[number] for number in numbers), default=0.0)
    return [best if number in numbers else strength for number, strength in enumerate(strengths)]
