"""Which sayings are worth comparing: a bounded number of near ones for each, by meaning and by rare words."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from chatbot.conflicts.statements import Saying
from chatbot.embedding import Vectors
from chatbot.expansion import expand, keys
from chatbot.values import DateValue, NumberValue, Value
from chatbot.values.quantities import base_unit
from chatbot.words import LANGUAGES, content_words

Pairs = NDArray[np.int64]
_NEIGHBOURS = 12
# Of one document come many near sentences; what is left of so many serves.
_LOOKED_AT = 48
_LEAST_COSINE = 0.25
# Above so many an approximate index: lists of about the square root of the number, a few of them read.
_EXACT = 8_000
_LISTS_READ = 12
_TRAINED_ON = 50
# A word that more sayings hold tells none of them apart.
_MOST_HOLDERS = 60
_RAREST = 5
_SAME_WORD = 0.6
_DAY = "day "


def near_pairs(sayings: Sequence[Saying], vectors: Vectors) -> Pairs:
    """Return the pairs of sayings to be compared.

    Near are, among sayings with a value of one class (a date, a count, a length), those of other
    documents that are nearest by embedding or share rare words in either language; of one day, the
    nearest of that day. Every saying brings a bounded number of pairs, so they grow with the sayings.

    Parameters
    ----------
    vectors
        Unit vectors, float32, one a saying, shape ``(n, dimension)``.

    Returns
    -------
    array
        int64, shape ``(pairs, 2)``, the smaller position first, each pair once, in order.
    """
    count = len(sayings)
    sole = np.array([*_sole_documents(sayings)], dtype=np.int64)
    codes: list[Pairs] = []
    for name, members in sorted(_classes(sayings).items()):
        places = np.array(members, dtype=np.int64)
        codes.append(_nearest(places, vectors, sole))
        if not name.startswith(_DAY):
            codes.append(_sharing_words(places, sayings, sole))
    if not codes:
        return np.zeros((0, 2), dtype=np.int64)
    pairs = np.concatenate(codes)
    pairs.sort(axis=1)
    unique = np.unique(pairs[:, 0] * count + pairs[:, 1])
    found = np.stack([unique // count, unique % count], axis=1)
    return found[cosines(found, vectors) >= _LEAST_COSINE]


def cosines(pairs: Pairs, vectors: Vectors) -> Vectors:
    """Return the cosine of each pair, float32, shape ``(pairs,)``."""
    found = np.empty(len(pairs), dtype=np.float32)
    # A gathered copy of two long lists of vectors would be larger than the vectors themselves.
    for start in range(0, len(pairs), 20_000):
        part = pairs[start : start + 20_000]
        found[start : start + 20_000] = np.einsum("ij,ij->i", vectors[part[:, 0]], vectors[part[:, 1]])
    return found


def _classes(sayings: Sequence[Saying]) -> Mapping[str, list[int]]:
    """Return the positions of the sayings that could gainsay each other, by what they state."""
    classes: dict[str, list[int]] = defaultdict(list)
    for position, saying in enumerate(sayings):
        names = {f"{_DAY}{day}" for value in saying.one.values if (day := named_time(value))}
        if not saying.in_series:
            names |= {_class(value) for value in saying.one.values}
        for name in names:
            classes[name].append(position)
    return {name: members for name, members in classes.items() if len(members) > 1}


def _class(value: Value) -> str:
    return f"number {base_unit(value.unit)}" if isinstance(value, NumberValue) else value.kind


def named_time(value: Value) -> str:
    """Return a time by which two sources can mean one event, empty where the value is no such date."""
    if not isinstance(value, DateValue) or value.point.year is None or value.assumed:
        return ""
    return value.printable if value.relation == "on" and not value.approximate else ""


def _sole_documents(sayings: Sequence[Saying]) -> Iterator[int]:
    """Yield a number for the document of each saying; a number of its own where several say it."""
    numbers: dict[str, int] = {}
    for position, saying in enumerate(sayings):
        if len(saying.statements) > 1:
            yield -1 - position
        else:
            yield numbers.setdefault(saying.one.passage.document, len(numbers))


def _nearest(places: Pairs, vectors: Vectors, sole: Pairs) -> Pairs:
    """Return pairs of each place and its nearest places of other documents."""
    own = np.ascontiguousarray(vectors[places])
    _, found = _flat_or_lists(own).search(own, min(_LOOKED_AT + 1, len(places)))
    # An approximate search that finds too few fills up with -1.
    others = np.where(found >= 0, places[found], -1)
    foreign = (found >= 0) & (others != places[:, None]) & (sole[others] != sole[places][:, None])
    chosen = foreign & (np.cumsum(foreign, axis=1) <= _NEIGHBOURS)
    rows, columns = np.nonzero(chosen)
    return np.stack([places[rows], others[rows, columns]], axis=1)


def _flat_or_lists(vectors: Vectors) -> faiss.Index:
    count, dimension = vectors.shape
    flat = faiss.IndexFlatIP(dimension)
    if count <= _EXACT:
        flat.add(vectors)
        return flat
    lists = int(math.sqrt(count))
    index = faiss.IndexIVFFlat(flat, dimension, lists, faiss.METRIC_INNER_PRODUCT)
    index.train(vectors[:: max(1, count // (lists * _TRAINED_ON))])
    index.add(vectors)
    index.nprobe = _LISTS_READ
    return index


def _sharing_words(places: Pairs, sayings: Sequence[Saying], sole: Pairs) -> Pairs:
    """Return pairs of each place and the places of other documents that share its rarest words."""
    holders: dict[str, list[int]] = defaultdict(list)
    words: dict[int, list[tuple[str, str]]] = {}
    for place in map(int, places):
        statement = sayings[place].one
        language = statement.passage.language if statement.passage.language in LANGUAGES else "en"
        words[place] = [(word, language) for word in dict.fromkeys(content_words(statement.text, language))]
        for key in {key for word in words[place] for key in keys(*word)}:
            holders[key].append(place)
    rare = {key: own for key, own in holders.items() if 1 < len(own) <= _MOST_HOLDERS}
    weights = {key: math.log(1.0 + len(places) / len(own)) for key, own in rare.items()}
    pairs: list[tuple[int, int]] = []
    known: dict[tuple[str, str], str] = {}
    for place, own_words in words.items():
        scores: dict[int, float] = defaultdict(float)
        for key in _rarest(own_words, weights, known):
            for other in rare[key]:
                scores[other] += weights[key]
        foreign = [(score, -other) for other, score in scores.items() if sole[other] != sole[place]]
        pairs.extend((place, -other) for _, other in heapq.nlargest(_NEIGHBOURS, foreign))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _rarest(
    words: Sequence[tuple[str, str]], weights: Mapping[str, float], known: dict[tuple[str, str], str]
) -> list[str]:
    """Return the keys of a saying's rarest words, one a word, so that no word counts twice."""
    for word in words:
        if word not in known:
            met = [
                key for key, strength in expand(*word).items() if strength >= _SAME_WORD and key in weights
            ]
            known[word] = max(met, key=lambda key: (weights[key], key), default="")
    found = {known[word] for word in words} - {""}
    return heapq.nlargest(_RAREST, found, key=lambda key: (weights[key], key))
