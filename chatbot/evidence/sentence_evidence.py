"""A sentence as evidence: where it stands, and how well it answers the question by each measure."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.comprehension import AnswerSpan
from chatbot.evidence.answering_values import AnsweringValue
from chatbot.evidence.terms import TermMatch
from chatbot.types import Passage
from chatbot.values import Value


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage and how well it answers the question.

    Attributes
    ----------
    start, end
        Span of the sentence in its document.
    score
        How well the sentence answers the question: about 1, and 0.7 more where all measures are sure.
    coverage
        Weighted share of the question's terms met in the sentence or around it.
    own_coverage
        The same, in the sentence alone.
    predicate
        The same, of the terms that say what happened, beyond names; 1.0 where there are none.
    similarity
        Cosine of question and sentence; 0.0 where it was not computed.
    matches
        Where each term of the question is met in the sentence.
    around
        How well each is met in the sentences and headings around it.
    document
        How well each is met in the document, not too far away; what a pronoun may stand for.
    values
        The values that could answer a typed question, best first.
    stated
        All values of the sentence.
    worded
        The score without the reader's part.
    confidence
        Probability that the sentence answers the question, by its words and the reader together.
    answer
        The words of the sentence that the reader takes for the answer, in offsets of ``text``; ``None`` where
        a value is asked for and none stands here.
    """

    passage: Passage
    text: str
    start: int
    end: int
    score: float
    coverage: float
    own_coverage: float
    predicate: float
    similarity: float
    matches: tuple[TermMatch, ...]
    around: tuple[float, ...]
    document: tuple[float, ...]
    values: tuple[AnsweringValue, ...]
    stated: tuple[Value, ...]
    worded: float = 0.0
    answer: AnswerSpan | None = None
    confidence: float = 0.0

    @property
    def read(self) -> float:
        """Probability, by the reader alone, that the sentence answers the question."""
        return self.answer.probability if self.answer else 0.0
