"""What a reader makes of a file, and how it becomes a `Document`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from chatbot.language import detect_language
from chatbot.types import Document, Heading, Span

# A repeated line of a menu says nothing about agreement; a repeated paragraph does.
SHORTEST_REPEAT = 80
LONGEST_TITLE = 200

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\u2028]")
# Windows-1252 typography that wrong encodings leave among the control characters, as browsers repair it.
_STRAY_WINDOWS = {
    code: character
    for code in range(0x80, 0xA0)
    if (character := bytes([code]).decode("cp1252", errors="ignore"))
}
# Invisible signs that break words for search and for the eye: C0 and C1 controls, soft hyphen, zero-width
# space and joiner, byte order mark, text direction overrides, noncharacters, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202d\u202e\ufffe\uffff\ud800-\udfff]"
)
# A paragraph: lines up to a blank one. It repeats by line, for a repeat by character holds memory for each.
BLOCK = re.compile(r"\S[^\n]*(?:\n(?![^\S\n]*\n)[^\n]*)*")
_LONG_LINE = re.compile(r"[^\n]{200,}")


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one file, already normalised, and what the format says about it.

    Attributes
    ----------
    title
        The title the format states, ``None`` where it states none.
    headings
        ``text[heading.start:heading.end] == heading.text`` for each.
    """

    text: str
    title: str | None = None
    headings: tuple[Heading, ...] = ()
    page_starts: tuple[int, ...] = ()


class Reader(Protocol):
    """Turns the bytes of one format into text.

    Raises ``ReadingError`` with a reason and a remedy; any other exception is taken for a broken file.
    """

    def __call__(self, content: bytes) -> Extract:
        """Return the extract of a file's content."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a table or a heading of a structured format; ``level`` is 0 where it is no heading."""

    text: str
    level: int = 0


def normalise(text: str) -> str:
    """Unify line breaks, drop invisible signs and compose accents (NFC); keep every visible character."""
    text = _LINE_BREAKS.sub("\n", text).replace("\u2029", "\n\n").translate(_STRAY_WINDOWS)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def join_blocks(blocks: Sequence[Block], title: str | None) -> Extract:
    """Join blocks with blank lines between them, and note where the headings are."""
    pieces: list[str] = []
    headings: list[Heading] = []
    length = 0
    for block in blocks:
        text = normalise(block.text).strip()
        if not text:
            continue
        if block.level:
            text = " ".join(text.split())
            headings.append(Heading(length, length + len(text), block.level, text))
        pieces.append(text)
        length += len(text) + 2
    return Extract("\n\n".join(pieces), title, tuple(headings))


def make_document(path: str, extract: Extract, content_hash: str) -> Document:
    """Build the document: identity from the path, title, language and repeats from the text."""
    return Document(
        id=hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        path=path,
        title=_title(path, extract),
        language=detect_language(extract.text),
        text=extract.text,
        content_hash=content_hash,
        page_starts=extract.page_starts,
        headings=extract.headings,
        repeats=_repeats(extract.text),
    )


def _title(path: str, extract: Extract) -> str:
    stated = " ".join(normalise(extract.title or "").split())
    if any(map(str.isalnum, stated)):
        return stated if len(stated) <= LONGEST_TITLE else stated[: LONGEST_TITLE - 1] + "…"
    return PurePosixPath(path).stem or path


def _repeats(text: str) -> tuple[Span, ...]:
    seen: set[str] = set()
    repeats: list[Span] = []
    for start, end in _paragraphs(text):
        folded = " ".join(text[start:end].split())
        if len(folded) < SHORTEST_REPEAT:
            continue
        if folded in seen:
            repeats.append(Span(start, end))
        seen.add(folded)
    return tuple(repeats)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return blocks between blank lines; inside them, lines too long to be wrapped stand alone."""
    spans: list[tuple[int, int]] = []
    for block in BLOCK.finditer(text):
        lines = list(_LONG_LINE.finditer(text, *block.span()))
        if len(lines) > 1:
            spans.extend(_stripped(text, *line.span()) for line in lines)
        else:
            spans.append(_stripped(text, *block.span()))
    return spans


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
