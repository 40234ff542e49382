"""Whether a value of a statement stands in a text: the same date, figure or name, in one form or another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from chatbot.answering.cited_sentences import keys_of
from chatbot.expansion import expand
from chatbot.values import (
    DatePoint,
    DateValue,
    NameValue,
    NumberValue,
    TimeValue,
    Value,
    comparable,
    compatible,
    has_number,
    is_people,
    same_name,
)
from chatbot.words import content_words, fold

_SAME_WORD = 0.5
_MOST_ROUNDED = 1.5
_FOREIGN_SHARE = 0.5
_NEARLY = 0.85
_SHORT_NAME = 5
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w’'-]+")


def is_stated(
    value: Value,
    language: str,
    others: Sequence[Value],
    other_language: str,
    around: Sequence[Value] = (),
) -> bool:
    """Tell whether one of the values of a text says what a value of a statement says, no less exactly.

    Parameters
    ----------
    language, other_language
        Of the statement and of the text.
    around
        All values of the passage: of a number whose noun is another word, they say whether the noun of the
        statement is counted there too, and so is another thing.
    """
    if isinstance(value, DateValue):
        return _date_is_stated(value, [one for one in others if isinstance(one, DateValue)])
    if isinstance(value, NumberValue):
        numbers = [one for one in others if isinstance(one, NumberValue)]
        return _number_is_stated(value, language, numbers, other_language, around)
    return any(_says(value, other) for other in others)


def contradicts(value: Value, other: Value) -> bool:
    """Tell whether two dates, times, numbers or numbered bodies ("4th Division") cannot both be meant."""
    if isinstance(value, NameValue) and not has_number(value.text):
        return False
    return comparable(value, other) and not compatible(value, other)


def name_is_written(name: str, language: str, text: str, text_language: str) -> bool:
    """Tell whether the words of a name stand in a text of its own language, or half of them in the other's.

    Across languages a spelling may differ a little ("Kufra", "Koufra"), and peoples have other names.
    """
    held = keys_of(text, text_language)
    words = content_words(name, language)
    if language == text_language:
        return bool(words) and all(_is_met(word, language, held) for word in words)
    met = [word for word in words if _is_met(word, language, held) or _is_spelt_nearly(word, text)]
    # What the dictionary does not know, a surname say, is written alike in both languages.
    unknown = [
        word
        for word in words
        if word not in met and not is_people(word) and not has_translation(word, language)
    ]
    known_peoples = sum(is_people(word) and word not in met for word in words)
    return bool(words) and not unknown and len(met) + known_peoples >= _FOREIGN_SHARE * len(words)


def peoples(text: str, language: str) -> list[str]:
    """Return the words of a text that name a people or are its adjective, as written."""
    return [word for word in content_words(text, language) if is_people(word)]


def has_translation(word: str, language: str) -> bool:
    """Tell whether the dictionary in the box knows a word of the other language for a word."""
    other = "fr:" if language == "en" else "en:"
    return any(key.startswith(other) for key in expand(word, language))


def _is_met(word: str, language: str, held: frozenset[str]) -> bool:
    return any(strength >= _SAME_WORD and key in held for key, strength in expand(word, language).items())


def _is_spelt_nearly(word: str, text: str) -> bool:
    if len(word) < _SHORT_NAME or not word[0].isupper():
        return False
    mine = fold(word)
    names = {fold(name) for name in _CAPITALISED.findall(text)}
    return any(SequenceMatcher(None, mine, name, autojunk=False).ratio() >= _NEARLY for name in names)


def _says(value: Value, other: Value) -> bool:
    if isinstance(value, NameValue) and isinstance(other, NameValue):
        return same_name(value, other)
    return isinstance(value, TimeValue) and isinstance(other, TimeValue) and _time_says(value, other)


def _time_says(value: TimeValue, other: TimeValue) -> bool:
    """Tell whether a time is another, or an end of it: between ten and six is not at eleven."""
    ends = [replace(other, until=None)]
    if other.until is not None:
        ends.append(replace(other, minute=other.until, until=None))
    if value.until is None:
        return any(compatible(value, end) for end in ends)
    first, last = replace(value, until=None), replace(value, minute=value.until, until=None)
    return len(ends) > 1 and compatible(first, ends[0]) and compatible(last, ends[1])


def _number_is_stated(
    value: NumberValue,
    language: str,
    others: Sequence[NumberValue],
    other_language: str,
    around: Sequence[Value],
) -> bool:
    same = [one for one in others if _may_be_compared(value, one) and _same_figure(value, one)]
    if any(_of_one_thing(value, language, one, other_language) for one in same):
        return True
    counted = any(
        isinstance(one, NumberValue) and one.noun and _of_one_thing(value, language, one, other_language)
        for one in around
    )
    return bool(same) and bool(around) and not counted


def _may_be_compared(value: NumberValue, other: NumberValue) -> bool:
    """Tell whether numbers are of one dimension; one that stands alone, an age say, may be of any."""
    alone = not (value.unit or value.noun) or not (other.unit or other.noun)
    return comparable(value, other, aligned=True) or (alone and value.stated == other.stated)


def _of_one_thing(value: NumberValue, language: str, other: NumberValue, other_language: str) -> bool:
    """Tell whether two numbers measure in one dimension, or count one thing as far as their nouns say."""
    if not (value.unit or value.noun) or not (other.unit or other.noun):
        return True
    if value.unit or other.unit:
        return bool(value.unit) == bool(other.unit)
    if not (value.noun and other.noun) or comparable(value, other):
        return True
    held = keys_of(other.noun, other_language)
    return any(_is_met(word, language, held) for word in content_words(value.noun, language))


def _same_figure(value: NumberValue, other: NumberValue) -> bool:
    """Tell whether two numbers are one; a rounded one, or one with "about", may stand for an exact one."""
    same = value.stated == other.stated and value.upper in (None, other.upper)
    if same and value.unit == other.unit:
        return True
    rounded = value.step > other.step or value.qualifier or value.unit != other.unit
    if not rounded or not compatible(value, other, aligned=True):
        return False
    # "More than 20,000" is true of 200,000, and not what it says.
    return value.unit != other.unit or _near(float(value.stated), float(other.stated))


def _near(one: float, other: float) -> bool:
    return min(one, other) * _MOST_ROUNDED >= max(one, other)


def _date_is_stated(value: DateValue, others: Sequence[DateValue]) -> bool:
    """Tell whether every part of a date is stated: day and month together, the year there or beside it."""
    if value.point == DatePoint():
        return any(other.weekday == value.weekday for other in others)
    if value.part_of_day and all(
        other.part_of_day and other.part_of_day != value.part_of_day for other in others
    ):
        return False
    if value.relation in ("before", "after") and all(other.relation != value.relation for other in others):
        return False
    years = {point.year for other in others for point in _points(other) if point.year is not None}
    if not all(_point_is_stated(point, others, years) for point in _points(value)):
        return False
    return value.weekday is None or all(
        other.weekday in (None, value.weekday) for other in others if _shares_day(value, other)
    )


def _point_is_stated(point: DatePoint, others: Sequence[DateValue], years: set[int]) -> bool:
    return any(
        _year_is_stated(point, stated, years)
        and point.month in (None, stated.month)
        and (point.day is None or _day_is_stated(point, other))
        for other in others
        for stated in _points(other)
    )


def _year_is_stated(point: DatePoint, stated: DatePoint, years: set[int]) -> bool:
    """Tell whether a year is said with a date, or beside one that says none."""
    if point.year is None or (stated.year, stated.years) == (point.year, point.years):
        return True
    if stated.year is None:
        return point.years == 1 and point.year in years
    # "In the 1940s" follows from 1944; 1944 does not follow from "in the 1940s".
    return _within(stated, point)


def _day_is_stated(point: DatePoint, other: DateValue) -> bool:
    if other.last is None:
        return other.point.day == point.day
    if other.point.day is None or other.last.day is None or point.day is None:
        return False
    if other.point.month in (None, other.last.month):
        return other.point.day <= point.day <= other.last.day
    return point.day in (other.point.day, other.last.day)


def _shares_day(value: DateValue, other: DateValue) -> bool:
    return value.point.day is not None and other.point.day == value.point.day


def _within(point: DatePoint, period: DatePoint) -> bool:
    if point.year is None or period.year is None or point.years > period.years:
        return False
    return period.years > 1 and period.year <= point.year < period.year + period.years


def _points(value: DateValue) -> Iterable[DatePoint]:
    return (value.point,) if value.last is None else (value.point, value.last)
