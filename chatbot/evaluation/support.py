"""Measures the check of what a language model writes, on statements that are known to be supported or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from chatbot.chatbot import Chatbot
from chatbot.evaluation.figures import Figure, mean
from chatbot.evaluation.questions import bad_line, read_objects
from chatbot.settings import Settings
from chatbot.types import Progress, ProgressCallback

_TEXTS = ("statement", "document", "quote")
_RIGHT = "right"


@dataclass(frozen=True, slots=True)
class JudgedStatement:
    """A statement, the passage it cites, and what is known and was found of it.

    Attributes
    ----------
    document, quote
        The passage: the first of that document that holds the words.
    fault
        How the statement was falsified; ``"right"`` where it was not.
    cause
        Why the check does not take it for supported; empty where it does.
    """

    line: int
    statement: str
    document: str
    quote: str
    question: str
    fault: str
    cause: str = ""

    @property
    def well_judged(self) -> bool:
        """Whether the check takes just the right statement for supported."""
        return bool(self.cause) != (self.fault == _RIGHT)

    def to_dict(self) -> dict[str, Any]:
        """Return the statement as a plain dictionary."""
        return asdict(self)


def read_statements(path: Path, split: str = "") -> list[JudgedStatement]:
    """Return the statements of a JSON Lines file.

    Parameters
    ----------
    split
        Only lines with this in their field ``split``; all where it is empty.

    Raises
    ------
    QuestionsError
        The file cannot be read, or a line has other fields.
    """
    statements = []
    for number, fields in read_objects(path):
        if not all(isinstance(fields.get(name), str) and fields[name].strip() for name in _TEXTS):
            raise bad_line(path, number, "has no texts in 'statement', 'document' and 'quote'")
        if not isinstance(fields.get("supported"), bool):
            raise bad_line(path, number, "has neither true nor false in 'supported'")
        if split in ("", fields.get("split")):
            fault = _RIGHT if fields["supported"] else str(fields.get("fault") or "false")
            statement, document, quote = (str(fields[name]) for name in _TEXTS)
            question = str(fields.get("question") or "")
            statements.append(JudgedStatement(number, statement, document, quote, question, fault))
    return statements


def judge_statements(
    settings: Settings, statements: Sequence[JudgedStatement], progress: ProgressCallback
) -> list[JudgedStatement]:
    """Return the statements with what the check finds of each."""
    judged = []
    with Chatbot(settings, progress=progress) as bot:
        for number, one in enumerate(statements, start=1):
            verdict = bot.check(one.statement, one.document, one.quote, one.question)
            judged.append(replace(one, cause=verdict.cause))
            progress(Progress("checking", number, len(statements)))
    return judged


def support_figures(name: str, judged: Sequence[JudgedStatement]) -> list[Figure]:
    """Return how many of the right statements are kept, and of each kind of false ones are caught."""
    faults = [one for one in dict.fromkeys(one.fault for one in judged) if one != _RIGHT]
    right = [one.well_judged for one in judged if one.fault == _RIGHT]
    wrong = [one.well_judged for one in judged if one.fault != _RIGHT]
    figures = [Figure(name, "right ones kept", mean(right), len(right))] if right else []
    if wrong:
        figures.append(Figure(name, "false ones caught", mean(wrong), len(wrong)))
    for fault in sorted(faults):
        caught = [one.well_judged for one in judged if one.fault == fault]
        figures.append(Figure(name, f"caught: {fault}", mean(caught), len(caught)))
    return figures
