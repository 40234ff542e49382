"""How surely a sentence answers the question, once the names of both are compared."""

from __future__ import annotations

import math

from chatbot.evidence.gathering import Evidence
from chatbot.evidence.naming import known_nearby, names_another, unmet_names
from chatbot.evidence.question import Question

ANSWERED_FROM = 0.45
_MISSING_NAME = -1.5
_OTHER_PERSON = -2.0


def answer_confidence(question: Question, evidence: Evidence) -> float:
    """Return the probability, between 0 and 1, that the sentence answers the question."""
    weight = math.log(evidence.score / (1.0 - evidence.score))
    for name in unmet_names(question, evidence):
        if not known_nearby(question, name, evidence):
            weight += _MISSING_NAME
        elif names_another(question, evidence):
            weight += _OTHER_PERSON
    return 1.0 / (1.0 + math.exp(-weight))
