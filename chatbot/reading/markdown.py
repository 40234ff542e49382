"""Markdown: kept verbatim, its headings noted."""

from __future__ import annotations

import re

from chatbot.reading.decoding import decode
from chatbot.reading.extract import Extract, normalise
from chatbot.types import Heading

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(?P<text>\S.*)$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NOT_A_PARAGRAPH = re.compile(r"\s*(?:[-*+>|#]|\d+[.)]\s|$)| {4}")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title[ \t]*:[ \t]*[\"']?(?P<title>[^\n]*?)[\"']?[ \t]*$", re.MULTILINE)


def read_markdown(content: bytes) -> Extract:
    """Read a Markdown file in any encoding."""
    return extract_markdown(decode(content))


def extract_markdown(text: str) -> Extract:
    """Return Markdown text with its headings; the first one of the highest level in use is the title."""
    text = normalise(text)
    front = _FRONT_MATTER.match(text)
    headings = _headings(text, front.end() if front else 0)
    stated = _FRONT_TITLE.search(front.group(1)) if front else None
    if stated and stated["title"]:
        return Extract(text, stated["title"], tuple(headings))
    title = min(headings, key=lambda heading: (heading.level, heading.start)).text if headings else None
    return Extract(text, title, tuple(headings))


def _headings(text: str, position: int) -> list[Heading]:
    headings: list[Heading] = []
    fence = ""
    previous: tuple[int, str] = (0, "")
    for line in text[position:].splitlines(keepends=True):
        bare = line.rstrip("\n")
        opening = _FENCE.match(bare)
        atx = _ATX.match(bare)
        underline = _UNDERLINE.match(bare)
        if fence:
            if opening and opening[1].startswith(fence) and not bare.strip(" `~"):
                fence = ""
            bare = ""
        elif opening:
            fence = opening[1]
            bare = ""
        elif atx:
            start = position + atx.start("text")
            title = _without_closing(atx["text"])
            headings.append(Heading(start, start + len(title), len(atx[1]), title))
            bare = ""
        elif underline and not _NOT_A_PARAGRAPH.match(previous[1]):
            words = previous[1].strip()
            start = previous[0] + previous[1].index(words)
            level = 1 if underline[1].startswith("=") else 2
            headings.append(Heading(start, start + len(words), level, words))
        previous = (position, bare)
        position += len(line)
    return headings


def _without_closing(title: str) -> str:
    """Return a heading's text without the number signs that may close it."""
    bare = title.rstrip(" \t")
    opened = bare.rstrip("#")
    return opened.rstrip(" \t") if opened != bare and opened.endswith((" ", "\t")) else bare
