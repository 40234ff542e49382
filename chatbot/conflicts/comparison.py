"""Claims to conflicts: claims that can all be true form a camp; two camps are a conflict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chatbot.conflicts.agreement import can_be_compared, can_both_be_true
from chatbot.conflicts.reservations import reservation
from chatbot.conflicts.source_claim import SourceClaim, without_copies
from chatbot.conflicts.wording import summary
from chatbot.evidence.question import Question
from chatbot.types import Claim, Conflict, ConflictKind


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
        home = next((camp for camp in camps if all(can_both_be_true(claim, other) for other in camp)), None)
        if home is not None:
            home.append(claim)
        elif not camps or all(can_be_compared(claim, camp[0]) for camp in camps):
            camps.append([claim])
    return camps


def numbered_claims(claims: Sequence[SourceClaim]) -> list[Claim]:
    """Return the claims camp by camp, each with the number of its camp, from 0."""
    camps = group_into_camps(claims)
    return [replace(one.claim, camp=number) for number, camp in enumerate(camps) for one in camp]
