"""Answers without a language model: the sentences that answer, verbatim, each with its number."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.answering.answerer import Findings
from chatbot.answering.citations import CitationRegister, citation_of_passage, emphasised_span
from chatbot.answering.wording import emphasised, words
from chatbot.conflicts.agreement import same_answer
from chatbot.conflicts.comparison import group_into_camps, numbered_claims
from chatbot.conflicts.phrases import same_phrase
from chatbot.conflicts.source_claim import SourceClaim, without_copies
from chatbot.conflicts.wording import colon, opening_words, reservation_words, semicolon, side_words
from chatbot.evidence.confidence import ANSWERED_FROM
from chatbot.evidence.naming import may_be_of_subject, names_met
from chatbot.evidence.question import EXACT, NARRATED, TYPED, Question
from chatbot.evidence.sentence_evidence import Evidence
from chatbot.types import Answer
from chatbot.words import content_words, fold

_MOST_SENTENCES = 5
_MOST_ADDED = 2
_BEARING = 3
_GAP = 3
_NEXT_SHARE = 0.9
_ADDED_FROM = 0.75
_OPEN_FROM = 0.72
_SAME_WORDS = 0.6
_MOST_NEAREST = 3
_SURE = 0.7
_SURE_HEADLINE = 0.85
_LONGEST_ITEM = 80
_LEAST_ITEMS, _MOST_ITEMS = 2, 6
_MOST_COMPARED = 2
_NAMED = 0.5


class ExtractiveAnswerer:
    """Chooses two to five sentences, groups the sources that agree, says where they do not."""

    def answer(self, findings: Findings) -> Answer:
        """Return the answer, or a plain refusal with the passages that come nearest."""
        question = findings.question
        confidence = _confidence(findings.evidence)
        if confidence < ANSWERED_FROM:
            return refusal(findings, confidence)
        lead, added = _chosen(findings)
        register = CitationRegister()
        if findings.conflicts:
            paragraphs = _disagreement(findings, register)
        else:
            paragraphs = (
                _comparison(findings, register)
                or _enumeration(findings, register)
                or _statement(lead, findings, register)
            )
        quoted_already = register.sentences()
        rest = [item for item in added if (item.passage.document, item.start) not in quoted_already]
        if rest:
            paragraphs.append(words("also", question.language))
            paragraphs.extend(register.quote(item) for item in rest)
        return Answer(
            text="\n\n".join(paragraphs),
            language=question.language,
            answered=True,
            confidence=confidence,
            citations=register.citations(),
            conflicts=tuple(one for one in findings.conflicts if not one.reservation),
            differences=tuple(one for one in findings.conflicts if one.reservation),
            query=question.text,
            claims=tuple(numbered_claims(findings.claims)),
        )


def _confidence(evidence: Sequence[Evidence]) -> float:
    """Return the best sentence's confidence, or nearly that of one of the next where it is surer."""
    best = max((item.confidence for item in evidence[:1]), default=0.0)
    return max([best, *(_NEXT_SHARE * item.confidence for item in evidence[1:_BEARING])])


def refusal(findings: Findings, confidence: float) -> Answer:
    """Return the answer that says the documents do not answer."""
    language = findings.question.language
    if not findings.hits:
        text = words("refusal", language)
    else:
        text = f"{words('refusal', language)} {words('nearest', language)}"
    nearest = [
        citation_of_passage(number, hit) for number, hit in enumerate(findings.hits[:_MOST_NEAREST], 1)
    ]
    return Answer(
        text=text,
        language=language,
        answered=False,
        confidence=confidence,
        nearest=tuple(nearest),
        query=findings.question.text,
    )


def _chosen(findings: Findings) -> tuple[list[Evidence], list[Evidence]]:
    """Return the sentences that answer, in reading order, and those that add to them."""
    best = findings.evidence[0]
    if findings.question.kind in TYPED and findings.claims:
        lead = [findings.claims[0].evidence]
        least, most = _ADDED_FROM, _MOST_ADDED
    else:
        lead = [best]
        least, most = _OPEN_FROM, _MOST_SENTENCES - 1
    added: list[Evidence] = []
    for item in findings.evidence:
        if len(added) >= most or item.score < least * best.score:
            break
        if findings.question.kind in TYPED and not _stands_by_itself(findings.question, item):
            continue
        if not any(_says_the_same(item, other) for other in [*lead, *added]):
            added.append(item)
    if findings.question.kind in TYPED:
        return lead, added
    if findings.question.form in NARRATED:
        read = [
            item
            for item in findings.evidence
            if item.read >= _SURE_HEADLINE and item.confidence >= ANSWERED_FROM
        ]
        told = [*read, *(_sequel(best, findings.evidence) if best.read < _SURE else ()), *added]
        added = []
        for item in told:
            if len(added) < most and not any(_says_the_same(item, other) for other in [best, *added]):
                added.append(item)
    if findings.question.form not in NARRATED and best.read >= _SURE:
        return [best], added[:_MOST_ADDED]
    return _in_reading_order(best, added), []


def _sequel(best: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the two sentences after the best one: "two things changed his mind" is told in the next."""
    sequel: list[Evidence] = []
    for item in sorted(evidence, key=lambda item: item.start):
        last = sequel[-1] if sequel else best
        if item.passage.id == best.passage.id and 0 <= item.start - last.end <= _GAP:
            sequel.append(item)
    return sequel[:_MOST_ADDED]


def _comparison(findings: Findings, register: CitationRegister) -> list[str]:
    """Return what is said of each of the things compared; nothing where one of them is not spoken of."""
    question = findings.question
    if not question.compared or len(question.names) < 2:
        return []
    taken: set[tuple[str, int]] = set()
    spoken: list[tuple[str, list[Evidence]]] = []
    for name in question.names:
        words_of_name = set(fold(name.text).split())
        places = [n for n, term in enumerate(question.terms) if fold(term.text) in words_of_name]
        about = [
            item
            for item in findings.evidence
            if any(item.matches[place].strength >= _NAMED for place in places)
            and (item.passage.document, item.start) not in taken
        ][:_MOST_COMPARED]
        if not about:
            return []
        taken.update((item.passage.document, item.start) for item in about)
        spoken.append((name.text, sorted(about, key=lambda item: item.start)))
    return [
        paragraph
        for name, about in spoken
        for paragraph in (
            words("about", question.language).format(name=emphasised(name)),
            *(register.quote(item) for item in about),
        )
    ]


def _enumeration(findings: Findings, register: CitationRegister) -> list[str]:
    """Return all the things that answer a question for several, each with its sentence; nothing for one."""
    question = findings.question
    if not question.several or question.kind not in ("person", "place", "entity", "open"):
        return []
    found: list[tuple[Evidence, str]] = []
    for item in findings.evidence:
        span = item.answer
        sure = span is not None and item.read >= _SURE and item.confidence >= ANSWERED_FROM
        if not sure or span is None or span.end - span.start > _LONGEST_ITEM:
            continue
        name, language = item.text[span.start : span.end], item.passage.language
        if not any(same_phrase(name, language, other, it.passage.language) for it, other in found):
            found.append((item, name))
    found = found[:_MOST_ITEMS]
    if len(found) < _LEAST_ITEMS:
        return []
    items = [f"{emphasised(name)} [{register.number(item, *emphasised_span(item))}]" for item, name in found]
    opening = words("several", question.language).format(count=len(items))
    return [
        f"{opening} {semicolon(question.language).join(items)}.",
        *(register.quote(item) for item, _ in found),
    ]


def _statement(lead: Sequence[Evidence], findings: Findings, register: CitationRegister) -> list[str]:
    """Return the paragraphs of an answer on which the sources agree."""
    language = findings.question.language
    claimed = findings.claims[0] if findings.claims else None
    if claimed is None or not _is_direct(claimed, findings.question, lead):
        return [words("say", language), *(register.quote(item) for item in lead)]
    camp = group_into_camps(findings.claims)[0]
    agreeing = without_copies(claim for claim in camp if same_answer(claimed, claim))[:_MOST_SENTENCES]
    marks = "".join(register.mark(claim) for claim in agreeing)
    opening = f"{emphasised(side_words(claimed.claim, language))} {marks}"
    if len(agreeing) > 1:
        opening = f"{opening} {words('agree', language).format(count=len(agreeing))}"
    quotes = [register.quote(claim.evidence, claim.claim) for claim in agreeing]
    cited = [claim.evidence for claim in agreeing]
    others = [register.quote(item) for item in lead if item not in cited]
    return [opening, *quotes, *others[: _MOST_SENTENCES - len(quotes)]]


def _is_direct(claimed: SourceClaim, question: Question, lead: Sequence[Evidence]) -> bool:
    """Tell whether the words claimed are the answer by themselves, to stand before the sentence."""
    span = claimed.evidence.answer
    if question.kind in EXACT:
        return True
    if span is None or question.kind in ("polar", "choice"):
        return False
    if question.kind in TYPED:
        return claimed.claim.value_start < span.end and claimed.claim.value_end > span.start
    return claimed.evidence in lead[:1] and claimed.evidence.read >= _SURE_HEADLINE


def _disagreement(findings: Findings, register: CitationRegister) -> list[str]:
    """Return the paragraphs of an answer on which the sources do not agree: every side, quoted."""
    opening = disagreement_opening(findings, register)
    camps = _camps(findings)
    return [opening, *(register.quote(member.evidence, member.claim) for camp in camps for member in camp)]


def disagreement_opening(findings: Findings, register: CitationRegister) -> str:
    """Return the sentence that names every side of the conflict found, with the marks of its sources."""
    language = findings.question.language
    kind, reason = findings.conflicts[0].kind, findings.conflicts[0].reservation
    sides = []
    for camp in _camps(findings):
        claim = camp[0].claim
        marks = "".join(register.mark(member) for member in camp)
        sides.append(f"{emphasised(side_words(claim, language))} {marks}")
    opening = f"{opening_words(kind, language, reason)}{colon(language)}{semicolon(language).join(sides)}."
    return f"{opening} {reservation_words(reason, language)}".rstrip()


def _camps(findings: Findings) -> list[list[SourceClaim]]:
    return group_into_camps(without_copies(claim for claim in findings.claims if claim.firm))


def _in_reading_order(best: Evidence, others: Sequence[Evidence]) -> list[Evidence]:
    """Put the best sentence's passage first, in the order of its text, then the rest as they rank."""
    same = [item for item in others if item.passage.id == best.passage.id]
    rest = [item for item in others if item.passage.id != best.passage.id]
    return [*sorted([best, *same], key=lambda item: item.start), *rest]


def _stands_by_itself(question: Question, item: Evidence) -> bool:
    """Tell whether a sentence would be an answer alone, of the persons the question names."""
    return (
        item.confidence >= ANSWERED_FROM and names_met(question, item) and may_be_of_subject(question, item)
    )


def _says_the_same(one: Evidence, other: Evidence) -> bool:
    if one.passage.document == other.passage.document and one.start == other.start:
        return True
    mine = {fold(word) for word in content_words(one.text, one.passage.language)}
    theirs = {fold(word) for word in content_words(other.text, other.passage.language)}
    return len(mine & theirs) >= _SAME_WORDS * max(1, min(len(mine), len(theirs)))
