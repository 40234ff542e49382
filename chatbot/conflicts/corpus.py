"""Conflicts over a whole collection, without a question.

Every sentence that states a date, a time or a number is taken for a question on that value. Its nearest
sentences of other sources, by embedding and by keyword (so that the cost grows with the sentences and not
with their pairs), are read as they would be for a reader's question, and must speak of one point in both
directions.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.conflicts.claims import SourceClaim, is_copy, make_claim
from chatbot.conflicts.comparison import find_conflicts
from chatbot.conflicts.statements import Statement, find_statements, neighbours, question_for
from chatbot.embedding import Embedder
from chatbot.evidence.answering_values import AnsweringValue
from chatbot.evidence.gathering import Evidence
from chatbot.evidence.naming import names_met, takes_up
from chatbot.evidence.question import Question, Term, predicate_terms
from chatbot.evidence.terms import TermMatcher
from chatbot.expansion import expand, word_forms
from chatbot.index import OpenIndex
from chatbot.types import Conflict
from chatbot.values import NumberValue, Value, comparable, compatible
from chatbot.words import content_words

_LEAST_AGREEMENT = 0.45
_LEAST_TERMS = 2
_PREDICATE_SHARE = 0.8
_NEAR = 120
_SAME_THING = 0.6


def collection_conflicts(index: OpenIndex, embedder: Embedder) -> list[Conflict]:
    """Return the conflicts among all documents of the index, the surest first.

    Parameters
    ----------
    index
        The open index.
    embedder
        The model that embeds the statements.
    """
    if len(index.paths) < 2:
        return []
    statements = list(find_statements(index))
    if len({statement.passage.document for statement in statements}) < 2:
        return []
    vectors = embedder.embed_passages([statement.text for statement in statements])
    finder = _PairFinder(index)
    found = [
        disagreement
        for first, second, similarity in neighbours(index, statements, vectors)
        for disagreement in finder.disagreements(statements[first], statements[second], similarity)
    ]
    conflicts = [conflict for group in _on_one_point(found) for conflict in _conflict(group)]
    return sorted(conflicts, key=lambda conflict: -conflict.confidence)


@dataclass(frozen=True, slots=True)
class _Disagreement:
    """Two claims of different sources on one point that cannot both be true."""

    question: Question
    claims: tuple[SourceClaim, SourceClaim]
    confidence: float

    @property
    def places(self) -> set[tuple[str, int, int]]:
        """Where the two values stand."""
        return {(c.claim.document, c.claim.start, c.claim.value_start) for c in self.claims}


def _on_one_point(found: Iterable[_Disagreement]) -> list[list[_Disagreement]]:
    """Group disagreements that share a claim: three sources with three dates are one conflict."""
    groups: list[tuple[set[tuple[str, int, int]], list[_Disagreement]]] = []
    for disagreement in found:
        places, members = disagreement.places, [disagreement]
        apart = []
        for group in groups:
            if group[0] & places:
                places, members = places | group[0], group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (places, members)]
    return [members for _, members in groups]


def _conflict(group: Sequence[_Disagreement]) -> list[Conflict]:
    """Return the conflict of a group: one claim a source, the surest first, copies counted once."""
    ordered = sorted(group, key=lambda disagreement: -disagreement.confidence)
    claims: list[SourceClaim] = []
    for claim in (claim for disagreement in ordered for claim in disagreement.claims):
        known = any(claim.claim.document == other.claim.document for other in claims)
        if not known and not any(is_copy(claim, other) for other in claims):
            claims.append(claim)
    return [
        replace(conflict, confidence=min(1.0, ordered[0].confidence))
        for conflict in find_conflicts(ordered[0].question, claims)
    ]


class _PairFinder:
    """Compares two statements value by value."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._matchers: dict[tuple[str, int, int], tuple[Question, TermMatcher]] = {}
        self._total = index.passage_count

    def disagreements(self, one: Statement, other: Statement, similarity: float) -> Iterator[_Disagreement]:
        """Yield every two values that date or count the same thing differently."""
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
                    question, _ = self._question(one, mine)
                    claims = (_source_claim(one, mine), _source_claim(other, theirs))
                    yield _Disagreement(question, claims, agreement * similarity)

    def _agreement(self, one: Statement, mine: Value, other: Statement, theirs: Value) -> float:
        """Return how much of what stands around a value stands around the other one too, between 0 and 1.

        What is said counts by itself: two sentences on one division are not yet about one event.
        """
        question, matcher = self._question(one, mine)
        predicate = predicate_terms(question)
        nameless = not question.names and takes_up(one.text)
        if len(question.terms) < _LEAST_TERMS or not predicate or nameless:
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

    def _question(self, statement: Statement, value: Value) -> tuple[Question, TermMatcher]:
        key = (statement.passage.id, statement.start, value.start)
        if key not in self._matchers:
            question = question_for(statement, value)
            language = statement.passage.language
            self._matchers[key] = (question, TermMatcher(question, lambda term: self._rarity(term, language)))
        return self._matchers[key]

    def _rarity(self, term: Term, language: str) -> float:
        frequency = self._index.document_frequency(term.text)
        return max(0.3, math.log((self._total + 1.0) / (frequency + 0.5)))


def _states_too(statement: Statement, value: Value) -> bool:
    """Tell whether a statement has a value that agrees with one of another statement."""
    return any(
        comparable(own, value, aligned=True) and compatible(own, value, aligned=True)
        for own in statement.values
    )


def _counts_the_same(one: Statement, mine: Value, other: Statement, theirs: Value) -> bool:
    """Tell whether two counts are of one thing, whatever its name in each language."""
    if not (isinstance(mine, NumberValue) and isinstance(theirs, NumberValue)):
        return False
    counted = next(iter(content_words(mine.noun, one.passage.language)), "")
    forms = word_forms(theirs.noun, other.passage.language)
    if not counted or not forms:
        return False
    expansion = expand(counted, one.passage.language)
    return max(expansion.get(key, 0.0) for key in forms[0][0]) >= _SAME_THING


def _source_claim(statement: Statement, value: Value) -> SourceClaim:
    evidence = _evidence(statement, value)
    claim = make_claim(evidence, value.kind, value.printable, value.start, value.end)
    return SourceClaim(claim, evidence, value, "")


def _evidence(statement: Statement, value: Value) -> Evidence:
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
