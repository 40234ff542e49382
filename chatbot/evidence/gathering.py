"""Hits to evidence: the sentences that speak to a question, each scored for how well it answers it."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chatbot.comprehension import AnswerReader, AnswerSpan
from chatbot.embedding import Embedder, Vectors
from chatbot.evidence.answering_values import AnsweringValue, answering_values
from chatbot.evidence.candidates import CandidateSentence, candidate_sentences, with_headers, without_repeats
from chatbot.evidence.question import Question, Term, predicate_terms
from chatbot.evidence.question_forms import REASON_CUES
from chatbot.evidence.terms import TermMatch, TermMatcher
from chatbot.expansion import expand
from chatbot.index import OpenIndex
from chatbot.types import Hit, Passage
from chatbot.values import NameValue, Value, date_context, extract_values
from chatbot.words import LANGUAGES

TYPED = ("date", "time", "number", "duration", "person", "place", "entity")
_EXACT = ("date", "time", "number", "duration")
_EMBEDDED = 24
_MOST_VECTORS = 20_000
# A logistic model of "this sentence answers", fitted on English and French encyclopaedia questions of which
# some are answered in the collection and some are not; what it is not fitted on (forms, captions, questions
# that want a value) was set by hand and is checked by the evaluations.
_INTERCEPT = -8.3
_COVERAGE = 2.9
_SIMILARITY = 3.8
_STANDING = 2.6
_FIRST_PASSAGE = 1.26
_ANSWER = 0.92
_ANSWER_SCORE = 0.18
_MOST_SCORE = 8.0
_FIT = 0.6
_NO_VALUE = -0.4
_NO_EXACT_VALUE = -0.7
_NO_PREDICATE = -0.8
_PREDICATE_ENOUGH = 0.4
_CAPTION = -1.5
_REASON = 0.5
_SUBJECT = 0.5
_SUBJECT_REACH = 30


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage and how well it answers the question.

    Attributes
    ----------
    start, end
        Span of the sentence in its document.
    score
        Probability that the sentence answers the question, whoever is named in it.
    coverage
        Weighted share of the question's terms met in the sentence or around it.
    own_coverage
        The same, in the sentence alone.
    predicate
        The same, of the terms that say what happened, beyond names; 1.0 where there are none.
    similarity
        Cosine of question and sentence; 0.0 where it was not computed.
    matches
        Where each term of the question is met in the sentence.
    around
        How well each is met in the sentences and headings around it.
    document
        How well each is met in the document, not too far away; what a pronoun may stand for.
    values
        The values that could answer a typed question, best first.
    stated
        All values of the sentence.
    answer
        The words of the sentence that the reader takes for the answer, in offsets of ``text``; ``None`` where
        it finds a better one elsewhere in the passage.
    """

    passage: Passage
    text: str
    start: int
    end: int
    score: float
    coverage: float
    own_coverage: float
    predicate: float
    similarity: float
    matches: tuple[TermMatch, ...]
    around: tuple[float, ...]
    document: tuple[float, ...]
    values: tuple[AnsweringValue, ...]
    stated: tuple[Value, ...]
    answer: AnswerSpan | None = None

    @property
    def read(self) -> float:
        """Probability, by the reader alone, that the sentence answers the question."""
        return self.answer.probability if self.answer else 0.0


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

    def gather(
        self, question: Question, hits: Sequence[Hit], vector: Vectors | None = None
    ) -> list[Evidence]:
        """Return the sentences of the hits, best first.

        Parameters
        ----------
        vector
            The question's embedding, shape ``(1, dimension)``, where it is known already.
        """
        matcher = TermMatcher(question, lambda term: self.rarity(term, question.language))
        documents = {path: self._index.document(path) for path in {hit.passage.document for hit in hits}}
        sentences = without_repeats(
            sentence
            for hit in hits
            for sentence in candidate_sentences(hit.passage, documents[hit.passage.document], matcher)
        )
        coverages = [_coverages(question, sentence, matcher) for sentence in sentences]
        answers = self._read(question, hits, sentences)
        order = sorted(
            range(len(sentences)), key=lambda number: (number not in answers, -sum(coverages[number]))
        )[:_EMBEDDED]
        if vector is None:
            vector = self._embedder.embed_queries([question.text])
        similarities = self._similarities(vector, [sentences[number].text for number in order])
        standing = _standing(hits)
        evidence = [
            self._weigh(
                question,
                matcher,
                sentences[number],
                coverages[number],
                similarity,
                standing,
                answers.get(number),
            )
            for number, similarity in zip(order, similarities, strict=True)
        ]
        return sorted(evidence, key=lambda item: -item.score)

    def _read(
        self, question: Question, hits: Sequence[Hit], sentences: Sequence[CandidateSentence]
    ) -> dict[int, AnswerSpan]:
        """Return the reader's answers by the number of the sentence they stand in, one a passage."""
        spans = self._reader.read(question.text, [hit.passage.text for hit in hits])
        answers: dict[int, AnswerSpan] = {}
        for hit, span in zip(hits, spans, strict=True):
            if span is None:
                continue
            start = hit.passage.start + span.start
            for number, sentence in enumerate(sentences):
                home = sentence.passage.document == hit.passage.document
                if home and sentence.start <= start < sentence.end:
                    first = start - sentence.start
                    last = min(len(sentence.text), first + span.end - span.start)
                    known = answers.get(number)
                    if known is None or span.score > known.score:
                        answers[number] = replace(span, start=first, end=last)
        return answers

    def rarity(self, term: Term, language: str) -> float:
        """Return the inverse document frequency of a term, counted over all forms it may be met as."""
        key = (term.text, language)
        if key not in self._rarity:
            forms = {term.text}
            for form, strength in expand(term.text, language).items():
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
        answer: AnswerSpan | None,
    ) -> Evidence:
        coverage, own = coverages
        language = sentence.passage.language
        found = extract_values(
            sentence.text,
            language=language,
            context=date_context(sentence.before),
            known=sentence.known,
        )
        stated = with_headers(sentence, found)
        values = answering_values(
            question, sentence.text, language, stated, sentence.matches, matcher.weights
        )
        fit = values[0].fit if values else 0.0
        predicate = _predicate(question, matcher, sentence, stated)
        best = standing[sentence.passage.id] >= 1.0
        weight = _INTERCEPT + _COVERAGE * coverage + _SIMILARITY * max(0.0, similarity)
        weight += _STANDING * standing[sentence.passage.id] + (_FIRST_PASSAGE if best else 0.0)
        if answer is not None:
            weight += _ANSWER + _ANSWER_SCORE * max(-_MOST_SCORE, min(_MOST_SCORE, answer.score))
        if sentence.text[-1:].isalnum() and not any(mark in sentence.text for mark in ":|"):
            weight += _CAPTION
        if question.kind in TYPED:
            weight += _FIT * fit + (0.0 if values else _NO_VALUE)
            weight += _NO_PREDICATE * (1.0 - min(1.0, predicate / _PREDICATE_ENOUGH))
        if question.kind in _EXACT and not values:
            weight += _NO_EXACT_VALUE
        if question.form == "reason" and REASON_CUES.search(sentence.text):
            weight += _REASON
        if question.form == "biography" and _opens_with_name(question, sentence):
            weight += _SUBJECT
        return Evidence(
            passage=sentence.passage,
            text=sentence.text,
            start=sentence.start,
            end=sentence.end,
            score=1.0 / (1.0 + math.exp(-weight)),
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
