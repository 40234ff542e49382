from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.errors import ReadingError
from chatbot.reading.pdf import read_pdf


def make_pdf(pages: list[list[str]], title: str = "", trailer: str = "") -> bytes:
    """Write a PDF by hand: one content stream of Helvetica lines a page, Windows-1252."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        shown = b"".join(
            b"(" + line.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)") + b") Tj T*\n"
            for line in lines
        )
        stream = b"BT /F1 11 Tf 14 TL 50 780 Td\n" + shown + b"ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
    objects.append(f"<< /Title ({title}) >>".encode("cp1252"))
    content = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R %s >>\n" % (
        len(objects) + 1,
        len(objects),
        trailer.encode(),
    )
    return content + b"startxref\n%d\n%%%%EOF" % start


def test_pages_follow_each_other_and_say_where_they_start() -> None:
    extract = read_pdf(make_pdf([["Les bateaux sont rentrés."], [], ["La fête a commencé à 17h00."]]))
    assert extract.text == "Les bateaux sont rentrés.\n\nLa fête a commencé à 17h00."
    first, second, third = extract.page_starts
    assert (first, third) == (0, extract.text.index("La fête"))
    assert first <= second <= third


def test_a_sentence_over_a_page_break_stays_in_one_paragraph() -> None:
    extract = read_pdf(make_pdf([["The boats left the harbour and"], ["sailed to the island before dawn."]]))
    assert "harbour and sailed" in extract.text
    assert extract.page_starts == (0, extract.text.index("sailed"))


def test_running_headers_and_page_numbers_are_left_out() -> None:
    bodies = ["The first boat left.", "The second boat followed.", "The third stayed.", "The fourth sank."]
    pages = [
        ["Chronicle of the port", body, f"Page {number} of 4"] for number, body in enumerate(bodies, start=1)
    ]
    assert read_pdf(make_pdf(pages)).text == "\n\n".join(bodies)


def test_two_pages_are_too_few_to_tell_a_header() -> None:
    assert (
        read_pdf(make_pdf([["The same line", "One."], ["The same line", "Two."]])).text.count("The same line")
        == 2
    )


def test_words_broken_at_line_ends_are_made_whole() -> None:
    pages = [
        [
            "La libéra-",
            "tion du port est une libération. Est-",
            "il venu, le well-",
            "known ? A well-known Rol-",
            "Tanguy.",
        ]
    ]
    text = read_pdf(make_pdf(pages)).text
    assert "La libération du port" in text
    assert "Est-il venu" in text
    assert "well-known ?" in text
    assert "Rol-Tanguy." in text


def test_a_short_last_line_ends_a_paragraph() -> None:
    lines = [
        "The boats that had left the harbour before dawn came back in the",
        "evening, one after the other.",
        "On the quay the crowd counted the lanterns, and nobody went home",
        "until the last one was in.",
    ]
    assert read_pdf(make_pdf([lines])).text.split("\n\n") == [" ".join(lines[:2]), " ".join(lines[2:])]


def test_wrapped_lines_are_joined_and_headings_stand_alone() -> None:
    lines = [
        "The lanterns of the harbour",
        "Between the spring and the autumn of that year the council, Sir Ralph",
        "Penn and the pilots asked for a lamp on the quay, and they had it at",
        "the end",
        "of 1944. Nobody knows who paid for the oil.",
        "The pilots",
        "Every pilot who came in after dark counted the lanterns on the wall.",
        "The end of it all",
    ]
    assert read_pdf(make_pdf([lines])).text == (
        "The lanterns of the harbour\n"
        "Between the spring and the autumn of that year the council, Sir Ralph Penn and the pilots asked for"
        " a lamp on the quay, and they had it at the end\nof 1944. Nobody knows who paid for the oil.\n\n"
        "The pilots\nEvery pilot who came in after dark counted the lanterns on the wall.\n\n"
        "The end of it all"
    )


def test_lists_and_tables_keep_their_lines() -> None:
    lines = [
        "The harbour office asks every crew to bring with them on the first day:",
        "- a lantern with its oil, and the cord that it hangs from in the wind;",
        "- the papers of the boat, signed.",
        "2. a rope that is long enough to reach from the deck down to the quay",
        "Who pays | What is paid for the crossing, whatever the season and the wind",
        "Adults | six shillings",
        "children and pilots of the port: nothing",
        "Anchors .......... 12",
    ]
    text = read_pdf(make_pdf([lines])).text
    assert [line.split() for line in text.split("\n") if line] == [line.split() for line in lines]


def test_short_lines_are_no_prose() -> None:
    lines = ["anchor 12", "boat 31", "capstan 4", "dinghy 77"]
    assert read_pdf(make_pdf([lines])).text == "\n".join(lines)


WORDS = st.lists(
    st.text("abcdefgéèABC.,;:12-", min_size=1, max_size=12).filter(lambda word: any(map(str.isalnum, word))),
    min_size=1,
    max_size=60,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=2), st.integers(20, 70))
def test_joining_loses_no_word_and_pages_start_where_they_say(pages: list[list[str]], width: int) -> None:
    wrapped = [textwrap.wrap(" ".join(words), width, break_on_hyphens=False) for words in pages]
    extract = read_pdf(make_pdf(wrapped))
    letters = [character for page in pages for word in page for character in word if character.isalnum()]
    assert [character for character in extract.text if character.isalnum()] == letters
    assert len(extract.page_starts) == len(pages)
    assert list(extract.page_starts) == sorted(extract.page_starts)
    for start in extract.page_starts:
        assert start == 0 or extract.text[start - 1].isspace()
        assert not extract.text[start].isspace()


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Chronicle of the Port", "Chronicle of the Port"),
        ("Microsoft Word - port.docx", None),
        ("untitled", None),
        ("C:\\\\texts\\\\port", None),
        ("report.indd", None),
        ("", None),
    ],
)
def test_only_a_sane_title_is_taken(stated: str, title: str | None) -> None:
    assert read_pdf(make_pdf([["The boats left."]], title=stated)).title == title


def test_a_scan_is_refused_with_a_remedy() -> None:
    with pytest.raises(ReadingError, match=r"holds no text, only images; run text recognition \(OCR\)"):
        read_pdf(make_pdf([[], []]))


def test_an_encrypted_file_is_refused_with_a_remedy() -> None:
    key = "00" * 32
    encryption = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<00> <00>]"
    with pytest.raises(ReadingError, match="is encrypted; remove its password"):
        read_pdf(make_pdf([["Secret."]], trailer=encryption))


def test_a_cut_file_is_read_or_refused_but_never_raises_otherwise() -> None:
    content = make_pdf([["The boats left the harbour."]] * 3)
    for length in range(9, len(content), 97):
        try:
            text = read_pdf(content[:length]).text
        except ReadingError:
            continue
        assert "boats" in text
