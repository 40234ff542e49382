"""Names of persons, organisations, units and places in running English and French text."""

from __future__ import annotations

import re

from chatbot.values.military import NUMBERED, UNIT, WORLD_WAR, read_unit
from chatbot.values.model import NameValue
from chatbot.values.name_words import (
    CALENDAR,
    FOLDED_STOP,
    NOT_PLACES,
    PEOPLES,
    TITLES,
    title_of,
)
from chatbot.values.number_words import FIRST_WORDS
from chatbot.values.places import PREPOSITIONS, SITE_CUES, place_code, place_level
from chatbot.words import fold

_SPACE = "[ \u00a0\u202f]{1,3}"
_CAPITAL = (
    r"(?:(?:[A-Z]\.){2,}|(?:St|Ste|Mt|Ft|Dr|Mr|Mrs|Ms|Gen|Col|Capt|Lt|Sgt|Gov|Sen|Rev|Prof|Adm|Maj)\.(?=\s)"
    r"|(?!US\$)[A-ZÀ-ÖØ-Þ](?:[\w]|[.'’&-](?=\w))*(?:(?<=\b[A-Z])\.)?)"
)
_PARTICLE = (
    r"(?:de\sla\s|de\sl['’]|de\s(?:la\s)?|del?\s|du\s|des\s|d['’]"
    r"|von\sder\s|von\s|van\sder\s|van\sden\s|van\s|di\s|da\s|della\s|bin\s"
    r"|ibn\s|al-|of\sthe\s|of\s|le\s|la\s|l['’]|the\s)"
)
_SEQUENCE = re.compile(rf"(?<![\w])(?:(?:von|van|de)\s)?{_CAPITAL}(?:{_SPACE}(?:{_PARTICLE})?{_CAPITAL})*")
_TOKEN = re.compile(r"[^\s]+")
_LOWER_TITLE = re.compile(r"(?<![\w-])([a-zéêèç]+)\.?\s$")
_CUE = re.compile(r"(?<![\w-])([a-zà-ÿ-]+)\s(?:(?:de\sla|des|du|de|the|la|le|les)\s|(?:de\s)?l['’]|d['’])?$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…•*|»”\"\n]|\s-|[-–—])\s*[\"«“‘'(*•-]?\s*$")
_ELIDED = re.compile(r"^(?:[LDCJNSMT]|Qu)['’]")
_ROMAN = re.compile(r"[IVXLCDM]+(?:er?|[eè]me|[eè]?re)?")
# After these verbs "à" leads to a person: "demanda à Leclerc".
_DATIVE = (
    "demand",
    "donn",
    "confi",
    "annonc",
    "dit",
    "écri",
    "remi",
    "répond",
    "impos",
    "offr",
    "rend",
    "ordonn",
)
_LOWER_WORD = re.compile(r"\s([a-zà-ÿ]{3,})")
_ADJECTIVE_ENDINGS = ("ic", "ish", "ese", "man", "ian", "ean")
_POSSESSIVE = re.compile(r"['’]s?$")


def known_names(text: str) -> frozenset[str]:
    """Return the words that a text writes with a capital inside its sentences, folded.

    A single capitalised word that opens a sentence counts as a name where it is among these.
    """
    words: set[str] = set()
    for match in _SEQUENCE.finditer(text):
        inside = not _opens_sentence(text, match.start())
        tokens = match.group().split()
        for token in tokens if inside else tokens[1:]:
            word = fold(_POSSESSIVE.sub("", token))
            if word not in FOLDED_STOP:
                words.add(word)
    return frozenset(words)


def extract_names(
    text: str, taken: list[tuple[int, int]], known: frozenset[str] = frozenset()
) -> list[NameValue]:
    """Find the names of a text, in its order.

    Parameters
    ----------
    taken
        Spans of dates and times, which no name may overlap.
    known
        Words known as names from the surroundings, as ``known_names`` gives them.
    """
    found = [_whole(match) for match in UNIT.finditer(text) if read_unit(match.group())]
    found += [_whole(match) for pattern in (WORLD_WAR, NUMBERED) for match in pattern.finditer(text)]
    found = [value for value in found if not any(a < value.end and value.start < b for a, b in taken)]
    masked = list(text)
    for start, end in [*taken, *((value.start, value.end) for value in found)]:
        masked[start:end] = "\n" * (end - start)
    rest = "".join(masked)
    known = known | known_names(rest)
    for match in _SEQUENCE.finditer(rest):
        for start, end in _pieces(rest, match.start(), match.end()):
            value = _name(text, rest, start, end, known)
            if value is not None:
                found.append(value)
    return _with_regions(sorted(found, key=lambda value: value.start), text)


def has_number(name: str) -> bool:
    """Return whether a name holds a number that counts nothing: "2e DB", "Café des Deux Rives"."""
    words = name.split()[1:]
    return any(map(str.isdigit, name)) or any(
        word[:1].isupper() and fold(word) in FIRST_WORDS for word in words
    )


def _with_regions(names: list[NameValue], text: str) -> list[NameValue]:
    """Join a place with the region or country after its comma: "Abingdon, Virginia"."""
    joined: list[NameValue] = []
    for value in names:
        before = joined[-1] if joined else None
        if (
            before is not None
            and text[before.end : value.start] == ", "
            and not before.title
            and place_level(value.text) in ("country", "region")
            and place_level(before.text) in ("other", "region")
            and place_level(before.text) != place_level(value.text)
            and (before.kind == "place" or place_level(value.text) == "region")
        ):
            whole = f"{before.text}, {value.text}"
            joined[-1] = NameValue(before.start, value.end, whole, "", "place")
        else:
            joined.append(value)
    return joined


def _whole(match: re.Match[str]) -> NameValue:
    """Return the name that a match is, of a numbered unit or a world war."""
    return NameValue(*match.span(), " ".join(match.group().split()))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a run of capitalised words at possessives and function words."""
    pieces: list[tuple[int, int]] = []
    first: int | None = None
    last = start
    for token in _TOKEN.finditer(text, start, end):
        word = token.group()
        begin = token.start()
        elided = _ELIDED.match(word)
        if elided and first is None:
            begin += elided.end()
            word = word[elided.end() :]
        inside = first is not None
        if _breaks(text, word, token.start(), token.end() == end, inside):
            if first is not None:
                pieces.append((first, last))
            first = None
            continue
        if first is None:
            if not word[:1].isupper() and not _opens_name(text, word, token.start()):
                continue
            first = begin
        last = token.end()
        possessive = _POSSESSIVE.search(word)
        if possessive and word[:1].isupper():
            pieces.append((first, last - len(possessive.group())))
            first = None
    if first is not None:
        pieces.append((first, last))
    return [(a, b) for a, b in (_trimmed(text, a, b) for a, b in pieces) if b > a]


def _opens_name(text: str, word: str, start: int) -> bool:
    """Return whether a particle begins a name: "von Choltitz", and "de Gaulle" after "général"."""
    before = _LOWER_TITLE.search(text, max(0, start - 16), start)
    return word in ("von", "van") or bool(before and title_of(before.group(1), word))


def _breaks(text: str, word: str, start: int, is_last: bool, inside: bool) -> bool:
    """Return whether a capitalised word ends the name before it and belongs to none itself.

    "De Gaulle", "New York" and "Le Monde" keep their first words; "The", "In" and "La" that only
    opens a sentence do not. "Deux" breaks no name that has begun: "Café des Deux Rives".
    """
    if not word[:1].isupper() or word in ("US", "U.S."):
        return False
    folded = fold(word)
    if folded in PEOPLES and _stands_alone(text, start, len(word), is_last, inside):
        return True
    if folded not in FOLDED_STOP:
        return folded in FIRST_WORDS and _opens_sentence(text, start)
    if is_last:
        return True
    if folded == "will" or (inside and folded in FIRST_WORDS):
        return False
    if folded in ("new", "old", "von", "van", "di", "first", "second", "third"):
        return False
    if folded == "de":
        following = text[start + len(word) :].split(maxsplit=1)
        return (
            _opens_sentence(text, start) and bool(following) and bool(place_code(following[0].strip(".,;:")))
        )
    return folded not in ("le", "la", "les") or _opens_sentence(text, start)


def _stands_alone(text: str, start: int, length: int, is_last: bool, inside: bool) -> bool:
    """Return whether a people is no part of the name beside it: "Americans of Barton's"."""
    if inside:
        return is_last and text[:start].endswith(" the ") and not text[:start].endswith(" of the ")
    return text.startswith((" of ", " de ", " d'", " d’", " du "), start + length)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop particles left over at the end of a piece."""
    words = list(_TOKEN.finditer(text, start, end))
    while (
        words
        and not words[-1].group()[:1].isupper()
        and not re.match(r"(?:[dl]['’]|al-|el-)[A-ZÀ-Þ]", words[-1].group())
    ):
        words.pop()
    return (start, words[-1].end()) if words else (start, start)


def _opens_sentence(text: str, start: int) -> bool:
    """Return whether a word stands where any word would have a capital."""
    return _SENTENCE_START.search(text, max(0, start - 8), start) is not None if start else True


def _name(text: str, rest: str, start: int, end: int, known: frozenset[str]) -> NameValue | None:
    """Turn a run of capitalised words into a name; ``None`` where the capitals mean nothing."""
    words = text[start:end].split()
    titles: list[str] = []
    # "German General Dietrich von Choltitz": the nation is no part of the name.
    if len(words) > 2 and fold(words[0]) in PEOPLES and fold(words[1]).rstrip(".") in TITLES:
        words.pop(0)
    while len(words) > 1 and (title := title_of(words[0], words[1])):
        titles.append(title)
        words.pop(0)
    begin = start
    before = _LOWER_TITLE.search(rest, max(0, start - 16), start)
    if before and fold(before.group(1)) in TITLES and before.group(1) not in ("m", "count", "major", "mr"):
        titles.insert(0, TITLES[fold(before.group(1))])
        begin = before.start(1)
    if len(words) == 1 and fold(words[0]).rstrip(".") in TITLES:
        return None
    name = " ".join(words)
    if not titles and not _means_a_name(name, words, rest, start, known):
        return None
    return _placed(NameValue(begin, end, name, " ".join(titles)), rest, start)


def _means_a_name(name: str, words: list[str], text: str, start: int, known: frozenset[str]) -> bool:
    """Return whether the capitals of a run of words without title make it a name."""
    if len(name) < 2 or not any(character.isalpha() for character in name):
        return False
    if len(words) > 1:
        # "French", "German General" and "American Troops" name nobody.
        return not all(fold(word) in PEOPLES or fold(word).rstrip(".") in TITLES for word in words)
    folded = fold(name)
    if (
        folded in PEOPLES
        or folded in FOLDED_STOP
        or folded in CALENDAR
        or (len(name) == 2 and name.endswith("."))
    ):
        return False
    if _ROMAN.fullmatch(name):
        return False
    if name.isupper() and 2 <= len(name) <= 6:
        return True
    if not _opens_sentence(text, start):
        return True
    inner_capital = any(character.isupper() for character in name[1:])
    return inner_capital or folded in known or bool(place_code(name))


def _placed(value: NameValue, text: str, start: int) -> NameValue:
    """Mark a name as a place where a cue before it, its own words or the atlas say so."""
    if value.title:
        return value
    cue = _CUE.search(text, max(0, start - 28), start)
    word = cue.group(1) if cue else ""
    if cue and word in SITE_CUES:
        name = " ".join(text[cue.start(1) : value.end].split())
        return NameValue(cue.start(1), value.end, name, "", "place")
    acronym = value.text.isupper() and len(value.text) < 7 and not place_code(value.text)
    words = [fold(part) for part in value.text.split()]
    if place_level(value.text) == "site" and words[-1] not in ("city", "place"):
        return NameValue(value.start, value.end, value.text, "", "place")
    if acronym or any(part in NOT_PLACES for part in words):
        return value
    # "à la Résistance" and "to the Allies" are no places; "à Paris" and "in the Alps" are.
    opening = text[max(0, start - 18) : start].split()
    preposition = opening[-1].lower() if opening else ""
    if preposition == "the" and len(opening) > 1 and fold(opening[-2]) in ("in", "near", "across"):
        preposition = "in"
    if _describes(text, value, opening):
        preposition = ""
    if preposition == "à" and len(opening) > 1 and opening[-2].startswith(_DATIVE):
        preposition = ""
    if preposition in PREPOSITIONS or place_code(value.text):
        return NameValue(value.start, value.end, value.text, "", "place")
    return value


def _describes(text: str, value: NameValue, opening: list[str]) -> bool:
    """Return whether a name only describes the noun or owns the thing after it: "in the Ottoman world"."""
    if text.startswith(("'s", "’s"), value.end):
        return True
    following = _LOWER_WORD.match(text, value.end)
    if following is None or fold(following.group(1)) in FOLDED_STOP:
        return False
    return opening[-1:] == ["the"] or value.text.endswith(_ADJECTIVE_ENDINGS)


def is_people(word: str) -> bool:
    """Tell whether a word names a people or is its adjective: "French", "Allemands"."""
    return fold(word) in PEOPLES
