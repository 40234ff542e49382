"""Claims to conflicts: claims that can all be true form a camp; two camps are a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatbot.conflicts.claims import SourceClaim, without_copies
from chatbot.conflicts.phrases import same_phrase
from chatbot.conflicts.reservations import reservation
from chatbot.conflicts.wording import summary
from chatbot.evidence.question import Question
from chatbot.types import Claim, Conflict, ConflictKind
from chatbot.values import Value, comparable, compatible


def find_conflicts(question: Question, claims: Sequence[SourceClaim]) -> list[Conflict]:
    """Return the conflict among what the sources claim on one point: none, or one with all its sides.

    One that its sources' own words explain carries a reservation.

    Parameters
    ----------
    claims
        One claim a source, best supported first.
    """
    claims = without_copies(claim for claim in claims if claim.firm)
    camps = group_into_camps(claims)
    if len(camps) < 2:
        return []
    members = tuple(numbered_claims(claims))
    kind: ConflictKind = members[0].kind
    reason = reservation(camps)
    strength = min(max(claim.evidence.worded for claim in camp) for camp in camps)
    return [
        Conflict(
            kind=kind,
            summary=summary(kind, [camp[0].claim for camp in camps], question.language, reason),
            claims=members,
            confidence=min(1.0, max(0.0, strength)),
            reservation=reason,
        )
    ]


def group_into_camps(claims: Sequence[SourceClaim]) -> list[list[SourceClaim]]:
    """Group claims that can all be true; a claim that fits no camp founds one of its own."""
    camps: list[list[SourceClaim]] = []
    for claim in claims:
        home = next((camp for camp in camps if all(_agree(claim, other) for other in camp)), None)
        if home is not None:
            home.append(claim)
        elif not camps or all(_can_be_compared(claim, camp[0]) for camp in camps):
            camps.append([claim])
    return camps


def numbered_claims(claims: Sequence[SourceClaim]) -> list[Claim]:
    """Return the claims camp by camp, each with the number of its camp, from 0."""
    camps = group_into_camps(claims)
    return [replace(one.claim, camp=number) for number, camp in enumerate(camps) for one in camp]


def same_answer(claim: SourceClaim, other: SourceClaim) -> bool:
    """Tell whether two claims give one answer by their own values, whatever else their sentences hold."""
    if claim.value is None or other.value is None:
        return _same_words(claim, other)
    return _compatible(claim.value, other.value)


def _agree(claim: SourceClaim, other: SourceClaim) -> bool:
    """Tell whether two claims can both be true, given every value the two sources could mean."""
    if claim.value is None or other.value is None:
        return _same_words(claim, other)
    mine, theirs = (claim.value, *claim.others), (other.value, *other.others)
    return any(_compatible(a, b) for a in mine for b in theirs)


def _compatible(value: Value, other: Value) -> bool:
    return comparable(value, other, aligned=True) and compatible(value, other, aligned=True)


def _same_words(claim: SourceClaim, other: SourceClaim) -> bool:
    """Compare sides taken on a yes/no or either/or question, else what is said word for word."""
    if not claim.by_words and not other.by_words:
        return claim.stance == other.stance
    return same_phrase(claim.words, claim.claim.language, other.words, other.claim.language)


def _can_be_compared(claim: SourceClaim, other: SourceClaim) -> bool:
    if claim.value is None or other.value is None:
        return True
    return comparable(claim.value, other.value, aligned=True)
