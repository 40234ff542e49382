"""Word (.docx): paragraphs and tables in the order of the text, then notes and comments."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from chatbot.errors import ReadingError
from chatbot.reading.archive import check_archive, transitional
from chatbot.reading.decoding import kind_of_content
from chatbot.reading.extract import Block, Extract, join_blocks

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_HEADING_STYLE = re.compile(r"(?:heading|titre|überschrift|título) (\d)$", re.IGNORECASE)
_TITLE_STYLES = frozenset(["title", "titre"])
_NOTE_PARTS = ("footnotes", "endnotes", "comments")
_UNSEEN = frozenset(map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:rPr", "w:pPr"))) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PARAGRAPH, _TABLE, _ROW, _CELL = map(qn, ("w:p", "w:tbl", "w:tr", "w:tc"))
_TEXT, _TEXT_BOX = qn("w:t"), qn("w:txbxContent")


def read_word(content: bytes) -> Extract:
    """Read a Word file: text, tables as rows of cells joined by " | ", text boxes, notes and comments.

    Headers and footers are left out, and so is deleted text of tracked changes.

    Raises
    ------
    ReadingError
        The file is encrypted, an older format, no Word file at all, or unpacks to suspiciously much.
    """
    _require_word(content)
    check_archive(content)
    try:
        document = docx.Document(io.BytesIO(transitional(content)))
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise ReadingError("is not a sound Word file; save it anew as .docx.") from None
    walker = _Walker(document)
    blocks = list(walker.blocks(document.element.body))
    for part in _note_parts(document):
        blocks.extend(walker.blocks(part))
    return join_blocks(blocks, _title(document, walker.title, blocks))


def _require_word(content: bytes) -> None:
    kind = kind_of_content(content)
    if kind == "an old or encrypted Office file":
        if _ENCRYPTED_PACKAGE in content:
            raise ReadingError("is encrypted; remove its password in Word and save it again.")
        raise ReadingError("is an old Word file (.doc) under another name; save it as .docx.")
    if kind != "a ZIP archive or an Office file":
        raise ReadingError(f"is {kind or 'something else'} under the name of a Word file; save it as .docx.")


def _note_parts(document: Any) -> Iterator[Any]:
    for name in _NOTE_PARTS:
        for relation in document.part.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{name}"):
                yield parse_xml(relation.target_part.blob)


def _title(document: Any, styled: str, blocks: list[Block]) -> str | None:
    stated = (document.core_properties.title or "").strip()
    if stated and stated.lower() not in ("word document", "untitled", "document", "sans titre"):
        return stated
    return styled or next((block.text for block in blocks if block.level == 1), None)


class _Walker:
    """Walks the XML of a document part in reading order, without recursion into deep nests of boxes."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._levels: dict[str, int] = {}
        self.title = ""

    def blocks(self, root: Any) -> Iterator[Block]:
        """Yield the paragraphs and tables under an element; text boxes follow their paragraph."""
        pending = list(reversed(root))
        while pending:
            element = pending.pop()
            if element.tag == _PARAGRAPH:
                text, boxes = _text_of(element)
                yield Block(text, self._level(element, text))
                pending.extend(child for box in reversed(boxes) for child in reversed(box))
            elif element.tag == _TABLE:
                yield Block("\n".join(_rows(element)))
            elif isinstance(element.tag, str) and element.tag not in _UNSEEN:
                pending.extend(reversed(element))

    def _level(self, element: Any, text: str) -> int:
        paragraph = Paragraph(element, self._document.part)
        style = paragraph.style
        name = style.name if style is not None and style.name else ""
        if name not in self._levels:
            self._levels[name] = _style_level(style)
        if not self.title and name.lower() in _TITLE_STYLES:
            self.title = " ".join(text.split())
        return self._levels[name]


def _style_level(style: Any) -> int:
    """Return the heading level of a style or of one it is based on, 0 where there is none."""
    for _ in range(10):
        if style is None or not style.name:
            return 0
        if style.name.lower() in _TITLE_STYLES:
            return 1
        match = _HEADING_STYLE.match(style.name)
        if match:
            return min(int(match[1]), 6)
        style = style.base_style
    return 0


def _text_of(paragraph: Any) -> tuple[str, list[Any]]:
    """Return a paragraph's visible text, and the text boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    pending = list(reversed(paragraph))
    while pending:
        element = pending.pop()
        if element.tag == _TEXT:
            pieces.append(element.text or "")
        elif element.tag in _SIGNS:
            pieces.append(_SIGNS[element.tag])
        elif element.tag == _TEXT_BOX:
            boxes.append(element)
        elif isinstance(element.tag, str) and element.tag not in _UNSEEN:
            pending.extend(reversed(element))
    return "".join(pieces), boxes


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(_ROW):
        if next(row.iterancestors(_TABLE)) is not table:
            continue  # rows of a table in a cell are read with that cell
        cells = [
            " ".join(" ".join(_text_of(paragraph)[0].split()) for paragraph in cell.iter(_PARAGRAPH)).strip()
            for cell in row.iter(_CELL)
            if next(cell.iterancestors(_ROW)) is row
        ]
        if any(cells):
            yield " | ".join(cells)
