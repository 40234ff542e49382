"""Answers written by a language model, held to the sources: what these do not support is marked as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.answering.answerer import Answerer, Findings
from chatbot.answering.citations import CitationRegister
from chatbot.answering.cited_sentences import Source, source_of
from chatbot.answering.extractive import disagreement_opening, refusal
from chatbot.answering.prompts import NOT_FOUND, answer_prompt
from chatbot.answering.readable import readable_text
from chatbot.answering.statements import WrittenStatement, statements_of
from chatbot.answering.support import SupportChecker, Verdict
from chatbot.answering.wording import doubt_reason, doubted, escaped
from chatbot.draft import Draft
from chatbot.embedding import Embedder
from chatbot.evidence.question import Question
from chatbot.index import OpenIndex
from chatbot.language import detect_language
from chatbot.language_model import Fault, LanguageModel, LanguageModelError, fault_sentence
from chatbot.sentences import sentence_spans
from chatbot.types import Answer, Doubt, Passage

# Little else than citation marks and figures tells no language.
_LEAST_LETTERS = 40
_SENTINEL = re.compile(rf"[\s*_`\"“”]{{0,9}}{re.escape(NOT_FOUND).replace('_', '.?_')}[\s*_`\"“”.!]{{0,9}}")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_TAGS_OF_PASSAGE = 40
_SURE = 0.75


@dataclass(frozen=True, slots=True)
class WritingLimits:
    """How much a language model is given, and may write.

    Attributes
    ----------
    context_tokens
        Room for passages, in tokens of the embedding model.
    answer_tokens
        Longest answer, in tokens of the language model.
    """

    context_tokens: int
    answer_tokens: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What the check of an answer reads beside the answer.

    Attributes
    ----------
    index
        Where the passages come from.
    embedder
        The model that made its vectors.
    rarity
        How much a word of a language says, positive.
    """

    index: OpenIndex
    embedder: Embedder
    rarity: Callable[[str, str], float]

    def source(self, passage: Passage) -> Source:
        """Return a passage with what stands around it."""
        return source_of(passage, self.index.document(passage.document))

    def checker(self, question: Question) -> SupportChecker:
        """Return the check of statements that answer a question."""
        return SupportChecker(self.embedder, question.text, question.language, self.rarity)


class WrittenAnswerer:
    """An `Answerer` that has a language model write, checks each statement, and falls back on quotes.

    Parameters
    ----------
    model
        Writes.
    fallback
        Answers where the model does not, or nothing it wrote is supported.
    desk
        What the check reads.
    limits
        How much the model is given and may write.
    draft
        Shown the text as it is written, and asked whether to stop.
    """

    def __init__(
        self,
        model: LanguageModel,
        fallback: Answerer,
        desk: Desk,
        limits: WritingLimits,
        draft: Draft | None = None,
    ) -> None:
        self._model = model
        self._fallback = fallback
        self._desk = desk
        self._limits = limits
        self._draft = draft or Draft()

    def answer(self, findings: Findings) -> Answer:
        """Return the answer the model wrote, or the fallback's with a note of what happened."""
        quoted = self._fallback.answer(findings)
        passages = self._chosen(findings)
        if not passages:
            return quoted
        text, fault = self._written(findings, passages)
        if fault is not None and fault not in ("cut", "stopped"):
            return self._instead(quoted, fault)
        if _SENTINEL.search(text):
            text = _SENTINEL.sub("\n", text).strip()
            if not text:
                return self._silent(findings, quoted)
        statements = statements_of(text)
        if not statements:
            return self._instead(quoted, fault or "empty")
        if _is_foreign(statements, findings.question.language):
            return self._instead(quoted, "language")
        sources = [self._desk.source(passage) for passage in passages]
        verdicts = self._desk.checker(findings.question).check(statements, sources)
        if not any(verdict.supported for verdict in verdicts):
            return self._instead(quoted, fault or "unsupported")
        return self._assembled(
            findings, quoted, passages, list(zip(statements, verdicts, strict=True)), fault
        )

    def _chosen(self, findings: Findings) -> list[Passage]:
        """Return the passages there is room for, best first; those of a conflict are always among them."""
        disputed = {claim.passage_id for conflict in findings.conflicts for claim in conflict.claims}
        ranked = [hit.passage for hit in findings.hits]
        room = self._limits.context_tokens
        chosen: set[str] = set()
        for passage in sorted(ranked, key=lambda one: one.id not in disputed):
            room -= self._desk.embedder.count_tokens(passage.text) + _TAGS_OF_PASSAGE
            if room < 0 and chosen and passage.id not in disputed:
                break
            chosen.add(passage.id)
        return [passage for passage in ranked if passage.id in chosen]

    def _written(self, findings: Findings, passages: Sequence[Passage]) -> tuple[str, Fault | None]:
        """Return what the model wrote, for reading, and what went wrong."""
        question = findings.question
        prompt = answer_prompt(question.text, question.language, passages, findings.conflicts)
        written = ""
        fault: Fault | None = None
        try:
            for piece in self._model.write(prompt, self._limits.answer_tokens, stopped=self._draft.stopped):
                written += piece
                if not NOT_FOUND.startswith(written.strip()[: len(NOT_FOUND)]):
                    self._draft.show(written)
        except LanguageModelError as error:
            fault = error.fault
        text = readable_text(written)
        return (_without_last_sentence(text) if fault else text), fault

    def _silent(self, findings: Findings, quoted: Answer) -> Answer:
        """Return our answer only where it is sure: two readers who find none are more than one in doubt."""
        if not quoted.answered:
            return quoted
        if quoted.confidence >= _SURE or findings.conflicts:
            return self._instead(quoted, "silent")
        return refusal(findings, quoted.confidence)

    def _instead(self, quoted: Answer, fault: Fault) -> Answer:
        return replace(quoted, note=fault_sentence(fault, self._model.label, quoted.language))

    def _assembled(
        self,
        findings: Findings,
        quoted: Answer,
        passages: Sequence[Passage],
        judged: Sequence[tuple[WrittenStatement, Verdict]],
        fault: Fault | None,
    ) -> Answer:
        language = findings.question.language
        register = CitationRegister()
        opening = [disagreement_opening(findings, register)] if findings.conflicts else []
        doubts: list[Doubt] = []
        lines: dict[int, list[str]] = {}
        for statement, verdict in judged:
            if verdict.supported:
                said = _with_citations(statement, verdict, passages, register)
            else:
                cited = [
                    passages[number - 1].title for number in statement.cites if 1 <= number <= len(passages)
                ]
                reason = doubt_reason(verdict.cause, verdict.detail, language, cited)
                doubts.append(Doubt(len(doubts) + 1, statement.text, reason))
                said = doubted(statement.text, len(doubts))
            lines.setdefault(statement.line, [statement.lead] if statement.lead else []).append(said)
        supported = sum(verdict.supported for _, verdict in judged)
        note = fault_sentence(fault, self._model.label, language) if fault else ""
        return replace(
            quoted,
            text="\n\n".join([*opening, _joined(lines)]),
            answered=True,
            confidence=supported / len(judged),
            citations=register.citations(),
            conflicts=tuple(one for one in findings.conflicts if not one.reservation),
            differences=tuple(one for one in findings.conflicts if one.reservation),
            nearest=(),
            writer=self._model.label.name,
            doubts=tuple(doubts),
            note=note,
        )


def _with_citations(
    statement: WrittenStatement, verdict: Verdict, passages: Sequence[Passage], register: CitationRegister
) -> str:
    """Return a statement with the marks of the sentences that support it in the place of the passages'."""
    given: dict[int, str] = {}
    for number, quote in verdict.quotes.items():
        span, value = quote
        cited = register.cite(passages[number - 1], span.start, span.end, value.start, value.end)
        given[number] = f"[{cited}]"
    text = statement.with_marks(lambda number: given.get(number, ""), escaped)
    if any(mark in text for mark in given.values()):
        return text
    return f"{text} {''.join(dict.fromkeys(given.values()))}"


def _without_last_sentence(text: str) -> str:
    """Return a text that was cut without its last sentence: who knows how "3." would have gone on."""
    spans = sentence_spans(text)
    return text[: spans[-1].start].rstrip() if spans else ""


def _is_foreign(statements: Sequence[WrittenStatement], language: str) -> bool:
    """Tell whether statements are in another language, what they quote aside."""
    text = _QUOTED.sub(" ", " ".join(statement.text for statement in statements))
    if sum(map(str.isalpha, text)) < _LEAST_LETTERS:
        return False
    return detect_language(text) not in (language, "und")


def _joined(lines: Mapping[int, Sequence[str]]) -> str:
    """Return the lines as Markdown: items of one list under each other, all else as paragraphs."""
    text = ""
    listed = False
    for parts in lines.values():
        item = parts[0].endswith(" ")
        line = (parts[0] + " ".join(parts[1:])) if item else " ".join(parts)
        text += ("\n" if item and listed else "\n\n") + line
        listed = item
    return text.strip()
