"""The words dates are said with, English and French together, and patterns made of them."""

from __future__ import annotations

from babel import Locale

from chatbot.words import fold

_ENGLISH, _FRENCH = Locale("en"), Locale("fr")


def _months() -> dict[str, int]:
    """Return every spelling of a month name; "may" and "march" only with a capital."""
    names: dict[str, int] = {}
    for locale in (_ENGLISH, _FRENCH):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months["format"][width].items():
                short = name.rstrip(".")
                for spelling in (short, short.capitalize(), fold(short)):
                    names[spelling] = number
    names |= {"Sept": 9, "sept": 9, "Aout": 8}
    for ambiguous in (
        "may",
        "march",
        "mar",
        "jan",
        "jun",
        "dec",
        "sep",
        "oct",
        "nov",
        "apr",
        "jul",
        "aug",
        "sept",
    ):
        names.pop(ambiguous, None)
    return names


def _weekdays() -> dict[str, int]:
    """Return the weekday names: Monday is 0; English ones only with a capital."""
    names = {name: number for number, name in _ENGLISH.days["format"]["wide"].items()}
    french = _FRENCH.days["format"]["wide"]
    names |= {name: number for number, name in french.items()}
    return names | {name.capitalize(): number for number, name in french.items()}


def _alternatives(words: dict[str, object] | dict[str, int] | dict[str, str]) -> str:
    """Return a pattern of the words, the longest first so that none hides another."""
    return "|".join(sorted((word.replace(" ", r"\s") for word in words), key=len, reverse=True))


MONTHS = _months()
WEEKDAYS = _weekdays()
SEASONS = {
    "spring": "spring",
    "summer": "summer",
    "autumn": "autumn",
    "fall": "autumn",
    "winter": "winter",
    "printemps": "spring",
    "été": "summer",
    "automne": "autumn",
    "hiver": "winter",
} | {"Spring": "spring", "Summer": "summer", "Autumn": "autumn", "Fall": "autumn", "Winter": "winter"}
PARTS = {
    "dawn": "dawn",
    "daybreak": "dawn",
    "aube": "dawn",
    "morning": "morning",
    "matin": "morning",
    "matinée": "morning",
    "afternoon": "afternoon",
    "après-midi": "afternoon",
    "evening": "evening",
    "soir": "evening",
    "soirée": "evening",
    "night": "night",
    "nuit": "night",
    "day": "",
    "journée": "",
}
PORTIONS = {
    "early in": "early",
    "early": "early",
    "beginning": "early",
    "start": "early",
    "début": "early",
    "commencement": "early",
    "mid": "mid",
    "middle": "mid",
    "mi": "mid",
    "milieu": "mid",
    "late in": "late",
    "late": "late",
    "end": "late",
    "fin": "late",
}
RELATIONS = {
    "by": "by",
    "d'ici": "by",
    "before": "before",
    "prior to": "before",
    "avant": "before",
    "after": "after",
    "après": "after",
    "following": "after",
    "since": "since",
    "depuis": "since",
    "dès": "since",
    "from": "since",
    "à partir": "since",
    "à compter": "since",
    "starting": "since",
    "until": "until",
    "till": "until",
    "up to": "until",
    "jusqu'à": "until",
    "jusqu'au": "until",
    "jusqu'en": "until",
    "between": "between",
    "entre": "between",
}
ABOUT = ("around", "about", "approximately", "circa", "ca", "c", "vers", "environ", "aux alentours")
CENTURIES = {
    word: number
    for number, words in {
        15: "fifteenth quinzième",
        16: "sixteenth seizième",
        17: "seventeenth",
        18: "eighteenth",
        19: "nineteenth",
        20: "twentieth vingtième",
        21: "twenty-first",
    }.items()
    for word in words.split()
}
DAYS_IN_WORDS = {
    f"{tens}-{unit}" if tens else unit: base + number
    for tens, base, units in (
        (
            "",
            0,
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
            " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
        ),
        ("twenty", 20, "first second third fourth fifth sixth seventh eighth ninth"),
        ("thirty", 30, "first"),
    )
    for number, unit in enumerate(units.split(), 1)
} | {"thirtieth": 30}
DAYS_IN_FRENCH = {
    word: number
    for number, word in enumerate(
        "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
        " dix-sept dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq"
        " vingt-six vingt-sept vingt-huit vingt-neuf trente trente-et-un".split(),
        1,
    )
} | {"vingt et un": 21, "trente et un": 31}
DAY_IN_WORDS = _alternatives(DAYS_IN_WORDS)
DAY_IN_FRENCH = _alternatives(DAYS_IN_FRENCH)
MONTH = _alternatives(MONTHS)
WEEKDAY = _alternatives(WEEKDAYS)
SEASON = _alternatives(SEASONS)
PART = _alternatives(PARTS)
PORTION = _alternatives(PORTIONS)
RELATION = _alternatives(RELATIONS)
CENTURY = _alternatives(CENTURIES)
