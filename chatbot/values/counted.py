"""What a number counts, and of whom: the words that follow it."""

from __future__ import annotations

import re

from chatbot.values.nouns import is_plural
from chatbot.words import fold

_WORD = re.compile(r"[\s\u00a0\u202f-]{1,2}(\d+[.,]?\d*\s?[cm]?m\b|[^\W\d_][\w'’-]*)")
_OF = re.compile(r"\s(?:of\s(?:the\s|his\s|its\s|their\s)?|de\s|des\s|d['’])")
_PARENTHESIS = re.compile(r"\s?\(([^\W\d_]{3,})\)")
_FATE = re.compile(
    r"\s(?:were|was|are|have\sbeen|had\sbeen|has\sbeen|been|being|ont\sété|avaient\sété|furent|étaient|sont|being)"
    r"\s(?:\w+ly\s)?(killed|wounded|injured|captured|missing|dead|tués|tuées|blessés|blessées|capturés|morts|mortes)\b"
    r"|\s(died|perished|moururent|périrent)\b"
)
_FATE_BEFORE = re.compile(
    r"\b(?:(?P<killed>kill(?:s|ed|ing)|slaughter(?:ed|ing)|massacr(?:ed|ing|ant)|tu(?:a|ant|èrent))"
    r"|(?P<wounded>wound(?:ed|ing)|injur(?:ed|ing)|bless(?:a|ant|èrent)))\s(?:[\w-]+\s){0,2}$"
)
_SCOPE = re.compile(
    r"(?P<gap>[^.;:!?()\n]{0,60}?)\s(?:pour|for|among|parmi|chez|amongst|au\ssein\sde|du\scôté\sde)\s(?:la\s|le\s|les\s|the\s|l['’])?"
    r"(?P<scope>[^\s,.;:!?()]+(?:\s[^\s,.;:!?()]+){0,4})"
)
_LIMIT = 4
_STOP = frozenset(
    # English
    "a an the and or but nor of in on at to from by for with without as than that which who whom whose this"
    " these those is are was were be been being has have had do does did will would can could may might must"
    " shall should not no it its he she they we you i his her their our your my if when while where there"
    " then also only just into onto over under after before during since until between among against about"
    " per each every all both more less fewer most least ago later long high tall wide deep old away apart"
    " if because so too out up down off such against so-called through across within upon via including"
    " them us him eux lui"
    " respectively now today yesterday according due plus minus times vs versus inclusive"
    # French
    " le la les l un une des de du d et ou mais ni car donc en dans sur sous à au aux par pour avec sans"
    " chez vers entre que qui quoi dont où ce cet cette ces son sa ses leur leurs mon ma mes notre nos votre"
    " vos il elle ils elles on nous vous je tu se s ne n pas est sont était étaient fut furent être été a"
    " ont avait avaient eut eurent ayant aura sera seront plus moins très aussi environ après avant pendant"
    " depuis jusque jusqu puis lors alors quand comme si contre selon parmi soit y afin ainsi déjà encore"
    " font fit firent fait peuvent doit devait peut".split()
)
_SCOPE_LINKS = frozenset("de du des la le les l of the".split())
_SCOPE_STOP = frozenset(
    "and et or ou who qui that que which in dans on sur at à from by with avec during pendant".split()
)


def counted_noun(text: str, end: int, *, after_unit: bool) -> tuple[str, int]:
    """Return the noun phrase after a number and where it ends; an empty string where there is none.

    Parameters
    ----------
    after_unit
        Whether a unit of measure stands between: then only "of" or "de" leads to a noun.
    """
    of = _OF.match(text, end)
    if of is not None:
        start = of.end() - 1
        if text[start] in "'’":
            # The noun follows the apostrophe directly.
            match = re.compile(r"([^\W\d_][\w-]*)").match(text, of.end())
            if match is None or match.group(1)[0].isupper():
                return "", end
            return match.group(1).lower(), match.end()
    elif after_unit:
        return "", end
    else:
        start = end
    words, cursor = _phrase(text, start, lower_only=of is not None and after_unit)
    if not words and of is not None:
        return "", end
    parenthesis = _PARENTHESIS.match(text, cursor)
    if parenthesis and words:
        words.append(parenthesis.group(1).lower())
        cursor = parenthesis.end()
    fate = _FATE.match(text, cursor)
    if fate:
        words.append((fate.group(1) or fate.group(2)).lower())
        cursor = fate.end()
    return " ".join(words), cursor


def _phrase(text: str, start: int, *, lower_only: bool) -> tuple[list[str], int]:
    """Return up to four words of a noun phrase, and where the last of them ends."""
    words: list[str] = []
    cursor = start
    plural_seen = False
    while len(words) < _LIMIT:
        match = _WORD.match(text, cursor)
        if match is None or "\n" in match.group():
            break
        word = match.group(1)
        if fold(word) in _FOLDED_STOP or (lower_only and word[0].isupper()):
            break
        if any(
            word.lower().startswith(prefix)
            for prefix in ("l'", "l’", "d'", "d’", "qu'", "qu’", "s'", "s’", "n'")
        ):
            break
        # A second plural noun does not follow the first, except as an adjective of it in French.
        if plural_seen and not is_plural(word) and not _is_participle(word):
            break
        words.append(word.lower())
        plural_seen = plural_seen or is_plural(word)
        cursor = match.end()
    while len(words) > 1 and words[-1].endswith(("ed", "ing")) and not _is_participle(words[-1]):
        cursor -= len(words.pop())
        cursor = len(text[:cursor].rstrip())
    return words, cursor


def _is_participle(word: str) -> bool:
    """Return whether a word can say what became of the things before it."""
    return word in ("killed", "wounded", "injured", "captured", "missing", "dead")


_FOLDED_STOP = frozenset(fold(word) for word in _STOP)


def fate_before(text: str, start: int) -> str:
    """Return ``"killed"`` or ``"wounded"`` where the verb before a number says so, else ``""``."""
    match = _FATE_BEFORE.search(text, max(0, start - 40), start)
    return (match.lastgroup or "") if match else ""


def scope_of(text: str, end: int) -> str:
    """Return whom a count is of: "2ème DB" in "130 tués et 319 blessés pour la 2ème DB"."""
    match = _SCOPE.match(text, end)
    if match is None:
        return ""
    gap = match.group("gap").replace(",", " ").split()
    if len(gap) > 6 or any(fold(word) in _FOLDED_STOP and word not in ("and", "et") for word in gap):
        return ""
    words: list[str] = []
    for word in match.group("scope").split():
        if word.lower() in _SCOPE_STOP or (fold(word) in _FOLDED_STOP and word.lower() not in _SCOPE_LINKS):
            break
        words.append(word)
    return " ".join(words)
