"""The claim of one source with the evidence it stands in, and which sources only copy another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chatbot.evidence.sentence_evidence import Evidence
from chatbot.types import Claim, ClaimKind
from chatbot.values import Value
from chatbot.words import fold

_COPY_OVERLAP = 0.85
_COPY_WORDS = 6


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """The claim of one source with the evidence it stands in.

    Attributes
    ----------
    value
        The typed value claimed; ``None`` for statements (yes/no, one side of an "or").
    stance
        For statements: which side the source takes.
    others
        Further values of the source that could be meant as well.
    by_words
        The answer is a phrase, compared by its words and not by a typed value.
    firm
        The sentence has the question's words, so that another value there contradicts; where the reader
        alone holds the claim for an answer, it may be to a question nearby.
    """

    claim: Claim
    evidence: Evidence
    value: Value | None
    stance: str
    others: tuple[Value, ...] = ()
    by_words: bool = False
    firm: bool = True

    @property
    def words(self) -> str:
        """The words of the source that make the claim."""
        return self.claim.quote[self.claim.value_start : self.claim.value_end]


def make_claim(evidence: Evidence, kind: ClaimKind, value: str, start: int, end: int) -> Claim:
    """Return the claim that the words ``[start, end)`` of the evidence's sentence make."""
    passage = evidence.passage
    return Claim(
        kind=kind,
        value=value,
        quote=evidence.text,
        document=passage.document,
        title=passage.title,
        start=evidence.start,
        end=evidence.end,
        page=passage.page,
        passage_id=passage.id,
        language=passage.language,
        value_start=start,
        value_end=end,
    )


def without_copies(claims: Iterable[SourceClaim]) -> list[SourceClaim]:
    """Return the claims of sources that do not only repeat the sentence of another: copies are one source."""
    kept: list[SourceClaim] = []
    for claim in claims:
        if not any(is_copy(claim, other) for other in kept):
            kept.append(claim)
    return kept


def is_copy(claim: SourceClaim, other: SourceClaim) -> bool:
    """Tell whether a source only repeats the sentence of another: the words are the same, the value too."""
    if claim.claim.value != other.claim.value:
        return False
    words, others = set(fold(claim.evidence.text).split()), set(fold(other.evidence.text).split())
    shorter = min(len(words), len(others))
    return shorter >= _COPY_WORDS and len(words & others) >= _COPY_OVERLAP * shorter
