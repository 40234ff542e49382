"""What a language model wrote, taken apart: statements, each with the passages it cites."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from chatbot.sentences import sentence_spans

# "[2]", "[2, 3]", "[passage 2]", "【2】", "[^2]".
_MARK = re.compile(
    r"[ \t]*[\[【(]?[\[【]\s*(?:passages?|sources?|documents?|docs?|refs?|n[o°]\.?|no|\^)?[\s:#]*"
    r"(\d{1,3}(?:\s*(?:[,;&]|and|et)\s*\^?\d{1,3})*)\s*(?:†[^\]】]{0,20})?[\]】][\]】)]?",
    re.IGNORECASE,
)
_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_UNOPENED_THOUGHTS = re.compile(r"\A.*?</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_IMAGE_OR_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,300})\]\(\s*[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s[^()\n]*)?\)"
)
_REFERENCE = re.compile(r"!?\[([^\[\]\n]{0,300})\]\[[^\[\]\n]*[^\d\[\]\n,; ][^\[\]\n]*\]")
_DEFINITION = re.compile(r"^[ \t]*\[[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE)
_ELEMENT = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
_STRIKE = re.compile(r"~~+")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}|\s*`{3,}.*")
_HEADING = re.compile(r"\s{0,3}(?:#{1,6}\s|\*\*[^*\[\]]+:?\*\*:?\s*$)")
_BULLET = re.compile(r"\s{0,6}(?:[-*•+]|(?P<figure>\d{1,2})[.)])\s+(?=\S)|\s{0,3}>\s?(?=\S)")
_EMPHASIS = re.compile(r"\*\*|__|`")
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
            marks = dict.fromkeys(mark(number) for number in numbers_of(found[1]))
            pieces.append("".join([" ", *marks]) if any(marks) else "")
            position = found.end()
        pieces.append(words(_EMPHASIS.sub("", self.source[position:])))
        return _SPACES.sub(" ", "".join(pieces)).strip()


def readable_text(written: str) -> str:
    """Return what a model wrote without what is not for reading: thoughts, links, pictures, elements.

    A link leaves its words, a picture its description, neither its address.
    """
    text = _UNOPENED_THOUGHTS.sub("", _THOUGHTS.sub("", written))
    text = _CONTROLS.sub("", text)
    text = _DEFINITION.sub("", text)
    for pattern in (_IMAGE_OR_LINK, _IMAGE_OR_LINK, _REFERENCE):
        text = pattern.sub(r"\1", text)
    text = _ELEMENT.sub("", text)
    return _STRIKE.sub("", text).strip()


def statements_of(text: str) -> list[WrittenStatement]:
    """Return the statements of a readable text, in its order.

    Headings and introductions ("The documents say:") that cite nothing state nothing, and are left out.
    """
    statements: list[WrittenStatement] = []
    for number, line in enumerate(text.split("\n")):
        if not line.strip() or _RULE.fullmatch(line) or _HEADING.match(line):
            continue
        lead = _BULLET.match(line)
        body = line[lead.end() :] if lead else line
        figure = lead["figure"] if lead else None
        bullet = f"{figure}. " if figure else "- " if lead and ">" not in lead[0] else ""
        statements.extend(_statements_of_line(body, number, bullet))
    return [one for one in statements if one.cites or not one.text.endswith(":")]


def numbers_of(marked: str) -> list[int]:
    """Return the numbers inside a mark."""
    return [int(number) for number in re.findall(r"\d+", marked)]


def _statements_of_line(body: str, number: int, lead: str) -> list[WrittenStatement]:
    marks = list(_MARK.finditer(body))
    blanked = _MARK.sub(lambda found: " " * len(found[0]), body)
    spans = [span for span in sentence_spans(blanked) if re.search(r"\w", blanked[span.start : span.end])]
    statements: list[WrittenStatement] = []
    for place, span in enumerate(spans):
        # Marks stand before or after the full stop; those of the next sentence start after its first word.
        until = spans[place + 1].start if place + 1 < len(spans) else len(body)
        start = span.start if place else 0
        own = [found for found in marks if start <= found.start() < until]
        last = max([span.end, *(found.end() for found in own)])
        cites = tuple(dict.fromkeys(one for found in own for one in numbers_of(found[1])))
        text = _plain(blanked[start:last])
        statements.append(
            WrittenStatement(body[start:last].strip(), text, cites, number, "" if place else lead)
        )
    return _inheriting(statements)


def _inheriting(statements: list[WrittenStatement]) -> list[WrittenStatement]:
    """Give a statement without marks those of its neighbours: a model may cite once for two sentences."""
    cites = [one.cites for one in statements]
    for places in (range(len(cites) - 2, -1, -1), range(1, len(cites))):
        step = 1 if places.step < 0 else -1
        for place in places:
            cites[place] = cites[place] or cites[place + step]
    return [replace(one, cites=cited) for one, cited in zip(statements, cites, strict=True)]


def _plain(text: str) -> str:
    return _LOOSE_POINT.sub(r"\1", " ".join(_EMPHASIS.sub("", text).split()))
