"""What a language model wrote, taken apart: statements, each with the passages it cites."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from chatbot.sentences import sentence_spans
from chatbot.types import Span

# "[2]", "[2, 3]", "[1-3]", "[1, p. 3]", "[passage 2]", "(passage 2)", "【2】", "[^2]".
_NUMBERS = r"(\d{1,3}(?:\s{0,2}(?:[,;&–-]|and|et)\s{0,2}\^?\d{1,3}){0,12})"
_KIND = r"(?:passages?|sources?|documents?|docs?|refs?|n[o°]\.?)"
_MARK = re.compile(
    rf"[ \t]{{0,3}}(?:[\[【(]?[\[【]\s{{0,2}}(?:{_KIND}|\^)?[\s:#]{{0,3}}{_NUMBERS}\s{{0,2}}"
    rf"(?:[†,][^\]】\n]{{0,20}})?[\]】][\]】)]?|\({_KIND}\s{{1,2}}{_NUMBERS}\))",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*(?:[-*_=]\s?){3,}|\s*`{3,}.*")
_MOST_IN_RANGE = 10
_HEADING = re.compile(r"\s{0,3}(?:#{1,6}\s|\*\*[^*\[\]\n]{1,120}\*\*:?\s*$)")
_BULLET = re.compile(
    r"\s{0,6}(?:[-*•+]|(?P<figure>\d{1,2})[.)])\s{1,4}(?=\S)|\s{0,3}>\s?(?=\S)|\s{0,3}#{1,6}\s{1,4}(?=\S)"
)
_ALONE = re.compile(r"(?:yes|no|oui|non|si)[.,!;:]?", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_LOOSE_POINT = re.compile(r"(?<=\w) ([.,])(?=\s|$)")
_SPACES = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class WrittenStatement:
    """A sentence that a language model wrote.

    Attributes
    ----------
    source
        The sentence with its marks, as written.
    text
        The same without marks and emphasis.
    cites
        The numbers of its marks; where it has none, those of the sentence of its line nearest after it that
        has some, else before it.
    line
        Number of its line.
    lead
        ``"- "`` or ``"1. "`` before the first sentence of an item of a list, else empty.
    """

    source: str
    text: str
    cites: tuple[int, ...]
    line: int
    lead: str

    def with_marks(self, mark: Callable[[int], str], words: Callable[[str], str]) -> str:
        """Return the sentence put together anew: its words and its marks as the two functions give them.

        Emphasis is left out; where ``mark`` gives nothing for a number, so is the mark.
        """
        pieces: list[str] = []
        position = 0
        for found in _MARK.finditer(self.source):
            pieces.append(words(_EMPHASIS.sub("", self.source[position : found.start()])))
            marks = "".join(dict.fromkeys(mark(number) for number in numbers_of(_numbers(found))))
            # A bracket right behind a mark would make a link of the two.
            apart = " " if self.source[found.end() : found.end() + 1] in tuple("([:") else ""
            pieces.append(f" {marks}{apart}" if marks else "")
            position = found.end()
        pieces.append(words(_EMPHASIS.sub("", self.source[position:])))
        return _SPACES.sub(" ", "".join(pieces)).strip()


def statements_of(text: str) -> list[WrittenStatement]:
    """Return the statements of a readable text, in its order.

    Headings and introductions ("The documents say:") that cite nothing state nothing, and are left out.
    """
    statements: list[WrittenStatement] = []
    for number, line in enumerate(text.split("\n")):
        if not line.strip() or _RULE.fullmatch(line) or (_HEADING.match(line) and not _MARK.search(line)):
            continue
        lead = _BULLET.match(line)
        body = line[lead.end() :] if lead else line
        figure = lead["figure"] if lead else None
        bullet = f"{figure}. " if figure else "- " if lead and not set(">#") & set(lead[0]) else ""
        statements.extend(_statements_of_line(body, number, bullet))
    return [one for one in statements if one.cites or not one.text.endswith(":")]


def numbers_of(marked: str) -> list[int]:
    """Return the numbers inside a mark; "1-3" names three."""
    numbers: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", marked):
        start, end = int(first), int(last or first)
        numbers.extend(range(start, end + 1) if 0 <= end - start <= _MOST_IN_RANGE else (start, end))
    return numbers


def _numbers(found: re.Match[str]) -> str:
    return found[1] or found[2]


def _statements_of_line(body: str, number: int, lead: str) -> list[WrittenStatement]:
    marks = list(_MARK.finditer(body))
    blanked = _MARK.sub(lambda found: " " * len(found[0]), body)
    spans = [span for span in _joined(blanked) if re.search(r"\w", blanked[span.start : span.end])]
    starts = [0, *(span.start for span in spans[1:]), len(body)]
    if marks and marks[0].start() == 0 and len(spans) > 1:
        # "[1] One thing. [2] Another.": the marks stand before their sentences.
        before = [max((f.start() for f in marks if f.end() <= span.start), default=0) for span in spans]
        starts = [0, *(max(a, e.end) for a, e in zip(before[1:], spans[:-1], strict=True)), len(body)]
    statements: list[WrittenStatement] = []
    for place, span in enumerate(spans):
        start, until = starts[place], starts[place + 1]
        own = [found for found in marks if start <= found.start() < until]
        last = max([span.end, *(found.end() for found in own)])
        cites = tuple(dict.fromkeys(one for found in own for one in numbers_of(_numbers(found))))
        source, text = body[start:last].strip(), _plain(blanked[start:last])
        statements.append(WrittenStatement(source, text, cites, number, "" if place else lead))
    return _inheriting(statements)


def _joined(text: str) -> list[Span]:
    """Return the sentences of a line, a bare "No." being part of the next."""
    spans: list[Span] = []
    for span in sentence_spans(text):
        if spans and _ALONE.fullmatch(text[spans[-1].start : spans[-1].end].strip(" *_")):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _inheriting(statements: list[WrittenStatement]) -> list[WrittenStatement]:
    """Give a statement without marks those of its neighbours: a model may cite once for two sentences."""
    cites = [one.cites for one in statements]
    for places in (range(len(cites) - 2, -1, -1), range(1, len(cites))):
        step = 1 if places.step < 0 else -1
        for place in places:
            cites[place] = cites[place] or cites[place + step]
    return [replace(one, cites=cited) for one, cited in zip(statements, cites, strict=True)]


def _plain(text: str) -> str:
    return _LOOSE_POINT.sub(r"\1", " ".join(_EMPHASIS.sub("", text).split())).lstrip(":;,. ")
