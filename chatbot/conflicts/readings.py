"""The statements of a collection's passages, read once and kept as long as a passage says the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from chatbot.conflicts.statement_store import StatementStore
from chatbot.conflicts.statements import Statement, read_statements
from chatbot.index import OpenIndex
from chatbot.types import Passage
from chatbot.values import DatePoint, DateValue, NameValue, NumberValue, TimeValue, Value

_BATCH_ROWS = 500
_COMPARED = (DateValue, TimeValue, NumberValue)


def read_collection(index: OpenIndex, store: StatementStore) -> Iterator[Statement]:
    """Yield the statements of all passages; only passages that the store lacks are read.

    Parameters
    ----------
    store
        What earlier runs read; gets what this one reads, and loses what no passage says any more.
    """
    used: list[bytes] = []
    for first in range(0, index.passage_count, _BATCH_ROWS):
        passages = index.passages(range(first, min(first + _BATCH_ROWS, index.passage_count)))
        keys = [_passage_key(passage) for passage in passages]
        known = store.readings(keys)
        fresh: dict[bytes, bytes] = {}
        for key, passage in zip(keys, passages, strict=True):
            if key in known:
                statements = decode_statements(known[key], passage)
            else:
                statements = list(read_statements(passage))
                fresh[key] = encode_statements(statements)
            yield from statements
        store.add_readings(fresh)
        used.extend(keys)
    store.keep_readings(used)


def encode_statements(statements: Sequence[Statement]) -> bytes:
    """Return the statements of one passage as JSON, without the passage."""
    rows = [
        [
            statement.key.hex(),
            statement.start - statement.passage.start,
            statement.end - statement.passage.start,
            [[type(value).__name__, *astuple(value)] for value in statement.stated],
        ]
        for statement in statements
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=str).encode(
        "utf-8", "surrogatepass"
    )


def decode_statements(stored: bytes, passage: Passage) -> list[Statement]:
    """Return the statements that `encode_statements` wrote of a passage of this text."""
    statements = []
    for key, start, end, values in json.loads(stored.decode("utf-8", "surrogatepass")):
        stated = tuple(_VALUES[name](*fields) for name, *fields in values)
        statements.append(
            Statement(
                key=bytes.fromhex(key),
                passage=passage,
                text=passage.text[start:end],
                start=passage.start + start,
                end=passage.start + end,
                values=tuple(value for value in stated if isinstance(value, _COMPARED)),
                stated=stated,
            )
        )
    return statements


def _passage_key(passage: Passage) -> bytes:
    content = f"{passage.language}\0{passage.title}\0{passage.text}"
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _date(start: int, end: int, point: Sequence[Any], last: Sequence[Any] | None, *rest: Any) -> DateValue:
    return DateValue(start, end, DatePoint(*point), DatePoint(*last) if last else None, *rest)


def _number(start: int, end: int, stated: str, upper: str | None, step: str, *rest: Any) -> NumberValue:
    return NumberValue(
        start, end, Decimal(stated), None if upper is None else Decimal(upper), Decimal(step), *rest
    )


_VALUES: Mapping[str, Callable[..., Value]] = {
    "DateValue": _date,
    "TimeValue": TimeValue,
    "NumberValue": _number,
    "NameValue": NameValue,
}
