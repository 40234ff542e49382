"""Sentences that state a comparable value, their neighbours, and the question each of them answers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import faiss

from chatbot.embedding import Vectors
from chatbot.evidence.question import Question, Term
from chatbot.index import OpenIndex
from chatbot.retrieval import keywords
from chatbot.sentences import sentence_spans
from chatbot.types import Passage
from chatbot.values import (
    DateValue,
    NameValue,
    NumberValue,
    TimeValue,
    Value,
    date_context,
    extract_values,
)
from chatbot.words import LANGUAGES, content_tokens, stem

_NEIGHBOURS = 12
_EACH = 3
_CLAUSE_END = re.compile(r"[;:.]|,\s")
_BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that states at least one comparable value."""

    passage: Passage
    row: int
    text: str
    start: int
    end: int
    values: tuple[Value, ...]
    stated: tuple[Value, ...]


def find_statements(index: OpenIndex) -> Iterator[Statement]:
    """Yield the sentences of an index that state a date, a time or a number."""
    for first in range(0, index.passage_count, _BATCH_ROWS):
        rows = list(range(first, min(first + _BATCH_ROWS, index.passage_count)))
        for row, passage in zip(rows, index.passages(rows), strict=True):
            for span in sentence_spans(passage.text):
                text = passage.text[span.start : span.end]
                context = date_context(f"{passage.title}\n{passage.text[: span.start]}")
                stated = tuple(extract_values(text, language=passage.language, context=context))
                values = tuple(
                    value for value in stated if isinstance(value, DateValue | TimeValue | NumberValue)
                )
                if values:
                    start = passage.start + span.start
                    yield Statement(passage, row, text, start, start + len(text), values, stated)


def neighbours(
    index: OpenIndex, statements: Sequence[Statement], vectors: Vectors
) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of near statements of different documents, each pair once, with their cosine.

    Near are the nearest by embedding, and those of the passages that the statement's words, in either
    language, find by keyword.
    """
    nearest = faiss.IndexFlatIP(vectors.shape[1])
    nearest.add(vectors)
    by_row: dict[int, list[int]] = defaultdict(list)
    for number, statement in enumerate(statements):
        by_row[statement.row].append(number)
    seen: set[tuple[int, int]] = set()
    for number, statement in enumerate(statements):
        _, found = nearest.search(vectors[number : number + 1], min(_NEIGHBOURS + 1, len(statements)))
        words = keywords(statement.text, statement.passage.language)
        rows = [row for row, _ in index.search_keywords(words, _NEIGHBOURS)]
        for other in {*map(int, found[0]), *_nearest_of_each(number, rows, by_row, vectors)}:
            pair = (min(number, other), max(number, other))
            same = statement.passage.document == statements[other].passage.document
            if not same and pair not in seen:
                seen.add(pair)
                yield pair[0], pair[1], float(vectors[number] @ vectors[other])


def _nearest_of_each(
    number: int, rows: Sequence[int], by_row: Mapping[int, list[int]], vectors: Vectors
) -> Iterator[int]:
    """Yield, for each passage, the few of its statements that are nearest to one: a report has hundreds."""
    for row in rows:
        yield from sorted(by_row[row], key=lambda place: -float(vectors[place] @ vectors[number]))[:_EACH]


def question_for(statement: Statement, value: Value) -> Question:
    """Return the question that the clause around a value answers."""
    first, last = _clause(statement.text, value.start, value.end)
    language = statement.passage.language if statement.passage.language in LANGUAGES else "en"
    taken = [(other.start, other.end) for other in statement.values]
    terms: dict[str, Term] = {}
    for token in content_tokens(statement.text, language):
        inside = first <= token.start < last
        if inside and not any(start <= token.start < end for start, end in taken):
            root = stem(token.text.lower(), language)
            terms.setdefault(root, Term(token.text, root))
    names = tuple(
        name for name in statement.stated if isinstance(name, NameValue) and first <= name.start < last
    )
    return Question(
        text=statement.text[first:last],
        language=language,
        kind=value.kind if value.kind in ("date", "time") else "number",
        form=value.kind,
        focus=(),
        focus_is_general=False,
        terms=tuple(terms.values()),
        names=names,
        values=(),
    )


def _clause(text: str, start: int, end: int, least: int = 30) -> tuple[int, int]:
    """Return the clause around ``[start, end)``, widened until it says something."""
    breaks = [0, *(match.end() for match in _CLAUSE_END.finditer(text)), len(text)]
    first = max((b for b in breaks if b <= start), default=0)
    last = min((b for b in breaks if b >= end), default=len(text))
    while last - first < least and (first > 0 or last < len(text)):
        first = max((b for b in breaks if b < first), default=0)
        last = min((b for b in breaks if b > last), default=len(text))
    return first, last
