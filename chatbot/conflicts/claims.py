"""What each source claims on the point asked: one claim a source, if it speaks of that point at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatbot.conflicts.agreement import same_answer, says_more
from chatbot.conflicts.sentence_claim import RELATIVE_FIT, sentence_claim
from chatbot.conflicts.source_claim import SourceClaim
from chatbot.evidence.confidence import ANSWERED_FROM
from chatbot.evidence.naming import (
    SUBJECT_MET,
    is_of_another_place,
    known_nearby,
    may_be_of_subject,
    names_met,
    says_all_names,
    speaks_of_another,
    takes_up,
    unmet_names,
)
from chatbot.evidence.question import EXACT, Question, leans, subject_term
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.types import ClaimKind

_RELATIVE_SCORE = 0.4
_RELATIVE_PREDICATE = 0.55
_RELATIVE_PREDICATE_OF_NAMES = 0.75
_RELATIVE_COVERAGE = 0.65
_RELATIVE_COVERAGE_OF_FOLLOW_UPS = 0.75
_NAMED = ("person", "entity")
_LEAST_PREDICATE = 0.3
_PREDICATE_ALONE = 0.5
# A claim must be an answer by itself, or nearly; a name stands in most sentences and proves less than a date.
_LEAST_CONFIDENCE: dict[ClaimKind, float] = {
    "date": 0.2,
    "time": 0.2,
    "number": 0.2,
    "name": ANSWERED_FROM,
    "place": 0.33,
    "negation": 0.27,
    "statement": 0.2,
}
_LEAST_READ = 0.6
_LEAST_READ_AGAIN = 0.35
_LEAST_READ_CONFIDENCE = 0.25
_SURE_CONFIDENCE = 0.75
# A phrase can be put in many ways, so that two that differ prove less than two dates do.
_SURE_CONFIDENCE_OF_WORDS = 0.9
_SURE_PREDICATE = 0.75
_OF_WORDS = ("person", "place", "entity")
_ALIKE_SHARE = 0.97
_FIRMNESS = 0.15
_SUBJECT_SURE = 0.6
_SURE_FIT = 0.8


def source_claims(question: Question, evidence: Sequence[Evidence]) -> list[SourceClaim]:
    """Return what each source says on exactly the point asked, best supported first.

    Parameters
    ----------
    evidence
        The sentences found for the question, best first.
    """
    claimed = [(item, claim) for item in evidence if (claim := sentence_claim(question, item)) is not None]
    # A document that never speaks of the truce does not say how long it lasted, where another does.
    claimed = [pair for pair in claimed if _may_be_on_subject(question, pair[0])] or claimed
    best = max(evidence, key=lambda item: item.worded, default=None)
    if best is None:
        return []
    worded = [pair for pair in claimed if _is_worded_to_the_point(question, *pair, best)]
    firm = [claim for _, claim in _on_subject(question, _on_point(question, worded))]
    read = [
        replace(one, firm=_is_read_for_sure(question, item, one, best) and _is_alike(item, evidence))
        for item, one in claimed
        if _is_read_to_the_point(question, item, one)
    ]
    chosen = _one_a_document(sorted([*firm, *read], key=_standing))
    for item, claim in claimed:
        # What another source says more clearly is taken from one that says it less so.
        if item.read >= _LEAST_READ_AGAIN and any(same_answer(claim, other) for other in chosen.values()):
            chosen.setdefault(item.passage.document, replace(claim, firm=False))
    return sorted(chosen.values(), key=_standing)


def _one_a_document(claims: Iterable[SourceClaim]) -> dict[str, SourceClaim]:
    """Return the best claim of each document, its day where the document gives only the year elsewhere."""
    chosen: dict[str, SourceClaim] = {}
    for claim in claims:
        first = chosen.setdefault(claim.claim.document, claim)
        if says_more(claim, first) and claim.evidence.confidence >= _SURE_CONFIDENCE:
            chosen[claim.claim.document] = replace(claim, firm=claim.firm or first.firm)
    return chosen


def _may_be_on_subject(question: Question, item: Evidence) -> bool:
    return may_be_of_subject(question, item) or item.predicate >= _PREDICATE_ALONE


def _standing(claim: SourceClaim) -> tuple[bool, float]:
    """Sort denials first ("they asked him to", next to "he refused", affirms nothing), then by score."""
    return claim.stance != "no", -claim.evidence.score - (_FIRMNESS if claim.firm else 0.0)


def _is_worded_to_the_point(question: Question, item: Evidence, claim: SourceClaim, best: Evidence) -> bool:
    """Tell whether a sentence has nearly as many of the question's words as the best one."""
    # Where the question leans on its conversation, or wants a name, its predicate alone says too little.
    share = _RELATIVE_COVERAGE if question.kind in _NAMED else 0.0
    return (
        not claim.by_words
        # A sentence has many names: its words alone do not tell which of them answers.
        and (question.kind not in _NAMED or _holds_the_answer(item, claim))
        and names_met(question, item)
        and not is_of_another_place(question, item)
        and item.worded >= _RELATIVE_SCORE * best.worded
        and item.coverage >= (_RELATIVE_COVERAGE_OF_FOLLOW_UPS if leans(question) else share) * best.coverage
        and item.confidence >= _LEAST_CONFIDENCE[claim.claim.kind]
    )


def _is_read_to_the_point(question: Question, item: Evidence, claim: SourceClaim) -> bool:
    """Tell whether the reader finds the claim's very words to be the answer."""
    if item.answer is None or question.kind in ("polar", "choice"):
        return False
    return (
        _holds_the_answer(item, claim)
        and item.read >= _LEAST_READ
        and not speaks_of_another(question, item)
        and all(known_nearby(question, name, item) for name in unmet_names(question, item))
        and item.confidence >= _LEAST_READ_CONFIDENCE
    )


def _is_alike(item: Evidence, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a sentence says what happened in the question's words, or means it as none else does."""
    closest = max(other.similarity for other in evidence)
    return item.predicate >= _LEAST_PREDICATE or item.similarity >= _ALIKE_SHARE * closest


def _holds_the_answer(item: Evidence, claim: SourceClaim) -> bool:
    span = item.answer
    return span is not None and claim.claim.value_start < span.end and claim.claim.value_end > span.start


def _is_read_for_sure(question: Question, item: Evidence, claim: SourceClaim, best: Evidence) -> bool:
    """Tell whether a value that the reader finds contradicts, its sentence having other words than asked.

    "On 1 August he led his division on to the beaches of Normandy", where the landing is asked about.
    """
    if not says_all_names(question, item):
        return False
    if leans(question) and item.coverage < _RELATIVE_COVERAGE_OF_FOLLOW_UPS * best.coverage:
        return False
    confidence = item.confidence
    if claim.by_words or question.kind not in EXACT:
        return (
            question.kind in _OF_WORDS
            and item.predicate >= _SURE_PREDICATE
            and confidence >= _SURE_CONFIDENCE_OF_WORDS
        )
    return confidence >= _SURE_CONFIDENCE


def _on_subject(
    question: Question, stated: Sequence[tuple[Evidence, SourceClaim]]
) -> Sequence[tuple[Evidence, SourceClaim]]:
    """Keep the claims on the noun asked about, named or taken up by a pronoun, if a sure one has it."""
    number = subject_term(question)
    if number is None:
        return stated
    closest = max((_fit(item) for item, _ in stated), default=0.0)
    sure = [item for item, _ in stated if _fit(item) >= _SURE_FIT * closest]
    if not any(item.matches[number].strength >= _SUBJECT_SURE for item in sure):
        if question.measured is None:
            return stated
        # The price of what? A document that never speaks of the thing gives the price of another.
        known = [pair for pair in stated if pair[0].document[number] >= _SUBJECT_SURE]
        return known or stated
    return [
        (item, claim)
        for item, claim in stated
        if item.matches[number].strength >= SUBJECT_MET
        or (takes_up(item.text) and item.document[number] >= SUBJECT_MET)
    ]


def _on_point(
    question: Question, stated: Sequence[tuple[Evidence, SourceClaim]]
) -> list[tuple[Evidence, SourceClaim]]:
    """Keep the claims that speak of what the question asks nearly as well as the best of them does."""
    if question.kind != "choice":
        most = max((item.predicate for item, _ in stated), default=0.0)
        share = _RELATIVE_PREDICATE_OF_NAMES if question.kind in _NAMED else _RELATIVE_PREDICATE
        least = max(_LEAST_PREDICATE, share * most)
        stated = [pair for pair in stated if pair[0].predicate >= least]
    closest = max((_fit(item) for item, _ in stated), default=0.0)
    return _denials_first(
        (item, claim) for item, claim in stated if claim.value is None or _fit(item) >= RELATIVE_FIT * closest
    )


def _fit(evidence: Evidence) -> float:
    return evidence.values[0].fit if evidence.values else 0.0


def _denials_first(stated: Iterable[tuple[Evidence, SourceClaim]]) -> list[tuple[Evidence, SourceClaim]]:
    """Put denials before affirmations: "they asked him to", next to "he refused", affirms nothing."""
    return sorted(stated, key=lambda pair: pair[1].stance != "no")
