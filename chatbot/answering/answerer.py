"""The part that turns evidence into an answer, and may be replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chatbot.conflicts.source_claim import SourceClaim
from chatbot.evidence.question import Question
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.types import Answer, Conflict, Hit


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found for a question.

    Attributes
    ----------
    hits
        The passages retrieved, best first.
    evidence
        Their sentences, best first.
    claims
        What each source claims on the point asked, best supported first.
    conflicts
        The conflicts among the claims.
    """

    question: Question
    hits: Sequence[Hit]
    evidence: Sequence[Evidence]
    claims: Sequence[SourceClaim]
    conflicts: Sequence[Conflict]


class Answerer(Protocol):
    """Writes the answer to a question from what was found for it."""

    def answer(self, findings: Findings) -> Answer:
        """Return the answer; it cites only what stands in the findings."""
        ...
