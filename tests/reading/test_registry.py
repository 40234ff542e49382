from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.errors import ReadingError
from chatbot.reading import document_from_text, read_document

LIMIT = 1_000_000
PARAGRAPH = (
    "The boats that had left the harbour before dawn came back in the evening, and the crowd on the quay "
    "counted them one by one until the last lantern was in."
)


def read(tmp_path: Path, name: str, content: bytes, limit: int = LIMIT) -> str:
    (tmp_path / name).write_bytes(content)
    return read_document(tmp_path, name, limit).text


def test_a_document_carries_its_identity(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(PARAGRAPH.encode())
    document = read_document(tmp_path, "a.txt", LIMIT)
    assert document.id == hashlib.sha256(b"a.txt").hexdigest()[:16]
    assert document.content_hash == hashlib.sha256(PARAGRAPH.encode()).hexdigest()
    assert (document.path, document.title, document.language) == ("a.txt", "a", "en")
    assert document.text == PARAGRAPH


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t\r\n", "is empty"),
        ("a.txt", b"*** --- ***", "holds no words"),
        ("a.txt", b"%PDF-1.4\n1 0 obj", "is a PDF under the name of a text"),
        ("a.txt", b"PK\x03\x04rest", "ZIP archive"),
        ("a.md", gzip.compress(b"x" * 99), "gzip archive"),
        ("a.html", b"\x89PNG\r\n\x1a\nrest", "is an image"),
        ("a.txt", bytes(range(256)) * 20, "is binary"),
        ("a.pdf", b"<html><body>no</body></html>", "under the name of a PDF"),
        ("a.pdf", b"%PDF-1.7\ngarbage", "broken PDF"),
        ("a.docx", b"plain words", "under the name of a Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word file"),
        ("a.docx", b"PK\x03\x04" + b"rubbish" * 20, "broken Word file"),
        ("a.html", b"<html><body><img src='x.png'></body></html>", "holds no words"),
        ("a.xyz", b"words", "type the program does not read"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(ReadingError, match=reason) as caught:
        read(tmp_path, name, content)
    assert str(caught.value).endswith(".")
    assert name not in str(caught.value)


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"larger than 0\.001 MB.*max_file_megabytes"):
        read(tmp_path, "a.txt", b"x" * 1001, limit=1000)
    assert read(tmp_path, "a.txt", b"x" * 1000, limit=1000)


@pytest.mark.parametrize("name", ["a.html", "a.pdf", "a.docx", "a.txt", "a.md"])
@given(
    content=st.binary(max_size=200),
    start=st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html><p>", b"\xff\xfe"]),
)
def test_no_content_raises_anything_but_a_reading_error(
    tmp_path_factory: pytest.TempPathFactory, name: str, start: bytes, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / name).write_bytes(start + content)
    try:
        document = read_document(folder, name, LIMIT)
    except ReadingError:
        return
    assert any(map(str.isalnum, document.text))


def test_a_paragraph_said_twice_is_marked_once() -> None:
    text = f"Title\n\n{PARAGRAPH}\n\nShort line.\n\n{PARAGRAPH.replace(' ', '  ', 3)}\n\nShort line.\n"
    document = document_from_text("a.txt", text)
    (repeat,) = document.repeats
    assert text[repeat.start : repeat.end] == PARAGRAPH.replace(" ", "  ", 3)
    assert repeat.start > text.index("Short line.")


def test_lines_that_are_whole_paragraphs_repeat_too() -> None:
    line = PARAGRAPH + " " + PARAGRAPH[:80]
    document = document_from_text(
        "a.txt",
        f"{line}\n{PARAGRAPH} and so on for a good while longer than before, "
        f"as the chronicle of the port has it.\n{line}",
    )
    (repeat,) = document.repeats
    assert document.text[repeat.start : repeat.end] == line
    assert repeat.start > 0


def test_markdown_in_memory_is_told_by_its_ending() -> None:
    assert [heading.text for heading in document_from_text("a.md", "# Port\n\nText.").headings] == ["Port"]
    assert document_from_text("a.txt", "# Port\n\nText.").headings == ()


@given(st.text(max_size=400), st.sampled_from(["a.txt", "a.md"]))
def test_spans_of_any_text_point_at_what_they_name(text: str, name: str) -> None:
    document = document_from_text(name, text)
    for heading in document.headings:
        assert document.text[heading.start : heading.end] == heading.text
    for repeat in document.repeats:
        assert 0 <= repeat.start < repeat.end <= len(document.text)
    document.text.encode("utf-8")
    assert document.title
