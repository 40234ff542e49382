"""What each source claims on the point asked: one claim a source, if it speaks of that point at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chatbot.conflicts.values import NameValue, Value, polarity, same_name
from chatbot.evidence.gathering import Evidence
from chatbot.evidence.question import Question
from chatbot.evidence.terms import TermMatch
from chatbot.expansion import expand, word_forms
from chatbot.types import Claim, ClaimKind
from chatbot.words import fold

_RELATIVE_SCORE = 0.55
_RELATIVE_PREDICATE = 0.8
_RELATIVE_FIT = 0.7
_LEAST_PREDICATE = 0.3
_COPY_OVERLAP = 0.85


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
    """

    claim: Claim
    evidence: Evidence
    value: Value | None
    stance: str
    others: tuple[Value, ...] = ()


def source_claims(question: Question, evidence: Sequence[Evidence]) -> list[SourceClaim]:
    """Return what each source says on exactly the point asked, best supported first.

    Copies of a sentence in several documents count as one source.

    Parameters
    ----------
    evidence
        The sentences found for the question, best first.
    """
    stated = [(item, claim) for item in evidence if (claim := _claim(question, item)) is not None]
    if not stated:
        return []
    top = stated[0][0].score
    fit = max((item.values[0].fit for item, claim in stated[:8] if claim.value is not None), default=0.0)
    predicate = max(_predicate(question, item) for item, _ in stated[:8])
    chosen: dict[str, SourceClaim] = {}
    for item, claim in stated:
        if item.score < _RELATIVE_SCORE * top or item.passage.document in chosen:
            continue
        if claim.value is not None and item.values[0].fit < _RELATIVE_FIT * fit:
            continue
        if not names_met(question, item.stated, item.matches, item.around):
            continue
        if _predicate(question, item) < max(_LEAST_PREDICATE, _RELATIVE_PREDICATE * predicate):
            continue
        if any(_is_copy(item.text, other.evidence.text) for other in chosen.values()):
            continue
        chosen[item.passage.document] = claim
    return list(chosen.values())


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


def _claim(question: Question, evidence: Evidence) -> SourceClaim | None:
    if question.kind == "choice":
        return _choice_claim(question, evidence)
    if question.kind == "polar":
        return _polar_claim(question, evidence)
    if not evidence.values:
        return None
    best = evidence.values[0]
    kind: ClaimKind = best.value.kind
    claim = make_claim(evidence, kind, best.value.printable, best.value.start, best.value.end)
    others = tuple(other.value for other in evidence.values[1:] if other.fit >= _RELATIVE_FIT * best.fit)
    return SourceClaim(claim, evidence, best.value, "", others)


def _choice_claim(question: Question, evidence: Evidence) -> SourceClaim | None:
    strengths = [_side(question, side, evidence) for side in question.alternatives]
    best = max(range(len(strengths)), key=lambda number: strengths[number][0])
    strength, start, end = strengths[best]
    rival = max(value[0] for number, value in enumerate(strengths) if number != best)
    if strength < 0.5 or rival > 0.6 * strength:
        return None
    words = evidence.text[start:end]
    if polarity(words_before(evidence.text, start), evidence.passage.language).negated:
        return None
    claim = make_claim(evidence, "statement", words, start, end)
    return SourceClaim(claim, evidence, None, str(best))


def words_before(text: str, position: int, reach: int = 40) -> str:
    """Return the words of the same clause that stand right before a position."""
    return text[max(0, position - reach) : position]


def _side(question: Question, side: Iterable[str], evidence: Evidence) -> tuple[float, int, int]:
    """Return how strongly a sentence speaks of one side of an "or", and the words it does it with."""
    best = (0.0, 0, 0)
    forms = word_forms(evidence.text, evidence.passage.language)
    for root in side:
        expansion = expand(root, question.language)
        for keys, position in forms:
            strength = max((expansion.get(key, 0.0) for key in keys), default=0.0)
            if strength > best[0]:
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
        (match.strength, match.position)
        for term, match in zip(question.terms, evidence.matches, strict=True)
        if match.position >= 0 and not _in_name(question, term.text)
    ]
    if not predicate or evidence.own_coverage < 0.5:
        return None
    position = max(predicate)[1]
    end = _word_end(evidence.text, position)
    found = polarity(evidence.text, evidence.passage.language)
    near = [cue for cue in found.cues if -60 <= position - cue.start <= 80]
    stance = "no" if near else "yes"
    start = near[0].start if near else position
    claim = make_claim(evidence, "negation", stance, min(start, position), max(end, start))
    return SourceClaim(claim, evidence, None, stance)


def names_met(
    question: Question,
    stated: Sequence[Value],
    matches: Sequence[TermMatch],
    around: Sequence[float],
) -> bool:
    """Tell whether a sentence speaks of the persons and bodies the question names.

    A name may stand in a sentence nearby, unless the sentence names another person in its place.

    Parameters
    ----------
    stated
        The values of the sentence.
    matches
        Where the question's terms are met in it.
    around
        How well each term is met around it; empty where that does not count.
    """
    found = [value for value in stated if isinstance(value, NameValue)]
    for name in question.names:
        if name.kind == "place" or any(same_name(name, other) for other in found):
            continue
        own = set(fold(name.text).split())
        numbers = [number for number, term in enumerate(question.terms) if fold(term.text) in own]
        if not numbers or max(matches[number].strength for number in numbers) >= 0.5:
            continue
        nearby = max((around[number] for number in numbers), default=0.0) if around else 0.0
        if nearby < 0.5 or (not _is_body(name) and any(not _is_body(other) for other in found)):
            return False
    return True


def _is_body(name: NameValue) -> bool:
    """Tell whether a name is that of a unit or organisation: it holds a number or is in capitals."""
    return any(c.isdigit() for c in name.text) or any(w.isupper() and len(w) > 1 for w in name.text.split())


def _in_name(question: Question, word: str) -> bool:
    folded = fold(word)
    return any(folded in fold(name.text).split() for name in question.names)


def _predicate(question: Question, evidence: Evidence) -> float:
    """Return how much of what the question says beyond names is in the sentence itself."""
    pairs = [
        match.strength
        for term, match in zip(question.terms, evidence.matches, strict=True)
        if term.weight == 1.0 and not _in_name(question, term.text)
    ]
    return sum(pairs) / len(pairs) if pairs else 1.0


def _is_copy(text: str, other: str) -> bool:
    words, others = set(fold(text).split()), set(fold(other).split())
    return len(words & others) >= _COPY_OVERLAP * max(1, min(len(words), len(others))) and (
        min(len(words), len(others)) >= 6
    )
