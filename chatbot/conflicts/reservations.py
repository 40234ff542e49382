"""Why two sources that give different values may both be right: words that say so in their sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.conflicts.source_claim import SourceClaim
from chatbot.values import DateValue, Value, comparable, compatible

_REVISED = re.compile(
    r"\b(?:revised|corrected|updated|preliminary|provisional|initial(?:ly)? (?:put|given|reported|estimated)"
    r"|first (?:reports?|estimates?|figures?)|later (?:counts?|estimates?|figures?|raised|lowered)"
    r"|final (?:count|toll)"
    r"|postponed|rescheduled|originally (?:planned|scheduled)"
    r"|révisée?s?|corrigée?s?|rectifiée?s?|provisoires?|définitifs?|définitives?|mise? à jour"
    r"|premi(?:er bilan|ères? estimations?|ers chiffres)|d['’]abord (?:donné|estimé|annoncé|prévu)e?s?"
    r"|initialement|reportée?s?)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:allegedly|supposedly|reputedly|rumou?rs?|legend|some (?:say|claim|believe|think)"
    r"|(?:may|might|could) have|is (?:believed|thought|said|rumou?red) to|i (?:think|believe|guess)"
    r"|in my (?:opinion|view)|perhaps|probably"
    r"|selon certains|prétend\w*|peut-être|légende|rumeurs?|aurai(?:t|ent)|à mon avis"
    r"|je (?:crois|pense)|probablement|sans doute)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:in (?:all|total)|altogether|a total of|overall|au total|en tout|l['’]ensemble)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:of (?:whom|which|these|them)|including|among (?:them|whom|which)"
    r"|dont|parmi (?:eux|elles|lesquels|lesquelles)|y compris)\b",
    re.IGNORECASE,
)
_REACH = 40


def reservation(camps: Sequence[Sequence[SourceClaim]]) -> str:
    """Return why claims of different camps may all be true, an empty string where nothing says so.

    The reason must hold between every two camps, for their best supported claims.

    Parameters
    ----------
    camps
        Claims that can all be true, camp by camp, best supported first.
    """
    leaders = [camp[0] for camp in camps]
    pairs = [(one, other) for place, one in enumerate(leaders) for other in leaders[place + 1 :]]
    reasons = {_between(one, other) for one, other in pairs}
    return reasons.pop() if len(reasons) == 1 else ""


def _between(one: SourceClaim, other: SourceClaim) -> str:
    texts = one.evidence.text, other.evidence.text
    if any(_REVISED.search(text) for text in texts):
        return "revision"
    if one.claim.kind == "number" and (
        _is_part(one) != _is_part(other) or _is_whole(one) != _is_whole(other)
    ):
        return "part"
    if one.claim.kind not in ("date", "time") and _differently_dated(one, other):
        return "event"
    if bool(_HEDGED.search(texts[0])) != bool(_HEDGED.search(texts[1])):
        return "opinion"
    return ""


def _is_part(claim: SourceClaim) -> bool:
    start = claim.claim.value_start
    return _PART.search(claim.evidence.text[max(0, start - _REACH) : start]) is not None


def _is_whole(claim: SourceClaim) -> bool:
    start, end = claim.claim.value_start, claim.claim.value_end
    return _WHOLE.search(claim.evidence.text[max(0, start - _REACH) : end + _REACH]) is not None


def _differently_dated(one: SourceClaim, other: SourceClaim) -> bool:
    """Tell whether both sentences are dated, and differently: two counts of two years."""
    mine, theirs = _dates(one), _dates(other)
    if not mine or not theirs:
        return False
    return not any(
        comparable(a, b, aligned=True) and compatible(a, b, aligned=True) for a in mine for b in theirs
    )


def _dates(claim: SourceClaim) -> list[Value]:
    return [value for value in claim.evidence.stated if isinstance(value, DateValue)]
