"""Dates and periods in running English and French text."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace

from chatbot.conflicts.values.date_patterns import (
    AFTER,
    BEFORE,
    BEFORE_CHRIST,
    JOINS,
    JOINS_BETWEEN,
    MONTH_CUE,
    POINT,
    TRIGGERS,
    WEEKDAY_GAP,
    WORD,
    YEAR_CUE,
)
from chatbot.conflicts.values.date_words import (
    CENTURIES,
    MONTHS,
    PARTS,
    PORTIONS,
    RELATIONS,
    SEASONS,
    WEEKDAYS,
)
from chatbot.conflicts.values.model import DateContext, DatePoint, DateValue, Relation
from chatbot.conflicts.values.nouns import is_plural
from chatbot.conflicts.values.quantities import UNIT_WORDS
from chatbot.words import fold

_ROMAN = {"I": 1, "V": 5, "X": 10}
_NEXT_WORD = re.compile(r"\s([^\W\d_]+)")
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
        read = _read_point(match, text, language)
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


def _read_point(match: re.Match[str], text: str, language: str) -> DateValue | None:
    """Turn one match of the date pattern into a value; ``None`` where it is no date after all."""
    groups = match.groupdict()
    start, end = match.span()
    point: DatePoint | None = None
    last: DatePoint | None = None
    if groups["weekday"]:
        return DateValue(start, end, DatePoint(), weekday=WEEKDAYS[groups["weekday"]])
    if groups["iso"]:
        year, month, day = map(int, groups["iso"].split("-"))
        point = _checked(year, month, day)
    elif groups["n1"]:
        point = _numeric(int(groups["n1"]), int(groups["n2"]), int(groups["n3"]), language)
    elif groups["dm_month"] or groups["md_month"]:
        point, last = _day_and_month(groups, "dm" if groups["dm_month"] else "md")
    elif groups["season"]:
        point = DatePoint(int(groups["s_year"]), portion=SEASONS[groups["season"]])
    elif groups["my_month"]:
        point = DatePoint(int(groups["my_year"]), MONTHS[groups["my_month"]])
    elif groups["decade"] or groups["decade_fr"] or groups["decade_en"]:
        point = _decade(groups["decade"] or groups["decade_fr"] or groups["decade_en"])
    elif groups["century"]:
        point = _century(groups["century"])
    elif groups["year"]:
        if _is_year(text, start, end, groups):
            point, last = _years(groups["year"], groups["year2"])
    elif groups["month"]:
        if MONTH_CUE.search(text, max(0, start - 12), start):
            point = DatePoint(month=MONTHS[groups["month"]])
    else:
        point, last = _day_only(groups, text, end)
    if point is None:
        return None
    # Full stops and spaces that the pattern took while looking for a year are not part of the date.
    trimmed = text[start:end].rstrip(" ,.\n\t")
    return DateValue(start, start + len(trimmed), point, last)


def _checked(year: int | None, month: int | None, day: int | None) -> DatePoint | None:
    """Return the point, ``None`` where there is no such day."""
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= (monthrange(year or 2000, month)[1] if month else 31):
        return None
    return DatePoint(year, month, day)


def _numeric(first: int, second: int, year: int, language: str) -> DatePoint | None:
    """Read 26/08/1944; where English leaves day and month open, only the year is certain."""
    if not 1000 <= year <= 2100:
        return None
    if language != "en" or first > 12:
        return _checked(year, second, first)
    if second > 12:
        return _checked(year, first, second)
    return _checked(year, first, second) if first == second else DatePoint(year)


def _day_and_month(groups: dict[str, str | None], form: str) -> tuple[DatePoint | None, DatePoint | None]:
    """Read "20-22 August 1944" and "August 20-22, 1944"."""
    year = int(groups[f"{form}_year"] or 0) or None
    month = MONTHS[groups[f"{form}_month"] or ""]
    first = _checked(year, month, int(groups[f"{form}_day"] or 0))
    if first is None or not groups[f"{form}_day2"]:
        return first, None
    second = _checked(year, month, int(groups[f"{form}_day2"] or 0))
    return first, second if second and (second.day or 0) > (first.day or 0) else None


def _decade(digits: str) -> DatePoint:
    """Read "1940" of "1940s" and "40" of "années 40"; "1900s" is the century."""
    year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    return DatePoint(year, years=100 if year % 100 == 0 else 10)


def _century(word: str) -> DatePoint | None:
    """Read "19th", "XIXe" and "nineteenth" before "century"."""
    digits = re.match(r"\d+", word)
    numeral = re.match(r"[IVX]+", word)
    if digits:
        number = int(digits.group())
    elif numeral:
        values = [_ROMAN[letter] for letter in numeral.group()]
        number = sum(
            -value if value < following else value
            for value, following in zip(values, [*values[1:], 0], strict=True)
        )
    else:
        number = CENTURIES[word]
    return DatePoint((number - 1) * 100, years=100) if 2 <= number <= 21 else None


def _years(first: str, second: str | None) -> tuple[DatePoint, DatePoint | None]:
    """Read "1946", "1946-1947" and "1939-45"."""
    point = DatePoint(int(first))
    if not second:
        return point, None
    last = int(second) if len(second) == 4 else int(first[:2] + second)
    return point, DatePoint(last) if last > int(first) else None


def _is_year(text: str, start: int, end: int, groups: dict[str, str | None]) -> bool:
    """Tell the year of "in 1943" and "the 1944 rising" from the count of "1500 men".

    A four-digit number without separators is a year unless a plural noun or a unit follows it; after
    "in" or "since" it is a year even then, unless it is round ("in 2000 cases").
    """
    year = int(groups["year"] or 0)
    if groups["year2"]:
        return True
    following = _NEXT_WORD.match(text, end)
    if following is None:
        return True
    word = following.group(1)
    counted = word in UNIT_WORDS or (word.islower() and is_plural(word) and word not in _NOT_NOUNS)
    if fold(word) in _OF_THINGS and year % 100 == 0 and not YEAR_CUE.search(text, max(0, start - 12), start):
        return False
    if not counted:
        return True
    if YEAR_CUE.search(text, max(0, start - 12), start):
        return bool(year % 100)
    before = text[max(0, start - 4) : start].lower()
    return before.endswith(("the ", "les ")) and year >= 1700 and bool(year % 100)


_NOT_NOUNS = frozenset(
    "was is has as his its this us les des dans ses ces mais plus puis alors sous vers apres après depuis"
    " pas jamais sans hors dès does always perhaps thus across versus plays ses leurs nous vous ils".split()
)
_OF_THINGS = frozenset({"of", "d"})


def _day_only(
    groups: dict[str, str | None], text: str, end: int
) -> tuple[DatePoint | None, DatePoint | None]:
    """Read "le 23", "la journée du 23", "du 20 au 22" and "on the 23rd"."""
    digits = next((groups[name] for name in ("le_day", "du_day", "range_day", "the_day") if groups[name]), "")
    day = int(re.sub(r"\D", "", digits or "0") or 0)
    following = _NEXT_WORD.match(text, end)
    if following and not groups["the_day"]:
        word = following.group(1)
        if word in UNIT_WORDS or (word.islower() and is_plural(word) and word not in _NOT_NOUNS):
            return None, None
    last = int(groups["range_day2"] or 0)
    if last and last <= day:
        return None, None
    return DatePoint(day=day), DatePoint(day=last) if last else None


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
    if any(_checked(point.year, point.month, point.day) is None for point in made):
        return value
    return replace(
        value,
        point=made[0],
        last=made[1] if len(made) > 1 else None,
        assumed="year" if assumed == "year" else "month",
    )
