"""Typed values in text, and whether two of them can both be true: the ground conflicts stand on.

English and French yield one comparable form. Everything is rules over compiled patterns, without a
model; a sentence takes a fraction of a millisecond.
"""

from __future__ import annotations

from chatbot.values.coarsening import coarsen
from chatbot.values.comparison import comparable, compatible, same_name
from chatbot.values.dates import date_context, extract_dates
from chatbot.values.model import (
    DateContext,
    DatePoint,
    DateValue,
    NameValue,
    NumberValue,
    TimeValue,
    Value,
)
from chatbot.values.names import extract_names, has_number, is_people, known_names
from chatbot.values.numbers import extract_numbers
from chatbot.values.parsing import parse
from chatbot.values.places import place_spellings
from chatbot.values.polarity import Polarity, polarity
from chatbot.values.times import extract_times

__all__ = [
    "DateContext",
    "DatePoint",
    "DateValue",
    "NameValue",
    "NumberValue",
    "Polarity",
    "TimeValue",
    "Value",
    "coarsen",
    "comparable",
    "compatible",
    "date_context",
    "extract_values",
    "has_number",
    "is_people",
    "known_names",
    "parse",
    "place_spellings",
    "polarity",
    "same_name",
]


def extract_values(
    text: str,
    *,
    language: str,
    context: DateContext | None = None,
    known: frozenset[str] = frozenset(),
) -> list[Value]:
    """Find the dates, times, numbers, names and places of a text, in its order.

    Parameters
    ----------
    language
        ISO 639-1. Words of English and French are read whatever it is; it settles how "3.200" and
        "08/09/2017" are meant.
    context
        The year and month spoken of before the text, as ``date_context`` gives them.
    known
        Words known as names from the surroundings, as ``known_names`` gives them: then a single
        capitalised word that opens a sentence counts as a name too.
    """
    dates = extract_dates(text, language, context)
    times = extract_times(text)
    taken = [(value.start, value.end) for value in dates] + [(value.start, value.end) for value in times]
    names = extract_names(text, taken, known)
    units = [(name.start, name.end) for name in names if has_number(name.text)]
    numbers = extract_numbers(text, language, [*taken, *units])
    values: list[Value] = [*dates, *times, *numbers, *names]
    return sorted(values, key=lambda value: (value.start, value.end, value.kind))
