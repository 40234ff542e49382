"""Measures the reader on questions with their paragraph, and the whole program with all paragraphs at once.

Given the paragraph: F1 and exact match of the span. Given a paragraph that does not answer, of the same
article where there is another: how well the score of "no answer" tells the two apart. With all paragraphs
as the collection: whether the first sentence quoted holds the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.chatbot import Chatbot
from chatbot.comprehension.reader import AnswerReader, AnswerSpan
from chatbot.evaluation.figures import Figure, area_under_curve, exact_match, mean, word_f1
from chatbot.evaluation.questions import bad_line, read_objects
from chatbot.settings import Settings
from chatbot.types import Answer, Progress, ProgressCallback


@dataclass(frozen=True, slots=True)
class ParagraphQuestion:
    """A question, the paragraph that answers it, and the answers in its words.

    Attributes
    ----------
    answers
        Empty where the paragraph does not answer.
    article
        The article the paragraph comes from, an empty string where unknown.
    """

    question: str
    paragraph: str
    answers: tuple[str, ...]
    article: str


def read_paragraph_questions(path: Path) -> list[ParagraphQuestion]:
    """Return the questions of a file with the fields ``question``, ``context`` and ``answers``.

    Raises
    ------
    QuestionsError
        The file cannot be read or a line has other fields.
    """
    return [_paragraph_question(path, number, fields) for number, fields in read_objects(path)]


def _paragraph_question(path: Path, number: int, fields: dict[str, Any]) -> ParagraphQuestion:
    answers = fields.get("answers")
    if not isinstance(answers, list) or not all(
        isinstance(one, dict) and isinstance(one.get("text"), str) for one in answers
    ):
        raise bad_line(path, number, "has no list of {'text'} in the field 'answers'")
    if not all(isinstance(fields.get(name), str) for name in ("question", "context")):
        raise bad_line(path, number, "has no texts in the fields 'question' and 'context'")
    texts = tuple(one["text"] for one in answers if one["text"].strip())
    return ParagraphQuestion(fields["question"], fields["context"], texts, str(fields.get("title") or ""))


def evaluate_reader(
    name: str, questions: Sequence[ParagraphQuestion], reader: AnswerReader, progress: ProgressCallback
) -> list[Figure]:
    """Return the figures of the reader alone, each question read with two paragraphs."""
    others = _other_paragraphs(questions)
    found: list[tuple[AnswerSpan | None, AnswerSpan | None]] = []
    for number, (one, other) in enumerate(zip(questions, others, strict=True), start=1):
        own, wrong = reader.read(one.question, [one.paragraph, other])
        found.append((own.best(0, len(one.paragraph)), wrong.best(0, len(other))))
        progress(Progress("reading", number, len(questions)))
    answered = [(one, own) for one, (own, _) in zip(questions, found, strict=True) if one.answers]
    spans = [(one.paragraph[own.start : own.end] if own else "", one.answers) for one, own in answered]
    positive = [own.score for _, own in answered if own]
    negative = [wrong.score for _, wrong in found if wrong]
    negative += [own.score for one, (own, _) in zip(questions, found, strict=True) if own and not one.answers]
    return [
        Figure(name, "F1 of the span, paragraph given", mean([word_f1(*one) for one in spans]), len(spans)),
        Figure(name, "exact match", mean([exact_match(*one) for one in spans]), len(spans)),
        Figure(
            name,
            "AUROC of answered or not",
            area_under_curve(positive, negative),
            len(positive) + len(negative),
        ),
    ]


def _other_paragraphs(questions: Sequence[ParagraphQuestion]) -> list[str]:
    """Return for each question a paragraph that does not answer it: the article's next, else the file's."""
    every = list(dict.fromkeys(one.paragraph for one in questions))
    articles: dict[str, list[str]] = {}
    for one in questions:
        paragraphs = articles.setdefault(one.article, []) if one.article else []
        if one.paragraph not in paragraphs:
            paragraphs.append(one.paragraph)
    others = []
    for one in questions:
        near = articles.get(one.article, [])
        near = near if len(near) > 1 else every
        others.append(near[(near.index(one.paragraph) + 1) % len(near)])
    return others


def evaluate_collection(
    name: str, questions: Sequence[ParagraphQuestion], settings: Settings, progress: ProgressCallback
) -> list[Figure]:
    """Return how the whole program fares with all paragraphs of the file as its collection."""
    paragraphs = dict.fromkeys(one.paragraph for one in questions)
    texts = {f"paragraph-{number}": text for number, text in enumerate(paragraphs)}
    asked = [one for one in questions if one.answers]
    answers = []
    with Chatbot.from_texts(texts, settings=settings) as bot:
        for number, one in enumerate(asked, start=1):
            answers.append(bot.ask(one.question))
            progress(Progress("asking", number, len(asked)))
    first = [_first_quote_holds(answer, one.answers) for answer, one in zip(answers, asked, strict=True)]
    count = len(asked)
    return [
        Figure(name, "first quoted sentence holds the answer", mean(first), count),
        Figure(name, "answered", mean([answer.answered for answer in answers]), count),
        Figure(name, "conflict flagged", mean([bool(answer.conflicts) for answer in answers]), count),
    ]


def _first_quote_holds(answer: Answer, wanted: Sequence[str]) -> bool:
    quotes = [citation.quote for citation in answer.citations[:1]]
    return any(one.lower() in quote.lower() for quote in quotes for one in wanted)
