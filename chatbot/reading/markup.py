"""From a tree of HTML (or of the extractor's own tags) to paragraphs, headings, lists and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from chatbot.reading.extract import Block

_SPACE = re.compile(r"[ \t\r\n\f]+")
_NEVER_TEXT = frozenset(
    ["script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "head", "math"]
)
_FURNITURE = frozenset(
    ["nav", "footer", "aside", "button", "select", "textarea", "input", "dialog", "menu", "datalist"]
)
_FURNITURE_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog"])
_FURNITURE_NAMES = re.compile(
    r"\b(?:cookies?|consent|gdpr|rgpd|breadcrumbs?|menu|navbar|sidebar|share|social|newsletter|comment-?form|"
    r"respond|advert\w*|ads?|promo|related)\b",
    re.IGNORECASE,
)
_COMMENT_NAMES = re.compile(r"(?:^|[\s_-])comments?(?:$|[\s_-])", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])$")
INLINE_TAGS = (
    frozenset(
        ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font"]
    )
    | frozenset(
        [
            "i",
            "img",
            "ins",
            "kbd",
            "label",
            "mark",
            "q",
            "rp",
            "rt",
            "ruby",
            "s",
            "samp",
            "small",
            "span",
            "strike",
        ]
    )
    | frozenset(["strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "hi", "ref", "graphic"])
)
_CELLS = frozenset(["td", "th", "cell"])
_ROWS = frozenset(["tr", "row"])
_ITEMS = frozenset(["li", "item", "dt", "dd"])
_BREAKS = frozenset(["br", "lb"])
_TABLES = frozenset(["table"])
# A cell with more than this is no value but a part of the page's layout.
_LONGEST_CELL = 400
_BREAK = "\0"


@dataclass(frozen=True, slots=True)
class MarkupBlock(Block):
    """A block of a page.

    Attributes
    ----------
    links
        Share of the characters that stand inside links, between 0 and 1.
    is_comment
        Whether the page says that it is a reader's comment.
    """

    links: float = 0.0
    is_comment: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    level: int
    text: str
    linked: int
    is_comment: bool


def blocks_of(root: etree._Element, *, drop_furniture: bool) -> list[MarkupBlock]:
    """Return the text of a tree in blocks, in one pass without recursion.

    Parameters
    ----------
    root
        Any element of HTML, or of the extractor's tags (``head``, ``item``, ``row``, ``lb``).
    drop_furniture
        Leave out navigation, banners, forms and what is named like them.
    """
    cutter = _Cutter(root, drop_furniture)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            cutter.open(element)
        else:
            cutter.close(element)
    return cutter.blocks()


class _Cutter:
    """Gathers text piece by piece; a piece ends where a block-level element starts or ends."""

    def __init__(self, root: etree._Element, drop_furniture: bool) -> None:
        self._root = root
        self._drop_furniture = drop_furniture
        self._layout = {table for table in root.iter(*_TABLES) if _is_layout(table)}
        self._tables: list[bool] = []
        self._cells = 0
        self._verbatim = 0
        self._skipping: etree._Element | None = None
        self._links = self._comments = self._linked = 0
        self._buffer: list[str] = []
        self._kind, self._level = "paragraph", 0
        self._pieces: list[_Piece] = []

    def open(self, element: etree._Element) -> None:
        if self._skipping is not None:
            return
        tag = _tag(element)
        if element is not self._root and (tag in _NEVER_TEXT or self._is_furniture(element, tag)):
            self._skipping = element
            return
        if tag in _TABLES:
            self._tables.append(element in self._layout)
        self._start_piece(element, tag)
        self._count(element, tag, +1)
        self._add(element.text)

    def _start_piece(self, element: etree._Element, tag: str) -> None:
        in_layout = bool(self._tables) and self._tables[-1]
        if tag in _BREAKS:
            self._buffer.append(_BREAK)
        elif tag in _CELLS and not in_layout:
            self._cells += 1
            if element.getprevious() is not None:
                self._buffer.append(" | ")
        elif tag in INLINE_TAGS:
            return
        elif self._cells:
            self._buffer.append(" ")
        elif tag in _ROWS and not in_layout:
            self._flush("row")
        elif tag in _ITEMS:
            self._flush("item")
        elif level := _heading_level(element, tag):
            self._flush("heading", level)
        else:
            self._flush("paragraph")

    def close(self, element: etree._Element) -> None:
        if self._skipping is not None and self._skipping is not element:
            return
        tag = _tag(element)
        if self._skipping is None:
            in_layout = bool(self._tables) and self._tables[-1]
            if tag in _CELLS and not in_layout:
                self._cells -= 1
            elif tag not in INLINE_TAGS and tag not in _BREAKS and not self._cells:
                self._flush("paragraph", closing=True)
            self._count(element, tag, -1)
            if tag in _TABLES:
                self._tables.pop()
        self._skipping = None
        if element is not self._root:
            self._add(element.tail)

    def _count(self, element: etree._Element, tag: str, step: int) -> None:
        self._verbatim += step * (tag == "pre")
        self._links += step * (tag in ("a", "ref"))
        self._comments += step * (_COMMENT_NAMES.search(_names(element)) is not None)

    def blocks(self) -> list[MarkupBlock]:
        self._flush("paragraph", closing=True)
        blocks: list[MarkupBlock] = []
        for (kind, is_comment), run in groupby(
            self._pieces, key=lambda piece: (piece.kind, piece.is_comment)
        ):
            pieces = list(run)
            if kind in ("item", "row"):
                mark = "- " if kind == "item" else ""
                text = "\n".join(mark + piece.text for piece in pieces)
                linked = sum(piece.linked for piece in pieces)
                blocks.append(MarkupBlock(text, 0, linked / len(text), is_comment))
            else:
                blocks.extend(
                    MarkupBlock(piece.text, piece.level, piece.linked / len(piece.text), is_comment)
                    for piece in pieces
                )
        return blocks

    def _add(self, text: str | None) -> None:
        if text:
            self._buffer.append(text.replace("\n", _BREAK) if self._verbatim else text)
            self._linked += len(" ".join(text.split())) if self._links else 0

    def _flush(self, kind: str, level: int = 0, *, closing: bool = False) -> None:
        lines = (_SPACE.sub(" ", line).strip() for line in "".join(self._buffer).split(_BREAK))
        text = "\n".join(line for line in lines if line)
        self._buffer.clear()
        if text.strip("| "):
            linked = min(self._linked, len(text))
            self._pieces.append(_Piece(self._kind, self._level, text, linked, self._comments > 0))
        elif self._kind == "item" and kind == "paragraph" and not closing:
            return  # <li><p>: the paragraph is the item
        self._kind, self._level, self._linked = kind, level, 0

    def _is_furniture(self, element: etree._Element, tag: str) -> bool:
        if not self._drop_furniture or tag in ("body", "main", "article", "html"):
            return False
        return (
            tag in _FURNITURE
            or element.get("role", "") in _FURNITURE_ROLES
            or _FURNITURE_NAMES.search(_names(element)) is not None
        )


def _names(element: etree._Element) -> str:
    return f"{element.get('id', '')} {element.get('class', '')}"


def _tag(element: etree._Element) -> str:
    return element.tag if isinstance(element.tag, str) else "script"


def _heading_level(element: etree._Element, tag: str) -> int:
    match = _HEADING.match(element.get("rend", "h2") if tag == "head" else tag)
    return int(match[1]) if match else 0


def _is_layout(table: etree._Element) -> bool:
    if next(table.iterdescendants("table", "h1", "h2", "h3", "form"), None) is not None:
        return True
    return any(len("".join(cell.itertext())) > _LONGEST_CELL for cell in table.iter(*_CELLS))
