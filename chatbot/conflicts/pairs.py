"""Two sayings read against each other: which of their values date or count the same thing differently."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.conflicts.neighbours import named_time
from chatbot.conflicts.statements import Saying, Statement, question_for
from chatbot.evidence.answering_values import AnsweringValue
from chatbot.evidence.gathering import Evidence
from chatbot.evidence.naming import names_met, takes_up
from chatbot.evidence.question import Question, Term, predicate_terms
from chatbot.evidence.terms import TermMatch, TermMatcher
from chatbot.expansion import expand, word_forms
from chatbot.index import OpenIndex
from chatbot.values import NumberValue, Value, comparable, compatible
from chatbot.words import content_words

_LEAST_AGREEMENT = 0.45
_LEAST_TERMS = 2
_PREDICATE_SHARE = 0.8
_NEAR = 120
_SAME_THING = 0.6
# Below this share of the words, each counted alike, no rarity of the words that are met makes up for it.
_LEAST_SHARE = 0.3
_KEPT = 60_000


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two values of two sayings that cannot both be true, and how well what is said of them agrees.

    It follows from the two sayings alone, so that it can be kept as long as both are said.

    Attributes
    ----------
    mine, theirs
        Positions among the values of the one and the other saying.
    forward, backward
        How well each term of the one's question is met by the other, and the other way, from 0 to 1.
    """

    mine: int
    theirs: int
    forward: tuple[float, ...]
    backward: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question that a value answers, ready to be matched."""

    question: Question
    matcher: TermMatcher
    predicate: tuple[int, ...]
    expansions: tuple[Mapping[str, float], ...]


class PairReader:
    """Compares two sayings value by value, by what the two of them say and nothing else."""

    def __init__(self) -> None:
        self._asked: dict[tuple[bytes, int], _Asked | None] = {}

    def disagreements(self, one: Saying, other: Saying) -> list[Disagreement]:
        """Return every two values that could be of one point and cannot both be true."""
        return list(self._found(one.one, other.one))

    def asked(self, statement: Statement, position: int) -> _Asked | None:
        """Return the question a value of a statement answers, ``None`` where it is none."""
        key = (statement.key, position)
        if key not in self._asked:
            if len(self._asked) > _KEPT:
                self._asked.clear()
            self._asked[key] = _ask(statement, position)
        return self._asked[key]

    def _found(self, one: Statement, other: Statement) -> Iterator[Disagreement]:
        for mine, value in enumerate(one.values):
            for theirs, opposed in enumerate(other.values):
                if value.kind != opposed.kind:
                    continue
                asked, answered = self.asked(one, mine), self.asked(other, theirs)
                # The cheapest comes first: most pairs of neighbours speak of two things.
                if asked is None or answered is None or not _alike(asked, other) or not _alike(answered, one):
                    continue
                if not _gainsay(one, mine, other, theirs):
                    continue
                forward = _strengths(asked, other, theirs)
                backward = _strengths(answered, one, mine)
                if forward is not None and backward is not None:
                    yield Disagreement(mine, theirs, forward, backward)


class Scale:
    """How much a word counts in a collection: the rarer the more."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._rarities: dict[str, float] = {}

    def agreement(self, asked: _Asked, strengths: Sequence[float]) -> float:
        """Return how much of what stands around a value stands around the other one too, between 0 and 1.

        What is said counts by itself: two sentences on one division are not yet about one event.
        """
        weights = [self._rarity(term) for term in asked.question.terms]
        met = [weight * strength for weight, strength in zip(weights, strengths, strict=True)]
        said = sum(met[number] for number in asked.predicate)
        total = sum(weights[number] for number in asked.predicate)
        return min(sum(met) / sum(weights), said / total / _PREDICATE_SHARE)

    def _rarity(self, term: Term) -> float:
        if term.text not in self._rarities:
            frequency = self._index.document_frequency(term.text)
            rarity = math.log((self._index.passage_count + 1.0) / (frequency + 0.5))
            self._rarities[term.text] = max(0.3, rarity)
        return self._rarities[term.text]


def agreement(
    reader: PairReader, scale: Scale, one: Statement, other: Statement, found: Disagreement
) -> float:
    """Return how well two statements agree on what they disagree about, 0.0 where it is too little."""
    asked, answered = reader.asked(one, found.mine), reader.asked(other, found.theirs)
    if asked is None or answered is None:
        return 0.0
    least = min(scale.agreement(asked, found.forward), scale.agreement(answered, found.backward))
    return least if least >= _LEAST_AGREEMENT else 0.0


def of_one_time(one: Statement, other: Statement, found: Disagreement) -> bool:
    """Tell whether both statements name one time, and disagree on something else."""
    mine, theirs = one.values[found.mine], other.values[found.theirs]
    times = {named_time(value) for value in one.values if value is not mine} - {""}
    return any(named_time(value) in times for value in other.values if value is not theirs)


def evidence_of(statement: Statement, value: Value, matches: tuple[TermMatch, ...] = ()) -> Evidence:
    """Return a statement as the evidence of one of its values."""
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
        matches=matches,
        around=(),
        document=(),
        values=(AnsweringValue(value, 1.0),),
        stated=statement.stated,
    )


def _ask(statement: Statement, position: int) -> _Asked | None:
    question = question_for(statement, statement.values[position])
    predicate = tuple(predicate_terms(question))
    nameless = not question.names and takes_up(statement.text)
    if len(question.terms) < _LEAST_TERMS or not predicate or nameless:
        return None
    expansions = tuple(expand(term.text, question.language) for term in question.terms)
    return _Asked(question, TermMatcher(question, lambda _: 1.0), predicate, expansions)


@lru_cache(maxsize=_KEPT)
def _keys(text: str, language: str) -> frozenset[str]:
    return frozenset(key for keys, _ in word_forms(text, language) for key in keys)


def _alike(asked: _Asked, other: Statement) -> bool:
    """Tell whether enough of a question's words can be met in a statement, wherever they stand."""
    held = _keys(other.text, other.passage.language)
    best = [
        max((expansion[key] for key in expansion.keys() & held), default=0.0)
        for expansion in asked.expansions
    ]
    return _enough(asked, best)


def _enough(asked: _Asked, strengths: Sequence[float]) -> bool:
    said = sum(strengths[number] for number in asked.predicate)
    return sum(strengths) >= _LEAST_SHARE * len(strengths) and said >= _LEAST_SHARE * len(asked.predicate)


# One pair of values is asked about for every pair of sentences that states the two of them.
_comparable = lru_cache(maxsize=_KEPT)(comparable)
_compatible = lru_cache(maxsize=_KEPT)(compatible)


def _gainsay(one: Statement, mine: int, other: Statement, theirs: int) -> bool:
    """Tell whether two values cannot both be true, in two statements that may speak of one event."""
    value, opposed = one.values[mine], other.values[theirs]
    if _compatible(value, opposed, aligned=_counts_the_same(one, value, other, opposed)):
        return False
    return not (_states_too(other, value) or _states_too(one, opposed) or _apart(one, other, value))


def _apart(one: Statement, other: Statement, value: Value) -> bool:
    """Tell whether two statements differ in values of another kind too: two events, not one told twice."""
    for kind in {v.kind for v in one.values} & {v.kind for v in other.values} - {value.kind}:
        pairs = [
            (a, b) for a in one.values for b in other.values if a.kind == b.kind == kind and _comparable(a, b)
        ]
        if pairs and not any(_compatible(a, b) for a, b in pairs):
            return True
    return False


def _strengths(asked: _Asked, other: Statement, theirs: int) -> tuple[float, ...] | None:
    """Return how well each term of a question is met near a value; ``None`` where names or words are not."""
    value = other.values[theirs]
    matches = asked.matcher.match(other.text, other.passage.language)
    if not names_met(asked.question, evidence_of(other, value, matches)):
        return None
    near = tuple(
        match.strength * (1.0 if abs(match.position - value.start) < _NEAR else 0.5) for match in matches
    )
    return near if _enough(asked, near) else None


def _states_too(statement: Statement, value: Value) -> bool:
    """Tell whether a statement has a value that agrees with one of another statement."""
    return any(
        _comparable(own, value, aligned=True) and _compatible(own, value, aligned=True)
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
