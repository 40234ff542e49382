"""Numbered units and the like: "2e DB", "2nd Free French Armored Division", "IIIème armée US"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from chatbot.values.nouns import qualities_of
from chatbot.words import fold

_ORDINAL_WORDS = {
    word: number
    for number, words in {
        1: "first premier premiere 1er 1ere ier iere",
        2: "second deuxieme seconde",
        3: "third troisieme",
        4: "fourth quatrieme",
        5: "fifth cinquieme",
        6: "sixth sixieme",
        7: "seventh septieme",
        8: "eighth huitieme",
        9: "ninth neuvieme",
        10: "tenth dixieme",
        11: "eleventh",
        12: "twelfth",
    }.items()
    for word in words.split()
}
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_ECHELONS = {
    "division": "division",
    "army": "army",
    "armee": "army",
    "corps": "corps",
    "regiment": "regiment",
    "battalion": "battalion",
    "bataillon": "battalion",
    "brigade": "brigade",
    "fleet": "fleet",
    "flotte": "fleet",
    "squadron": "squadron",
    "escadron": "squadron",
    "company": "company",
    "compagnie": "company",
    "arrondissement": "arrondissement",
    "amendment": "amendment",
}
_ABBREVIATIONS = {
    "db": ("armored", "division"),
    "ad": ("armored", "division"),
    "di": ("infantry", "division"),
    "id": ("infantry", "division"),
    "ri": ("infantry", "regiment"),
    "rct": ("armored", "regiment"),
    "ca": ("", "corps"),
}
_BRANCHES = {
    "armored": "armored",
    "armoured": "armored",
    "armour": "armored",
    "armor": "armored",
    "blindee": "armored",
    "blinde": "armored",
    "infantry": "infantry",
    "infanterie": "infantry",
    "airborne": "airborne",
    "aeroportee": "airborne",
    "parachute": "airborne",
    "parachutistes": "airborne",
    "panzer": "panzer",
    "security": "security",
    "securite": "security",
    "cavalry": "cavalry",
    "cavalerie": "cavalry",
    "artillery": "artillery",
    "artillerie": "artillery",
    "mountain": "mountain",
    "montagne": "mountain",
}
_NUMBER = (
    r"(?:\d{1,3}(?:st|nd|rd|th|[èe]?re|er|[eè]me|è|e|d)|[IVX]{1,4}(?:[eè]me|[eè]?re|er|e)?"
    r"|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ss]ixth|[Ss]eventh|[Ee]ighth|[Nn]inth|[Tt]enth"
    r"|[Pp]remière?|[Dd]euxième|[Tt]roisième|[Qq]uatrième|[Cc]inquième|[Ss]ixième|[Ss]eptième)"
)
_NATION = r"(?:US|U\.S\.|American|Free\s+French|French|British|German|Canadian|Soviet|Polish)"
UNIT = re.compile(
    rf"(?<!\w)(?:{_NATION}\s+)?(?P<number>{_NUMBER})\s+(?P<rest>(?:[A-ZÉ][\w-]+\s+|US\s+){{0,4}}"
    r"(?:[Dd]ivisions?|[Aa]rmy|[Aa]rmée|[Cc]orps|[Rr]egiment|[Rr]égiment|[Bb]attalion|[Bb]ataillon|[Bb]rigade|Fleet|flotte"
    r"|[Ss]quadron|[Aa]rrondissement|[Aa]mendment|DB|AD|DI|ID|RI|RCT|CA)(?!\w)"
    r"(?:\s+(?:[Bb]lindée?s?|d['’](?:infanterie|artillerie)|[Aa]éroportée|de\s(?:montagne|cavalerie|sécurité|chars)|US|américaine?"
    r"|allemande?|française?|britannique)(?!\w)){0,2})"
)
# A season or a chapter is told from others by its number, as a unit is.
NUMBERED = re.compile(
    r"(?<!\w)(?P<what>[Ss]eason|[Ee]pisode|[Cc]hapter|[Vv]olume|[Ss]aison|[ÉEée]pisode|[Cc]hapitre|Super\sBowl|Article"
    r"|Section|[Pp]art|Formula|Apollo)\s(?P<which>\d{1,4}|[IVXL]{1,6})(?![\w]|[.,:/-]\d)"
)
WORLD_WAR = re.compile(
    r"(?<!\w)(?:(?P<first>[Ff]irst\s[Ww]orld\s[Ww]ar|[Pp]remière\s[Gg]uerre\s[Mm]ondiale|World\sWar\s(?:I|1|One)|WW(?:I|1))"
    r"|[Ss]econd\s[Ww]orld\s[Ww]ar|(?:[Ss]econde|[Dd]euxième)\s[Gg]uerre\s[Mm]ondiale|World\sWar\s(?:II|2|Two)"
    r"|WW(?:II|2))(?!\w)"
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A numbered unit: its number, branch (``""`` where not said), echelon and nations named."""

    number: int
    branch: str
    echelon: str
    nations: frozenset[str]


@lru_cache(maxsize=4096)
def read_unit(text: str) -> Unit | None:
    """Read a unit's name in either language; ``None`` where the text is none."""
    match = UNIT.search(text)
    if match is None:
        return None
    number = _ordinal(fold(match.group("number")))
    if number is None:
        return None
    branch = echelon = ""
    for word in _WORD.findall(fold(text).replace("u.s.", "us")):
        if word in _ABBREVIATIONS and not echelon:
            branch, echelon = _ABBREVIATIONS[word]
        elif word.rstrip("s") in _ECHELONS or word in _ECHELONS:
            echelon = echelon or _ECHELONS.get(word) or _ECHELONS[word.rstrip("s")]
        elif word in _BRANCHES:
            branch = branch or _BRANCHES[word]
    if not echelon:
        return None
    return Unit(number, branch, echelon, qualities_of(text.replace("U.S.", "US")) & _NATIONS)


_NATIONS = frozenset(
    "german french american british soviet polish canadian italian japanese chinese belgian".split()
)


def series_of(text: str) -> str:
    """Return what a numbered thing is one of: ``"season"`` for "Season 7"; ``""`` for other names."""
    match = NUMBERED.match(text)
    return _SERIES.get(fold(match.group("what")), fold(match.group("what"))) if match else ""


_SERIES = {"saison": "season", "chapitre": "chapter"}


def _ordinal(word: str) -> int | None:
    """Return the number of an ordinal in figures, Roman figures or words."""
    digits = re.match(r"\d+", word)
    if digits:
        return int(digits.group())
    if word in _ORDINAL_WORDS:
        return _ORDINAL_WORDS[word]
    return _ROMAN.get(re.sub(r"(?:eme|ere|re|er|e)$", "", word))


def same_unit(first: Unit, second: Unit) -> bool:
    """Return whether two names can mean one unit; parts not said agree with anything."""
    return (
        first.number == second.number
        and first.echelon == second.echelon
        and (first.branch == second.branch or not first.branch or not second.branch)
        and (bool(first.nations & second.nations) or not first.nations or not second.nations)
    )
