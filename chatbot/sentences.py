"""Sentence boundaries, English and French first: the spans that quotes are cut along.

Boundaries are found in three steps, all linear in the length of the text: blank lines and lines that
stand alone (headings, captions, list items) end a paragraph; inside a paragraph, terminal punctuation
ends a sentence unless an abbreviation, an initial or what follows speaks against it; what is still too
long to be read as one sentence is cut at its weakest joints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from chatbot.types import Span

LONGEST_SENTENCE = 1200

# Wrapped prose is rarely set narrower than this; shorter lines are captions, items and headings.
_NARROWEST_WRAP = 45
# Files wrapped by hand or by a PDF seldom reach this; a longer line is a whole paragraph.
_WIDEST_WRAP = 200

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*|[\f\v\u2028\u2029]\s*")
_LIST_MARKER = re.compile(
    r"\s*(?:[•●○◦▪▫■□►▶➢➤✓✔·‣⁃*+\-–—]\s+|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+\S|#{1,6}\s|\|)"
)
_SPACES = " \u00a0\u202f\u2009"
_CLOSERS = "\"'”’»›)\\]}*_"
_TERMINAL = re.compile(
    rf"(?:(?:[.!?…]|(?<=\S)[{_SPACES}][!?]+)[.!?…]*(?:[{_CLOSERS}]|[{_SPACES}]?»|\[\d{{1,3}}\])*|[。！？।؟]+[」』”’）]*)"
)
_OPENERS = "\"'“‘«‹([{*_¿¡—–-\t\n\r" + _SPACES
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\s(\[{«“\"‘/]+$")
_LINE_END = re.compile(rf"[.!?…:;。！？।؟][{_CLOSERS}{_SPACES}]*$")
_MID_SENTENCE_END = re.compile(
    r"(?:[,\-–—(\[«“&/]|\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|as|that|is|are|was|were|its|"
    r"his|her|their|le|la|les|l['’]|un|une|des|du|de|d['’]|au|aux|à|en|et|ou|par|pour|avec|dans|sur|sous|que|"
    r"qui|est|sont|fut|était|ont|a|son|sa|ses|leur|leurs|ce|cette|ces))$",
    re.IGNORECASE,
)


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# Titles: never the end of a sentence where they are capitalised, for a name follows.
_TITLES = _words(
    "mr mrs ms mx dr det atty sens reps gens lts prof rev fr ste sts gen lt col sgt cpl capt cmdr cdr "
    "maj brig adm pvt pfc hon sen rep gov pres supt insp messrs mt m mm mme mmes mlle mlles mgr me pr "
    "gén gal lieut cdt cne adj amb vve"
)
_TITLES_THAT_ARE_WORDS = _words("me m mm rep col hon fr")
# Never the end of a sentence.
_ALWAYS_INSIDE = _words("cf vs viz e.g i.e eg ie c.-à-d p.ex ex env approx ca av apr bd boul")
# Not the end where a number follows.
_BEFORE_NUMBER = _words(
    "no nos n nr num p pp pg fig figs vol vols art arts chap ch sec sect par para eq tab jan "
    "feb mar apr jun jul aug sep sept oct nov dec janv févr fév avr juil déc tel tél ext div bn rgt reg"
)
# May end a sentence: they do where the next word opens one.
_MAYBE_LAST = _words(
    "st ft al ed eds éd u.s u.s.a u.k u.n e.u d.c b.c a.d b.c.e c.e ph.d m.d inc ltd co corp bros jr sr "
    "dept univ assn est ave blvd rd cie s.a s.n.c.f"
)
# End a sentence whenever a capital follows.
_OFTEN_LAST = _words("etc a.m p.m am pm j.-c j.c")
_TIME_ZONES = _words("Eastern Central Mountain Pacific ET CT MT PT EST EDT CST PST GMT UTC BST CET")
_STARTERS = _words(
    "the this that these those it its he she they we you i a an in on at by from after before during "
    "when while if as but and or so yet however although though since until there here what who how why "
    "where his her their our my one some many most all both each no not then thus for with il elle ils "
    "elles on nous vous je ce cet cette ces c j l d n qu s un une des du au aux en dans sur sous par "
    "pour avec sans après avant pendant quand lorsque lorsqu si mais et ou or donc car puis ainsi alors "
    "comme depuis dès son sa ses leur leurs notre nos votre quel quelle qui que où à tout tous toute "
    "toutes aucun"
)
_ARTICLES = _words("le la les de du des van von d l")
_WEAK_JOINTS = (re.compile(r"[;；]\s+"), re.compile(r"[:,،、，]\s+"), re.compile(r"\s+"))


def sentence_spans(text: str) -> list[Span]:
    """Return the spans of the sentences of a text, in order.

    Headings, captions and list items on lines of their own count as sentences.

    Parameters
    ----------
    text
        Any text; English and French are what the rules are made for.

    Returns
    -------
    list of Span
        Spans that do not overlap, carry no surrounding whitespace, hold at most ``LONGEST_SENTENCE``
        characters each, and together hold every character that is not whitespace.
    """
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        # A row of a table says one thing, whatever full stops stand in its cells.
        inner = () if _is_table_row(text[start:end]) else _boundaries(text, start, end)
        cuts = [start, *inner, end]
        for sentence_start, sentence_end in pairwise(cuts):
            spans.extend(_bounded(text, *_stripped(text, sentence_start, sentence_end)))
    return spans


def _is_table_row(line: str) -> bool:
    return " | " in line and "\n" not in line.strip()


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in _BLANK_LINES.finditer(text):
        yield from _line_groups(text, start, gap.start())
        start = gap.end()
    yield from _line_groups(text, start, len(text))


def _line_groups(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield runs of lines that belong together: wrapped prose as one, standing lines singly."""
    lines = _lines(text, start, end)
    if len(lines) < 2:
        if lines:
            yield start, end
        return
    contents = [text[line_start:line_end].strip() for line_start, line_end in lines]
    wrap_width = max(len(content) for content in contents)
    is_prose = any(_LINE_END.search(content) for content in contents)
    group_start = start
    for (_, line_end), (current, following) in zip(lines, pairwise(contents), strict=False):
        if not _continues(current, following, wrap_width, is_prose):
            yield group_start, line_end
            group_start = line_end
    yield group_start, end


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    while start < end:
        newline = text.find("\n", start, end)
        line_end = end if newline < 0 else newline + 1
        if not text[start:line_end].isspace():
            lines.append((start, line_end))
        start = line_end
    return lines


def _continues(current: str, following: str, wrap_width: int, is_prose: bool) -> bool:
    """Tell whether a line break inside a paragraph is only a wrap."""
    if _LIST_MARKER.match(following) or " | " in current or " | " in following:
        return False
    opening = following.lstrip(_OPENERS)[:1]
    if opening.islower() or _MID_SENTENCE_END.search(current):
        return not _LINE_END.search(current) or wrap_width <= _WIDEST_WRAP
    if wrap_width > _WIDEST_WRAP or wrap_width < _NARROWEST_WRAP or not is_prose:
        return False
    # A break is a wrap where the next word would not have fitted; widths in characters are ragged.
    next_word = following.split(maxsplit=1)[0]
    return len(current) + 1 + len(next_word) > 0.75 * wrap_width


def _boundaries(text: str, start: int, end: int) -> Iterator[int]:
    for mark in _TERMINAL.finditer(text, start, end):
        if mark.end() < end and _ends_sentence(text, start, end, mark):
            yield mark.end()


def _ends_sentence(text: str, start: int, end: int, mark: re.Match[str]) -> bool:
    position = mark.end()
    first = mark.group().strip(_SPACES)[0]
    if first in "。！？।":
        return True
    following = text[position : min(end, position + 40)]
    word = _FIRST_WORD.search(following)
    if not following[0].isspace():
        return first == "." and _is_glued(text, mark, following, word)
    if mark.start() > start and text[mark.start() - 1] in "([":
        return False
    opening = following.lstrip(_OPENERS)[:1]
    if opening.islower():
        return False
    if mark.group().startswith(".") and not mark.group().startswith(".."):
        return not _is_abbreviation(text, start, mark.start(), opening, word.group() if word else "")
    return True


def _is_glued(text: str, mark: re.Match[str], following: str, word: re.Match[str] | None) -> bool:
    """Tell a missing space after a full stop ("the city.The") from a name with a dot in it."""
    before = text[max(0, mark.start() - 3) : mark.start()]
    return (
        mark.group() == "."
        and word is not None
        and word.start() == 0
        and following[0].isupper()
        and len(before) == 3
        and before.islower()
        and before.isalpha()
        and word.group().lower() in _STARTERS | _ARTICLES
    )


def _is_abbreviation(text: str, start: int, dot: int, opening: str, next_word: str) -> bool:
    match = _LAST_WORD.search(text, max(start, dot - 40), dot)
    if match is None:
        return False
    last = match.group()
    lowered = last.lower().lstrip("-–—")
    opens_sentence = next_word.lower() in _STARTERS and next_word[:1].isupper()
    if (
        last.isdigit()
        and len(last) <= 3
        and match.start() - start < 8
        and not text[start : match.start()].strip()
    ):
        return True  # "1. Title": the number of a list item or heading
    if last.lower() in _OFTEN_LAST:
        return not opening.isupper() or next_word in _TIME_ZONES
    if lowered in _BEFORE_NUMBER:
        return opening.isdigit() or (last[0].isupper() and lowered in _TITLES)
    if len(last) == 1 and last.isalpha() and last.isupper() and last != "M":
        return not opens_sentence
    if last.lower() in _MAYBE_LAST or re.fullmatch(r"(?:[^\W\d_]\.-?)+[^\W\d_]", last):
        return not opens_sentence
    if lowered in _TITLES:
        return last[0].isupper() or not (opens_sentence or lowered in _TITLES_THAT_ARE_WORDS)
    return lowered in _ALWAYS_INSIDE


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a span, cut at semicolons, commas or spaces where it is too long."""
    while end - start > LONGEST_SENTENCE:
        cut = _weakest_joint(text, start, start + LONGEST_SENTENCE)
        piece_start, piece_end = _stripped(text, start, cut)
        yield Span(piece_start, piece_end)
        start, _ = _stripped(text, cut, end)
    if start < end:
        yield Span(start, end)


def _weakest_joint(text: str, start: int, limit: int) -> int:
    earliest = start + LONGEST_SENTENCE // 3
    for joint in _WEAK_JOINTS:
        cut = max((match.end() for match in joint.finditer(text, earliest, limit)), default=0)
        if cut:
            return cut
    return limit
