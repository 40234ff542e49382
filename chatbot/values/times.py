"""Times of day in running English and French text."""

from __future__ import annotations

import re
from dataclasses import replace

from chatbot.values.clock_words import clock_words, with_part_of_day
from chatbot.values.model import Relation, TimeValue

_NOON, _MIDNIGHT, _HALF = 720, 0, 720
_TIME = re.compile(
    r"""
    (?<![\w.,:/])(?:
     (?P<h12>1[0-2]|0?[1-9])(?:[:.](?P<m12>[0-5]\d))?\s?(?P<half>[aApP])\.?\s?[mM]\b\.?
    |(?P<clock>1[0-2]|[1-9])(?:[:.](?P<clock_m>[0-5]\d))?\so['’]clock\b
    |(?P<h>[01]?\d|2[0-3])\s?[hH]\s?(?P<m>[0-5]\d)(?!\w)
    |(?P<heures>[01]?\d|2[0-3])\sheures?\s(?P<heures_m>[0-5]\d)(?!\w)
    |(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)(?::[0-5]\d)?(?!\d|:)
    |(?P<dotted>[01]?\d|2[0-3])\.(?P<dotted_m>[0-5]\d)(?![\w.,%])
    |(?P<bare>[01]?\d|2[0-3])(?:\s?[hH]|\sheures?)(?!\w)
    )
    |(?<![\w-])(?P<word>noon|midday|midnight|midi|minuit)(?!\w|-)
    """,
    re.VERBOSE,
)
_ZONE = re.compile(r"\s\(?(?P<zone>(?:E|C|M|P)[SD]?T|GMT|UTC|BST|CET|Eastern|Pacific|Central|Mountain)\b")
# "16h" is a clock time after these, else a length of time.
_AT = re.compile(
    r"(?:\b(?:à|vers|dès|avant|après|at|entre|de|by|around)\s|\bA\s|jusqu['’]à\s)$", re.IGNORECASE
)
_MIDI = re.compile(
    r"(?:\b(?:à|vers|dès|avant|après|le|de)\s|\bA\s|jusqu['’]à\s|heures?\set\s|^)$", re.IGNORECASE
)
_BEFORE = re.compile(
    r"(?:\b(?P<relation>by|before|after|since|from|until|till|avant|après|depuis|dès"
    r"|à partir de|jusqu['’]à)\s)?"
    r"(?:\b(?P<about>around|about|approximately|vers|environ|aux alentours de|shortly)\s)?$",
    re.IGNORECASE,
)
_RELATIONS: dict[str, Relation] = {
    "by": "by",
    "before": "before",
    "avant": "before",
    "after": "after",
    "après": "after",
    "since": "since",
    "from": "since",
    "depuis": "since",
    "dès": "since",
    "à partir de": "since",
    "until": "until",
    "till": "until",
    "jusqu'à": "until",
}
_JOINS = re.compile(r"\s?[-–—]\s?|\s(?:to|and|until|till|à|et)\s")
# "9.30" is a time only as the first cell of a table row, or where something happens at it.
_ROW = re.compile(r"[ \t]*(?:\|[ \t]*)?")
_CELL_END = re.compile(r"[ \t]*\|")
_HAPPENS_AT = re.compile(
    r"\b(?:meet|meeting|leav|start|begin|open|clos|end|depart|arriv)(?:e?s|e|ing|ed)?\sat\s$", re.IGNORECASE
)
_HALF_ALREADY = re.compile(r"(?P<hour>1[0-2]|0?[1-9])(?::(?P<minute>[0-5]\d))?(?:\s?[-–—]\s?|\sto\s)$")


def extract_times(text: str) -> list[TimeValue]:
    """Find the clock times of a text: "17h00", "2:30 pm", "noon", "from 9 am to 5 pm", "ten past nine"."""
    found: list[TimeValue] = []
    for bare in _bare_times(text):
        value = _with_surroundings(bare, text)
        if found and value.start < found[-1].end:
            found.pop()
        if found and _JOINS.fullmatch(text, found[-1].end, value.start):
            value = _period(found.pop(), value)
        found.append(value)
    return found


def _period(first: TimeValue, last: TimeValue) -> TimeValue:
    """Join two times; the one whose half of the day is said settles the other's."""
    minute, until = first.minute, last.minute
    if last.half_known and not first.half_known:
        minute += _HALF if minute + _HALF <= until else 0
    if first.half_known and not last.half_known:
        until += _HALF if until < minute and until + _HALF < 1440 else 0
    return replace(
        first,
        end=last.end,
        minute=minute,
        until=until,
        zone=last.zone,
        relation="on",
        half_known=first.half_known or last.half_known,
    )


def _bare_times(text: str) -> list[TimeValue]:
    """Find the times themselves, in figures and in words, without what stands around them."""
    words = clock_words(text)
    figures = [value for match in _TIME.finditer(text) if (value := _read(match, text))]
    apart = [
        value
        for value in figures
        if not any(word.start < value.end and value.start < word.end for word in words)
    ]
    bare = [with_part_of_day(value, text) for value in (*words, *apart)]
    return sorted(bare, key=lambda value: value.start)


def _read(match: re.Match[str], text: str) -> TimeValue | None:
    """Turn one match into a value; ``None`` where it is a length of time."""
    groups = match.groupdict()
    half_known = True
    if groups["h12"]:
        minute = int(groups["h12"]) % 12 * 60 + int(groups["m12"] or 0)
        minute += _HALF if groups["half"] in "pP" else 0
    elif groups["clock"]:
        minute, half_known = int(groups["clock"]) * 60 + int(groups["clock_m"] or 0), False
    elif groups["word"]:
        if groups["word"] == "midi" and not _MIDI.search(text, max(0, match.start() - 12), match.start()):
            return None
        minute = _MIDNIGHT if groups["word"] in ("midnight", "minuit") else _NOON
    elif groups["bare"]:
        if not _AT.search(text, max(0, match.start() - 9), match.start()):
            return None
        minute = int(groups["bare"]) * 60
    elif groups["dotted"] and not _is_dotted_time(match, text):
        return None
    else:
        hour = groups["h"] or groups["heures"] or groups["h24"] or groups["dotted"]
        minutes = groups["m"] or groups["heures_m"] or groups["m24"] or groups["dotted_m"]
        minute = int(hour) * 60 + int(minutes)
        english = groups["h24"] or groups["dotted"]
        half_known = not (english and len(hour) == 1 and 0 < int(hour) < 12)
    if not half_known:
        minute %= _HALF
    return TimeValue(*match.span(), minute, half_known=half_known)


def _is_dotted_time(match: re.Match[str], text: str) -> bool:
    """Return whether "9.30" is a time and no number."""
    if _CELL_END.match(text, match.end()) and _ROW.fullmatch(
        text, text.rfind("\n", 0, match.start()) + 1, match.start()
    ):
        return True
    return _HAPPENS_AT.search(text, max(0, match.start() - 16), match.start()) is not None


def _with_surroundings(value: TimeValue, text: str) -> TimeValue:
    """Add "about", "before", the time zone, and the hour that "9 to 5 pm" starts at."""
    earlier = _HALF_ALREADY.search(text, max(0, value.start - 10), value.start) if value.half_known else None
    start, minute, until = value.start, value.minute, None
    if earlier:
        start, until = earlier.start(), value.minute
        minute = int(earlier.group("hour")) % 12 * 60 + int(earlier.group("minute") or 0)
        minute += _HALF if minute + _HALF < until else 0
    before = _BEFORE.search(text, max(0, start - 30), start)
    said = (before.group("relation") or "").lower().replace("’", "'") if before else ""
    zone = _ZONE.match(text, value.end)
    return replace(
        value,
        start=before.start() if before else start,
        end=zone.end("zone") if zone else value.end,
        minute=minute,
        until=until,
        relation=_RELATIONS.get(said, "on") if until is None else "on",
        approximate=bool(before and before.group("about")),
        zone=zone.group("zone").upper() if zone else "",
    )


def minute_spans(value: TimeValue) -> list[tuple[int, int]]:
    """Return the stretches of minutes of the day that the words allow, both ends included."""
    spans: list[tuple[int, int]] = []
    for minute in [value.minute] if value.half_known else [value.minute, value.minute + _HALF]:
        # Midnight ends one day and begins the next.
        for start in {minute, 1440} if minute == _MIDNIGHT else {minute}:
            end = start if value.until is None else value.until
            # Where the half of the day is open, it is open for both ends of a period.
            end += _HALF if start > end and minute != value.minute and end + _HALF >= start else 0
            spans.append((start, end) if start <= end else (start, 1440))
    slack = 45 if value.approximate else 10 if value.minute % 60 == 0 else 1
    widened = [(low - slack, high + slack) for low, high in spans]
    if value.relation in ("by", "before", "until"):
        return [(0, max(high for _, high in widened))]
    if value.relation in ("after", "since"):
        return [(min(low for low, _ in widened), 1440)]
    return widened
