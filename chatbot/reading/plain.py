"""Plain text, kept verbatim: the words are quoted to the letter, dirt included."""

from __future__ import annotations

import re

from chatbot.reading.decoding import decode
from chatbot.reading.extract import BLOCK, Extract, normalise
from chatbot.types import Heading

LONGEST_HEADING = 90
# A paragraph or a list worth a heading; a shorter lone line is a caption or another heading.
_SHORTEST_BODY = 80
# A title stands at the top, after banners and breadcrumbs at most.
_TITLE_WITHIN = 3000

_NOT_A_HEADING = re.compile(r"[.,;:!?…>=|]$|^[•●▪*+\-–—>|]|https?://|@\w|^\W*$")
_WEB_PAGE = re.compile(r"\ufeff?\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def read_plain(content: bytes) -> Extract:
    """Read a text file in any encoding; a web page saved under the name of a text is read as a page."""
    text = decode(content)
    if _WEB_PAGE.match(text):
        from chatbot.reading.html import read_html

        return read_html(content)
    return extract_plain(text)


def extract_plain(text: str) -> Extract:
    """Return text with the lines that stand alone above a paragraph as its headings."""
    text = normalise(text)
    blocks = list(BLOCK.finditer(text))
    headings: list[Heading] = []
    title: str | None = None
    for position, block in enumerate(blocks):
        line = block.group().rstrip()
        if not _looks_like_heading(line):
            continue
        if title is None and block.start() < _TITLE_WITHIN:
            title = line
        following = blocks[position + 1].group() if position + 1 < len(blocks) else ""
        if len(following) >= _SHORTEST_BODY or "\n" in following.strip():
            headings.append(Heading(block.start(), block.start() + len(line), 2, line))
    return Extract(text, title, tuple(headings))


def _looks_like_heading(line: str) -> bool:
    return (
        "\n" not in line
        and len(line) <= LONGEST_HEADING
        and (line[0].isupper() or line[0].isdigit() or line[0] in "«“\"'¿¡([")
        and not _NOT_A_HEADING.search(line)
        and _LETTERS.search(line) is not None
    )
