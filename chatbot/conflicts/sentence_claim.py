"""What one sentence claims on the point asked: a typed value, a phrase, yes or no, one side of an "or"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.comprehension import AnswerSpan
from chatbot.conflicts.source_claim import SourceClaim, make_claim
from chatbot.evidence.question import EXACT, NARRATED, Question, predicate_terms
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.expansion import expand, word_forms
from chatbot.types import ClaimKind
from chatbot.values import NameValue, Value, polarity
from chatbot.words import content_words, fold

RELATIVE_FIT = 0.65
_SURE_READ = 0.85
_LONGEST_PHRASE = 60
_PHRASE_SHARE = 0.7
_PARTICLES = ("de", "du", "des", "d'", "d’", "von", "van", "di", "da")
_SET_ASIDE = re.compile(
    r"\b(?:et non|non pas|mais pas|and not|but not|rather than|plutôt que|instead of|au lieu de)\s+"
    r"(?:[\wà-ÿ]+['’\s]\s*){0,2}$",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:asked|urged|begged|wanted|hoped|expected|planned|should|would|could|might|may|whether|if|"
    r"pri[aéè]\w*|demand\w+|suppli\w+|voul\w+|souhait\w+|esp[ée]r\w+|devait|devrait|pourrait|si)\b[^.;:]{0,40}$",
    re.IGNORECASE,
)


def sentence_claim(question: Question, evidence: Evidence) -> SourceClaim | None:
    """Return the claim a sentence makes on the point asked, the likeliest one; ``None`` without one."""
    if question.kind == "choice":
        return _choice_claim(question, evidence)
    if question.kind == "polar":
        return _polar_claim(question, evidence)
    values = evidence.values
    sure = evidence.answer if evidence.read >= _SURE_READ else None
    if sure is not None:
        # Where the reader is sure, values that stand elsewhere in the sentence are no answer, unless the
        # words of the question stand much closer to one.
        found = tuple(one for one in values if _overlap(one.value, sure))
        values = found if not found or found[0].fit >= RELATIVE_FIT * values[0].fit else values
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
        other.value for other in values if other is not best and other.fit >= RELATIVE_FIT * best.fit
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
    if _only_repeats(question, words, evidence) or (question.kind == "person" and _is_place(evidence, span)):
        return None
    kind: ClaimKind = "statement"
    if question.kind in ("person", "place"):
        kind = "name" if question.kind == "person" else "place"
    claim = make_claim(evidence, kind, " ".join(words.split()), span.start, span.end)
    return SourceClaim(claim, evidence, None, "", by_words=True)


def _only_repeats(question: Question, words: str, evidence: Evidence) -> bool:
    """Tell whether a phrase has no content word that the question has not."""
    language = evidence.passage.language
    asked = {fold(word) for word in content_words(question.text, question.language)}
    return language == question.language and {fold(word) for word in content_words(words, language)} <= asked


def _is_place(evidence: Evidence, span: AnswerSpan) -> bool:
    names = [value for value in evidence.stated if isinstance(value, NameValue) and _overlap(value, span)]
    return bool(names) and all(name.kind == "place" for name in names)


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
            set_aside = _SET_ASIDE.search(evidence.text[:position])
            if strength > best[0] and not set_aside and not _denied(evidence, position):
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
        if not re.search(
            r"[;:]" if start < position else r"[,;:]",
            evidence.text[min(start, position) : max(start, position)],
        )
    ]
    return min(clause, default=None)


def _denied(evidence: Evidence, position: int) -> bool:
    return _denial(evidence, position) is not None
