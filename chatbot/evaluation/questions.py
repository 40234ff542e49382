"""Files of questions: one JSON object a line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.errors import QuestionsError
from chatbot.types import Message


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a file of questions.

    Attributes
    ----------
    line
        Number of the line, from 1.
    text
        The question itself, from the field ``q`` or ``question``.
    history
        The conversation before it, oldest turn first.
    fields
        The whole line as read, with what is known of the answer.
    """

    line: int
    text: str
    history: tuple[Message, ...]
    fields: Mapping[str, Any]


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the questions of a JSON Lines file in the order of its lines; empty lines are skipped.

    Raises
    ------
    QuestionsError
        The file cannot be read, or a line is not a question; the text names the file and the line.
    """
    return tuple(_question(path, number, fields) for number, fields in read_objects(path))


def read_objects(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return the objects of a JSON Lines file, gzipped where its name ends so, with their line numbers.

    Raises
    ------
    QuestionsError
        The file cannot be read or is empty, or a line is not a JSON object.
    """
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QuestionsError(f"The file of questions '{path}' is not UTF-8 text; save it as UTF-8.") from None
    except (OSError, EOFError, zlib.error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise QuestionsError(
            f"The file of questions '{path}' cannot be read ({reason}); name one that can."
        ) from None
    lines = enumerate(text.split("\n"), start=1)
    objects = [(number, _object(path, number, line)) for number, line in lines if line.strip()]
    if not objects:
        raise QuestionsError(f"The file of questions '{path}' is empty; give it one JSON object a line.")
    return objects


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise bad_line(path, number, "is not JSON") from None
    if not isinstance(fields, dict):
        raise bad_line(path, number, "is not a JSON object")
    return fields


def _question(path: Path, number: int, fields: dict[str, Any]) -> Question:
    text = fields.get("q", fields.get("question"))
    if not isinstance(text, str) or not text.strip():
        raise bad_line(path, number, "has no question in a field 'q' or 'question'")
    return Question(number, text, _history(path, number, fields.get("history") or []), fields)


def _history(path: Path, number: int, turns: object) -> tuple[Message, ...]:
    wrong = bad_line(path, number, 'has a \'history\' that is not a list of {"role", "content"}')
    if not isinstance(turns, list):
        raise wrong
    messages = []
    for turn in turns:
        if not isinstance(turn, dict) or not isinstance(turn.get("content"), str):
            raise wrong
        role = turn.get("role")
        if role != "user" and role != "assistant":
            raise wrong
        messages.append(Message(role, turn["content"]))
    return tuple(messages)


def bad_line(path: Path, number: int, what: str) -> QuestionsError:
    """Return the error that names a line of a file of questions and says what is wrong with it."""
    return QuestionsError(f"Line {number} of '{path}' {what}; correct the line or take it out.")
