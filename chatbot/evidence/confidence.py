"""How surely the best sentence found answers the question: a logistic model over a few measures of it."""

from __future__ import annotations

import math

from chatbot.evidence.gathering import TYPED, Evidence
from chatbot.evidence.naming import known_nearby, names_another, unmet_names
from chatbot.evidence.question import TOLD, Question

ANSWERED_FROM = 0.4
# Fitted on questions of which two in three are answered in the collection (English and French encyclopaedia
# paragraphs, French questions on English ones), then made stricter on names and on typed questions.
_INTERCEPT = -3.7
_COVERAGE = 2.7
_OWN_COVERAGE = 0.6
_SIMILARITY = 4.6
_FIT = 0.3
_READ = 0.16
_MOST_READ = 8.0
_LEAST_READ_OF_TOLD = -1.0
_NO_VALUE = -1.5
_NO_PREDICATE = -0.6
_CROSS_LANGUAGE = 0.8
_MISSING_NAME = -1.5
_OTHER_PERSON = -2.0
_LEAST_PREDICATE = 0.15
_EXACT_KINDS = ("date", "time", "number", "duration")


def answer_confidence(question: Question, evidence: Evidence) -> float:
    """Return the probability, between 0 and 1, that the sentence answers the question."""
    crosses = evidence.passage.language != question.language
    fit = evidence.values[0].fit if evidence.values and question.kind in TYPED else 0.0
    weight = (
        _INTERCEPT
        + _COVERAGE * evidence.coverage
        + _OWN_COVERAGE * evidence.own_coverage
        + _SIMILARITY * max(0.0, evidence.similarity)
        + _FIT * fit
        + (_CROSS_LANGUAGE if crosses else 0.0)
    )
    if evidence.answer is not None:
        least = _LEAST_READ_OF_TOLD if question.form in TOLD else -_MOST_READ
        weight += _READ * max(least, min(_MOST_READ, evidence.answer.score))
    if question.kind in _EXACT_KINDS and not evidence.values:
        weight += _NO_VALUE
    for name in unmet_names(question, evidence):
        if not known_nearby(question, name, evidence):
            weight += _MISSING_NAME
        elif names_another(question, evidence):
            weight += _OTHER_PERSON
    if question.kind in TYPED and evidence.predicate < _LEAST_PREDICATE:
        weight += _NO_PREDICATE
    return 1.0 / (1.0 + math.exp(-weight))
