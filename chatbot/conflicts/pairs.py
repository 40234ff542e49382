"""Two sayings read against each other: which of their values date or count the same thing differently."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.conflicts.neighbours import named_time
from chatbot.conflicts.statements import Saying, Statement, question_for
from chatbot.evidence.answering_values import AnsweringValue
from chatbot.evidence.naming import takes_up, unmet_names
from chatbot.evidence.question import Question, Term, predicate_terms, subject_term
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.evidence.terms import TermMatch
from chatbot.expansion import expand, word_forms
from chatbot.index import OpenIndex
from chatbot.values import DateValue, NameValue, NumberValue, Value, comparable, compatible, same_name
from chatbot.words import content_words

_LEAST_AGREEMENT = 0.45
_LEAST_TERMS = 2
_PREDICATE_SHARE = 0.8
_NEAR = 120
_SAME_THING = 0.6
# Below this share of the words, each counted alike, no rarity of the words that are met makes up for it.
_LEAST_SHARE = 0.3
_LEAST_OF_LONGER = 0.12
_WHOLE = 0.8
_NEARLY_THE_SAME = 0.65
_LEAST_COVERED = 0.4
_NAMES = 2
_SUBJECT_MET = 0.4
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
    named
        Whether the other meets every name in the one's question, and the other way.
    """

    mine: int
    theirs: int
    forward: tuple[float, ...]
    backward: tuple[float, ...]
    named: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question that a value answers, ready to be matched."""

    question: Question
    predicate: tuple[int, ...]
    subject: int | None
    expansions: tuple[Mapping[str, float], ...]

    def met_by(self, statement: Statement) -> tuple[TermMatch, ...]:
        """Return the best match of each term in a statement, as `TermMatcher` finds them."""
        held = _places_of_keys(statement.text, statement.passage.language)
        return tuple(_best(expansion, held) for expansion in self.expansions)


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
            self._asked[key] = _ask(statement, position)
        return self._asked[key]

    def _found(self, one: Statement, other: Statement) -> Iterator[Disagreement]:
        for mine, value in enumerate(one.values):
            for theirs, opposed in enumerate(other.values):
                if value.kind != opposed.kind:
                    continue
                asked, answered = self.asked(one, mine), self.asked(other, theirs)
                if asked is None or answered is None:
                    continue
                # The cheapest comes first: most pairs of neighbours speak of two things.
                forward, backward = _strengths(asked, other, theirs), _strengths(answered, one, mine)
                if not _enough(asked, forward, answered, backward) or _two_subjects(
                    (asked, forward), (answered, backward)
                ):
                    continue
                if not _gainsay(one, mine, other, theirs):
                    continue
                named = _named(asked, other, theirs), _named(answered, one, mine)
                if any(named) or names_in_common(one, other) >= _NAMES:
                    yield Disagreement(mine, theirs, forward, backward, named)


class Scale:
    """How much a word counts in a collection: the rarer the more."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._rarities: dict[str, float] = {}

    def agreement(
        self, reader: PairReader, one: Statement, other: Statement, found: Disagreement, similarity: float
    ) -> float:
        """Return how well two statements agree on what they disagree about, 0.0 where it is too little.

        Either each says most of what the other says; or the whole of a short one stands in a long one; or
        both date what the same two of persons, bodies and places did, and mean nearly the same by the
        cosine of their embeddings, ``similarity``.
        """
        asked, answered = reader.asked(one, found.mine), reader.asked(other, found.theirs)
        if asked is None or answered is None:
            return 0.0
        (met, said), (met_back, said_back) = (
            self._shares(asked, found.forward),
            self._shares(answered, found.backward),
        )
        shares = min(met, said / _PREDICATE_SHARE), min(met_back, said_back / _PREDICATE_SHARE)
        least = min(shares)
        if least >= _LEAST_AGREEMENT:
            return least
        if least < _LEAST_OF_LONGER:
            return 0.0
        whole = max((share for share, named in zip(shares, found.named, strict=True) if named), default=0.0)
        if whole >= _WHOLE:
            return math.sqrt(whole * least)
        covered = (met + met_back) / 2
        dated = one.values[found.mine].kind != "number"
        near = dated and similarity >= _NEARLY_THE_SAME and covered >= _LEAST_COVERED
        return math.sqrt(covered * similarity) if near and names_in_common(one, other) >= _NAMES else 0.0

    def _shares(self, asked: _Asked, strengths: Sequence[float]) -> tuple[float, float]:
        """Return how much of a question, and how much of its predicate, stands around the other value too.

        What is said counts by itself: two sentences on one division are not yet about one event.
        """
        weights = [self._rarity(term) for term in asked.question.terms]
        met = [weight * strength for weight, strength in zip(weights, strengths, strict=True)]
        said = sum(met[number] for number in asked.predicate)
        return sum(met) / sum(weights), said / sum(weights[number] for number in asked.predicate)

    def _rarity(self, term: Term) -> float:
        if term.text not in self._rarities:
            frequency = self._index.document_frequency(term.text)
            rarity = math.log((self._index.passage_count + 1.0) / (frequency + 0.5))
            self._rarities[term.text] = max(0.3, rarity)
        return self._rarities[term.text]


def of_one_time(one: Statement, other: Statement, found: Disagreement) -> bool:
    """Tell whether both statements name one time, and disagree on something else."""
    mine, theirs = one.values[found.mine], other.values[found.theirs]
    times = {named_time(value) for value in one.values if value is not mine} - {""}
    return any(named_time(value) in times for value in other.values if value is not theirs)


def names_in_common(one: Statement, other: Statement) -> int:
    """Return how many names of one statement stand in the other too."""
    mine, theirs = ([v for v in said.stated if isinstance(v, NameValue)] for said in (one, other))
    return len({name.text for name in mine if any(same_name(name, own) for own in theirs)})


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
        around=(0.0,) * len(matches),
        document=(0.0,) * len(matches),
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
    return _Asked(question, predicate, subject_term(question), expansions)


@lru_cache(maxsize=_KEPT)
def _places_of_keys(text: str, language: str) -> Mapping[str, tuple[int, ...]]:
    """Return where in a text each key of its words stands."""
    places: dict[str, tuple[int, ...]] = {}
    for found, position in word_forms.__wrapped__(text, language):
        for key in found:
            places[key] = (*places.get(key, ()), position)
    return places


def _best(expansion: Mapping[str, float], held: Mapping[str, tuple[int, ...]]) -> TermMatch:
    met = [(expansion[key], held[key]) for key in expansion.keys() & held.keys()]
    strength = max((strength for strength, _ in met), default=0.0)
    positions = {place for own, places in met if own == strength for place in places}
    return TermMatch(strength, tuple(sorted(positions)))


def _enough(asked: _Asked, forward: Sequence[float], answered: _Asked, backward: Sequence[float]) -> bool:
    """Tell whether a good part of one question and a small part of the other is met, its words alike."""
    met, said = _plain_shares(asked, forward)
    met_back, said_back = _plain_shares(answered, backward)
    return max(met, met_back) >= _LEAST_SHARE and min(met, met_back, said, said_back) >= _LEAST_OF_LONGER


def _two_subjects(*sides: tuple[_Asked, Sequence[float]]) -> bool:
    """Tell whether neither statement speaks of the noun the other is about: a tower and a harbour."""
    return all(
        asked.subject is not None and strengths[asked.subject] < _SUBJECT_MET for asked, strengths in sides
    )


def _plain_shares(asked: _Asked, strengths: Sequence[float]) -> tuple[float, float]:
    said = sum(strengths[number] for number in asked.predicate)
    return sum(strengths) / len(strengths), said / len(asked.predicate)


# One pair of values is asked about for every pair of sentences that states the two of them.
_comparable = lru_cache(maxsize=_KEPT)(comparable)
_compared = lru_cache(maxsize=_KEPT)(compatible)


def _compatible(first: Value, second: Value, *, aligned: bool = False) -> bool:
    """Return what `compatible` does, sooner where two plain dates say as much of the calendar."""
    if isinstance(first, DateValue) and isinstance(second, DateValue) and _plain(first) and _plain(second):
        one, other = first.point, second.point
        if (one.month is None, one.day is None) == (other.month is None, other.day is None):
            return one == other
    return _compared(first, second, aligned=aligned)


def _plain(value: DateValue) -> bool:
    point = value.point
    return (
        point.year is not None
        and (point.month is not None or point.day is None)
        and (value.last, value.relation, value.approximate) == (None, "on", False)
        and not (value.part_of_day or value.assumed or point.portion)
        and point.years == 1
    )


def _gainsay(one: Statement, mine: int, other: Statement, theirs: int) -> bool:
    """Tell whether two values cannot both be true, in two statements that may speak of one event."""
    value, opposed = one.values[mine], other.values[theirs]
    if _compatible(value, opposed, aligned=_counts_the_same(one, value, other, opposed)):
        return False
    return not (_states_too(other, value) or _states_too(one, opposed) or _apart(one, other, value))


def _apart(one: Statement, other: Statement, value: Value) -> bool:
    """Tell whether two statements differ in what else they state: two events, not one told twice."""
    kinds = ({v.kind for v in one.stated} & {v.kind for v in other.stated}) - {value.kind, "name"}
    for kind in kinds:
        mine = [v for v in one.stated if v.kind == kind]
        theirs = [v for v in other.stated if v.kind == kind]
        pairs = [(a, b) for a in mine for b in theirs if _comparable(a, b)]
        if pairs and not any(_compatible(a, b) for a, b in pairs):
            return True
    return False


def _strengths(asked: _Asked, other: Statement, theirs: int) -> tuple[float, ...]:
    """Return how well each term of a question is met, half as well where it is met far from a value."""
    start = other.values[theirs].start
    return tuple(
        match.strength * (1.0 if abs(match.position - start) < _NEAR else 0.5)
        for match in asked.met_by(other)
    )


def _named(asked: _Asked, other: Statement, theirs: int) -> bool:
    """Tell whether a statement speaks of every person, body and place that a question names."""
    evidence = evidence_of(other, other.values[theirs], asked.met_by(other))
    return not unmet_names(asked.question, evidence)


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
