"""Clock times in words: "ten past nine", "neuf heures et demie", "four in the afternoon"."""

from __future__ import annotations

import re
from dataclasses import replace

from chatbot.values.model import TimeValue
from chatbot.values.number_words import WORDS, read_words
from chatbot.words import fold

_HALF_DAY = 720
_HOURS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday|midnight|1[0-2]|[1-9])"
)
_MINUTES = (
    r"(?:(?:twenty|thirty|forty|fifty)-(?:one|two|three|four|five|six|seven|eight|nine)|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    r"|twenty|[1-5]?\d)"
)
_ENGLISH = re.compile(
    rf"""(?<![\w.,:-])(?:
     half[\s-]past\s(?P<half>{_HOURS})
    |(?:a\s)?quarter\s(?P<quarter_way>past|after|to|before|till)\s(?P<quarter>{_HOURS})
    |(?P<minutes>{_MINUTES})(?:\sminutes)?\s(?P<way>past|to)\s(?P<hour>{_HOURS})
    |(?P<whole>{_HOURS})(?=\so['’]clock\b|\s(?:in\sthe|that|this|the\ssame|yesterday|tomorrow|at)\s[a-z])
    )(?:\so['’]clock)?(?![\w-]|[.,:]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
# Most sentences say no time, and this is found out fast.
_ENGLISH_HINT = re.compile(
    r"\b(?:past|quarter|clock|morning|afternoon|evening|night)\b|(?:five|ten|twenty|\d)(?: minutes)? to ",
    re.IGNORECASE,
)
# "Four in the morning" is a count, and "ten to five" a range or a score, unless one of these leads to it.
_ENGLISH_CUE = re.compile(
    r"\b(?:at|by|around|about|before|after|until|till|since|from|it\s(?:is|was)|it['’]s"
    r"|(?:morning|afternoon|evening|night|noon|clock)\s(?:to|and))\s$",
    re.IGNORECASE,
)
_TO_CUE = re.compile(r"\b(?:at|until|till|it\s(?:is|was)|it['’]s)\s(?:about\s|around\s)?$", re.IGNORECASE)
_TO_END = re.compile(r"\s*(?:[.,;:!?)]|$)|\s(?:and|when|on|the|that|this|sharp)\b", re.IGNORECASE)
_HEURES = re.compile(
    r"\sheures?(?!\w)"
    r"(?:\s(?:et\s(?P<and>quarts?|demie?)|moins\s(?:(?P<less_quarter>le\squart|un\squart)|(?P<less>[a-z-]+)))(?!\w))?"
)
_MIDI = re.compile(
    r"(?<![\w-])(?P<word>midi|minuit)\s(?:et\s(?P<and>quart|demie?)|moins\s(?:(?P<less_quarter>le\squart)|(?P<less>[a-z-]+)))(?!\w)",
    re.IGNORECASE,
)
_FRENCH_CUE = re.compile(
    r"(?:\b(?:à|vers|dès|avant|après|entre|depuis|environ|il\s(?:est|était|sera|fut))\s|jusqu['’]à\s|\bA\s)$",
    re.IGNORECASE,
)
# "Limité à trois heures", "dix à douze heures": a length of time.
_LENGTH_BEFORE = re.compile(
    r"\b(?:limit|rédui|estim|évalu|augment|\d|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt)\w*"
    r"\sà\s$",
    re.IGNORECASE,
)
_LENGTH_AFTER = re.compile(r"\s(?:de\s(?!l['’]après|la\snuit)|d['’]|plus\s(?:tard|tôt))")
# What may follow minutes; another word would be what is counted: "à neuf heures dix hommes".
_MINUTES_END = re.compile(
    r"\s*(?:[.,;:!?)»|–—-]|$)|\s(?:du|de\sl|les?|la|l['’]|une?|et|à|au|aux|ils?|elles?|on|nous|je|j['’]|sur|dans|devant"
    r"|pour|par|quand|précises?|environ|[A-ZÀ-Þ])"
)
PART_OF_DAY = re.compile(
    r"\s(?:(?:in\sthe|that|this|the\ssame|yesterday|tomorrow)\s(?P<part>morning|afternoon|evening|night)"
    r"|at\s(?P<late>night)|du\s(?P<fr>matin|soir)|de\s(?P<midi>l['’]après-midi)|de\sla\s(?P<nuit>nuit))(?!\w)",
    re.IGNORECASE,
)
_OF = re.compile(r"\s(?:of|du|de)\b")


def clock_words(text: str) -> list[TimeValue]:
    """Find the clock times said in words, the words around them aside.

    An hour of the twelve-hour clock may be of either half of the day, unless the words say which.
    """
    found: list[TimeValue] = []
    if _ENGLISH_HINT.search(text):
        found += [value for match in _ENGLISH.finditer(text) if (value := _english(match, text))]
    found += [_noon(match) for match in _MIDI.finditer(text)]
    cursor = 0
    for match in WORDS.finditer(text) if "heure" in text else ():
        if match.start() >= cursor and (value := _french(match, text)):
            found.append(value)
            cursor = value.end
    return sorted(found, key=lambda value: value.start)


def with_part_of_day(value: TimeValue, text: str) -> TimeValue:
    """Take the half of the day from the words after an hour: "in the afternoon", "du soir"."""
    match = PART_OF_DAY.match(text, value.end)
    if match is None:
        return value
    part = fold((match.group(match.lastgroup or 0) or "").replace("’", "'"))
    hour = value.minute % _HALF_DAY
    late = hour >= 6 * 60 if part in ("night", "nuit") else part not in ("morning", "matin")
    # "Le soir du 24" belongs to the date.
    end = value.end if _OF.match(text, match.end()) else match.end()
    known_late = value.half_known and value.minute >= _HALF_DAY
    minute = value.minute if known_late else hour + (_HALF_DAY if late else 0)
    return replace(value, end=end, minute=minute, half_known=True)


def _english(match: re.Match[str], text: str) -> TimeValue | None:
    """Turn an English match into a value; ``None`` where nothing says that it is a time."""
    groups = match.groupdict()
    said = groups["half"] or groups["quarter"] or groups["hour"] or groups["whole"]
    hour = _amount(said)
    if hour is None:
        return None
    past = 0
    if groups["half"]:
        past = 30
    elif groups["quarter"]:
        past = 15 if groups["quarter_way"].lower() in ("past", "after") else -15
    elif groups["hour"]:
        past = _amount(groups["minutes"]) or 0
        past = past if groups["way"].lower() == "past" else -past
    if not _is_english_clock(match, text, past):
        return None
    if said.lower() in ("noon", "midday", "midnight"):
        base = 0 if said.lower() == "midnight" else _HALF_DAY
        return TimeValue(*match.span(), (base + past) % 1440) if past else None
    return TimeValue(*match.span(), (hour * 60 + past) % _HALF_DAY, half_known=False)


def _is_english_clock(match: re.Match[str], text: str, past: int) -> bool:
    """Return whether English words are a time of day: "half past one", "at four in the afternoon"."""
    if match.group("half") or match.group("quarter") or past > 0 or match.group().lower().endswith("clock"):
        return True
    part = PART_OF_DAY.match(text, match.end()) is not None
    before = max(0, match.start() - 20)
    if match.group("whole"):
        return part and _ENGLISH_CUE.search(text, before, match.start()) is not None
    return part or (
        past % 5 == 0
        and _TO_CUE.search(text, before, match.start()) is not None
        and _TO_END.match(text, match.end()) is not None
    )


def _amount(word: str) -> int | None:
    """Return the number that a word or its figures say; noon and midnight count as twelve."""
    if word.lower() in ("noon", "midday", "midnight"):
        return 12
    amount = word if word.isdecimal() else read_words(word)
    return None if amount is None else int(amount)


def _french(match: re.Match[str], text: str) -> TimeValue | None:
    """Turn number words before "heures" into a value; ``None`` for a length of time."""
    heures = _HEURES.match(text, match.end())
    hour = read_words(match.group()) if heures else None
    if heures is None or hour is None or hour > 23 or _joined_before(text, match.start()):
        return None
    past, end = _past(heures), heures.end()
    if past is None:
        past, end = 0, heures.start() + len(heures.group().split(" moins")[0])
    if end == heures.end() and not past and (minutes := WORDS.match(text, end + 1)):
        amount = read_words(minutes.group())
        if (
            text[end] == " "
            and amount is not None
            and amount < 60
            and _MINUTES_END.match(text, minutes.end())
        ):
            past, end = int(amount), minutes.end()
    if not _is_french_clock(text, match.start(), end, past):
        return None
    minute = (int(hour) * 60 + past) % 1440
    known = hour > 12 or hour == 0
    return TimeValue(match.start(), end, minute if known else minute % _HALF_DAY, half_known=known)


def _joined_before(text: str, start: int) -> bool:
    """Return whether a word runs on from what stands before it."""
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-_")


def _is_french_clock(text: str, start: int, end: int, past: int) -> bool:
    """Return whether hours are a time of day: "à neuf heures", "neuf heures du soir"."""
    if PART_OF_DAY.match(text, end) or past < 0:
        return True
    if _LENGTH_AFTER.match(text, end) or _LENGTH_BEFORE.search(text, max(0, start - 24), start):
        return False
    if _FRENCH_CUE.search(text, max(0, start - 12), start):
        return True
    begins_range = text[:start].lower().endswith("de ") and text.startswith(" à ", end)
    return begins_range or text[:start].lower().endswith((" heures à ", " heures et "))


def _noon(match: re.Match[str]) -> TimeValue:
    """Return "midi et demi", "minuit moins le quart"."""
    base = 0 if match.group("word").lower() == "minuit" else _HALF_DAY
    return TimeValue(*match.span(), (base + (_past(match) or 0)) % 1440)


def _past(match: re.Match[str]) -> int | None:
    """Return the minutes of "et quart" or "moins dix", ``None`` where the word is no number of minutes."""
    if match.group("and"):
        return 15 if match.group("and").startswith("quart") else 30
    if match.group("less_quarter"):
        return -15
    if match.group("less"):
        amount = read_words(match.group("less"))
        return -int(amount) if amount is not None and amount < 60 else None
    return 0
