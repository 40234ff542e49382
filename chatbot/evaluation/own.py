"""One's own questions on one's own documents: which passages are the ones that should be found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from chatbot.evaluation.answers import Expected, check_sources, expected
from chatbot.evaluation.questions import Question, bad_line, read_questions
from chatbot.types import Passage


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question and what is known of the passages that answer it."""

    question: Question
    wanted: Expected


def read_own_questions(path: Path) -> tuple[OwnQuestion, ...]:
    """Return the questions of a file that say what should be found; ``unanswerable`` ones are left out.

    The fields are those of `expected`, and ``quote``: words of the passage, told apart from it by their
    spaces at most. Any passage of the listed ``sources`` is right where nothing else is said.

    Raises
    ------
    QuestionsError
        The file cannot be read, or a line does not say what should be found.
    """
    own = (OwnQuestion(question, _wanted(path, question)) for question in read_questions(path))
    asked = tuple(one for one in own if not one.wanted.refusal)
    if not asked:
        raise bad_line(path, 1, "is like all others on nothing the documents answer")
    return asked


def check_own_sources(path: Path, questions: Sequence[OwnQuestion], documents: Sequence[str]) -> None:
    """Raise ``QuestionsError`` where a listed source is no document of the collection."""
    for one in questions:
        check_sources(path, one.question, one.wanted, documents)


def is_right(wanted: Expected, passage: Passage) -> bool:
    """Tell whether the passage comes from a listed source and says what is asked for."""
    return wanted.answer is not None and _says(wanted, wanted.answer, passage)


def has_both_sides(wanted: Expected, passages: Sequence[Passage]) -> bool:
    """Tell whether both sides of the conflict are among the passages, in different documents."""
    if wanted.sides is None:
        return False
    first, second = (
        {passage.document for passage in passages if _says(wanted, side, passage)} for side in wanted.sides
    )
    return any(one != other for one in first for other in second)


def _wanted(path: Path, question: Question) -> Expected:
    fields = dict(question.fields)
    quote = fields.get("quote")
    if quote is not None:
        if not isinstance(quote, str) or not quote.strip():
            raise bad_line(path, question.line, "has a 'quote' that is not a text")
        fields["answer"] = r"\s+".join(map(re.escape, quote.split()))
    elif fields.get("sources") and fields.get("conflict") is None:
        # Where only the document is known, every passage of it says enough.
        fields.setdefault("answer", "")
    if not {"answer", "conflict"} & fields.keys() and fields.get("unanswerable") is not True:
        raise bad_line(path, question.line, "has neither 'sources' nor 'quote', 'answer' or 'conflict'")
    return expected(path, replace(question, fields=fields))


def _says(wanted: Expected, pattern: re.Pattern[str], passage: Passage) -> bool:
    if wanted.sources and not passage.document.startswith(wanted.sources):
        return False
    # A line of the source may end in the middle of the words looked for.
    return bool(pattern.search(passage.text) or pattern.search(" ".join(passage.text.split())))
