"""Less precise forms of a value; each must be compatible with the value itself."""

from __future__ import annotations

from dataclasses import replace

from chatbot.values.model import DatePoint, DateValue, NameValue, NumberValue, TimeValue, Value


def coarsen(value: Value) -> list[Value]:
    """Return every form of a value that leaves one thing unsaid: the day, the title, the exactness."""
    if isinstance(value, DateValue):
        return _coarser_dates(value)
    if isinstance(value, TimeValue):
        return [replace(value, approximate=True), replace(value, zone="")]
    if isinstance(value, NumberValue):
        coarser: list[Value] = [replace(value, scope="")]
        if value.qualifier in ("", "nearly", "just over"):
            coarser.append(replace(value, qualifier="about"))
        return coarser
    return [replace(value, title="")] if isinstance(value, NameValue) else []


def _coarser_dates(value: DateValue) -> list[Value]:
    """Drop the part of the day, the day, the month, the year; say "about"."""
    coarser: list[Value] = [replace(value, approximate=True)] if value.point != DatePoint() else []
    if value.part_of_day:
        coarser.append(replace(value, part_of_day=""))
    point, last = value.point, value.last
    for part in ("day", "month", "year"):
        dropped = _drop(point, part)
        dropped_last = _drop(last, part) if last else None
        if dropped == point or dropped == DatePoint() or dropped_last == DatePoint():
            continue
        if part == "year" and value.assumed:
            continue
        point, last = (dropped, dropped_last) if part != "year" else (point, last)
        coarser.append(
            replace(value, point=dropped, last=dropped_last, part_of_day="", assumed=value.assumed)
        )
    return coarser


def _drop(point: DatePoint, part: str) -> DatePoint:
    """Return a point without its day, its month (and day), or its year."""
    if part == "day":
        return replace(point, day=None) if point.day is not None else point
    if part == "month":
        return replace(point, month=None, day=None, portion="") if point.month is not None else point
    return replace(point, year=None, years=1) if point.month is not None and point.years == 1 else point
