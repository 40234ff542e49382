"""Reading printed values back: ``parse(value.printable, value.kind)`` is the value, its span aside."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, cast

from chatbot.values.calendar_spans import PARTS_OF_DAY
from chatbot.values.model import (
    DatePoint,
    DateValue,
    NameValue,
    NumberValue,
    Qualifier,
    Relation,
    TimeValue,
    Value,
)
from chatbot.values.name_words import TITLES, title_of
from chatbot.values.printing import SCALES, WEEKDAYS
from chatbot.values.quantities import UNIT_SYMBOLS

_RELATION = r"(?:(?P<relation>by|before|after|since|until)(?: |$))?"
_DATE = re.compile(
    _RELATION + r"(?P<about>about(?: |$))?(?P<points>[\dX][^ ]*)? ?"
    rf"(?P<weekday>{'|'.join(WEEKDAYS)})? ?(?P<part>{'|'.join(PARTS_OF_DAY)})?"
)
_POINT = re.compile(
    r"(?P<year>[\dX]{4})(?P<year_assumed>\?)?(?:-(?P<month>\d\d|XX)(?P<month_assumed>\?)?)?(?:-(?P<day>\d\d))?"
    r"(?::(?P<portion>[a-z]+))?"
)
_TIME = re.compile(
    _RELATION + r"(?P<about>about )?(?P<hour>\d\d):(?P<minute>\d\d)(?:/(?P<hour2>\d\d):(?P<minute2>\d\d))?"
    r"(?P<open> \(am or pm\))?(?: (?P<zone>\S+))?"
)
_AMOUNT = r"(\d+(?:\.\d+)?)(?: (thousand|million|billion))?"
_SYMBOLS = "|".join(re.escape(symbol) for symbol in sorted(UNIT_SYMBOLS, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?:(?P<qualifier>about|nearly|over|just over|at least|under|at most|several) )?"
    rf"(?P<low>{_AMOUNT})(?:/(?P<high>{_AMOUNT}))?"
    rf"(?: (?P<unit>{_SYMBOLS})(?= |$))?"
    r"(?: (?!\(for )(?P<noun>.+?))?(?: \(for (?P<scope>.+)\))?"
)
_LONG_TITLES = frozenset(title for title in TITLES.values() if " " in title)


def parse(printable: str, kind: Literal["date", "time", "number", "name", "place"]) -> Value:
    """Read a value back from its printable form; its span is the whole of that form.

    Raises
    ------
    ValueError
        If the text is not the printable form of a value of this kind.
    """
    value = _READERS[kind](printable)
    if value is None:
        raise ValueError(f"{printable!r} is not the printable form of a {kind}")
    return value


def _parse_date(text: str) -> DateValue | None:
    """Read ``"by 1944-08-19 evening"``."""
    match = _DATE.fullmatch(text)
    if match is None or not (match.group("points") or match.group("weekday")):
        return None
    points: list[DatePoint] = []
    assumed: Literal["", "year", "month"] = ""
    for part in (match.group("points") or "").split("/"):
        point = _POINT.fullmatch(part)
        if point is None:
            if part:
                return None
            points.append(DatePoint())
            continue
        points.append(_parse_point(point))
        assumed = "month" if point.group("month_assumed") else "year" if point.group("year_assumed") else ""
    return DateValue(
        0,
        len(text),
        points[0],
        points[1] if len(points) > 1 else None,
        cast(Relation, match.group("relation") or "on"),
        bool(match.group("about")),
        match.group("part") or "",
        WEEKDAYS.index(match.group("weekday")) if match.group("weekday") else None,
        assumed,
    )


def _parse_point(match: re.Match[str]) -> DatePoint:
    """Read ``1944-08-26``, ``XXXX-08``, ``194X``, ``1943:summer``."""
    digits = match.group("year").rstrip("X")
    month, day = match.group("month"), match.group("day")
    return DatePoint(
        int(digits.ljust(4, "0")) if digits else None,
        None if month in (None, "XX") else int(month),
        int(day) if day else None,
        {4: 1, 3: 10, 2: 100}.get(len(digits), 1),
        match.group("portion") or "",
    )


def _parse_time(text: str) -> TimeValue | None:
    """Read ``"before 12:00"``."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    until = None
    if match.group("hour2"):
        until = int(match.group("hour2")) * 60 + int(match.group("minute2"))
    return TimeValue(
        0,
        len(text),
        int(match.group("hour")) * 60 + int(match.group("minute")),
        until,
        cast(Relation, match.group("relation") or "on"),
        bool(match.group("about")),
        not match.group("open"),
        match.group("zone") or "",
    )


def _parse_number(text: str) -> NumberValue | None:
    """Read ``"nearly 600 morts (for population civile)"``."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    stated, step = _parse_amount(match.group("low"))
    upper = _parse_amount(match.group("high"))[0] if match.group("high") else None
    return NumberValue(
        0,
        len(text),
        stated,
        upper,
        step,
        cast(Qualifier, match.group("qualifier") or ""),
        match.group("unit") or "",
        match.group("noun") or "",
        match.group("scope") or "",
    )


def _parse_amount(text: str) -> tuple[Decimal, Decimal]:
    """Read a number and the unit of its last digit."""
    digits, _, scale = text.partition(" ")
    factor = {word: scale for scale, word in SCALES}.get(scale, Decimal(1))
    number = Decimal(digits)
    exponent = number.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return number * factor, step * factor


def _parse_name(text: str) -> NameValue | None:
    """Read ``"General Leclerc"``."""
    words = text.split()
    titles: list[str] = []
    while len(words) > 1:
        length = 2 if " ".join(words[:2]).lower() in _LONG_TITLES and len(words) > 2 else 1
        title = " ".join(words[:2]).lower() if length == 2 else title_of(words[0], words[1])
        if not title:
            break
        titles.append(title)
        words = words[length:]
    return NameValue(0, len(text), " ".join(words), " ".join(titles)) if words else None


def _parse_place(text: str) -> NameValue | None:
    """Read the name of a place."""
    return NameValue(0, len(text), text, "", "place") if text else None


_READERS = {
    "date": _parse_date,
    "time": _parse_time,
    "number": _parse_number,
    "name": _parse_name,
    "place": _parse_place,
}
