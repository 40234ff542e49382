"""The days and months a text names, in one form whatever the language: "26 août", "August 26", "26/08"."""

from __future__ import annotations

import re

from chatbot.values.dates import extract_dates
from chatbot.values.model import DatePoint

# Not a fraction, a version or part of a longer number; what it means is left open.
_DAY_AND_MONTH = re.compile(r"(?<![\d/.,-])(\d{1,2})[/](\d{1,2})(?![\d/]|[.,]\d)")
_LANGUAGES = ("en", "fr")


def date_terms(text: str) -> list[str]:
    """Return a term for each day (``"08-26"``) and each month of a year (``"1944-08"``) that a text names.

    Numbers such as 05/08 are read with the day first and with the month first.
    """
    terms: dict[str, None] = {}
    for language in _LANGUAGES:
        for value in extract_dates(text, language):
            for point in (value.point, value.last):
                if point is not None:
                    terms |= dict.fromkeys(_terms(point))
    for match in _DAY_AND_MONTH.finditer(text):
        one, other = int(match[1]), int(match[2])
        for month, day in ((other, one), (one, other)):
            if 1 <= month <= 12 and 1 <= day <= 31:
                terms[f"{month:02}-{day:02}"] = None
    return list(terms)


def _terms(point: DatePoint) -> list[str]:
    if point.month is None:
        return []
    terms = [f"{point.month:02}-{point.day:02}"] if point.day is not None else []
    if point.year is not None and point.years == 1:
        terms.append(f"{point.year:04}-{point.month:02}")
    return terms
