"""Puts every question of a file to a chatbot and lays the verdicts out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.evaluation.answers import Totals, Verdict, check_sources, expected, score, summarise
from chatbot.evaluation.questions import read_questions

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot

_TOTALS = (
    ("facts, same language", "facts_same_language"),
    ("facts, cross language", "facts_cross_language"),
    ("conflicts flagged", "conflicts"),
    ("refusals", "refusals"),
    ("follow-ups", "follow_ups"),
    ("false flags (fewer is better)", "false_flags"),
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The verdict on each question, in the order of the file, and the totals."""

    verdicts: tuple[Verdict, ...]
    totals: Totals

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as plain dictionaries and lists."""
        verdicts = [{**asdict(verdict), "right": verdict.right} for verdict in self.verdicts]
        return {"totals": self.totals.to_dict(), "verdicts": verdicts}


def evaluate_file(bot: Chatbot, path: Path) -> Evaluation:
    """Ask every question of the file and score the answers.

    Raises
    ------
    QuestionsError
        The file cannot be read or scored, or was written for other documents. Nothing is asked then.
    """
    languages = {document.path: document.language for document in bot.documents()}
    questions = [(question, expected(path, question)) for question in read_questions(path)]
    for question, wanted in questions:
        check_sources(path, question, wanted, list(languages))
    verdicts = []
    for question, wanted in questions:
        history = [{"role": turn.role, "content": turn.content} for turn in question.history]
        verdicts.append(score(wanted, bot.ask(question.text, history), languages))
    return Evaluation(tuple(verdicts), summarise(verdicts))


def rows(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    """Return the rows of the table: line, verdict, the beginning of the answer."""
    return [(verdict.id, _words(verdict), verdict.text) for verdict in evaluation.verdicts]


def summary(evaluation: Evaluation) -> list[str]:
    """Return the totals, one line each; a kind that no question asks for is left out."""
    totals = ((label, getattr(evaluation.totals, name)) for label, name in _TOTALS)
    return [f"{label}: {total.right} of {total.of}" for label, total in totals if total.of]


def _words(verdict: Verdict) -> str:
    parts = (("fact", verdict.fact), ("conflict", verdict.conflict), ("refusal", verdict.refusal))
    said = [f"{name} {'right' if right else 'WRONG'}" for name, right in parts if right is not None]
    if verdict.false_flag:
        said.append("FALSE FLAG")
    if verdict.cross_language:
        said.append("cross language")
    return ", ".join(said)
