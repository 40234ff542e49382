from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from chatbot.errors import ReadingError
from chatbot.reading.word import read_word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def make_word(fill: Callable[[docx.document.Document], object]) -> bytes:
    document = docx.Document()
    fill(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def rewrite(
    content: bytes, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None
) -> bytes:
    """Return the archive with each member passed through ``change``, and ``extra`` members added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    return target.getvalue()


def with_body(xml: str) -> bytes:
    """Return a Word file with raw XML at the start of its body."""
    plain = make_word(lambda document: document.add_paragraph("The end."))
    return rewrite(plain, lambda name, part: part.replace(b"<w:body>", b"<w:body>" + xml.encode(), 1))


def test_paragraphs_headings_and_tables_come_in_order() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_heading("The Port", 0)
        document.add_heading("Boats", 1)
        document.add_paragraph("They left\tat dawn.")
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["Boat", "Hour", "Orion", "17:00"], strict=True):
            cell.text = text
        document.add_heading("Nets", 2)
        document.add_paragraph("Drying.")
        document.sections[0].header.paragraphs[0].text = "Running header"

    extract = read_word(make_word(fill))
    assert extract.text == (
        "The Port\n\nBoats\n\nThey left\tat dawn.\n\nBoat | Hour\nOrion | 17:00\n\nNets\n\nDrying."
    )
    assert [(heading.level, heading.text) for heading in extract.headings] == [
        (1, "The Port"),
        (1, "Boats"),
        (2, "Nets"),
    ]
    assert extract.title == "The Port"


def test_the_stated_title_wins() -> None:
    def fill(document: docx.document.Document) -> None:
        document.core_properties.title = "Chronicle"
        document.add_heading("Boats", 1)
        document.add_paragraph("They left.")

    assert read_word(make_word(fill)).title == "Chronicle"


def test_tracked_changes_links_controls_and_text_boxes() -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    xml = (
        f"<w:p>{run('Kept ')}<w:ins>{run('added ')}</w:ins>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
        f"<w:hyperlink>{run('linked')}</w:hyperlink></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('In a control.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run('Before.')}<w:r><w:pict><w:txbxContent><w:p>{run('Boxed.')}</w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
    )
    assert read_word(with_body(xml)).text.split("\n\n") == [
        "Kept added linked",
        "In a control.",
        "Before.",
        "Boxed.",
        "The end.",
    ]


def test_comments_are_read() -> None:
    def fill(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("The boats left at dawn.")
        document.add_comment(paragraph.runs, text="Or at noon?", author="Reader")

    assert "Or at noon?" in read_word(make_word(fill)).text


def test_the_strict_flavour_is_read() -> None:
    content = make_word(lambda document: document.add_paragraph("The boats left."))

    def to_strict(name: str, part: bytes) -> bytes:
        usual = b"http://schemas.openxmlformats.org/"
        for kind in (b"wordprocessingml/2006/main", b"officeDocument/2006/relationships"):
            part = part.replace(usual + kind, b"http://purl.oclc.org/ooxml/" + kind.replace(b"/2006", b""))
        return part

    assert read_word(rewrite(content, to_strict)).text == "The boats left."


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    content = make_word(lambda document: document.add_paragraph("The boats left."))
    bomb = rewrite(content, lambda name, part: part, {"word/media/image1.bmp": b"\0" * 40_000_000})
    assert len(bomb) < 200_000
    with pytest.raises(ReadingError, match="unpacks to suspiciously much"):
        read_word(bomb)
    crowd = rewrite(content, lambda name, part: part, {f"word/m{number}": b"" for number in range(10_001)})
    with pytest.raises(ReadingError, match="unpacks to suspiciously much"):
        read_word(crowd)


def test_entities_are_refused() -> None:
    content = make_word(lambda document: document.add_paragraph("The boats left."))
    laughs = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def declare(name: str, part: bytes) -> bytes:
        return part.replace(b"?>", b"?>" + laughs, 1) if name == "word/document.xml" else part

    with pytest.raises(ReadingError, match="defines XML entities"):
        read_word(rewrite(content, declare))


def test_an_encrypted_file_and_a_foreign_archive_are_refused() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ReadingError, match="is encrypted; remove its password in Word"):
        read_word(ole)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("notes.txt", "words")
    with pytest.raises(ReadingError, match="not a sound Word file"):
        read_word(target.getvalue())
