"""Hits to evidence: the sentences that speak to a question, each scored for how well it answers it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.conflicts.values import Value, date_context, extract_values
from chatbot.embedding import Embedder
from chatbot.evidence.answering_values import AnsweringValue, answering_values
from chatbot.evidence.question import Question, Term
from chatbot.evidence.question_forms import REASON_CUES
from chatbot.evidence.terms import TermMatch, TermMatcher
from chatbot.expansion import expand
from chatbot.index import OpenIndex
from chatbot.sentences import sentence_spans
from chatbot.types import Hit, Passage
from chatbot.words import LANGUAGES, fold

TYPED = ("date", "time", "number", "duration", "person", "place", "entity")
_EMBEDDED = 24
_CONTEXT_STRENGTH = 0.6
_HEADING_STRENGTH = 0.5
_REASON_BONUS = 0.1


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
    similarity
        Cosine of question and sentence; 0.0 where it was not computed.
    matches
        Where each term of the question is met in the sentence.
    around
        How well each is met in the sentences and headings around it.
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
    similarity: float
    matches: tuple[TermMatch, ...]
    around: tuple[float, ...]
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


class EvidenceGatherer:
    """Reads hits for a question, with the index for how rare a word is and the embedder for meaning."""

    def __init__(self, index: OpenIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        self._rarity: dict[tuple[str, str], float] = {}
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def gather(self, question: Question, hits: Sequence[Hit]) -> list[Evidence]:
        """Return the sentences of the hits, best first."""
        matcher = TermMatcher(question, lambda term: self.rarity(term, question.language))
        sentences = _unique(sentence for hit in hits for sentence in _sentences(hit.passage, matcher))
        coverages = [_coverages(sentence, matcher) for sentence in sentences]
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
            extract_values(sentence.text, language=language, context=date_context(sentence.before))
        )
        values = answering_values(
            question, sentence.text, language, stated, sentence.matches, matcher.weights
        )
        fit = values[0].fit if values else 0.0
        base = 0.5 * coverage + 0.2 * own + 0.3 * max(0.0, similarity)
        if question.form == "reason" and REASON_CUES.search(sentence.text):
            base += _REASON_BONUS
        score = base * (0.55 + 0.45 * fit) if question.kind in TYPED else base
        return Evidence(
            passage=sentence.passage,
            text=sentence.text,
            start=sentence.start,
            end=sentence.end,
            score=score,
            coverage=coverage,
            own_coverage=own,
            similarity=similarity,
            matches=sentence.matches,
            around=sentence.around,
            values=tuple(values),
            stated=stated,
        )


def _sentences(passage: Passage, matcher: TermMatcher) -> list[_Sentence]:
    """Return the sentences of a passage with what stands around each."""
    spans = sentence_spans(passage.text)
    texts = [passage.text[span.start : span.end] for span in spans]
    matches = [matcher.match(text, passage.language) for text in texts]
    headings = matcher.match(f"{passage.title}. {passage.heading or ''}", passage.language)
    sentences = []
    for number, (span, text) in enumerate(zip(spans, texts, strict=True)):
        neighbours = matches[max(0, number - 2) : number] + matches[number + 1 : number + 2]
        around = tuple(
            max(
                _HEADING_STRENGTH * headings[term].strength,
                _CONTEXT_STRENGTH * max((other[term].strength for other in neighbours), default=0.0),
            )
            for term in range(len(headings))
        )
        before = f"{passage.title}\n{passage.heading or ''}\n{passage.text[: span.start]}"
        start = passage.start + span.start
        sentences.append(_Sentence(passage, text, start, start + len(text), before, matches[number], around))
    return sentences


def _unique(sentences: Iterable[_Sentence]) -> list[_Sentence]:
    """Drop sentences that a document says again."""
    kept: dict[tuple[str, str], _Sentence] = {}
    for sentence in sentences:
        kept.setdefault((sentence.passage.document, " ".join(fold(sentence.text).split())), sentence)
    return list(kept.values())


def _coverages(sentence: _Sentence, matcher: TermMatcher) -> tuple[float, float]:
    own = [match.strength for match in sentence.matches]
    both = [max(strength, around) for strength, around in zip(own, sentence.around, strict=True)]
    return matcher.coverage(both), matcher.coverage(own)
