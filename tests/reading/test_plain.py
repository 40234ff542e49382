from __future__ import annotations

import codecs

import pytest

from chatbot.reading import document_from_text
from chatbot.reading.plain import read_plain

FRENCH = "L'été dernier, le bâtiment « Étoile » a été gâché : ça coûtait 17,80 €… d'où la fête à Noël."
BODY = "The boats that had left the harbour before dawn came back in the evening, one after the other."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252"],
)
def test_french_survives_every_encoding(encoding: str) -> None:
    assert read_plain(FRENCH.encode(encoding)).text == FRENCH


def test_latin_1_and_marked_big_endian_too() -> None:
    text = "Où était le général à l'aube ? Près de l'église, déjà."
    assert read_plain(text.encode("latin-1")).text == text
    assert read_plain(codecs.BOM_UTF16_BE + text.encode("utf-16-be")).text == text
    assert read_plain(codecs.BOM_UTF32_BE + text.encode("utf-32-be")).text == text


def test_cyrillic_in_its_windows_encoding() -> None:
    text = "Корабли вышли из порта на рассвете и вернулись вечером, когда на берегу уже зажгли огни. " * 5
    assert read_plain(text.encode("cp1251")).text == text


def test_one_broken_byte_leaves_the_rest() -> None:
    content = ("L'été à la mer. " * 40).encode()[:-1] + b"\xff."
    assert read_plain(content).text.startswith("L'été à la mer. L'été")


def test_characters_stay_verbatim_but_for_what_nobody_sees() -> None:
    text = "a\u00a0b\u202fc\u2009d « e » … \t f \n\n\n g"
    assert read_plain(text.encode()).text == text
    untidy = "one\r\ntwo\rthree\x00\x07 four\u00adfive\u200bsix"
    assert document_from_text("a.txt", untidy).text == "one\ntwo\nthree fourfivesix"
    assert read_plain("e\u0301te\u0301".encode()).text == "été"
    assert read_plain("it\u0092s \u0093so\u0094".encode()).text == "it’s “so”"


def test_lines_alone_above_a_paragraph_are_headings_and_the_first_one_the_title() -> None:
    banner = "We use cookies. Accept.\nMenu\nLog in"
    text = f"{banner}\n\nThe Harbour\n\n{BODY}\n\nA caption\n\nThe Return \n\n{BODY}\n\nThe end"
    document = document_from_text("page.txt", text)
    assert [heading.text for heading in document.headings] == ["The Harbour", "The Return"]
    assert document.title == "The Harbour"
    assert document.text == text


def test_without_a_heading_the_file_name_is_the_title() -> None:
    assert document_from_text("old/port.txt", BODY).title == "port"


def test_a_web_page_saved_as_text_is_read_as_a_page() -> None:
    assert read_plain(f"<!DOCTYPE html><html><body><p>{BODY}</p></body></html>".encode()).text == BODY
