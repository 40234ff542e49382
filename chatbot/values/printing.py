"""One printable form for each value, the same in both languages, that can be read back without loss."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatbot.values.model import DatePoint, DateValue, NumberValue, TimeValue

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SCALES = ((Decimal(1000), "thousand"), (Decimal(10**6), "million"), (Decimal(10**9), "billion"))


def print_date(value: DateValue) -> str:
    """Print a date after ISO 8601-2: ``X`` for unknown digits, ``?`` after assumed parts."""
    words: list[str] = [] if value.relation == "on" else [value.relation]
    if value.approximate:
        words.append("about")
    point = _print_point(value.point, value.assumed)
    if value.last is not None:
        point = f"{point}/{_print_point(value.last, value.assumed)}"
    if point:
        words.append(point)
    if value.weekday is not None:
        words.append(WEEKDAYS[value.weekday])
    if value.part_of_day:
        words.append(value.part_of_day)
    return " ".join(words)


def _print_point(point: DatePoint, assumed: str) -> str:
    """Print a calendar point: ``1944``, ``194X``, ``XXXX-08-26``, ``1944?-08-19``, ``1944-08:mid``."""
    if point.years > 1 and point.year is not None:
        text = f"{point.year:04d}"[: 3 if point.years == 10 else 2].ljust(4, "X")
    elif point.year is not None:
        text = f"{point.year:04d}"
    else:
        text = "XXXX"
    if assumed == "year":
        text += "?"
    if point.month is not None or point.day is not None:
        text += f"-{point.month:02d}" if point.month is not None else "-XX"
    if assumed == "month":
        text += "?"
    if point.day is not None:
        text += f"-{point.day:02d}"
    if point.portion:
        text += f":{point.portion}"
    return "" if text == "XXXX" else text


def print_time(value: TimeValue) -> str:
    """Print a time on the 24-hour clock; both readings where morning or afternoon is not said."""
    words: list[str] = [] if value.relation == "on" else [value.relation]
    if value.approximate:
        words.append("about")
    text = clock(value.minute)
    if value.until is not None:
        text = f"{text}/{clock(value.until)}"
    if not value.half_known:
        text = f"{text} (am or pm)"
    words.append(text)
    if value.zone:
        words.append(value.zone)
    return " ".join(words)


def clock(minute: int) -> str:
    """Print minutes after midnight as ``HH:MM``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def print_number(value: NumberValue) -> str:
    """Print a number, its qualifier, its unit or what is counted, and of whom."""
    words: list[str] = [value.qualifier] if value.qualifier else []
    number = _print_decimal(value.stated, value.step)
    if value.upper is not None:
        number = f"{number}/{_print_decimal(value.upper, value.step)}"
    words.append(number)
    if value.unit:
        words.append(value.unit)
    if value.noun:
        words.append(value.noun)
    if value.scope:
        words.append(f"(for {value.scope})")
    return " ".join(words)


def _print_decimal(number: Decimal, step: Decimal) -> str:
    """Print a number to the digit that was said: ``3.2 million`` keeps that it was rounded."""
    for scale, word in SCALES:
        if 1 < step <= scale:
            return f"{(number / scale).quantize(step / scale):f} {word}"
    return f"{number.quantize(min(step, Decimal(1))):f}"
