"""Sentences quoted and numbered in the order of their first mention, with the words that answer in them."""

from __future__ import annotations

import re

from chatbot.answering.wording import quoted
from chatbot.conflicts.source_claim import SourceClaim
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.types import Citation, Claim, Hit, Passage
from chatbot.values import NameValue, polarity

_SURE = 0.7
_LONGEST_EMPHASIS = 160
_EMPHASISED_SHARE = 0.7
_DENIAL_REACH = 90
_CLAUSE_END = re.compile(r"[.;:!?]")


class CitationRegister:
    """Gives every sentence quoted its number, in the order of their first mention."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, int], Citation] = {}

    def number(self, evidence: Evidence, start: int = 0, end: int = 0) -> int:
        """Return the number of a sentence, whose characters ``[start, end)`` answer."""
        return self.cite(evidence.passage, evidence.start, evidence.end, start, end)

    def cite(self, passage: Passage, start: int, end: int, value_start: int = 0, value_end: int = 0) -> int:
        """Return the number of a passage's sentence, the characters ``[start, end)`` of its document."""
        key = (passage.document, start)
        if key not in self._citations:
            self._citations[key] = Citation(
                number=len(self._citations) + 1,
                document=passage.document,
                title=passage.title,
                quote=passage.text[start - passage.start : end - passage.start],
                start=start,
                end=end,
                page=passage.page,
                passage_id=passage.id,
                language=passage.language,
                value_start=value_start,
                value_end=value_end,
            )
        return self._citations[key].number

    def mark(self, claim: SourceClaim) -> str:
        """Return the mark, such as "[1]", of the sentence that makes a claim."""
        return f"[{self.number(claim.evidence, claim.claim.value_start, claim.claim.value_end)}]"

    def quote(self, evidence: Evidence, claim: Claim | None = None) -> str:
        """Return a sentence in quotes with its mark, the words that answer emphasised."""
        start, end = (claim.value_start, claim.value_end) if claim else emphasised_span(evidence)
        number = self.number(evidence, start, end)
        return f"{quoted(evidence.text, evidence.passage.language, start, end)} [{number}]"

    def citations(self) -> tuple[Citation, ...]:
        """Return the citations by number."""
        return tuple(self._citations.values())

    def sentences(self) -> set[tuple[str, int]]:
        """Return the sentences cited: their document and where they start in it."""
        return set(self._citations)


def citation_of_passage(number: int, hit: Hit) -> Citation:
    """Return the citation of a whole passage, for what comes nearest to an answer."""
    passage = hit.passage
    return Citation(
        number=number,
        document=passage.document,
        title=passage.title,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        page=passage.page,
        passage_id=passage.id,
        language=passage.language,
    )


def emphasised_span(evidence: Evidence) -> tuple[int, int]:
    """Return the words to emphasise: those the reader is sure of, else the value of the type asked for."""
    span = evidence.answer
    longest = min(_LONGEST_EMPHASIS, _EMPHASISED_SHARE * len(evidence.text))
    if span is not None and _is_denied(evidence, span.start):
        return 0, 0
    if span is not None and evidence.read >= _SURE and span.end - span.start <= longest:
        return span.start, span.end
    if not evidence.values:
        return 0, 0
    value = evidence.values[0].value
    if isinstance(value, NameValue) and (span is None or span.end <= value.start or span.start >= value.end):
        # A sentence has many names: one that only the words are for is no more likely than the next.
        return 0, 0
    return value.start, value.end


def _is_denied(evidence: Evidence, position: int) -> bool:
    """Tell whether words stand under a denial before them, which emphasis would leave out."""
    cues = polarity(evidence.text, evidence.passage.language).cues
    return any(
        0 <= position - cue.start <= _DENIAL_REACH
        and not _CLAUSE_END.search(evidence.text[cue.end : position])
        for cue in cues
    )
