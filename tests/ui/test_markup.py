from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.ui.markup import attributes, blocks, inline, marked, shortened
from tests.ui.html_reading import assert_ours

HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                '"><svg onload=alert(1)>',
                "![x](http://example.org/x.png)",
                "[link](javascript:alert(1))",
                "**",
                "[1]",
                "[2, 1]",
                "~~",
                "~~~ [?1]",
                "~~said~~ [?1]",
                "~~said~~ [?7]",
                "[?1]",
                "<http://evil.example/>",
                "http://evil.example/?q=secret",
                "[a][b]\n\n[b]: http://evil.example 'x'",
                "<a href='javascript:alert(1)'>",
                "&#106;avascript:alert(1)",
                '" style="background:url(http://evil.example)',
                "\\*",
                "- ",
                "3. ",
                "# ",
                "\n",
                "\n\n",
                "${alert(1)}",
                "{{value}}",
                "&lt;",
                "<!--",
                "' onclick='x",
            ]
        ),
    ),
    max_size=12,
).map("".join)


def mark(number: int) -> str | None:
    return f'<button type="button">{number}</button>' if number < 3 else None


def doubt(number: int) -> str | None:
    return f"<abbr>{number}</abbr>" if number < 3 else None


def test_emphasis_and_citations_become_elements() -> None:
    assert (
        inline("on **12 May** [1].", mark) == 'on <strong>12 May</strong> <button type="button">1</button>.'
    )


def test_a_mark_without_a_citation_stays_text() -> None:
    assert inline("seen [7] and [1, 7]", mark) == "seen [7] and [1, 7]"


def test_several_numbers_in_one_mark() -> None:
    assert inline("[1, 2]", mark) == '<button type="button">1</button><button type="button">2</button>'


def test_unclosed_emphasis_stays_text() -> None:
    assert inline("2 ** 3") == "2 ** 3"


def test_backslash_takes_the_meaning_from_a_mark() -> None:
    assert inline(r"\*\*plain\*\* \[1\]", mark) == "**plain** [1]"


def test_links_and_images_stay_text() -> None:
    assert_ours(inline("![x](http://e.org/x.png) [a](http://e.org)"))
    assert inline("[a](http://e.org)") == "[a](http://e.org)"


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://127.0.0.1:1/leak?q=secret)",
        "[click](http://evil.example/)",
        "[click](javascript:alert(1))",
        "<http://evil.example/>",
        "http://evil.example/",
        "<img src=http://evil.example/x>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x]: http://evil.example/",
    ],
)
def test_what_markdown_would_fetch_or_follow_is_shown_as_it_is_written(text: str) -> None:
    reading = assert_ours(blocks(text, mark, doubt))
    assert reading.tags == ["p"]
    assert reading.attributes == []
    assert reading.text == text


def test_an_unsupported_statement_stands_before_its_mark() -> None:
    assert inline(r"So. ~~It cost \[5\] & 2 ~ 3.~~ [?1] Then [1].", mark, doubt) == (
        'So. <span class="unsupported">It cost [5] &amp; 2 ~ 3.</span> <abbr>1</abbr> '
        'Then <button type="button">1</button>.'
    )


def test_a_statement_that_ends_with_a_tilde_is_marked_whole() -> None:
    assert (
        inline("~~about ~~~ [?1]", mark, doubt) == '<span class="unsupported">about ~</span> <abbr>1</abbr>'
    )


def test_a_mark_in_an_unsupported_statement_is_text() -> None:
    html = inline("~~**so** [1]~~ [?1]", mark, doubt)
    assert html == '<span class="unsupported"><strong>so</strong> [1]</span> <abbr>1</abbr>'


@pytest.mark.parametrize(
    "text",
    [
        "~~said~~",
        "~~said~~ [?7]",
        "~~said [?1]",
        "[?1]",
        "said~~ [?1]",
        "~~~~ [?1]",
        "~~one\ntwo~~ [?1]",
        "~~ [?1]",
    ],
)
def test_without_a_doubt_of_that_number_tildes_stay_text(text: str) -> None:
    assert inline(text, mark, doubt) == text


def test_tildes_of_a_document_do_not_reach_into_a_statement() -> None:
    quoted = r"“a ~~ b ~~ \[?1\]” [1]. ~~So.~~ [?1]"
    assert inline(quoted, mark, doubt) == (
        '“a ~~ b ~~ [?1]” <button type="button">1</button>. '
        '<span class="unsupported">So.</span> <abbr>1</abbr>'
    )


def test_marks_inside_tildes_without_a_doubt_keep_their_meaning() -> None:
    assert inline("~~**so** [1]~~ [?7]", mark, doubt) == (
        '~~<strong>so</strong> <button type="button">1</button>~~ [?7]'
    )


def test_paragraphs_lists_and_headings() -> None:
    html = blocks("# Head\nfirst\nsecond\n\n- one\n- two\n\n12. twelfth")
    assert html == (
        '<p class="heading">Head</p><p>first\nsecond</p><ul><li>one</li><li>two</li></ul>'
        '<ol start="12"><li>twelfth</li></ol>'
    )


def test_attribute_values_are_escaped_and_none_is_left_out() -> None:
    assert attributes(aria_label='a"b<', lang=None, class_="x") == ' aria-label="a&quot;b&lt;" class="x"'


@given(HOSTILE)
def test_no_element_or_attribute_of_the_text_survives(text: str) -> None:
    reading = assert_ours(blocks(text, mark, doubt))
    assert set(reading.tags) <= {"p", "ul", "ol", "li", "strong", "button", "span", "abbr"}
    assert {name for name, _ in reading.attributes} <= {"type", "class", "start"}


@given(st.text(alphabet=st.characters(exclude_characters="*[]\\\r\0", codec="utf-8")))
def test_inline_keeps_plain_text_to_the_letter(text: str) -> None:
    assert assert_ours(inline(text)).text == text


@given(
    st.text(st.characters(exclude_characters="\r\0", codec="utf-8")), st.integers(-3, 40), st.integers(-3, 40)
)
def test_marking_keeps_the_text_to_the_letter(text: str, start: int, end: int) -> None:
    reading = assert_ours(marked(text, start, end))
    assert reading.text == text
    assert reading.tags == (["mark"] if 0 <= start < end <= len(text) else [])


@given(st.text(min_size=1, max_size=600), st.data())
def test_shortening_keeps_the_marked_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 60)))
    short, moved_start, moved_end = shortened(text, start, end, limit=100)
    assert short[moved_start:moved_end] == text[start:end]
    assert len(short) <= 102
    assert short.strip("…") in text or "…" in text


@pytest.mark.parametrize("limit", [5, 20])
def test_shortening_without_a_value_keeps_the_beginning(limit: int) -> None:
    text = "alpha beta gamma delta epsilon"
    short, _, _ = shortened(text, 0, 0, limit)
    assert text.startswith(short.removesuffix("…"))
    assert short.endswith("…")
    assert shortened("alpha", 0, 0, 20) == ("alpha", 0, 0)
