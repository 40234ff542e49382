from __future__ import annotations

import socket

import pytest

from chatbot.errors import ReadingError
from chatbot.reading.html import read_html

FIRST = "The boats that had left the harbour before dawn came back in the evening, one after the other."
SECOND = "On the quay the crowd counted the lanterns, and nobody went home until the last one was in."
THIRD = "The harbour master wrote thirty-one names in his book, and beside each the hour of its return."


def page(body: str, head: str = "<title>The Harbour</title>") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


ARTICLE = (
    f"<article><h1>The Return</h1><p>{FIRST}</p><h2>On the quay</h2><p>{SECOND}</p>"
    "<ul><li>Orion, 31 crew</li><li><p>Vega, 12 crew</p></li></ul>"
    "<table><tr><th>Boat</th><th>Hour</th></tr><tr><td>Orion</td><td>17:00</td></tr></table>"
    f"<figure><img src='x.jpg'><figcaption>The quay at dusk</figcaption></figure><p>{THIRD}</p></article>"
)


def test_the_content_is_kept_in_order_with_headings_lists_and_tables() -> None:
    extract = read_html(page(ARTICLE))
    assert extract.title == "The Harbour"
    assert [(heading.level, heading.text) for heading in extract.headings] == [
        (1, "The Return"),
        (2, "On the quay"),
    ]
    assert extract.text.split("\n\n") == [
        "The Return",
        FIRST,
        "On the quay",
        SECOND,
        "- Orion, 31 crew\n- Vega, 12 crew",
        "Boat | Hour\nOrion | 17:00",
        "The quay at dusk",
        THIRD,
    ]


def test_menus_banners_forms_scripts_and_hidden_parts_are_left_out() -> None:
    furniture = (
        "<div id='cookie-consent'>We use cookies to give you the best service. <button>Accept</button></div>"
        "<nav><ul><li><a href='/'>Home page</a></li><li><a href='/shop'>Our shop</a></li></ul></nav>"
    )
    end = (
        "<p style='display: none'>Invisible ink.</p><p hidden>Also invisible here.</p>"
        "<form class='comment-form'><label>Leave a reply</label><textarea></textarea></form>"
        "<script>var secret = 'code';</script><footer>Copyright of the port</footer>"
    )
    text = read_html(page(furniture + ARTICLE + end)).text
    assert FIRST in text
    assert THIRD in text
    for word in ["cookies", "Home page", "shop", "nvisible", "Leave a reply", "secret", "Copyright"]:
        assert word not in text


def test_readers_comments_are_kept() -> None:
    comments = (
        "<div id='comments'><h3>2 comments</h3>"
        "<div class='comment'><p>My grandfather was on the Vega, he came back at nine in the evening.</p>"
        "</div>"
        "<div class='comment'><p>Nine? The book in the museum says half past ten for it.</p></div></div>"
    )
    text = read_html(page(ARTICLE + comments)).text
    assert "My grandfather was on the Vega" in text
    assert "half past ten" in text


def test_a_thread_of_posts_is_kept_whole() -> None:
    posts = [
        f"Post {number}: in my village they say the boats came back at {number} o'clock that day."
        for number in ("five", "six", "seven", "eight")
    ]
    body = "".join(f"<div class='post'><span class='author'>user</span><p>{post}</p></div>" for post in posts)
    text = read_html(page(f"<h1>When did they come back?</h1>{body}")).text
    assert all(post in text for post in posts)


def test_a_page_without_an_article_keeps_its_visible_text() -> None:
    text = read_html(page("<div>Depth: 12 m</div><div>Length: 40 m</div><pre>line one\nline two</pre>")).text
    assert text == "Depth: 12 m\n\nLength: 40 m\n\nline one\nline two"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_the_declared_encoding_counts(encoding: str) -> None:
    sentence = "L'été, à l'aube, les bateaux sont sortis du port et la fête a été gâchée."
    html = f"<html><head><meta charset='{encoding}'></head><body><p>{sentence}</p></body></html>"
    assert read_html(html.encode(encoding)).text == sentence


def test_a_wrong_declaration_does_not_garble() -> None:
    sentence = "L'été, à l'aube, les bateaux sont sortis du port."
    for declared in ["ascii", "utf-16", "no-such-thing"]:
        html = f"<html><head><meta charset='{declared}'></head><body><p>{sentence}</p></body></html>"
        assert read_html(html.encode()).text == sentence


@pytest.mark.parametrize("tag", ["div", "span", "font", "table><tr><td"])
def test_nesting_deeper_than_the_parser_goes_loses_no_words(tag: str) -> None:
    body = "".join(f"<{tag}>word{number} " for number in range(2000))
    text = read_html(page(body)).text
    assert all(f"word{number}" in text for number in (0, 1000, 1999))


def test_nothing_is_fetched_and_no_entity_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    content = (
        b"<!DOCTYPE html [<!ENTITY leak SYSTEM 'file:///etc/hostname'>]><html><head>"
        b"<link rel=stylesheet href='http://example.org/a.css'></head><body>"
        b"<img src='http://example.org/a.png'><iframe src='http://example.org'></iframe>"
        b"<p>Words &leak; here.</p>"
    )
    text = read_html(content).text
    assert "Words &leak; here." in text


def test_a_page_of_images_is_refused() -> None:
    with pytest.raises(ReadingError, match="an image"):
        read_html(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
