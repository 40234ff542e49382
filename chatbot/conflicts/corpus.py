"""Conflicts over a whole collection, without a question.

Every sentence that states a date, a time or a number is taken for a question on that value. Its nearest
sentences of other sources are read as they would be for a reader's question, and must speak of one point in
both directions. Each sentence has a bounded number of neighbours, so the cost grows with the sentences and
not with their pairs; what two sentences yield follows from the two of them and is kept for the next time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from chatbot.conflicts.comparison import find_conflicts
from chatbot.conflicts.neighbours import Pairs, cosines, near_pairs
from chatbot.conflicts.pairs import Disagreement, PairReader, Scale, evidence_of, of_one_time
from chatbot.conflicts.readings import read_collection
from chatbot.conflicts.source_claim import SourceClaim, is_copy, make_claim
from chatbot.conflicts.statement_store import StatementStore, pair_key
from chatbot.conflicts.statements import Saying, Statement, find_sayings, question_for
from chatbot.conflicts.surroundings import same_subject
from chatbot.embedding import Embedder, Vectors
from chatbot.index import OpenIndex
from chatbot.types import Conflict
from chatbot.values import Value, compatible

_BATCH_PAIRS = 20_000
# Of what is less sure, read by hand in collections of unrelated texts, next to nothing was a conflict.
_LEAST_CONFIDENCE = 0.35
_LEAST_JOINING = 0.2
_ALIKE = 0.75
_Place = tuple[str, int, int]


def collection_conflicts(
    index: OpenIndex, embedder: Callable[[], Embedder], store: StatementStore | None = None
) -> list[Conflict]:
    """Return the conflicts among all documents of the index, the surest first.

    Parameters
    ----------
    index
        The open index.
    embedder
        Gives the model that embeds the statements; called only where there is one to embed.
    store
        What earlier runs found out; with or without it the result is the same.
    """
    if store is None:
        with closing(StatementStore(None, index.model)) as memory:
            return collection_conflicts(index, embedder, memory)
    sayings = find_sayings(read_collection(index, store))
    if len({statement.passage.document for saying in sayings for statement in saying.statements}) < 2:
        return []
    vectors = _vectors(sayings, embedder, store)
    pairs = near_pairs(sayings, vectors)
    reader, scale = PairReader(), Scale(index)
    found = [
        _Opposed.of(one, other, disagreement, confidence)
        for one, other, similarity, disagreement in _compare(sayings, pairs, vectors, reader, store)
        if _speak_of_one(one, other, disagreement)
        and (share := scale.agreement(reader, one.one, other.one, disagreement, similarity))
        and (confidence := min(1.0, share * similarity)) >= _LEAST_JOINING
    ]
    conflicts = [conflict for group in _on_one_point(found) for conflict in _conflict(group)]
    return sorted(conflicts, key=_rank)


def _vectors(sayings: Sequence[Saying], embedder: Callable[[], Embedder], store: StatementStore) -> Vectors:
    """Return a unit vector for each saying, float32; only those that the store lacks are embedded."""
    keys = [saying.key for saying in sayings]
    known = store.vectors(keys)
    texts = {saying.key: saying.one.text for saying in sayings if saying.key not in known}
    if texts:
        unique = list(dict.fromkeys(texts.values()))
        embedded = dict(zip(unique, embedder().embed_passages(unique), strict=True))
        known.update(store.add_vectors({key: embedded[text] for key, text in texts.items()}))
    store.keep_vectors(keys)
    return np.stack([known[key] for key in keys])


def _compare(
    sayings: Sequence[Saying], pairs: Pairs, vectors: Vectors, reader: PairReader, store: StatementStore
) -> Iterator[tuple[Saying, Saying, float, Disagreement]]:
    """Yield what the pairs disagree on; pairs that the store knows are not read again."""
    used: list[int] = []
    for start in range(0, len(pairs), _BATCH_PAIRS):
        batch = pairs[start : start + _BATCH_PAIRS]
        similarities = cosines(batch, vectors)
        keys = [pair_key(sayings[first].key, sayings[second].key) for first, second in batch]
        known = store.disagreements(keys)
        fresh: dict[int, list[Disagreement]] = {}
        for key, (first, second), similarity in zip(keys, batch, similarities, strict=True):
            one, other = sayings[first], sayings[second]
            if key not in known:
                known[key] = fresh[key] = reader.disagreements(one, other)
            yield from ((one, other, float(similarity), disagreement) for disagreement in known[key])
        store.add_disagreements(fresh)
        used.extend(keys)
    store.keep_disagreements(used)


@dataclass(frozen=True, slots=True)
class _Opposed:
    """Two values in statements of different sources, on one point, that cannot both be true."""

    sides: tuple[tuple[Statement, Value], tuple[Statement, Value]]
    confidence: float

    @classmethod
    def of(cls, one: Saying, other: Saying, found: Disagreement, confidence: float) -> _Opposed:
        """Choose a document for each of two sayings."""
        first, second = next(
            (a, b)
            for a in one.statements
            for b in other.statements
            if a.passage.document != b.passage.document
        )
        sides = [(first, first.values[found.mine]), (second, second.values[found.theirs])]
        sides.sort(key=lambda side: (side[0].passage.document, side[0].start))
        return cls((sides[0], sides[1]), confidence)

    @property
    def places(self) -> list[_Place]:
        """Where the two values stand."""
        return [(said.passage.document, said.start, value.start) for said, value in self.sides]


def _speak_of_one(one: Saying, other: Saying, found: Disagreement) -> bool:
    """Tell whether two sayings can be of one event: of one of a series, only its date tells which it is."""
    if (one.in_series or other.in_series) and not of_one_time(one.one, other.one, found):
        return False
    return same_subject(one.one, other.one)


def _source_claim(statement: Statement, value: Value) -> SourceClaim:
    evidence = evidence_of(statement, value)
    claim = make_claim(evidence, value.kind, value.printable, value.start, value.end)
    return SourceClaim(claim, evidence, value, "")


def _on_one_point(found: Sequence[_Opposed]) -> list[list[_Opposed]]:
    """Group disagreements that share a claim: three sources with three dates are one conflict.

    An unsure disagreement makes no conflict, but may add a source to a side that a sure one has.
    """
    leader: dict[_Place, _Place] = {}

    def head(place: _Place) -> _Place:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    best: dict[_Place, float] = {}
    members: dict[_Place, list[_Opposed]] = {}
    sure = [one for one in found if one.confidence >= _LEAST_CONFIDENCE]
    for one in sorted(sure, key=lambda one: (-one.confidence, one.places)):
        first, second = (head(leader.setdefault(place, place)) for place in one.places)
        # What is far less sure than the rest of a group is of a neighbouring point: chains would join all.
        if one.confidence < _ALIKE * max(best.get(first, 0.0), best.get(second, 0.0)):
            continue
        if first != second:
            leader[second] = first
            members[first] = members.get(first, []) + members.pop(second, [])
        members[first].append(one)
        best[first] = max(best.get(first, 0.0), best.get(second, 0.0), one.confidence)
    unsure = [one for one in found if one.confidence < _LEAST_CONFIDENCE]
    for one in unsure:
        for place in one.places:
            group = members.get(head(place), []) if place in leader else []
            if _takes_a_side(one, group):
                group.append(one)
                break
    return list(members.values())


def _takes_a_side(unsure: _Opposed, group: Sequence[_Opposed]) -> bool:
    """Tell whether both values of an unsure disagreement are values that sure ones have already."""
    said = [value for one in group if one.confidence >= _LEAST_CONFIDENCE for _, value in one.sides]
    return all(any(compatible(value, other, aligned=True) for other in said) for _, value in unsure.sides)


def _conflict(group: Sequence[_Opposed]) -> list[Conflict]:
    """Return the conflict of a group: one claim a source, the surest first, copies counted once."""
    ordered = sorted(group, key=lambda one: (-one.confidence, one.places))
    claims: dict[str, SourceClaim] = {}
    by_value: dict[str, list[SourceClaim]] = defaultdict(list)
    for claim in (_source_claim(*side) for one in ordered for side in one.sides):
        document, alike = claim.claim.document, by_value[claim.claim.value]
        if document not in claims and not any(is_copy(claim, other) for other in alike):
            claims[document] = claim
            alike.append(claim)
    question = question_for(*ordered[0].sides[0])
    return [
        replace(conflict, confidence=ordered[0].confidence)
        for conflict in find_conflicts(question, list(claims.values()))
        if not conflict.reservation
    ]


def _rank(conflict: Conflict) -> tuple[float, list[_Place]]:
    return -conflict.confidence, [(c.document, c.start, c.value_start) for c in conflict.claims]
