"""Dates and periods in running English and French text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from chatbot.values.date_patterns import (
    AFTER,
    BEFORE,
    BEFORE_CHRIST,
    JOINS,
    JOINS_BETWEEN,
    POINT,
    TRIGGERS,
    WEEKDAY_GAP,
    WORD,
)
from chatbot.values.date_points import checked, read_point
from chatbot.values.date_words import (
    PARTS,
    PORTIONS,
    RELATIONS,
    WEEKDAYS,
)
from chatbot.values.model import DateContext, DatePoint, DateValue, Relation

_LOOK_BACK = 48
_RELATION_KEPT: dict[str, Relation] = {
    "by": "by",
    "before": "before",
    "after": "after",
    "since": "since",
    "until": "until",
}


def extract_dates(text: str, language: str, context: DateContext | None = None) -> list[DateValue]:
    """Find the dates of a text, in its order.

    Parameters
    ----------
    language
        ISO 639-1; tells whether 08/09/2017 has its day first. Words of both languages are always read.
    context
        The year and month spoken of before the text. A year found in the text takes its place from
        there on. Parts taken from it are marked as assumed.
    """
    found: list[tuple[DateValue, str]] = []
    floor = 0
    for match in _points(text):
        read = read_point(match, text, language)
        if read is None or BEFORE_CHRIST.match(text, match.end()):
            continue
        value, lead = _with_surroundings(read, text, floor)
        floor = value.end
        found.append((value, lead))
    joined = _join_ranges(found, text)
    return _fill(joined, context or DateContext())


def _points(text: str) -> Iterator[re.Match[str]]:
    """Match the date pattern at every word that can begin a date, without overlap."""
    cursor = 0
    for word in WORD.finditer(text):
        position = word.start()
        if position < cursor or not (text[position] in "0123456789IVX" or word.group() in TRIGGERS):
            continue
        match = POINT.match(text, position)
        if match is not None:
            cursor = match.end()
            yield match


def date_context(text_before: str) -> DateContext:
    """Return the year and month last mentioned in a text, for the dates that follow it."""
    year: int | None = None
    month: int | None = None
    for value in extract_dates(text_before, "en"):
        point = value.last or value.point
        if point.years > 1:
            continue
        if point.year is not None and "year" not in value.assumed and value.assumed != "month":
            if point.year != year:
                month = None
            year = point.year
        if point.month is not None and value.assumed != "month":
            month = point.month
    return DateContext(year, month)


def _with_surroundings(value: DateValue, text: str, floor: int) -> tuple[DateValue, str]:
    """Add what the words around a date say: "by", "about", "the evening of", "early", "Monday".

    Returns
    -------
    tuple of (DateValue, str)
        The value, and ``"between"`` where that word leads it.
    """
    said: dict[str, str] = {}
    cursor = start = value.start
    for _ in range(7):
        match = BEFORE.search(text, max(floor, cursor - _LOOK_BACK), cursor)
        if match is None:
            break
        name = match.lastgroup or ""
        if name in said and name != "article":
            break
        cursor = match.start()
        said[name] = match.group(name)
        if name != "article":
            start = cursor
        if name == "relation":
            break
    relation = RELATIONS.get(said.get("relation", "").lower().replace("’", "'"), "on")
    if value.last is not None and relation in ("since", "between"):
        relation = "on"
    point = value.point
    portion = PORTIONS.get(said.get("portion", "").lower(), "")
    if portion and not point.portion and point.day is None:
        point = replace(point, portion=portion)
    part = PARTS.get(said.get("part", "").lower(), "")
    end = value.end
    after = AFTER.match(text, end)
    if after and value.point.day is not None and not part:
        part = PARTS[(after.group("part") or after.group("part_fr")).lower()]
        end = after.end()
    weekday = value.weekday
    if "weekday" in said and weekday is None:
        weekday = _weekday(said["weekday"])
    kept = _RELATION_KEPT.get(relation, "on")
    surrounded = replace(
        value,
        start=start,
        end=end,
        point=point,
        relation=kept,
        approximate="about" in said,
        part_of_day=part,
        weekday=weekday,
    )
    return surrounded, "between" if relation == "between" else ""


def _weekday(name: str) -> int:
    """Return the number of a weekday name in any case."""
    return WEEKDAYS[name] if name in WEEKDAYS else WEEKDAYS[name.capitalize()]


def _join_ranges(found: list[tuple[DateValue, str]], text: str) -> Iterator[DateValue]:
    """Join "from June 6 to August 25" and "between 1946 and 1947" into one period each."""
    index = 0
    while index < len(found):
        value, lead = found[index]
        index += 1
        if index < len(found) and _is_weekday_of(value, found[index][0], text):
            weekday, start, relation = value.weekday, value.start, value.relation
            value, lead = found[index]
            value = replace(value, weekday=weekday, start=start)
            value = replace(value, relation=relation) if relation != "on" else value
            index += 1
        if index < len(found) and value.last is None:
            second = found[index][0]
            gap = text[value.end : second.start]
            joins = JOINS_BETWEEN if lead == "between" else JOINS
            # The second date's own "until" is the joining word.
            if second.relation == "until":
                gap = text[value.end : second.start] + "to "
            if joins.fullmatch(gap if gap.endswith((" ", "-", "–", "—")) else gap + " ") and _ordered(
                value, second
            ):
                yield _joined(value, second)
                index += 1
                continue
        yield value


def _is_weekday_of(first: DateValue, second: DateValue, text: str) -> bool:
    """Return whether the first value is only the weekday of the second: "Monday, 5 March"."""
    if first.point != DatePoint() or second.point.day is None or second.weekday is not None:
        return False
    return WEEKDAY_GAP.fullmatch(text, first.end, second.start) is not None


def _ordered(first: DateValue, second: DateValue) -> bool:
    """Return whether two dates can be the ends of a period."""
    if second.last is not None or (first.weekday is not None and first.point == DatePoint()):
        return False
    if second.point == DatePoint() or first.point.years > second.point.years:
        return False
    a = (first.point.year or second.point.year or 0, first.point.month or 0, first.point.day or 0)
    b = (second.point.year or first.point.year or 0, second.point.month or 0, second.point.day or 0)
    return a[0] <= b[0] if first.point.year and second.point.year else a <= b or not all(a)


def _joined(first: DateValue, second: DateValue) -> DateValue:
    """Return the period from one date to another; the first takes missing parts from the second."""
    point = first.point
    if point.year is None:
        point = replace(point, year=second.point.year)
    if point.month is None and point.day is not None:
        point = replace(point, month=second.point.month)
    return replace(
        first, end=second.end, point=point, last=second.point, relation="on", weekday=None, part_of_day=""
    )


def _fill(values: Iterator[DateValue], context: DateContext) -> list[DateValue]:
    """Fill missing years and months from what was said before, and mark them as assumed."""
    year, month = context.year, context.month
    filled: list[DateValue] = []
    for value in values:
        point = value.point
        if point.year is not None and point.years == 1:
            if point.year != year:
                month = None
            year = point.year
        month = (value.last or point).month or month
        filled.append(_assume(value, year, month))
    return filled


def _assume(value: DateValue, year: int | None, month: int | None) -> DateValue:
    """Fill one date's missing parts where the result is a real date."""
    points = [point for point in (value.point, value.last) if point is not None]
    if any(point.year is not None or point == DatePoint() for point in points) or year is None:
        return value
    assumed = "year" if points[0].month is not None else "month"
    if assumed == "month" and month is None:
        return value
    made = [replace(point, year=year, month=point.month or month) for point in points]
    if any(checked(point.year, point.month, point.day) is None for point in made):
        return value
    return replace(
        value,
        point=made[0],
        last=made[1] if len(made) > 1 else None,
        assumed="year" if assumed == "year" else "month",
    )
