"""Numbers written in words, English and French: spans and amounts.

Our own reader, where the libraries for this rewrite the text and give no spans.
"""

from __future__ import annotations

import re
from decimal import Decimal

from chatbot.words import fold

_SMALL = {
    word: amount
    for amount, words in {
        0: "zero",
        1: "one un une",
        2: "two deux",
        3: "three trois",
        4: "four quatre",
        5: "five cinq",
        6: "six",
        7: "seven sept",
        8: "eight huit",
        9: "nine neuf",
        10: "ten dix",
        11: "eleven onze",
        12: "twelve douze",
        13: "thirteen treize",
        14: "fourteen quatorze",
        15: "fifteen quinze",
        16: "sixteen seize",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty vingt vingts",
        30: "thirty trente",
        40: "forty quarante",
        50: "fifty cinquante",
        60: "sixty soixante",
        70: "seventy septante",
        80: "eighty octante huitante",
        90: "ninety nonante",
    }.items()
    for word in words.split()
}
_SCALES = {
    "hundred": 100,
    "cent": 100,
    "cents": 100,
    "thousand": 1000,
    "mille": 1000,
    "million": 10**6,
    "millions": 10**6,
    "billion": 10**9,
    "billions": 10**9,
    "milliard": 10**9,
    "milliards": 10**9,
    "trillion": 10**12,
}
_COLLECTIVES = {
    "dozen": 12,
    "dozens": 12,
    "dizaine": 10,
    "dizaines": 10,
    "douzaine": 12,
    "douzaines": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "centaines": 100,
    "hundreds": 100,
    "millier": 1000,
    "milliers": 1000,
    "thousands": 1000,
}
SCALE_WORDS = _SCALES
COLLECTIVE_WORDS = _COLLECTIVES
EXACT_COLLECTIVES = frozenset({"dozen", "douzaine", "quinzaine"})
_ALL = sorted([*_SMALL, *_SCALES, *_COLLECTIVES], key=len, reverse=True)
_ANY = "|".join(_ALL).replace("zero", "z[eé]ro")
WORDS = re.compile(rf"(?:{_ANY})(?:(?:-et-|-|\s(?:et|and)\s|\s)(?:{_ANY})\b(?!['’]))*", re.IGNORECASE)
FIRST_WORDS = frozenset([*_ALL, "zéro"])
# "Twenty-fourth" is a place in a row, "eighty-eights" a nickname.
ORDINAL_END = re.compile(
    r"-(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)s?|(?:two|three|four|five|seven|eight|nine)s"
    r"|sixes|\w+ièmes?)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[\s-]+")


def read_words(text: str) -> Decimal | None:
    """Return the amount of a number in words, ``None`` where the words do not make one number.

    "soixante et onze" is 71, "quatre-vingt-dix-sept" 97, "three hundred and twenty" 320; "two three"
    is no number.
    """
    total = current = 0
    last = 10**15
    for word in _SEPARATOR.split(fold(text)):
        if word in ("et", "and"):
            continue
        if word in _SMALL:
            amount = _SMALL[word]
            if amount == 20 and current % 100 == 4 and word.startswith("vingt"):
                current += 76
            elif current and not _follows(current, amount):
                return None
            else:
                current += amount
        elif word in _SCALES or word in _COLLECTIVES:
            scale = _SCALES.get(word) or _COLLECTIVES[word]
            if scale >= last and total:
                return None
            if scale >= 1000 or word in _COLLECTIVES:
                total, current, last = total + (current or 1) * scale, 0, scale
            else:
                if current >= 100:
                    return None
                current = (current or 1) * scale
        else:
            return None
    return Decimal(total + current)


def _follows(current: int, amount: int) -> bool:
    """Return whether an amount can follow what was said: "sixty three", not "two three"."""
    if amount >= 20:
        return current % 100 == 0
    if amount >= 10:
        # French counts on from sixty and eighty: soixante-douze, quatre-vingt-onze.
        return current % 100 in (0, 60, 80)
    return (current % 10 == 0 and (amount > 0) and current % 100 != 10) or (
        current % 100 in (10, 70, 90) and amount > 6
    )
