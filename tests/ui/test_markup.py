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
    reading = assert_ours(blocks(text, mark))
    assert set(reading.tags) <= {"p", "ul", "ol", "li", "strong", "button"}
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
