"""What each source claims on the point asked: one claim a source, if it speaks of that point at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from chatbot.comprehension import AnswerSpan
from chatbot.conflicts.agreement import same_answer
from chatbot.conflicts.source_claim import SourceClaim, make_claim
from chatbot.evidence.confidence import ANSWERED_FROM
from chatbot.evidence.naming import (
    known_nearby,
    may_be_of_subject,
    names_met,
    says_all_names,
    speaks_of_another,
    takes_up,
    unmet_names,
)
from chatbot.evidence.question import EXACT, NARRATED, Question, leans, predicate_terms, subject_term
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.expansion import expand, word_forms
from chatbot.types import ClaimKind
from chatbot.values import NameValue, Value, polarity

_RELATIVE_SCORE = 0.4
_RELATIVE_PREDICATE = 0.55
_RELATIVE_PREDICATE_OF_NAMES = 0.75
_RELATIVE_COVERAGE = 0.65
_RELATIVE_COVERAGE_OF_FOLLOW_UPS = 0.75
_NAMED = ("person", "entity")
_RELATIVE_FIT = 0.65
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
_SURE_READ = 0.85
_LEAST_READ_CONFIDENCE = 0.25
_SURE_CONFIDENCE = 0.75
# A phrase can be put in many ways, so that two that differ prove less than two dates do.
_SURE_CONFIDENCE_OF_WORDS = 0.9
_SURE_PREDICATE = 0.75
_OF_WORDS = ("person", "place", "entity")
_LONGEST_PHRASE = 60
_FIRMNESS = 0.15
_PHRASE_SHARE = 0.7
_SUBJECT_SURE = 0.6
_SUBJECT_MET = 0.4
_SURE_FIT = 0.8
_PARTICLES = ("de", "du", "des", "d'", "d’", "von", "van", "di", "da")
_UNREAL = re.compile(
    r"\b(?:asked|urged|begged|wanted|hoped|expected|planned|should|would|could|might|may|whether|if|"
    r"pri[aéè]\w*|demand\w+|suppli\w+|voul\w+|souhait\w+|esp[ée]r\w+|devait|devrait|pourrait|si)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)


def source_claims(question: Question, evidence: Sequence[Evidence]) -> list[SourceClaim]:
    """Return what each source says on exactly the point asked, best supported first.

    Parameters
    ----------
    evidence
        The sentences found for the question, best first.
    """
    claimed = [
        (item, claim)
        for item in evidence
        if not item.text.rstrip(' »"”').endswith("?") and (claim := _claim(question, item)) is not None
    ]
    # A document that never speaks of the truce does not say how long it lasted, where another does.
    claimed = [
        pair
        for pair in claimed
        if may_be_of_subject(question, pair[0]) or pair[0].predicate >= _PREDICATE_ALONE
    ] or claimed
    best = max(evidence, key=lambda item: item.worded, default=None)
    worded = [pair for pair in claimed if best and _is_worded_to_the_point(question, *pair, best)]
    firm = [claim for _, claim in _on_subject(question, _on_point(question, worded))]
    read = [
        replace(one, firm=best is not None and _is_read_for_sure(question, item, one, best))
        for item, one in claimed
        if _is_read_to_the_point(question, item, one)
    ]
    chosen: dict[str, SourceClaim] = {}
    for claim in sorted([*firm, *read], key=_standing):
        chosen.setdefault(claim.claim.document, claim)
    for item, claim in claimed:
        # What another source says more clearly is taken from one that says it less so.
        if item.read >= _LEAST_READ_AGAIN and any(same_answer(claim, other) for other in chosen.values()):
            chosen.setdefault(item.passage.document, replace(claim, firm=False))
    return sorted(chosen.values(), key=_standing)


def _standing(claim: SourceClaim) -> tuple[bool, float]:
    """Sort denials first ("they asked him to", next to "he refused", affirms nothing), then by score."""
    return claim.stance != "no", -claim.evidence.score - (_FIRMNESS if claim.firm else 0.0)


def _is_worded_to_the_point(question: Question, item: Evidence, claim: SourceClaim, best: Evidence) -> bool:
    """Tell whether a sentence has nearly as many of the question's words as the best one."""
    # Where the question leans on its conversation, or wants a name, its predicate alone says too little.
    share = _RELATIVE_COVERAGE if question.kind in _NAMED else 0.0
    return (
        not claim.by_words
        and names_met(question, item)
        and item.worded >= _RELATIVE_SCORE * best.worded
        and item.coverage >= (_RELATIVE_COVERAGE_OF_FOLLOW_UPS if leans(question) else share) * best.coverage
        and item.confidence >= _LEAST_CONFIDENCE[claim.claim.kind]
    )


def _is_read_to_the_point(question: Question, item: Evidence, claim: SourceClaim) -> bool:
    """Tell whether the reader finds the claim's very words to be the answer."""
    if item.answer is None or question.kind in ("polar", "choice"):
        return False
    inside = claim.claim.value_start < item.answer.end and claim.claim.value_end > item.answer.start
    return (
        inside
        and item.read >= _LEAST_READ
        and not speaks_of_another(question, item)
        and all(known_nearby(question, name, item) for name in unmet_names(question, item))
        and item.confidence >= _LEAST_READ_CONFIDENCE
    )


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
        if item.matches[number].strength >= _SUBJECT_MET
        or (takes_up(item.text) and item.document[number] >= _SUBJECT_MET)
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
        (item, claim)
        for item, claim in stated
        if claim.value is None or _fit(item) >= _RELATIVE_FIT * closest
    )


def _fit(evidence: Evidence) -> float:
    return evidence.values[0].fit if evidence.values else 0.0


def _denials_first(stated: Iterable[tuple[Evidence, SourceClaim]]) -> list[tuple[Evidence, SourceClaim]]:
    """Put denials before affirmations: "they asked him to", next to "he refused", affirms nothing."""
    return sorted(stated, key=lambda pair: pair[1].stance != "no")


def _claim(question: Question, evidence: Evidence) -> SourceClaim | None:
    if question.kind == "choice":
        return _choice_claim(question, evidence)
    if question.kind == "polar":
        return _polar_claim(question, evidence)
    values = evidence.values
    sure = evidence.answer if evidence.read >= _SURE_READ else None
    if sure is not None and not any(_overlap(one.value, sure) for one in values):
        # Where the reader is sure, values that stand elsewhere in the sentence are no answer.
        values = ()
    if not values:
        return _phrase_claim(question, evidence)
    best = values[0]
    kind: ClaimKind = best.value.kind
    start, end = best.value.start, best.value.end
    numbered = any(character.isdigit() for character in best.value.printable)
    if sure and isinstance(best.value, NameValue) and not numbered and _overlap(best.value, sure):
        # A name taken from a list or a title runs on; the reader tells where it ends.
        led_in = evidence.text[min(start, sure.start) : start].strip().lower() in _PARTICLES
        start, end = sure.start if led_in else max(start, sure.start), min(end, sure.end)
    claim = make_claim(evidence, kind, best.value.printable, start, end)
    others = tuple(
        other.value
        for other in evidence.values
        if other is not best and other.fit >= _RELATIVE_FIT * best.fit
    )
    return SourceClaim(claim, evidence, best.value, "", others)


def _overlap(value: Value, span: AnswerSpan) -> bool:
    return value.start < span.end and value.end > span.start


def _phrase_claim(question: Question, evidence: Evidence) -> SourceClaim | None:
    """Return the claim that the words read as the answer make, where no typed value is asked for or found."""
    span = evidence.answer
    if span is None or question.kind in EXACT or question.form in NARRATED:
        return None
    words = evidence.text[span.start : span.end]
    named = any(word[:1].isupper() for word in words.split())
    short = 0 < len(words) <= min(_LONGEST_PHRASE, _PHRASE_SHARE * len(evidence.text))
    if not short or (question.kind in ("person", "place") and not named):
        return None
    kind: ClaimKind = "statement"
    if question.kind in ("person", "place"):
        kind = "name" if question.kind == "person" else "place"
    claim = make_claim(evidence, kind, " ".join(words.split()), span.start, span.end)
    return SourceClaim(claim, evidence, None, "", by_words=True)


def _choice_claim(question: Question, evidence: Evidence) -> SourceClaim | None:
    strengths = [_side(question, side, evidence) for side in question.alternatives]
    best = max(range(len(strengths)), key=lambda number: strengths[number][0])
    strength, start, end = strengths[best]
    rival = max(value[0] for number, value in enumerate(strengths) if number != best)
    if strength < 0.5 or rival > 0.8 * strength:
        return None
    claim = make_claim(evidence, "statement", evidence.text[start:end], start, end)
    return SourceClaim(claim, evidence, None, str(best))


def _side(question: Question, side: Iterable[str], evidence: Evidence) -> tuple[float, int, int]:
    """Return how strongly a sentence speaks of one side of an "or", and the words it does it with."""
    best = (0.0, 0, 0)
    forms = word_forms(evidence.text, evidence.passage.language)
    for root in side:
        expansion = expand(root, question.language)
        for keys, position in forms:
            strength = max((expansion.get(key, 0.0) for key in keys), default=0.0)
            if strength > best[0] and not _denied(evidence, position):
                best = (strength, position, _word_end(evidence.text, position))
    return best


def _word_end(text: str, start: int) -> int:
    end = start
    while end < len(text) and (text[end].isalnum() or text[end] in "-’'"):
        end += 1
    return end


def _polar_claim(question: Question, evidence: Evidence) -> SourceClaim | None:
    """Return whether a source affirms or denies what a yes/no question asks."""
    predicate = [
        evidence.matches[number].position
        for number in predicate_terms(question)
        if evidence.matches[number].strength >= 0.5
    ]
    if not predicate or evidence.own_coverage < 0.5:
        return None
    # "Did the mayor sign the treaty": where a noun is the subject, the verb is the second of the terms.
    position = predicate[1] if len(predicate) > 1 else predicate[0]
    if _UNREAL.search(evidence.text[:position]):
        return None
    denial = _denial(evidence, position)
    start = position if denial is None else min(denial, position)
    stance = "yes" if denial is None else "no"
    claim = make_claim(evidence, "negation", stance, start, _word_end(evidence.text, position))
    return SourceClaim(claim, evidence, None, stance)


def _denial(evidence: Evidence, position: int, reach: int = 45) -> int | None:
    """Return where the words stand that deny the word at ``position``; ``None`` where none do."""
    cues = polarity(evidence.text, evidence.passage.language).cues
    near = [cue.start for cue in cues if position - reach <= cue.start <= position + reach // 3]
    clause = [
        start
        for start in near
        if not re.search(r"[;:]", evidence.text[min(start, position) : max(start, position)])
    ]
    return min(clause, default=None)


def _denied(evidence: Evidence, position: int) -> bool:
    return _denial(evidence, position) is not None
