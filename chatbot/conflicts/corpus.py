"""Conflicts over a whole collection, without a question.

Every sentence that states a date, a time or a number is taken for a question on that value. Its nearest
sentences of other sources, by embedding and by keyword (so that the cost grows with the sentences and not
with their pairs), are read as they would be for a reader's question, and must speak of one point in both
directions.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import faiss

from chatbot.conflicts.claims import SourceClaim, make_claim, names_met
from chatbot.conflicts.comparison import find_conflicts
from chatbot.embedding import Embedder, Vectors
from chatbot.evidence.answering_values import AnsweringValue
from chatbot.evidence.gathering import Evidence
from chatbot.evidence.question import Question, Term, predicate_terms
from chatbot.evidence.terms import TermMatcher
from chatbot.expansion import expand, word_forms
from chatbot.index import OpenIndex
from chatbot.retrieval import keywords
from chatbot.sentences import sentence_spans
from chatbot.types import Conflict, Passage
from chatbot.values import (
    DateValue,
    NameValue,
    NumberValue,
    TimeValue,
    Value,
    comparable,
    compatible,
    date_context,
    extract_values,
)
from chatbot.words import LANGUAGES, content_tokens, content_words, stem

_NEIGHBOURS = 12
_CROSS_LANGUAGE_SIMILARITY = 0.6
_LEAST_AGREEMENT = 0.45
_LEAST_TERMS = 2
_PREDICATE_SHARE = 0.8
_NEAR = 120
_SAME_THING = 0.6
_CLAUSE_END = re.compile(r"[;:.]|,\s")
_BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence that states at least one comparable value."""

    passage: Passage
    row: int
    text: str
    start: int
    end: int
    values: tuple[Value, ...]
    stated: tuple[Value, ...]


def collection_conflicts(index: OpenIndex, embedder: Embedder) -> list[Conflict]:
    """Return the conflicts among all documents of the index, the surest first.

    Parameters
    ----------
    index
        The open index.
    embedder
        The model that embeds the statements.
    """
    statements = list(_statements(index))
    if len({statement.passage.document for statement in statements}) < 2:
        return []
    vectors = embedder.embed_passages([statement.text for statement in statements])
    finder = _PairFinder(index, statements)
    found: dict[tuple[str, ...], Conflict] = {}
    for first, second, similarity in _neighbours(index, statements, vectors):
        for conflict in finder.conflicts(statements[first], statements[second], similarity):
            key = tuple(sorted(f"{c.document}:{c.start}:{c.value_start}" for c in conflict.claims))
            if key not in found or found[key].confidence < conflict.confidence:
                found[key] = conflict
    return sorted(_merged(found.values()), key=lambda conflict: -conflict.confidence)


def _statements(index: OpenIndex) -> Iterator[_Statement]:
    for first in range(0, index.passage_count, _BATCH_ROWS):
        rows = list(range(first, min(first + _BATCH_ROWS, index.passage_count)))
        for row, passage in zip(rows, index.passages(rows), strict=True):
            for span in sentence_spans(passage.text):
                text = passage.text[span.start : span.end]
                context = date_context(f"{passage.title}\n{passage.text[: span.start]}")
                stated = tuple(extract_values(text, language=passage.language, context=context))
                values = tuple(
                    value for value in stated if isinstance(value, DateValue | TimeValue | NumberValue)
                )
                if values:
                    start = passage.start + span.start
                    yield _Statement(passage, row, text, start, start + len(text), values, stated)


def _neighbours(
    index: OpenIndex, statements: Sequence[_Statement], vectors: Vectors
) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of near statements of different documents, each pair once, with their cosine.

    Near are the nearest by embedding, and those of the passages that the statement's words, in either
    language, find by keyword.
    """
    nearest = faiss.IndexFlatIP(vectors.shape[1])
    nearest.add(vectors)
    by_row: dict[int, list[int]] = defaultdict(list)
    for number, statement in enumerate(statements):
        by_row[statement.row].append(number)
    seen: set[tuple[int, int]] = set()
    for number, statement in enumerate(statements):
        _, found = nearest.search(vectors[number : number + 1], min(_NEIGHBOURS + 1, len(statements)))
        words = keywords(statement.text, statement.passage.language)
        rows = [row for row, _ in index.search_keywords(words, _NEIGHBOURS)]
        for other in {*map(int, found[0]), *(place for row in rows for place in by_row[row])}:
            pair = (min(number, other), max(number, other))
            same = statement.passage.document == statements[other].passage.document
            if not same and pair not in seen:
                seen.add(pair)
                yield pair[0], pair[1], float(vectors[number] @ vectors[other])


class _PairFinder:
    """Compares two statements value by value."""

    def __init__(self, index: OpenIndex, statements: Sequence[_Statement]) -> None:
        self._index = index
        self._matchers: dict[tuple[str, int, int], tuple[Question, TermMatcher]] = {}
        self._total = index.passage_count

    def conflicts(self, one: _Statement, other: _Statement, similarity: float) -> Iterator[Conflict]:
        """Yield a conflict for every two values that date or count the same thing differently."""
        for mine in one.values:
            for theirs in other.values:
                aligned = _counts_the_same(one, mine, other, theirs)
                if compatible(mine, theirs, aligned=aligned):
                    continue
                if _states_too(other, mine) or _states_too(one, theirs):
                    continue
                agreement = min(
                    self._agreement(one, mine, other, theirs), self._agreement(other, theirs, one, mine)
                )
                if agreement >= _LEAST_AGREEMENT:
                    if one.passage.language != other.passage.language:
                        similarity = max(similarity, _CROSS_LANGUAGE_SIMILARITY)
                    yield from self._conflict(one, mine, other, theirs, agreement * similarity)

    def _conflict(
        self, one: _Statement, mine: Value, other: _Statement, theirs: Value, confidence: float
    ) -> Iterator[Conflict]:
        question, _ = self._question(one, mine)
        claims = [_source_claim(one, mine), _source_claim(other, theirs)]
        for conflict in find_conflicts(question, claims):
            yield replace(conflict, confidence=min(1.0, confidence))

    def _agreement(self, one: _Statement, mine: Value, other: _Statement, theirs: Value) -> float:
        """Return how much of what stands around a value stands around the other one too, between 0 and 1.

        What is said counts by itself: two sentences on one division are not yet about one event.
        """
        question, matcher = self._question(one, mine)
        predicate = predicate_terms(question)
        if len(question.terms) < _LEAST_TERMS or not predicate:
            return 0.0
        matches = matcher.match(other.text, other.passage.language)
        if not names_met(question, replace(_evidence(other, theirs), matches=matches)):
            return 0.0
        strengths = [
            match.strength * (1.0 if abs(match.position - theirs.start) < _NEAR else 0.5) for match in matches
        ]
        total = sum(matcher.weights[number] for number in predicate)
        said = sum(matcher.weights[number] * strengths[number] for number in predicate) / total
        return min(matcher.coverage(strengths), said / _PREDICATE_SHARE)

    def _question(self, statement: _Statement, value: Value) -> tuple[Question, TermMatcher]:
        key = (statement.passage.id, statement.start, value.start)
        if key not in self._matchers:
            question = _question_for(statement, value)
            language = statement.passage.language
            self._matchers[key] = (question, TermMatcher(question, lambda term: self._rarity(term, language)))
        return self._matchers[key]

    def _rarity(self, term: Term, language: str) -> float:
        frequency = self._index.document_frequency(term.text)
        return max(0.3, math.log((self._total + 1.0) / (frequency + 0.5)))


def _states_too(statement: _Statement, value: Value) -> bool:
    """Tell whether a statement has a value that agrees with one of another statement."""
    return any(
        comparable(own, value, aligned=True) and compatible(own, value, aligned=True)
        for own in statement.values
    )


def _counts_the_same(one: _Statement, mine: Value, other: _Statement, theirs: Value) -> bool:
    """Tell whether two counts are of one thing, whatever its name in each language."""
    if not (isinstance(mine, NumberValue) and isinstance(theirs, NumberValue)):
        return False
    counted = next(iter(content_words(mine.noun, one.passage.language)), "")
    forms = word_forms(theirs.noun, other.passage.language)
    if not counted or not forms:
        return False
    expansion = expand(counted, one.passage.language)
    return max(expansion.get(key, 0.0) for key in forms[0][0]) >= _SAME_THING


def _question_for(statement: _Statement, value: Value) -> Question:
    """Return the question that the clause around a value answers."""
    first, last = _clause(statement.text, value.start, value.end)
    language = statement.passage.language if statement.passage.language in LANGUAGES else "en"
    taken = [(other.start, other.end) for other in statement.values]
    terms: dict[str, Term] = {}
    for token in content_tokens(statement.text, language):
        inside = first <= token.start < last
        if inside and not any(start <= token.start < end for start, end in taken):
            root = stem(token.text.lower(), language)
            terms.setdefault(root, Term(token.text, root))
    names = tuple(
        name for name in statement.stated if isinstance(name, NameValue) and first <= name.start < last
    )
    return Question(
        text=statement.text[first:last],
        language=language,
        kind=value.kind if value.kind in ("date", "time") else "number",
        form=value.kind,
        focus=(),
        focus_is_general=False,
        terms=tuple(terms.values()),
        names=names,
        values=(),
    )


def _clause(text: str, start: int, end: int, least: int = 30) -> tuple[int, int]:
    """Return the clause around ``[start, end)``, widened until it says something."""
    breaks = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    first = max((b for b in breaks if b <= start), default=0)
    last = min((b for b in breaks if b >= end), default=len(text))
    while last - first < least and (first > 0 or last < len(text)):
        first = max((b for b in breaks if b < first), default=0)
        last = min((b for b in breaks if b > last), default=len(text))
    return first, last


def _source_claim(statement: _Statement, value: Value) -> SourceClaim:
    evidence = _evidence(statement, value)
    claim = make_claim(evidence, value.kind, value.printable, value.start, value.end)
    return SourceClaim(claim, evidence, value, "")


def _evidence(statement: _Statement, value: Value) -> Evidence:
    return Evidence(
        passage=statement.passage,
        text=statement.text,
        start=statement.start,
        end=statement.end,
        score=1.0,
        coverage=1.0,
        own_coverage=1.0,
        predicate=1.0,
        similarity=1.0,
        matches=(),
        around=(),
        document=(),
        values=(AnsweringValue(value, 1.0),),
        stated=statement.stated,
    )


def _merged(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Drop a conflict all of whose sentences stand in a surer one."""
    kept: list[Conflict] = []
    for conflict in sorted(conflicts, key=lambda conflict: -conflict.confidence):
        sentences = {(claim.document, claim.start) for claim in conflict.claims}
        if not any(
            sentences <= {(claim.document, claim.start) for claim in other.claims}
            and other.kind == conflict.kind
            for other in kept
        ):
            kept.append(conflict)
    return kept
