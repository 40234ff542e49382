"""Whether the claims of two sources give one answer, can both be true, or cannot be compared at all."""

from __future__ import annotations

from chatbot.conflicts.phrases import same_phrase
from chatbot.conflicts.source_claim import SourceClaim
from chatbot.values import DateValue, NumberValue, Value, comparable, compatible

_SAME_MAGNITUDE = 2


def same_answer(claim: SourceClaim, other: SourceClaim) -> bool:
    """Tell whether two claims give one answer by their own values, whatever else their sentences hold.

    "More than a hundred" does not gainsay twelve thousand, but is another answer.
    """
    if claim.value is None or other.value is None:
        return _same_words(claim, other)
    return _compatible(claim.value, other.value) and not _far_apart(claim.value, other.value)


def says_more(claim: SourceClaim, other: SourceClaim) -> bool:
    """Tell whether a claim's date has a part that the other's, which agrees with it, has not."""
    if not (isinstance(claim.value, DateValue) and isinstance(other.value, DateValue)):
        return False
    mine, theirs = (sum(part is not None for part in _parts(value)) for value in (claim.value, other.value))
    return mine > theirs and _compatible(claim.value, other.value)


def can_both_be_true(claim: SourceClaim, other: SourceClaim) -> bool:
    """Tell whether two claims can both be true, given every value the two sources could mean."""
    if claim.value is None or other.value is None:
        return _same_words(claim, other)
    mine, theirs = (claim.value, *claim.others), (other.value, *other.others)
    return any(_compatible(a, b) for a in mine for b in theirs)


def _compatible(value: Value, other: Value) -> bool:
    return comparable(value, other, aligned=True) and compatible(value, other, aligned=True)


def _far_apart(value: Value, other: Value) -> bool:
    """Tell whether two values that can both be true say different things: a year, and months of any year."""
    if isinstance(value, DateValue) and isinstance(other, DateValue):
        pairs = zip(_parts(value), _parts(other), strict=True)
        return not any(mine is not None and theirs is not None for mine, theirs in pairs)
    if not (isinstance(value, NumberValue) and isinstance(other, NumberValue)):
        return False
    less, more = sorted(number.low for number in (value, other))
    return more > _SAME_MAGNITUDE * less


def _parts(value: DateValue) -> tuple[int | None, int | None, int | None]:
    return value.point.year, value.point.month, value.point.day


def _same_words(claim: SourceClaim, other: SourceClaim) -> bool:
    """Compare sides taken on a yes/no or either/or question, else what is said word for word."""
    if not claim.by_words and not other.by_words:
        return claim.stance == other.stance
    return same_phrase(claim.words, claim.claim.language, other.words, other.claim.language)


def can_be_compared(claim: SourceClaim, other: SourceClaim) -> bool:
    """Tell whether two claims are of one kind: a day and a sum are not."""
    if claim.value is None or other.value is None:
        return True
    return comparable(claim.value, other.value, aligned=True)
