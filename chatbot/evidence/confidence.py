"""How surely the best sentence found answers the question: a logistic model over a few measures of it."""

from __future__ import annotations

import math
import re

from chatbot.evidence.naming import (
    known_nearby,
    may_be_of_subject,
    names_another,
    names_other_people,
    names_unit_instead,
    of_its_life_event,
    told_of,
    unmet_names,
)
from chatbot.evidence.question import EXACT, TOLD, TYPED, Question
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.values import NumberValue
from chatbot.words import LANGUAGES

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
_NO_NUMBER = -2.5
_NO_PREDICATE = -0.6
# Of the sentences without a word of what happened, nine in ten were right where they meant much the same
# as the question, and half were where they did not.
_NO_PREDICATE_UNALIKE = -1.9
_ALIKE = 0.5
_NEITHER_BIRTH_NOR_DEATH = -2.0
_CROSS_LANGUAGE = 0.8
_MISSING_NAME = -1.5
_OTHER_PERSON = -2.0
_OTHER_PERSON_THERE = -0.7
_OTHER_PEOPLE = -1.5
_OTHER_SUBJECT = -0.4
_NO_NAME = -0.9
_UNIT_INSTEAD = -0.5
_FREE = re.compile(
    r"\b(?:(?:is|are|in|for|admission|entry|entrance) free|free of charge|gratuite?s?|gratuitement)\b",
    re.IGNORECASE,
)
_LEAST_PREDICATE = 0.15


def answer_confidence(question: Question, evidence: Evidence) -> float:
    """Return the probability, between 0 and 1, that the sentence answers the question."""
    crosses = evidence.passage.language != question.language and evidence.passage.language in LANGUAGES
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
    if question.kind in EXACT and not evidence.values and not _is_free(question, evidence):
        weight += _NO_VALUE if _counts(question, evidence) else _NO_NUMBER
    for name in unmet_names(question, evidence):
        if not known_nearby(question, name, evidence):
            weight += _MISSING_NAME
        elif names_another(question, evidence):
            weight += _OTHER_PERSON_THERE if told_of(question, name, evidence) else _OTHER_PERSON
    if not may_be_of_subject(question, evidence):
        weight += _OTHER_SUBJECT
    if question.kind == "person" and not _has_capital(evidence):
        weight += _NO_NAME
    if names_other_people(question, evidence):
        weight += _OTHER_PEOPLE
    elif names_unit_instead(question, evidence):
        weight += _UNIT_INSTEAD
    if question.kind in TYPED and evidence.predicate < _LEAST_PREDICATE:
        weight += _NO_PREDICATE if evidence.similarity >= _ALIKE else _NO_PREDICATE_UNALIKE
        weight += _NEITHER_BIRTH_NOR_DEATH if not of_its_life_event(question, evidence) else 0.0
    return 1.0 / (1.0 + math.exp(-weight))


def _is_free(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence names the price that is no number."""
    return question.measured == "money" and _FREE.search(evidence.text) is not None


def _counts(question: Question, evidence: Evidence) -> bool:
    """Tell whether a sentence has a number, of whatever it is, where one is asked for."""
    return question.kind not in ("number", "duration") or any(
        isinstance(value, NumberValue) for value in evidence.stated
    )


def _has_capital(evidence: Evidence) -> bool:
    """Tell whether the words read as the answer can be a name."""
    span = evidence.answer
    words = evidence.text[span.start : span.end].split() if span else []
    return any(word[:1].isupper() for word in words)
