"""One date as the pattern finds it, and the numbers that only look like one."""

from __future__ import annotations

import re
from calendar import monthrange

from chatbot.values.date_patterns import MONTH_CUE, YEAR_CUE
from chatbot.values.date_words import (
    CENTURIES,
    DAYS_IN_FRENCH,
    DAYS_IN_WORDS,
    MONTHS,
    SEASONS,
    WEEKDAYS,
)
from chatbot.values.model import DatePoint, DateValue
from chatbot.values.nouns import is_plural
from chatbot.values.quantities import UNIT_WORDS
from chatbot.words import fold

_ROMAN = {"I": 1, "V": 5, "X": 10}
_NEXT_WORD = re.compile(r"\s([^\W\d_]+)")


def read_point(match: re.Match[str], text: str, language: str) -> DateValue | None:
    """Turn one match of the date pattern into a value; ``None`` where it is no date after all."""
    groups = match.groupdict()
    start, end = match.span()
    if groups["weekday"]:
        return DateValue(start, end, DatePoint(), weekday=WEEKDAYS[groups["weekday"]])
    if groups["diary_weekday"]:
        day = int(re.sub(r"\D", "", groups["diary_day"]))
        return DateValue(start, end, DatePoint(day=day), weekday=WEEKDAYS[groups["diary_weekday"]])
    last: DatePoint | None = None
    if groups["iso"]:
        year, month, day = map(int, groups["iso"].split("-"))
        point = checked(year, month, day)
    elif groups["n1"]:
        point = _numeric(int(groups["n1"]), int(groups["n2"]), int(groups["n3"]), language)
    elif groups["dm_month"] or groups["md_month"]:
        point, last = _day_and_month(groups, "dm" if groups["dm_month"] else "md")
    elif groups["w_month"]:
        day = DAYS_IN_WORDS.get(groups["word_day"] or "") or DAYS_IN_FRENCH[groups["mot_day"]]
        point = checked(int(groups["w_year"] or 0) or None, MONTHS[groups["w_month"]], day)
    elif groups["year"]:
        point, last = _years(text, start, end, groups)
    elif groups["month"]:
        cued = MONTH_CUE.search(text, max(0, start - 12), start)
        point = DatePoint(month=MONTHS[groups["month"]]) if cued else None
    else:
        point = _period(groups)
        if point is None:
            point, last = _day_only(groups, text, end)
    if point is None:
        return None
    # Full stops and spaces that the pattern took while looking for a year are not part of the date.
    trimmed = text[start:end].rstrip(" ,.\n\t")
    return DateValue(start, start + len(trimmed), point, last)


def _period(groups: dict[str, str | None]) -> DatePoint | None:
    """Read "summer of 1943", "August 1944", "1940s" and "19th century"."""
    if groups["season"]:
        return DatePoint(int(groups["s_year"] or 0), portion=SEASONS[groups["season"]])
    if groups["my_month"]:
        return DatePoint(int(groups["my_year"] or 0), MONTHS[groups["my_month"]])
    decade = groups["decade"] or groups["decade_fr"] or groups["decade_en"]
    if decade:
        return _decade(decade)
    return _century(groups["century"]) if groups["century"] else None


def checked(year: int | None, month: int | None, day: int | None) -> DatePoint | None:
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
        return checked(year, second, first)
    if second > 12:
        return checked(year, first, second)
    return checked(year, first, second) if first == second else DatePoint(year)


def _day_and_month(groups: dict[str, str | None], form: str) -> tuple[DatePoint | None, DatePoint | None]:
    """Read "20-22 August 1944" and "August 20-22, 1944"."""
    year = int(groups[f"{form}_year"] or 0) or None
    month = MONTHS[groups[f"{form}_month"] or ""]
    first = checked(year, month, int(groups[f"{form}_day"] or 0))
    if first is None or not groups[f"{form}_day2"]:
        return first, None
    second = checked(year, month, int(groups[f"{form}_day2"] or 0))
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


def _years(
    text: str, start: int, end: int, groups: dict[str, str | None]
) -> tuple[DatePoint | None, DatePoint | None]:
    """Read "1946", "1946-1947" and "1939-45"."""
    first, second = groups["year"] or "", groups["year2"]
    if not _is_year(text, start, end, groups):
        return None, None
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
