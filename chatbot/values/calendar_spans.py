"""When a date can be: the stretches of time, in hours, that its words allow."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatbot.values.model import DatePoint, DateValue

Span = tuple[float, float]
EVER = float("inf")

# Neighbouring parts overlap on purpose: one author's evening is another's night.
_PARTS: dict[str, tuple[Span, ...]] = {
    "dawn": ((3, 9),),
    "morning": ((3, 13),),
    "afternoon": ((12, 19),),
    "evening": ((16, 24),),
    "night": ((0, 6), (17, 30)),
}
_SEASONS: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "spring": ((3, 1, 6, 30),),
    "summer": ((6, 1, 9, 30),),
    "autumn": ((9, 1, 12, 31),),
    "winter": ((1, 1, 3, 31), (12, 1, 15, 31)),
}
_PORTIONS = {"early": (0.0, 1 / 3), "mid": (1 / 3, 2 / 3), "late": (2 / 3, 1.0)}
SEASONS = tuple(_SEASONS)
PORTIONS = tuple(_PORTIONS)
PARTS_OF_DAY = tuple(_PARTS)


def day_spans(point: DatePoint) -> list[tuple[int, int]]:
    """Return the stretches of days, as inclusive proleptic ordinals, of a point whose year is known.

    A point that names an impossible day (30 February) gives none.
    """
    year = point.year
    if year is None:
        raise ValueError("the year of the date is unknown")
    if point.years > 1:
        # "The 19th century" is 1801 to 1900 to some and 1800 to 1899 to others.
        last_year = year + point.years - (0 if point.years == 100 else 1)
        whole = (date(year, 1, 1).toordinal(), date(min(last_year, 9999), 12, 31).toordinal())
        return [_portion(whole, point.portion)]
    if point.portion in _SEASONS:
        return [
            (date(year, m1, d1).toordinal(), _last_ordinal(year + (m2 > 12), m2 if m2 < 13 else m2 - 12))
            for m1, d1, m2, _ in _SEASONS[point.portion]
        ]
    if point.month is None:
        return [_portion((date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()), point.portion)]
    length = monthrange(year, point.month)[1]
    if point.day is None:
        first = date(year, point.month, 1).toordinal()
        return [_portion((first, first + length - 1), point.portion)]
    if point.day > length:
        return []
    day = date(year, point.month, point.day).toordinal()
    return [(day, day)]


def _last_ordinal(year: int, month: int) -> int:
    """Return the ordinal of a month's last day."""
    return date(year, month, monthrange(year, month)[1]).toordinal()


def _portion(whole: tuple[int, int], portion: str) -> tuple[int, int]:
    """Cut a stretch of days to its early, middle or late portion."""
    if portion not in _PORTIONS:
        return whole
    low, high = _PORTIONS[portion]
    length = whole[1] - whole[0]
    # "Early 1944" has no sharp end; "early August" has.
    blur = length // 12 if length > 31 else 0
    start, end = whole[0] + round(low * length) - blur, whole[0] + round(high * length) + blur
    return max(start, whole[0]), min(end - (high < 1.0 and not blur), whole[1])


def hour_spans(value: DateValue, point: DatePoint, last: DatePoint | None) -> list[Span]:
    """Return the stretches of hours a dated value allows, its relation applied.

    Parameters
    ----------
    point, last
        The value's own points with every unknown year and month filled in.

    Returns
    -------
    list of (float, float)
        Half-open stretches in hours since 1 January of year 1; open ends are infinite.
    """
    first = day_spans(point)
    if not first:
        return []
    if last is not None:
        ends = day_spans(last)
        if not ends:
            return []
        spans: list[Span] = [(first[0][0] * 24.0, ends[-1][1] * 24.0 + 24)]
    elif value.part_of_day in _PARTS and point.day is not None:
        spans = [(first[0][0] * 24.0 + a, first[0][0] * 24.0 + b) for a, b in _PARTS[value.part_of_day]]
    else:
        spans = [(a * 24.0, b * 24.0 + 24) for a, b in first]
    if value.approximate:
        slack = _slack_hours(point)
        spans = [(a - slack, b + slack) for a, b in spans]
    return _related(spans, value.relation)


def _slack_hours(point: DatePoint) -> float:
    """Return how far "about" widens a date: some days, a month, or two years."""
    if point.day is not None:
        return 3 * 24.0
    if point.month is not None or point.portion:
        return 31 * 24.0
    return 2 * 366 * 24.0


def _related(spans: list[Span], relation: str) -> list[Span]:
    """Open the stretches towards the past or the future as the relation says."""
    low, high = min(a for a, _ in spans), max(b for _, b in spans)
    if relation in ("by", "until"):
        return [(-EVER, high)]
    if relation == "before":
        return [(-EVER, low)]
    if relation == "after":
        return [(high, EVER)]
    if relation == "since":
        return [(low, EVER)]
    return spans


def first_day(value: DateValue) -> date | None:
    """Return the first day of the period named, ``None`` where its year is unknown or it has none."""
    if value.point.year is None:
        return None
    spans = day_spans(value.point)
    return date.fromordinal(spans[0][0]) if spans else None


def last_day(value: DateValue) -> date | None:
    """Return the last day of the period named, ``None`` where its year is unknown or it has none."""
    point = value.last or value.point
    if point.year is None:
        return None
    spans = day_spans(point)
    return date.fromordinal(spans[-1][1]) if spans else None
