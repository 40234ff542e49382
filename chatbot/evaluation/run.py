"""Puts every question of a file to a chatbot and lays the verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot.chatbot import Chatbot
from chatbot.comprehension import load_reader
from chatbot.errors import QuestionsError
from chatbot.evaluation.answers import Totals, Verdict, check_sources, expected, score, summarise
from chatbot.evaluation.comprehension import evaluate_collection, evaluate_reader, read_paragraph_questions
from chatbot.evaluation.conversations import evaluate_conversations, read_turns
from chatbot.evaluation.disagreements import evaluate_disagreements, read_sourced_questions
from chatbot.evaluation.figures import Figure
from chatbot.evaluation.questions import read_questions
from chatbot.evaluation.sentence_pairs import evaluate_sentence_pairs, read_sentence_pairs
from chatbot.evaluation.tasks import file_format
from chatbot.settings import Settings
from chatbot.types import ProgressCallback

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


@dataclass(frozen=True, slots=True)
class Results:
    """What was measured: each file of one's own questions, and the figures of the other files."""

    own: tuple[Evaluation, ...]
    figures: tuple[Figure, ...]


def evaluate_answers(
    settings: Settings, files: Sequence[Path], limit: int | None, progress: ProgressCallback
) -> Results:
    """Score the answers to each file in the way its format asks for.

    Parameters
    ----------
    limit
        Only the first so many lines of each file are scored.

    Raises
    ------
    ChatbotError
        A file cannot be read or says nothing of answers, or the documents or the model cannot be used.
    """
    own: list[Evaluation] = []
    figures: list[Figure] = []
    for path in files:
        kind = file_format(path)
        if kind == "own":
            own.append(_evaluate_own(settings, path, limit, progress))
        elif kind == "paragraphs":
            asked = read_paragraph_questions(path)[:limit]
            figures += evaluate_reader(path.name, asked, load_reader(), progress)
            figures += evaluate_collection(path.name, asked, settings, progress)
        elif kind == "turns":
            figures += evaluate_conversations(path.name, read_turns(path)[:limit], settings, progress)
        else:
            raise QuestionsError(f"'{path}' says nothing of answers; name it to another 'chatbot evaluate'.")
    return Results(tuple(own), tuple(figures))


def evaluate_conflicts(
    settings: Settings, files: Sequence[Path], limit: int | None, progress: ProgressCallback
) -> Results:
    """Score the conflicts flagged on each file in the way its format asks for; as `evaluate_answers`."""
    own: list[Evaluation] = []
    figures: list[Figure] = []
    for path in files:
        kind = file_format(path)
        if kind == "own":
            own.append(_evaluate_own(settings, path, limit, progress))
        elif kind == "sourced":
            asked = read_sourced_questions(path)[:limit]
            figures += evaluate_disagreements(path.name, asked, settings, progress)
        elif kind == "sentences":
            pairs = read_sentence_pairs(path)[:limit]
            figures += evaluate_sentence_pairs(path.name, pairs, settings, progress)
        else:
            raise QuestionsError(
                f"'{path}' says nothing of conflicts; name it to another 'chatbot evaluate'."
            )
    return Results(tuple(own), tuple(figures))


def _evaluate_own(
    settings: Settings, path: Path, limit: int | None, progress: ProgressCallback
) -> Evaluation:
    with Chatbot(settings, progress=progress) as bot:
        return evaluate_file(bot, path, limit)


def evaluate_file(bot: Chatbot, path: Path, limit: int | None = None) -> Evaluation:
    """Ask every question of the file and score the answers.

    Raises
    ------
    QuestionsError
        The file cannot be read or scored, or was written for other documents. Nothing is asked then.
    """
    languages = {document.path: document.language for document in bot.documents()}
    questions = [(question, expected(path, question)) for question in read_questions(path)[:limit]]
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
