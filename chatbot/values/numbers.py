"""Numbers of things, measures and sums of money in running English and French text."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from chatbot.values.counted import counted_noun, fate_before, scope_of
from chatbot.values.model import NumberValue, Qualifier
from chatbot.values.number_patterns import (
    AFTER,
    AGO_BEFORE,
    BEFORE,
    DESIGNATED,
    DIGITS,
    INCHES,
    JOINS,
    JOINS_BETWEEN,
    LIST_MARK,
    NOT_COUNTING,
    QUALIFIERS,
    SCALE,
    SEVERAL,
    SHORT_SCALE,
    UNIT,
)
from chatbot.values.number_words import (
    COLLECTIVE_WORDS,
    EXACT_COLLECTIVES,
    FIRST_WORDS,
    ORDINAL_END,
    SCALE_WORDS,
    WORDS,
    read_words,
)
from chatbot.values.quantities import CURRENCY_SIGNS, UNIT_WORDS
from chatbot.words import fold

Taken = list[tuple[int, int]]
_WORD = re.compile(r"[^\W\d_]+")
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_GROUPED = re.compile(r"[\s\u00a0\u202f\u2009]")


def extract_numbers(text: str, language: str, taken: Taken) -> list[NumberValue]:
    """Find the numbers of a text, in its order.

    Parameters
    ----------
    language
        ISO 639-1; tells whether "3.200" is three thousand or three and a fifth.
    taken
        Spans already read as dates, times or names with numbers in them, in order; left alone.
    """
    bare = [
        value for value in _without_scores(_bare_numbers(text, language), text) if not _overlaps(value, taken)
    ]
    found: list[NumberValue] = []
    index = 0
    while index < len(bare):
        value = bare[index]
        index += 1
        before = BEFORE.search(text, max(0, value.start - 32), value.start)
        between = bool(before and before.group("between"))
        if index < len(bare) and _joins(text, value, bare[index], between):
            value = _range(value, bare[index])
            index += 1
        complete = _complete(value, text, before)
        # The inches of "5 ft 3 in" are part of the feet.
        if complete is not None and (not found or complete.start >= found[-1].end or not found[-1].unit):
            found.append(complete)
    return found


def _overlaps(value: NumberValue, taken: Taken) -> bool:
    """Return whether a number lies inside something already read."""
    return any(start < value.end and value.start < end for start, end in taken)


def _without_scores(numbers: list[NumberValue], text: str) -> list[NumberValue]:
    """Drop "3-1" and "555-12-34": numbers joined by hyphens that are no range."""
    dropped: set[int] = set()
    for index in range(len(numbers) - 1):
        first, second = numbers[index], numbers[index + 1]
        if text[first.end : second.start] in ("-", "–"):
            chained = index + 2 < len(numbers) and text[second.end : numbers[index + 2].start] in ("-", "–")
            if first.stated >= second.stated or chained or index in dropped:
                dropped |= {index, index + 1}
    return [number for index, number in enumerate(numbers) if index not in dropped]


def _bare_numbers(text: str, language: str) -> list[NumberValue]:
    """Find the numbers themselves, without what stands around them."""
    found: list[NumberValue] = []
    for match in DIGITS.finditer(text):
        value = _read_digits(match, text, language)
        if value is not None:
            found.append(value)
    cursor = 0
    for word in _WORD.finditer(text):
        if word.start() < cursor or word.group().lower() not in FIRST_WORDS:
            continue
        value = _read_words(text, word.start())
        if value is not None:
            cursor = value.end
            if not _overlaps(value, [(other.start, other.end) for other in found]):
                found.append(value)
    return sorted(found, key=lambda value: value.start)


def _read_digits(match: re.Match[str], text: str, language: str) -> NumberValue | None:
    """Read "3 200", "17,80", "3.2 million"; ``None`` for "2nd", "M4", "No. 5" and the like."""
    if DESIGNATED.search(text, max(0, match.start() - 14), match.start()):
        return None
    if LIST_MARK.match(text, match.end()) and not text[: match.start()].rpartition("\n")[2].strip():
        return None
    end = match.end()
    scale_match = SCALE.match(text, end)
    scale = Decimal(1)
    if scale_match:
        scale = Decimal(SCALE_WORDS.get(scale_match.group(1).lower(), 1000))
        end = scale_match.end(1)
    measured = scale_match is not None or UNIT.match(text, end) is not None
    number = _decimal(match.group(), language, measured)
    if number is None:
        return None
    exponent = number.as_tuple().exponent
    step = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
    return NumberValue(match.start(), end, number * scale, step=step * scale)


def _decimal(digits: str, language: str, measured: bool) -> Decimal | None:
    """Read a number with its separators as its language writes them.

    A comma before exactly three digits groups thousands in English, and in French too where things
    are counted; before a unit of measure it is the French decimal comma. A full stop before exactly
    three digits groups thousands in French only.
    """
    plain = _GROUPED.sub("", digits)
    for sign, decimals in _FRACTIONS.items():
        plain = plain.replace(sign, decimals)
    for mark, other in ((",", "."), (".", ",")):
        if plain.count(mark) > 1 or (mark in plain and other in plain.partition(mark)[2]):
            plain = plain.replace(mark, "")
    plain = plain.replace("'", "")
    mark = "," if "," in plain else "."
    whole, _, rest = plain.partition(mark)
    if len(rest) == 3 and whole.lstrip("0") and len(whole) <= 3:
        french = language == "fr"
        if (mark == "," and not (french and measured)) or (mark == "." and french and not measured):
            return Decimal(whole + rest)
    if len(plain) > 30:
        return None
    return Decimal(f"{whole}.{rest}" if rest else whole)


def _read_words(text: str, start: int) -> NumberValue | None:
    """Read "three hundred", "une centaine", "several hundred", "deux"."""
    match = WORDS.match(text, start)
    if match is None:
        return None
    words = match.group()
    amount = read_words(words) if _ends_here(text, match.end()) else None
    if amount is None:
        # "two three": the first word alone.
        single = _WORD.match(text, start)
        words = single.group() if single else ""
        amount = read_words(words) if words else None
    if amount is None or not words or ORDINAL_END.match(text, start + len(words)):
        return None
    end = start + len(words)
    last = fold(re.split(r"[\s-]", words)[-1])
    if words.lower() in ("un", "une") or (words.lower() == "one" and not _counts_one(text, start, end)):
        return None
    before = text[max(0, start - 12) : start].lower()
    if words.lower() == "cent" and before.endswith(("per ", "pour ")):
        return None
    alone = fold(words) == last or fold(words).startswith(("un ", "une ", "a "))
    value = NumberValue(start, end, amount)
    if last in COLLECTIVE_WORDS and last not in EXACT_COLLECTIVES:
        plural_alone = alone and last.endswith("s") and fold(words) == last
        return replace(value, qualifier="several" if plural_alone else "about")
    if (
        fold(words) == last
        and last in ("hundred", "thousand", "million", "dozen", "cents")
        and SEVERAL.search(before)
    ):
        return replace(value, qualifier="several")
    if last in SCALE_WORDS and SCALE_WORDS[last] >= 10**6:
        return replace(value, step=Decimal(SCALE_WORDS[last]))
    return value


def _ends_here(text: str, end: int) -> bool:
    """Return whether a word ends at an offset."""
    return end >= len(text) or not (text[end].isalnum() or text[end] == "_")


_NOT_COUNTED = frozenset(
    "of thing things another day night morning hand side point more by that who which can could may might is"
    " was in on at to and or the or's such could would should s".split()
)


def _counts_one(text: str, start: int, end: int) -> bool:
    """Return whether "one" counts ("one battalion") and is no pronoun ("the one who")."""
    match = re.compile(r"[ -]([a-z]{3,})").match(text, end)
    if match is None or match.group(1) in _NOT_COUNTED:
        return False
    before = _WORD.findall(text[max(0, start - 12) : start].lower())
    return not before or before[-1] not in (
        "the",
        "no",
        "any",
        "every",
        "each",
        "this",
        "that",
        "which",
        "another",
    )


def _joins(text: str, first: NumberValue, second: NumberValue, between: bool) -> bool:
    """Return whether two numbers are the ends of one range."""
    gap = JOINS_BETWEEN if between else JOINS
    ordered = first.stated < second.stated or (first.stated * second.step < second.stated and first.step <= 1)
    return ordered and not second.qualifier and gap.fullmatch(text, first.end, second.start) is not None


def _range(first: NumberValue, second: NumberValue) -> NumberValue:
    """Return the range of two numbers; "2 to 3 million" and "2.5 to 3" share scale and precision."""
    low = first.stated
    if second.step > 1 and first.step <= 1:
        low = low * second.step if low * second.step < second.stated else low
    step = second.step if second.step > 1 else min(first.step, second.step)
    return replace(first, end=second.end, stated=low, upper=second.stated, step=step, qualifier="")


def _complete(value: NumberValue, text: str, before: re.Match[str] | None) -> NumberValue | None:
    """Add the qualifier, the unit or the thing counted, and the scope."""
    start, end, qualifier, unit = value.start, value.end, value.qualifier, ""
    if before and before.group("sign"):
        unit = CURRENCY_SIGNS[before.group("sign").strip()]
        start = before.start("sign")
        short = SHORT_SCALE.match(text, end)
        if short and value.step <= 1:
            factor = {"bn": 10**9, "m": 10**6, "k": 1000}[short.group(1).lower()]
            value = replace(value, stated=value.stated * factor, step=value.step * factor)
            end = short.end()
    if before and before.group("qualifier"):
        said = before.group("qualifier").lower().replace("’", "'")
        name = _QUALIFIER_OF.get(said, "about")
        if name != "several":
            qualifier = name
            start = before.start("qualifier")
    after = AFTER.match(text, end)
    if after:
        end = after.end()
        if not qualifier:
            qualifier = "about" if after.group("so") else "at most" if after.group("less") else "at least"
    if NOT_COUNTING.match(text, end) or AGO_BEFORE.search(text, max(0, start - 16), start):
        return None
    unit_match = None if unit else UNIT.match(text, end)
    if unit_match:
        unit = UNIT_WORDS[" ".join(unit_match.group("unit").split())]
        end = unit_match.end()
        inches = INCHES.match(text, end) if unit == "ft" and value.step == 1 else None
        if inches:
            value = replace(value, stated=value.stated * 12 + int(inches.group(1)))
            unit, end = "inch", inches.end()
    noun, noun_end = counted_noun(text, end, after_unit=bool(unit))
    if not unit and not noun and _names_a_thing(text, value.start):
        return None
    fate = "" if unit else fate_before(text, start)
    if fate and fate not in noun:
        noun = f"{noun} {fate}".strip()
    scope = "" if unit else scope_of(text, noun_end)
    return replace(value, start=start, end=noun_end, qualifier=qualifier, unit=unit, noun=noun, scope=scope)


_QUALIFIER_OF: dict[str, Qualifier] = {
    phrase.replace("\\.?", "").replace("['’]", "'").replace("[’']", "'"): name
    for phrase, name in QUALIFIERS.items()
}
_CAPITALISED_BEFORE = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'’-]*\s$")


def _names_a_thing(text: str, start: int) -> bool:
    """Return whether a number without noun or unit belongs to the name before it: "Super Bowl 50"."""
    return _CAPITALISED_BEFORE.search(text, max(0, start - 24), start) is not None
