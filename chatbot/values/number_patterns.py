"""The patterns of a number, and of the words around it that say how it is meant."""

from __future__ import annotations

import re

from chatbot.values.model import Qualifier
from chatbot.values.quantities import UNIT_WORDS

_SPACE = "[ \u00a0\u202f\u2009]"
_QUALIFIED: dict[Qualifier, str] = {
    "just over": "just over|slightly over|slightly more than|a little over|a little more than|a bit more than"
    "|un peu plus de|un peu plus d[’']",
    "at least": "at least|no fewer than|no less than|not less than|a minimum of|minimum"
    "|au moins|au minimum|pas moins de",
    "at most": "at most|up to|no more than|not more than|a maximum of|maximum|au plus|au maximum|jusqu['’]à",
    "over": "over|more than|above|exceeding|in excess of|upwards of|greater than|plus de"
    "|plus d['’]|au-delà de|dépassant|supérieur à",
    "nearly": "nearly|almost|close to|just under|not quite"
    "|près de|près d['’]|presque|pas loin de|à peine moins de",
    "under": "under|less than|fewer than|below|moins de|moins d['’]|inférieur à",
    "about": "about|some|approximately|roughly|around|approx\\.?|circa|ca\\.?|an estimated|estimated"
    "|environ|quelque|à peu près|autour de|aux alentours de|aux environs de|vers|~|≈",
    "several": "several|a few|many|plusieurs|quelques|des",
}
QUALIFIERS: dict[str, Qualifier] = {
    phrase: name for name, phrases in _QUALIFIED.items() for phrase in phrases.split("|")
}
_QUALIFIER = "|".join(sorted(QUALIFIERS, key=len, reverse=True))
_BY_LENGTH = sorted(UNIT_WORDS, key=len, reverse=True)
_UNIT_WORDS = "|".join(re.escape(word).replace("\\ ", "\\s") for word in _BY_LENGTH)
_ATTACHED = "|".join(word for word in _BY_LENGTH if word.isalpha())

# Not a number of things: 2nd, 3e, B-17, 1/2, 12:30, 555-12-34; a unit may follow without a space.
DIGITS = re.compile(
    rf"""
    (?<![\w.,/:#°'’])(?<![^\W\d_]-)
    (?:\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:[.,]\d{{1,2}})?
      |\d{{1,3}}(?:[.,']\d{{3}})+(?!\d)(?:[.,]\d+)?
      |\d{{1,15}}(?:[.,]\d{{1,6}}|[½¼¾])?)
    (?!\d|[.,/:]\d|(?:st|nd|rd|th|e|è|ème|eme|er|ère|ere|re|[IVX]+)\b)
    (?!{_SPACE}\d{{3}}(?!\d))
    (?=\W|$|(?:{_ATTACHED}|bn|k|M|x)\b|[A-ZÀ-Þ]['’a-zà-ÿ])
    """,
    re.VERBOSE,
)
SCALE = re.compile(
    rf"(?:{_SPACE}|-)?(millions?|billions?|milliards?|trillions?|thousand|hundred|mille)\b", re.IGNORECASE
)
INCHES = re.compile(r"\s(1[01]|\d)(?:\s?(?:inches|inch|in)\b|(?![\w.,⁄/]|\s[\w⁄]))")
SHORT_SCALE = re.compile(r"\s?(bn|m|k|M|K)\b")
UNIT = re.compile(
    rf"""(?:{_SPACE}|-)?(?:de\s|d['’])?
    (?P<unit>{_UNIT_WORDS})(?![\w²])""",
    re.VERBOSE,
)
BEFORE = re.compile(
    rf"(?:(?:(?<!\w)(?P<qualifier>{_QUALIFIER})|(?P<between>\bbetween|\bentre|\bfrom|\bde))(?:\s|(?<=['’~≈])))?"
    rf"(?:the\s|les\s|an?\s|une?\s)?(?:US|U\.S\.)?(?P<sign>[$€£¥]\s?)?$",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"(?:(?P<plus>\+)|\s(?P<more>or\smore|and\sup|ou\splus|au\smoins|at\sleast)|\s(?P<so>or\sso|environ)"
    r"|\s(?P<less>or\s(?:less|fewer)|ou\smoins))(?!\w)"
)
JOINS = re.compile(r"\s?[-–—]\s?[$€£]?|\s(?:to|à)\s[$€£]?")
JOINS_BETWEEN = re.compile(r"\s(?:and|et|to|à)\s[$€£]?")
SEVERAL = re.compile(r"\b(?:several|a few|many|plusieurs|quelques)\s$", re.IGNORECASE)
# A time told from now, a year before Christ, a house number: no number of things.
NOT_COUNTING = re.compile(
    r"(?:[\s-]\w+)?\sago\b|\s?(?:B\.?C\b|BCE\b|av(?:ant|\.)\sJ)"
    r"|\s(?:[A-Z][\w'’-]+\s){1,3}(?:Street|Avenue|Road|Boulevard|Drive|Lane|St\b|Ave\b)"
)
AGO_BEFORE = re.compile(r"\bil\sy\sa\s(?:\w+\s)?$", re.IGNORECASE)
# "1." that opens a line counts a list.
LIST_MARK = re.compile(r"[.)](?:\s|$)")
# The number after these names a thing instead of counting: "No. 5", "page 3", "article 2".
DESIGNATED = re.compile(
    r"(?:\b(?:no|nos|nr|n|num|numbers?|numéros?|réf|référence|ref|reference|pages?|pp?|chapters?|chapitres?|ch|sections?|"
    r"sect|articles?|art|volumes?|vol|tomes?|seasons?|saisons?|episodes?|épisodes?|versions?|lines?|lignes?|rooms?|"
    r"routes?|highway|interstate|figures?|fig|tables?|tableau|steps?|étapes?|parts?|parties?|acts?|acte|scènes?|laws?|"
    r"loi|apollo|psalms?|weeks?|days?|jours?|levels?|niveau|grades?|types?|groups?|class|top|war|bowl|channel|windows|"
    r"area|zip|code|isbn|issn|tel|tél|phone|phase|round|game|super|boulevard|avenue|rue|case|title|titre|rule|amendment)"
    r"\.?\s?|[#°º]\s?)$",
    re.IGNORECASE,
)
