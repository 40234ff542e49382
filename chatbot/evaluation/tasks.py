"""Public formats of retrieval sets, each read into texts, queries and what these should find.

A file's format is told by the fields of its first line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from chatbot.errors import QuestionsError
from chatbot.evaluation.questions import bad_line, read_objects

Format = Literal["paragraphs", "pairs", "queries", "sourced", "sentences", "turns", "own"]
Lines = list[tuple[int, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, and the names of the texts that should be found."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Task:
    """A collection of texts by name, and the queries put to it.

    Attributes
    ----------
    name
        The file's name and, where it makes more than one task, the direction.
    """

    name: str
    texts: Mapping[str, str]
    queries: tuple[Query, ...]


def file_format(path: Path) -> Format:
    """Return the format of a file.

    ``paragraphs`` has the fields ``question`` and ``context``, ``pairs`` has ``en`` and ``fr``, ``queries``
    has ``query`` and ``relevant``, ``turns`` has ``question``, ``contexts`` and ``answerability``,
    ``sourced`` has ``question`` and ``contexts`` or ``documents``, ``sentences`` has ``premise`` and
    ``hypothesis``; any other question (``q`` or ``question``) is one on the user's own documents.

    Raises
    ------
    QuestionsError
        The file cannot be read, or its first line has the fields of no format.
    """
    number, first = read_objects(path)[0]
    for kind, choices in _FORMATS.items():
        if any(fields <= first.keys() for fields in choices):
            return kind
    if {"q", "question"} & first.keys():
        return "own"
    wanted = ", ".join(
        " and ".join(f"'{field}'" for field in sorted(fields))
        for choices in _FORMATS.values()
        for fields in choices
    )
    raise bad_line(path, number, f"has the fields of no format that is read: {wanted}, 'q' or 'question'")


def read_tasks(path: Path, *, corpus: Path | None = None, contexts: Path | None = None) -> tuple[Task, ...]:
    """Return the tasks of a file in one of the public formats: two of a file of pairs, else one.

    Parameters
    ----------
    corpus
        The texts that a file of queries is about: ``id``, ``title``, ``text``.
    contexts
        A file of paragraphs whose contexts, matched by ``id``, stand in for those of the file.

    Raises
    ------
    QuestionsError
        A file cannot be read or is not what it should be; the text names it and the line.
    """
    kind, lines = file_format(path), read_objects(path)
    if kind == "pairs":
        return _pair(path, lines, "en", "fr"), _pair(path, lines, "fr", "en")
    if kind == "queries":
        return (_over_corpus(path, lines, corpus),)
    return (_over_contexts(path, lines, contexts),)


def _over_contexts(path: Path, lines: Lines, contexts: Path | None) -> Task:
    if contexts is None:
        own = [_text(path, number, fields, "context") for number, fields in lines]
        return _task(path.name, zip(own, (_question(path, *line) for line in lines), strict=True), own)
    other = {
        _text(contexts, number, fields, "id"): _text(contexts, number, fields, "context")
        for number, fields in read_objects(contexts)
    }
    pairs = []
    for number, fields in lines:
        name = _text(path, number, fields, "id")
        if name not in other:
            raise bad_line(path, number, f"has the id '{name}', which '{contexts}' does not have")
        pairs.append((other[name], _question(path, number, fields)))
    return _task(f"{path.name}, contexts of {contexts.name}", pairs, other.values())


def _pair(path: Path, lines: Lines, asked: str, found: str) -> Task:
    pairs = [
        (_text(path, number, fields, found), _text(path, number, fields, asked)) for number, fields in lines
    ]
    return _task(f"{path.name}, {asked} to {found}", pairs, (text for text, _ in pairs))


def _task(name: str, pairs: Iterable[tuple[str, str]], texts: Iterable[str]) -> Task:
    """Return the task of ``(text to find, query)`` pairs; a text that comes twice is one item."""
    names = {text: str(place) for place, text in enumerate(dict.fromkeys(texts), start=1)}
    queries = tuple(Query(query, frozenset({names[text]})) for text, query in pairs)
    return Task(name, {place: text for text, place in names.items()}, queries)


def _over_corpus(path: Path, lines: Lines, corpus: Path | None) -> Task:
    if corpus is None:
        raise QuestionsError(
            f"The file of queries '{path}' needs the texts it is about; name them with --corpus."
        )
    texts: dict[str, str] = {}
    for number, fields in read_objects(corpus):
        name = _text(corpus, number, fields, "id")
        if name in texts:
            raise bad_line(corpus, number, f"repeats the id '{name}'")
        title, text = (str(fields.get(field) or "").strip() for field in ("title", "text"))
        texts[name] = f"{title}\n\n{text}".strip()
        if not texts[name]:
            raise bad_line(corpus, number, "has neither a 'title' nor a 'text'")
    queries = []
    for number, fields in lines:
        relevant = fields.get("relevant")
        if not isinstance(relevant, list) or not relevant:
            raise bad_line(path, number, "has no list of ids in the field 'relevant'")
        names = frozenset(str(name) for name in relevant)
        if unknown := sorted(names - texts.keys()):
            raise bad_line(path, number, f"lists '{unknown[0]}', which '{corpus}' does not have")
        queries.append(Query(_text(path, number, fields, "query"), names))
    return Task(path.name, texts, tuple(queries))


def _question(path: Path, number: int, fields: Mapping[str, Any]) -> str:
    return _text(path, number, fields, "question")


def _text(path: Path, number: int, fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    # Ids are numbers in some files and texts in others.
    value = str(value) if isinstance(value, int) else value
    if not isinstance(value, str) or not value.strip():
        raise bad_line(path, number, f"has no text in the field '{name}'")
    return value


_FORMATS: dict[Format, tuple[frozenset[str], ...]] = {
    "paragraphs": (frozenset({"question", "context"}),),
    "pairs": (frozenset({"en", "fr"}),),
    "queries": (frozenset({"query", "relevant"}),),
    "turns": (frozenset({"question", "contexts", "answerability"}),),
    "sourced": (frozenset({"question", "contexts", "conflict"}), frozenset({"question", "documents"})),
    "sentences": (frozenset({"premise", "hypothesis"}),),
}
