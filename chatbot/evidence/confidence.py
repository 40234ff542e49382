"""How surely the best sentence found answers the question: a logistic model over a few measures of it."""

from __future__ import annotations

import math
import re

from chatbot.evidence.gathering import TYPED, Evidence
from chatbot.evidence.question import Question
from chatbot.values import NameValue, same_name
from chatbot.words import fold

ANSWERED_FROM = 0.35
# Fitted on questions of which half are answered in the collection and half are not (English and French
# encyclopaedia paragraphs, and a small mixed collection), then made stricter on questions that want a value.
_INTERCEPT = -4.9
_COVERAGE = 3.0
_OWN_COVERAGE = 2.45
_SIMILARITY = 2.65
_FIT = 1.1
_NO_VALUE = -1.0
_NO_PREDICATE = -0.9
# Across languages the embedding's cosine says little, so an average one is taken in its place.
_CROSS_LANGUAGE_SIMILARITY = 0.5
_CROSS_LANGUAGE = 0.5
_MISSING_NAME = -1.5
_NAME_MET = 0.5
_LEAST_PREDICATE = 0.15
_EXACT_KINDS = ("date", "time", "number", "duration")


def answer_confidence(question: Question, evidence: Evidence) -> float:
    """Return the probability, between 0 and 1, that the sentence answers the question."""
    crosses = evidence.passage.language != question.language
    similarity = max(evidence.similarity, _CROSS_LANGUAGE_SIMILARITY if crosses else 0.0)
    fit = evidence.values[0].fit if evidence.values else 0.0
    weight = (
        _INTERCEPT
        + _COVERAGE * evidence.coverage
        + _OWN_COVERAGE * evidence.own_coverage
        + _SIMILARITY * similarity
        + _FIT * fit
        + (_CROSS_LANGUAGE if crosses else 0.0)
    )
    if question.kind in _EXACT_KINDS and not evidence.values:
        weight += _NO_VALUE
    weight += _MISSING_NAME * len(missing_names(question, evidence))
    if question.kind in TYPED and evidence.predicate < _LEAST_PREDICATE:
        weight += _NO_PREDICATE
    return 1.0 / (1.0 + math.exp(-weight))


def missing_names(question: Question, evidence: Evidence) -> list[NameValue]:
    """Return the names in the question that the evidence's document does not speak of."""
    stated = [value for value in evidence.stated if isinstance(value, NameValue)]
    missing = []
    for name in question.names:
        own = set(re.findall(r"\w+", fold(name.text)))
        numbers = [number for number, term in enumerate(question.terms) if fold(term.text) in own]
        met = max((evidence.document[number] for number in numbers), default=1.0)
        if met < _NAME_MET and not any(same_name(name, other) for other in stated):
            missing.append(name)
    return missing
