"""Sentences that state a comparable value, read once for all the documents that say them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from chatbot.evidence.question import Question, Term
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
from chatbot.words import LANGUAGES, content_tokens, fold, stem

_CLAUSE_END = re.compile(r"[;:.]|,\s")
# A sentence of more values is a row of a table or a list, and says no single thing of any of them.
_MOST_VALUES = 8
# A document that says one thing of three values speaks of three things: deliveries, readings, matches.
_SERIES = 3
_OPENING = 15
_OPENED = 45


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that states at least one comparable value.

    Attributes
    ----------
    key
        16 bytes; equal for sentences of equal words, language and values, wherever they stand.
    start, end
        Span of the sentence in its document.
    values
        The dates, times and numbers.
    stated
        These and the names and places.
    """

    key: bytes
    passage: Passage
    text: str
    start: int
    end: int
    values: tuple[Value, ...]
    stated: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """All statements of one key: what is worked out for one of them holds for all.

    Attributes
    ----------
    statements
        One a document, in the order of the documents' paths.
    in_series
        Whether a document says the same of other values too, so that only a date tells which is meant.
    """

    key: bytes
    statements: tuple[Statement, ...]
    in_series: bool

    @property
    def one(self) -> Statement:
        """The first of the statements."""
        return self.statements[0]


def find_sayings(statements: Iterable[Statement]) -> list[Saying]:
    """Return what the statements of a collection say, in an order that only what is said decides."""
    by_key: dict[bytes, dict[str, Statement]] = defaultdict(dict)
    masked: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    for statement in statements:
        document = statement.passage.document
        known = by_key[statement.key].setdefault(document, statement)
        if statement.start < known.start:
            by_key[statement.key][document] = statement
        masked[document, _masked(statement)].add(statement.key)
    series = {key for keys in masked.values() if len(keys) >= _SERIES for key in keys}
    return [
        Saying(key, tuple(said[document] for document in sorted(said)), key in series)
        for key, said in sorted(by_key.items())
    ]


def read_statements(passage: Passage) -> Iterator[Statement]:
    """Yield the sentences of a passage that state a date, a time or a number."""
    for span in sentence_spans(passage.text):
        text = passage.text[span.start : span.end]
        context = date_context(f"{passage.title}\n{passage.text[: span.start]}")
        stated = tuple(extract_values(text, language=passage.language, context=context))
        values = tuple(value for value in stated if isinstance(value, DateValue | TimeValue | NumberValue))
        if 0 < len(values) <= _MOST_VALUES:
            start = passage.start + span.start
            key = _key(passage.language, text, stated)
            yield Statement(key, passage, text, start, start + len(text), values, stated)


def _key(language: str, text: str, stated: Sequence[Value]) -> bytes:
    # The same words after another date may name another day.
    printed = "\0".join(value.printable for value in stated)
    content = f"{language}\0{text}\0{printed}".encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=16).digest()


def _masked(statement: Statement) -> str:
    """Return the sentence without its values: what the sentences of a series have in common."""
    parts, last = [], 0
    for value in statement.values:
        parts.append(statement.text[last : value.start])
        last = max(last, value.end)
    return re.sub(r"\d+", "0", fold("\0".join([*parts, statement.text[last:]])))


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
    if first == 0 and start < _OPENING:
        # "On 25 August, toward evening, ..." dates what comes after it.
        least = max(least, min(end + _OPENED, len(text)))
    while last - first < least and (first > 0 or last < len(text)):
        first = max((b for b in breaks if b < first), default=0)
        last = min((b for b in breaks if b > last), default=len(text))
    return first, last
