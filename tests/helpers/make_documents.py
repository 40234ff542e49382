"""Make the PDF and Word files of ``documents/`` from the readable texts in ``document_sources/``.

Run ``python tests/helpers/make_documents.py`` after editing a text, or give another folder as the only
argument. The same text gives the same bytes on any day: dates, identifiers and archive times are fixed,
and nothing is compressed, since two versions of zlib may pack the same bytes differently.

The texts use four marks: ``#`` title, ``##`` heading, ``-`` list item, ``|`` table row. Every other line
is a paragraph.
"""

from __future__ import annotations

import io
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import docx
from docx.document import Document as WordDocument
from fpdf import FPDF
from fpdf.enums import XPos, YPos

SOURCES = Path(__file__).parent / "document_sources"
DOCUMENTS = Path(__file__).parents[2] / "documents"
WORD_STYLES = {
    "Normal",
    "Default Paragraph Font",
    "Normal Table",
    "Heading 1",
    "Heading 2",
    "List Bullet",
    "Table Grid",
}
MADE_AT = datetime(2024, 5, 13, 9, 0, tzinfo=UTC)

BlockKind = Literal["title", "heading", "item", "paragraph", "table"]
_MARKS: tuple[tuple[str, BlockKind], ...] = (("# ", "title"), ("## ", "heading"), ("- ", "item"))


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text: its kind and its words, in rows of cells where it is a table."""

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one file of ``documents/`` is made: its name, its text, its author and its language."""

    name: str
    author: str
    language: str

    @property
    def source(self) -> Path:
        """The readable text this file is made from."""
        return (SOURCES / self.name).with_suffix(".md")


RECIPES = (
    Recipe("societe-histoire.pdf", "Étienne Larrivière", "fr"),
    Recipe("museum-visitor-guide.pdf", "The Postern Museum", "en"),
    Recipe("trip-memo.docx", "Dilys Arkwright", "en"),
    Recipe("note-musee.docx", "Solange Petitjean", "fr"),
)


def parse_blocks(text: str) -> list[Block]:
    """Split a text into its blocks; neighbouring table rows make one table."""
    blocks: list[Block] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("|"):
            row = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if blocks and blocks[-1].kind == "table":
                blocks[-1] = Block("table", rows=(*blocks[-1].rows, row))
            else:
                blocks.append(Block("table", rows=(row,)))
            continue
        kind, words = next(
            ((kind, line.removeprefix(mark)) for mark, kind in _MARKS if line.startswith(mark)),
            ("paragraph", line),
        )
        blocks.append(Block(kind, words))
    return blocks


def make_pdf(recipe: Recipe, blocks: list[Block]) -> bytes:
    """Set the blocks in a standard PDF font, whose WinAnsi encoding covers English and French."""
    pdf = FPDF(format=(148, 210))
    pdf.set_compression(False)
    pdf.set_creation_date(MADE_AT)
    pdf.set_producer("make_documents")
    pdf.set_title(next(block.text for block in blocks if block.kind == "title"))
    pdf.set_author(recipe.author)
    pdf.set_lang(recipe.language)
    pdf.set_margins(18, 18)
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.add_page()
    for block in blocks:
        _write_pdf_block(pdf, block)
    return bytes(pdf.output())


def _write_pdf_block(pdf: FPDF, block: Block) -> None:
    style, size, gap = {"title": ("B", 16, 3), "heading": ("B", 12, 2)}.get(block.kind, ("", 10.5, 2))
    if block.kind in ("title", "heading"):
        pdf.ln(2)
    pdf.set_font("Helvetica", style, size)
    words = f"- {block.text}" if block.kind == "item" else block.text
    pdf.multi_cell(0, size * 0.5, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(gap)


def make_docx(recipe: Recipe, blocks: list[Block]) -> bytes:
    """Write the blocks with Word's own styles, tables included."""
    document = docx.Document()
    _drop_unused_parts(document)
    for block in blocks:
        _write_docx_block(document, block)
    properties = document.core_properties
    properties.title = next(block.text for block in blocks if block.kind == "title")
    properties.author = properties.last_modified_by = recipe.author
    properties.language = recipe.language
    properties.comments = ""
    properties.created = properties.modified = MADE_AT.replace(tzinfo=None)
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def _drop_unused_parts(document: WordDocument) -> None:
    # The template carries 800 kB of table styles and a second copy of them, which nothing here uses.
    for style in list(document.styles):
        if style.name not in WORD_STYLES:
            style.delete()
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith(("/stylesWithEffects", "/customXml")):
            del document.part.rels[key]


def _write_docx_block(document: WordDocument, block: Block) -> None:
    if block.kind == "table":
        table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
        for row in block.rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    elif block.kind in ("title", "heading"):
        document.add_heading(block.text, level=1 if block.kind == "title" else 2)
    else:
        document.add_paragraph(block.text, style="List Bullet" if block.kind == "item" else None)


def _with_fixed_times(archive: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, date_time=MADE_AT.timetuple()[:6])
            # ZipInfo notes the system it was made on; a fixed one keeps the bytes the same everywhere.
            entry.create_system = 3
            new.writestr(entry, old.read(name), compress_type=zipfile.ZIP_STORED)
    return buffer.getvalue()


def make_all(folder: Path) -> list[Path]:
    """Write every file of ``RECIPES`` into ``folder`` and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for recipe in RECIPES:
        blocks = parse_blocks(recipe.source.read_text(encoding="utf-8"))
        make = make_pdf if recipe.name.endswith(".pdf") else make_docx
        path = folder / recipe.name
        path.write_bytes(make(recipe, blocks))
        made.append(path)
    return made


if __name__ == "__main__":
    for made_file in make_all(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS):
        sys.stdout.write(f"{made_file.name}\n")
