"""Whether two spellings mean one person, organisation, unit or place."""

from __future__ import annotations

import re
from functools import lru_cache

from chatbot.values.military import WORLD_WAR, read_unit, same_unit, series_of
from chatbot.values.nouns import qualities_of
from chatbot.values.places import place_code
from chatbot.words import fold

_PARTICLES = frozenset(
    "de d du des l of the von van der den di da del della dos bin ibn al el y and et for".split()
)
# "Le Clerc" is one name with "Leclerc"; "De Gaulle" and "DeGaulle" are one with "Gaulle".
_JOINED = frozenset({"le", "la", "les", "mac", "mc", "saint", "st", "san"})
_CAMEL_PARTICLE = re.compile(r"^(?:De|Von|Van|Di|Da)(?=[A-ZÀ-Þ])")
_WORD = re.compile(r"[^\W_]+(?:\.(?=\w))?")
_DIRECTIONS = frozenset(
    "new north south east west northern southern eastern western nord sud est ouest nouvelle nouveau".split()
)
_TRANSLATED = {
    "gouvernement": "government",
    "provisoire": "provisional",
    "republique": "republic",
    "interieur": "interior",
    "armee": "army",
    "musee": "museum",
    "pont": "bridge",
    "rue": "street",
    "place": "square",
    "tour": "tower",
    "eglise": "church",
    "gare": "station",
    "universite": "university",
    "ecole": "school",
    "hopital": "hospital",
    "ministere": "ministry",
    "marine": "navy",
    "nationale": "national",
    "comite": "committee",
    "saison": "season",
    "chapitre": "chapter",
    "liberation": "liberation",
    "unis": "united",
    "unies": "united",
    "bataille": "battle",
    "guerre": "war",
    "mondiale": "world",
    "fleuve": "river",
    "lac": "lake",
    "mont": "mount",
    "ile": "island",
    "iles": "islands",
    "aeroport": "airport",
    "assemblee": "assembly",
    "banque": "bank",
    "societe": "society",
    "libre": "free",
    "libres": "free",
    "resistance": "resistance",
    "resistence": "resistance",
}


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a name: folded, without particles and possessives, "Le Clerc" joined."""
    words: list[str] = []
    prefix = ""
    for raw in _WORD.findall(re.sub(r"['’]s\b", "", text)):
        word = fold(_CAMEL_PARTICLE.sub("", raw)).rstrip(".")
        if word in _JOINED and raw.islower():
            continue
        if word in _JOINED and not prefix:
            prefix = word
            continue
        if word in _PARTICLES:
            continue
        words.append(("st" if prefix == "saint" else prefix) + word)
        prefix = ""
    if prefix:
        words.append(prefix)
    return tuple(words)


@lru_cache(maxsize=8192)
def canonical_name(text: str) -> str:
    """Return one form for the spellings of a name: ``"2 armored division"`` for "2ème DB"."""
    unit = read_unit(text)
    if unit is not None:
        return " ".join(part for part in (str(unit.number), unit.branch, unit.echelon) if part)
    war = WORLD_WAR.fullmatch(text)
    if war is not None:
        return "world war 1" if war.group("first") else "world war 2"
    return " ".join(_words(text)) or fold(text)


@lru_cache(maxsize=16384)
def same_spelling(first: str, second: str) -> bool:
    """Return whether two names can be one: by initials, surname, translation, acronym or a slip.

    A name agrees with any fuller form of it: "Leclerc" with "Philippe Leclerc de Hauteclocque".
    """
    if "," in first or "," in second:
        (town, _, region), (other_town, _, other_region) = first.partition(", "), second.partition(", ")
        same_region = not region or not other_region or same_spelling(region, other_region)
        return same_spelling(town, other_town) and same_region
    units = read_unit(first), read_unit(second)
    if units[0] is not None and units[1] is not None:
        return same_unit(units[0], units[1])
    if units[0] is not None or units[1] is not None:
        return False
    if canonical_name(first) == canonical_name(second):
        return True
    if series_of(first) or series_of(second):
        return _translated(_words(first)) == _translated(_words(second))
    codes = place_code(first), place_code(second)
    if codes[0] and codes[1]:
        return codes[0] == codes[1]
    a, b = _words(first), _words(second)
    if "".join(a) == "".join(b) or _translated(a) == _translated(b):
        return True
    if _is_acronym(first, a, b) or _is_acronym(second, b, a):
        return True
    shorter, longer = sorted((a, b), key=len)
    return _contained(shorter, longer) or _same_person(shorter, longer)


def _translated(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words as a set in English, so that the two languages' word orders agree."""
    return frozenset(next(iter(qualities_of(word)), _TRANSLATED.get(word, word)) for word in words)


def _is_acronym(text: str, words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether a name is the initials of another: "FFI", "Forces Françaises de l'Intérieur"."""
    letters = re.sub(r"[^A-Za-z]", "", text)
    if not 2 <= len(letters) <= 7 or not letters.isupper() or len(other) < 2:
        return False
    return letters.lower() == "".join(word[0] for word in other)


def _contained(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Return whether one name is a run of words of the other, save "York" in "New York"."""
    if not shorter:
        return False
    for start in range(len(longer) - len(shorter) + 1):
        run = longer[start : start + len(shorter)]
        if all(_same_word(a, b) for a, b in zip(shorter, run, strict=True)):
            return not (start > 0 and longer[start - 1] in _DIRECTIONS)
    return False


def _same_person(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Return whether surnames agree and no first name or initial gainsays another."""
    if len(shorter) < 2 or not _same_word(shorter[-1], longer[-1]):
        return False
    remaining = list(longer[:-1])
    for word in shorter[:-1]:
        while remaining and not _same_first(word, remaining[0]):
            remaining.pop(0)
        if not remaining:
            return False
        remaining.pop(0)
    return True


def _same_first(first: str, second: str) -> bool:
    """Return whether two first names agree, an initial with the name it begins."""
    if len(first) == 1 or len(second) == 1:
        return first[:1] == second[:1]
    return _same_word(first, second)


def _same_word(first: str, second: str) -> bool:
    """Return whether two words are one, save one slip of the pen in a word of six letters or more."""
    if first == second:
        return True
    if min(len(first), len(second)) < 6 or first[0] != second[0] or abs(len(first) - len(second)) > 1:
        return False
    return _one_slip(first, second)


def _one_slip(first: str, second: str) -> bool:
    """Return whether one letter more, less, other or two swapped lead from one word to the other."""
    shorter, longer = sorted((first, second), key=len)
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    if len(shorter) != len(longer):
        return shorter[start:] == longer[start + 1 :]
    swapped = shorter[start : start + 2] == longer[start : start + 2][::-1]
    return shorter[start + 1 :] == longer[start + 1 :] or (
        swapped and shorter[start + 2 :] == longer[start + 2 :]
    )
