"""Whether two values can be compared, and whether both can be true of one point."""

from __future__ import annotations

from dataclasses import replace

from chatbot.values.calendar_spans import Span, hour_spans
from chatbot.values.military import read_unit, series_of
from chatbot.values.model import DatePoint, DateValue, NameValue, NumberValue, TimeValue, Value
from chatbot.values.nouns import qualities_of, same_thing
from chatbot.values.places import place_level
from chatbot.values.quantities import base_unit, bounds
from chatbot.values.spellings import same_spelling
from chatbot.values.times import minute_spans
from chatbot.words import fold

_LEAP_YEAR = 2000


def comparable(first: Value, second: Value, *, aligned: bool = False) -> bool:
    """Return whether two values speak of the same kind of thing, so that they could gainsay each other.

    Parameters
    ----------
    aligned
        True where both are known to answer one question: a count whose noun is not said, or said
        with another word, may then be compared with one whose noun is, and a place with a name that
        nothing marks as a place.
    """
    if isinstance(first, DateValue) and isinstance(second, DateValue):
        return _comparable_dates(first, second)
    if isinstance(first, TimeValue) and isinstance(second, TimeValue):
        return first.zone == second.zone or not first.zone or not second.zone
    if isinstance(first, NumberValue) and isinstance(second, NumberValue):
        return _comparable_numbers(first, second, aligned=aligned)
    if isinstance(first, NameValue) and isinstance(second, NameValue):
        return _comparable_names(first, second, aligned=aligned)
    return False


def compatible(first: Value, second: Value, *, aligned: bool = False) -> bool:
    """Return whether both values can be true of one point. Symmetric and reflexive.

    Values that cannot be compared are compatible; a value never conflicts with a coarser form of it.
    """
    if not comparable(first, second, aligned=aligned):
        return True
    if isinstance(first, DateValue) and isinstance(second, DateValue):
        return _compatible_dates(first, second)
    if isinstance(first, TimeValue) and isinstance(second, TimeValue):
        return _overlap(minute_spans(first), minute_spans(second))
    if isinstance(first, NumberValue) and isinstance(second, NumberValue):
        (low, high), (other_low, other_high) = bounds(first), bounds(second)
        return low <= other_high and other_low <= high
    if isinstance(first, NameValue) and isinstance(second, NameValue):
        return same_name(first, second)
    return True


def same_name(first: NameValue, second: NameValue) -> bool:
    """Return whether two names can mean one person, organisation, unit or place."""
    return same_spelling(*sorted((first.text, second.text)))


def _comparable_names(first: NameValue, second: NameValue, *, aligned: bool) -> bool:
    """Compare names with names and places with places of one size; units with units."""
    if first.kind != second.kind and not aligned:
        return False
    if "place" in (first.kind, second.kind):
        return place_level(first.text) == place_level(second.text)
    if series_of(first.text) != series_of(second.text):
        return False
    return (read_unit(first.text) is None) == (read_unit(second.text) is None)


def _comparable_numbers(first: NumberValue, second: NumberValue, *, aligned: bool) -> bool:
    """Compare measures of one dimension, and counts of one thing in one population."""
    if base_unit(first.unit) != base_unit(second.unit):
        return False
    if first.unit:
        return True
    if first.scope and second.scope and not _same_scope(first.scope, second.scope):
        return False
    if aligned and not (first.noun and second.noun):
        return True
    if bool(first.noun) != bool(second.noun):
        return False
    if not same_thing(first.noun, second.noun) and not aligned:
        return False
    qualities = qualities_of(first.noun), qualities_of(second.noun)
    return not qualities[0] or not qualities[1] or bool(qualities[0] & qualities[1])


def _same_scope(first: str, second: str) -> bool:
    """Return whether two scopes can name one population."""
    if fold(first) == fold(second) or same_spelling(*sorted((first, second))):
        return True
    qualities = qualities_of(first), qualities_of(second)
    return bool(qualities[0] & qualities[1])


def _comparable_dates(first: DateValue, second: DateValue) -> bool:
    """Compare dates with dates, and bare weekdays with dates that name theirs."""
    bare = [value.point == DatePoint() for value in (first, second)]
    if any(bare):
        return first.weekday is not None and second.weekday is not None
    return True


def _compatible_dates(first: DateValue, second: DateValue) -> bool:
    """Return whether some filling of the unknown parts makes the two dates meet."""
    if first.point == DatePoint() or second.point == DatePoint():
        return first.weekday == second.weekday
    first, second = _stated(first), _stated(second)
    # Of two beginnings, or two ends, the dates themselves must agree.
    if first.relation == second.relation and first.relation in ("since", "until"):
        first, second = replace(first, relation="on"), replace(second, relation="on")
    years = sorted({*_years(first), *_years(second)}) or [_LEAP_YEAR]
    months: list[int | None] = [None]
    if _needs_month(first) or _needs_month(second):
        months = [*sorted({*_months(first), *_months(second)} or range(1, 13))]
    return any(
        _overlap(_filled(first, year, month), _filled(second, year, month))
        for year in years
        for month in months
    )


def _stated(value: DateValue) -> DateValue:
    """Return a date without the parts that were assumed from the context."""
    if not value.assumed:
        return value
    drop_month = value.assumed == "month"

    def bare(point: DatePoint) -> DatePoint:
        return replace(point, year=None, month=None if drop_month else point.month)

    return replace(value, point=bare(value.point), last=bare(value.last) if value.last else None, assumed="")


def _years(value: DateValue) -> list[int]:
    """Return the years by which the other date's unknown year may be filled; none where unknown."""
    if value.point.year is None:
        return []
    last = value.last or value.point
    end = (last.year or value.point.year) + last.years - 1
    # Every year of a long period fills an unknown year alike, but for leap days.
    return list(range(value.point.year, min(end, value.point.year + 9) + 1))


def _months(value: DateValue) -> list[int]:
    """Return the months by which the other date's unknown month may be filled."""
    if value.point.month is None:
        return []
    last = (value.last or value.point).month or value.point.month
    return list(range(value.point.month, last + 1)) or list(range(1, 13))


def _needs_month(value: DateValue) -> bool:
    """Return whether a date says a day without its month."""
    return value.point.day is not None and value.point.month is None


def _filled(value: DateValue, year: int, month: int | None) -> list[Span]:
    """Return a date's stretches of hours with its unknown parts filled; none for an impossible date."""

    def fill(point: DatePoint) -> DatePoint:
        filled_month = month if point.month is None and point.day is not None else point.month
        return replace(point, year=point.year if point.year is not None else year, month=filled_month)

    last = fill(value.last) if value.last else None
    return hour_spans(value, fill(value.point), last)


def _overlap(first: list[Span] | list[tuple[int, int]], second: list[Span] | list[tuple[int, int]]) -> bool:
    """Return whether any two stretches share more than an end."""
    return any((a < d and c < b) or (a, b) == (c, d) for a, b in first for c, d in second)
