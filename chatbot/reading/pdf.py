"""PDF: the text layer, page by page, the wrapped lines of a paragraph joined."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from threading import Lock

import pypdfium2
from pypdfium2 import raw

from chatbot.errors import ReadingError
from chatbot.reading.decoding import kind_of_content
from chatbot.reading.extract import Extract, normalise
from chatbot.types import Heading

MOST_PAGES = 10_000
MOST_CHARACTERS = 30_000_000

# PDFium is not thread-safe; every call into it, from whatever thread, is made under this lock.
PDFIUM_LOCK = Lock()

# PDFium writes one of these where a word is broken at the end of a line.
_BROKEN_WORD = re.compile(r"(\w+)(?:[\x02\ufffe\u00ad]|-(?=[ \t]*\r?\n))[ \t]*(?:\r?\n)?[ \t]*(\w*)")
_KEEPS_HYPHEN = frozenset(
    [
        "il",
        "ils",
        "elle",
        "elles",
        "on",
        "je",
        "tu",
        "nous",
        "vous",
        "ci",
        "là",
        "ce",
        "t",
        "même",
        "mêmes",
        "y",
    ]
)
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
_EDGE_LINES = 2
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…:»”\"]\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[-–—•*▪◦‣·]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s")
_TABULAR = re.compile(r"\S(?:\s{3,}|\t+|\s?\|\s?)\S|\.{4,}")
# Where the lines of a page are shorter than this they are a list, a table or a poem.
_NARROWEST_PROSE = 30
_POOR_TITLE = re.compile(
    r"^(?:untitled|sans titre|title|microsoft \w+ ?-|document\d*$|slide \d+)|[/\\]|\.\w{2,5}$", re.I
)


def read_pdf(content: bytes) -> Extract:
    """Read the text layer of a PDF; running headers and footers are left out.

    Raises
    ------
    ReadingError
        The file is encrypted, broken, has no text layer or one that maps to no characters.
    """
    if kind_of_content(content) != "a PDF":
        raise ReadingError(
            f"is {kind_of_content(content) or 'something else'} under the name of a PDF; "
            "give it the ending that belongs to it, or save it as PDF anew."
        )
    pages, stated_title, bookmarks = _load(content)
    _require_text(pages)
    vocabulary = _vocabulary(pages)
    lines = _without_running_lines([_mend(page, vocabulary) for page in pages])
    text, page_starts = _join([_paragraphed(page) for page in lines])
    return Extract(text, _sane(stated_title), _headings(text, page_starts, bookmarks), page_starts)


def _load(content: bytes) -> tuple[list[str], str, list[tuple[int, int, str]]]:
    """Return the raw text of each page, the stated title, and bookmarks as (page, level, title)."""
    with PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise ReadingError("is encrypted; remove its password and save it again.") from None
            raise ReadingError("is a broken PDF; save it anew from the program that made it.") from None
        try:
            if len(document) > MOST_PAGES:
                raise ReadingError(f"has more than {MOST_PAGES} pages; split it.")
            return _page_texts(document), document.get_metadata_value("Title"), _bookmarks(document)
        finally:
            document.close()


def _page_texts(document: pypdfium2.PdfDocument) -> list[str]:
    texts: list[str] = []
    length = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            texts.append("")  # one damaged page does not hide the others
            continue
        text_page = page.get_textpage()
        texts.append(text_page.get_text_range())
        text_page.close()
        page.close()
        length += len(texts[-1])
        if length > MOST_CHARACTERS:
            raise ReadingError(f"holds more than {MOST_CHARACTERS:,} characters; split it.")
    return texts


def _bookmarks(document: pypdfium2.PdfDocument) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    try:
        for item in document.get_toc(max_depth=6):
            destination = item.get_dest()
            page = destination.get_index() if destination else None
            if page is not None:
                found.append((page, item.level + 1, " ".join(normalise(item.get_title()).split())))
    except (pypdfium2.PdfiumError, ValueError):
        return []  # broken bookmarks; the text stands without them
    return found


def _require_text(pages: list[str]) -> None:
    text = "".join(pages)
    if not any(map(str.isalnum, text)):
        raise ReadingError(
            "holds no text, only images; run text recognition (OCR) on it and save it as a searchable PDF."
        )
    if len(_UNREADABLE.findall(text)) > 0.3 * sum(not sign.isspace() for sign in text):
        raise ReadingError(
            "holds text that maps to no characters; run text recognition (OCR) on it, or save it anew."
        )


def _vocabulary(pages: list[str]) -> frozenset[str]:
    return frozenset(word.lower() for page in pages for word in re.findall(r"[\w-]+", page))


def _mend(page: str, vocabulary: frozenset[str]) -> list[str]:
    """Return a page's lines, words broken at line ends made whole."""

    def join(match: re.Match[str]) -> str:
        before, after = match[1], match[2]
        whole, hyphenated = before + after, f"{before}-{after}"
        if not after or not before[-1].isalpha() or not after[0].islower():
            return hyphenated
        if whole.lower() in vocabulary:
            return whole
        keeps = hyphenated.lower() in vocabulary or after.lower() in _KEEPS_HYPHEN
        return hyphenated if keeps else whole

    mended = normalise(_BROKEN_WORD.sub(join, page))
    return [line.rstrip() for line in mended.split("\n")]


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Drop lines at the edges of pages that many pages carry, page numbers aside."""
    filled = [[line for line in page if line.strip()] for page in pages]
    if sum(map(bool, filled)) < 3:
        return filled
    counts: Counter[str] = Counter()
    for page in filled:
        counts.update({_folded(line) for line in page[:_EDGE_LINES] + page[-_EDGE_LINES:]})
    # Left and right pages often carry different lines, each on half of the pages.
    least = max(3, 0.4 * sum(map(bool, filled)))
    running = {line for line, count in counts.items() if count >= least}
    kept = []
    for page in filled:
        start, end = 0, len(page)
        while start < min(end, _EDGE_LINES) and _folded(page[start]) in running:
            start += 1
        while end > max(start, len(page) - _EDGE_LINES) and _folded(page[end - 1]) in running:
            end -= 1
        kept.append(page[start:end])
    return kept if any(kept) else filled


def _folded(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split())).lower()


def _paragraphed(lines: list[str]) -> str:
    """Join lines: with a space inside a paragraph, with a blank line where one ends."""
    if not lines:
        return ""
    width = sorted(map(len, lines))[int(0.8 * (len(lines) - 1))]
    pieces = [lines[0]]
    for current, following in pairwise(lines):
        separator = _separator(current, following, width)
        pieces += [separator, following.lstrip() if separator == " " else following]
    return "".join(pieces).strip()


def _separator(current: str, following: str, width: int) -> str:
    """Tell from two lines whether a paragraph ends between them, a line, or nothing but the room.

    In doubt the line break of the page is kept.
    """
    opening = following.lstrip()
    length = len(current.strip())
    if _SENTENCE_END.search(current) and not opening[:1].islower():
        is_heading = len(opening) < 0.6 * width and not _SENTENCE_END.search(following)
        if length < 0.8 * width or is_heading:
            return "\n\n"
    if width < _NARROWEST_PROSE or _LIST_ITEM.match(following):
        return "\n"
    if _TABULAR.search(current) or _TABULAR.search(following):
        return "\n"
    if opening[:1].islower():
        return " " if length >= 0.5 * width else "\n"
    # A line was full where the next word had no room; a heading or a byline seldom is.
    was_full = length >= 0.75 * width and length + 1 + len(opening.split()[0]) > 0.92 * width
    runs_on = not current.rstrip()[-1:].isdigit() or opening[:1].isdigit()
    return " " if was_full and runs_on else "\n"


def _join(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """Join pages and say where each starts; a sentence that runs over a page break stays in one piece."""
    starts: list[int] = []
    pieces: list[str] = []
    length = 0
    last = ""
    for page in pages:
        if page and last:
            runs_on = page[0].islower() and _SENTENCE_END.search(last) is None
            pieces.append(" " if runs_on else "\n\n")
            length += len(pieces[-1])
        starts.append(length)
        pieces.append(page)
        length += len(page)
        last = page[-80:] or last
    text = "".join(pieces)
    return text, tuple(min(start, len(text)) for start in starts)


def _headings(
    text: str, page_starts: tuple[int, ...], bookmarks: list[tuple[int, int, str]]
) -> tuple[Heading, ...]:
    """Find the bookmarks' titles on the pages they point to."""
    headings: list[Heading] = []
    position = 0
    for page, level, title in bookmarks:
        if not title or page >= len(page_starts):
            continue
        begin = max(position, page_starts[page])
        end = page_starts[page + 1] if page + 1 < len(page_starts) else len(text)
        pattern = r"\s+".join(map(re.escape, title.split()))
        match = re.compile(pattern, re.IGNORECASE).search(text, begin, end)
        if match:
            headings.append(Heading(match.start(), match.end(), min(level, 6), match.group()))
            position = match.end()
    return tuple(headings)


def _sane(title: str) -> str | None:
    title = " ".join(normalise(title).split())
    if len(title) < 4 or _POOR_TITLE.search(title) or _UNREADABLE.search(title):
        return None
    return title if sum(map(str.isalpha, title)) > len(title) / 2 else None
