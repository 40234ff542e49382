"""Hits to evidence: the sentences that speak to a question, each scored for how well it answers it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.embedding import Embedder
from chatbot.evidence.answering_values import AnsweringValue, answering_values
from chatbot.evidence.question import Question, Term, predicate_terms
from chatbot.evidence.question_forms import REASON_CUES
from chatbot.evidence.terms import TermMatch, TermMatcher
from chatbot.expansion import expand
from chatbot.index import OpenIndex
from chatbot.sentences import sentence_spans
from chatbot.types import Hit, Passage, Span
from chatbot.values import DateValue, NameValue, Value, date_context, extract_values, known_names
from chatbot.words import LANGUAGES, fold

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
TYPED = tuple(kind for kind, share in _WITHOUT_VALUE.items() if share < 1.0)
_EMBEDDED = 24
_CONTEXT_STRENGTH = 0.6
_HEADING_STRENGTH = 0.5
_REASON_BONUS = 0.1
_WITHOUT_PREDICATE = 0.7
_PREDICATE_ENOUGH = 0.4
_REACH = 4_000
_LONGEST_DATE_HEADING = 40
_LONGEST_HEADING = 90
_SUBJECT_BONUS = 0.1
_SUBJECT_REACH = 30


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage and how well it answers the question.

    Attributes
    ----------
    start, end
        Span of the sentence in its document.
    score
        Between 0 and about 1: how well the sentence answers the question.
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


@dataclass(frozen=True, slots=True)
class _Sentence:
    passage: Passage
    text: str
    start: int
    end: int
    before: str
    matches: tuple[TermMatch, ...]
    around: tuple[float, ...]
    document: tuple[float, ...]


class EvidenceGatherer:
    """Reads hits for a question, with the index for how rare a word is and the embedder for meaning."""

    def __init__(self, index: OpenIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        self._rarity: dict[tuple[str, str], float] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._names: dict[str, frozenset[str]] = {}

    def gather(self, question: Question, hits: Sequence[Hit]) -> list[Evidence]:
        """Return the sentences of the hits, best first."""
        matcher = TermMatcher(question, lambda term: self.rarity(term, question.language))
        sentences = _unique(
            sentence
            for hit in hits
            for sentence in _sentences(hit.passage, self._surroundings(hit.passage), matcher)
        )
        coverages = [_coverages(question, sentence, matcher) for sentence in sentences]
        order = sorted(range(len(sentences)), key=lambda number: -sum(coverages[number]))[:_EMBEDDED]
        similarities = self._similarities(question.text, [sentences[number].text for number in order])
        evidence = [
            self._weigh(question, matcher, sentences[number], coverages[number], similarity)
            for number, similarity in zip(order, similarities, strict=True)
        ]
        return sorted(evidence, key=lambda item: -item.score)

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

    def _known_names(self, path: str) -> frozenset[str]:
        if path not in self._names:
            document = self._index.document(path)
            self._names[path] = known_names(document.text) if document else frozenset()
        return self._names[path]

    def _surroundings(self, passage: Passage) -> str:
        document = self._index.document(passage.document)
        text = document.text if document else passage.text
        return f"{passage.title}\n{text[max(0, passage.start - _REACH) : passage.end + _REACH]}"

    def _similarities(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        missing = [text for text in texts if text not in self._vectors]
        if len(self._vectors) > 20_000:
            self._vectors.clear()
            missing = list(texts)
        for text, vector in zip(missing, self._embedder.embed_passages(missing), strict=True):
            self._vectors[text] = vector
        query = self._embedder.embed_queries([question])[0]
        return [float(self._vectors[text] @ query) for text in texts]

    def _weigh(
        self,
        question: Question,
        matcher: TermMatcher,
        sentence: _Sentence,
        coverages: tuple[float, float],
        similarity: float,
    ) -> Evidence:
        coverage, own = coverages
        language = sentence.passage.language
        stated = tuple(
            extract_values(
                sentence.text,
                language=language,
                context=date_context(sentence.before),
                known=self._known_names(sentence.passage.document),
            )
        )
        values = answering_values(
            question, sentence.text, language, stated, sentence.matches, matcher.weights
        )
        fit = values[0].fit if values else 0.0
        predicate = _predicate(question, matcher, sentence, stated)
        base = 0.5 * coverage + 0.2 * own + 0.3 * max(0.0, similarity)
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
            score=score,
            coverage=coverage,
            own_coverage=own,
            predicate=predicate,
            similarity=similarity,
            matches=sentence.matches,
            around=sentence.around,
            document=sentence.document,
            values=tuple(values),
            stated=stated,
        )


def _sentences(passage: Passage, surroundings: str, matcher: TermMatcher) -> list[_Sentence]:
    """Return the sentences of a passage with what stands around each and before it."""
    language = passage.language
    spans = _with_date_headings(passage.text, sentence_spans(passage.text), language)
    texts = [passage.text[span.start : span.end] for span in spans]
    matches = [matcher.match(text, language) for text in texts]
    headings = [
        match.strength for match in matcher.match(f"{passage.title}. {passage.heading or ''}", language)
    ]
    document = tuple(match.strength for match in matcher.match(surroundings, language))
    sentences = []
    for number, (span, text) in enumerate(zip(spans, texts, strict=True)):
        if _is_heading(text, passage):
            continue
        neighbours = matches[max(0, number - 2) : number] + matches[number + 1 : number + 2]
        around = tuple(
            max(
                _HEADING_STRENGTH * headings[term],
                _CONTEXT_STRENGTH * max((other[term].strength for other in neighbours), default=0.0),
            )
            for term in range(len(headings))
        )
        context = f"{passage.title}\n{passage.heading or ''}\n{passage.text[: span.start]}"
        start = passage.start + span.start
        sentences.append(
            _Sentence(passage, text, start, start + len(text), context, matches[number], around, document)
        )
    return sentences


def _is_heading(sentence: str, passage: Passage) -> bool:
    """Tell whether a sentence is only a heading; it says what follows is about, and is no evidence itself."""
    bare = sentence.lstrip("# ").strip()
    if sentence.startswith("#") or bare in (passage.heading, passage.title):
        return True
    unfinished = bare[-1:].isalpha() and not any(mark in bare for mark in ":|")
    return unfinished and len(bare) <= _LONGEST_HEADING and not any(c.isdigit() for c in bare)


def _with_date_headings(text: str, spans: Sequence[Span], language: str) -> list[Span]:
    """Join a date that stands as a sentence of its own, as in a diary, to the sentence it dates."""
    joined: list[Span] = []
    for span in spans:
        previous = joined[-1] if joined else None
        same_line = previous is not None and "\n" not in text[previous.end : span.start]
        if (
            previous is not None
            and same_line
            and _is_date_heading(text[previous.start : previous.end], language)
        ):
            joined[-1] = Span(previous.start, span.end)
        else:
            joined.append(span)
    return joined


def _is_date_heading(sentence: str, language: str) -> bool:
    if len(sentence) > _LONGEST_DATE_HEADING or not any(c.isdigit() for c in sentence):
        return False
    dates = [v for v in extract_values(sentence, language=language) if isinstance(v, DateValue)]
    covered = sum(value.end - value.start for value in dates)
    return covered >= 0.5 * len(sentence.strip(" .:—-"))


def _predicate(
    question: Question, matcher: TermMatcher, sentence: _Sentence, stated: Sequence[Value]
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


def _opens_with_name(question: Question, sentence: _Sentence) -> bool:
    return any(0 <= match.position < _SUBJECT_REACH for match in sentence.matches)


def _unique(sentences: Iterable[_Sentence]) -> list[_Sentence]:
    """Drop sentences that a document says again."""
    kept: dict[tuple[str, str], _Sentence] = {}
    for sentence in sentences:
        kept.setdefault((sentence.passage.document, " ".join(fold(sentence.text).split())), sentence)
    return list(kept.values())


def _coverages(question: Question, sentence: _Sentence, matcher: TermMatcher) -> tuple[float, float]:
    own = _with_either_side(question, [match.strength for match in sentence.matches])
    both = [max(strength, around) for strength, around in zip(own, sentence.around, strict=True)]
    return matcher.coverage(both), matcher.coverage(own)


def _with_either_side(question: Question, strengths: list[float]) -> list[float]:
    """Count both sides of an "or" as met where one is: a source takes one side only."""
    sides = {word for side in question.alternatives for word in side}
    numbers = [number for number, term in enumerate(question.terms) if term.text.lower() in sides]
    best = max((strengths[number] for number in numbers), default=0.0)
    return [best if number in numbers else strength for number, strength in enumerate(strengths)]
