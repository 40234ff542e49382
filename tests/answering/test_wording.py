"""Our own words, and quotes as Markdown."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answering.statement_comparison import Cause
from chatbot.answering.wording import doubt_reason, doubted, emphasised, quoted, without_doubts, words


def _plain(markdown: str) -> str:
    """Return Markdown without its bold marks and its escapes, read once from left to right."""
    return re.sub(r"\\([^a-zA-Z0-9\s])|\*\*", lambda match: match.group(1) or "", markdown)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_phrase_is_spoken_in_both_languages(language: str) -> None:
    assert words("refusal", language)
    assert words("refusal", "en") != words("refusal", "fr")


def test_a_language_we_do_not_speak_gets_english() -> None:
    assert words("refusal", "de") == words("refusal", "en")


def test_the_value_is_emphasised_inside_its_quote() -> None:
    assert quoted("It fell on Monday.", "en", 11, 17) == "“It fell on **Monday**.”"


def test_french_quotes_carry_french_marks() -> None:
    assert quoted("C’était lundi.", "fr", 0, 0) == "« C’était lundi. »"


def test_markup_of_a_document_is_not_markup_of_the_answer() -> None:
    assert quoted("see [1] and **this**", "en", 0, 0) == r"“see \[1\] and \*\*this\*\*”"
    assert emphasised("a [2]\n b") == r"**a \[2\] b**"


def test_a_long_quote_is_shortened_around_the_value_and_says_so() -> None:
    text = "word " * 200 + "VALUE" + " word" * 200

    short = quoted(text, "en", 1000, 1005, limit=100)

    assert "**VALUE**" in short
    assert len(short) < 160
    assert short.startswith("“\\[…\\] ")
    assert short.endswith(" \\[…\\]”")


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=300),
    st.data(),
)
def test_a_short_quote_is_verbatim(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    assert _plain(quoted(text, "en", start, end, limit=300)) == f"“{text}”"


def test_a_doubted_statement_can_be_taken_out_again() -> None:
    text = (
        f"One stands [1]. {doubted('Two *falls*.', 1)} Three stands [2].\n- {doubted('Four', 2)}\n- Five [3]"
    )
    assert "~~Two \\*falls\\*.~~ [?1]" in text
    assert without_doubts(text) == "One stands [1]. Three stands [2].\n\n- Five [3]"


def test_every_doubt_has_its_reason_in_both_languages() -> None:
    for cause in get_args(Cause):
        if cause:
            reasons = {doubt_reason(cause, "12  May", language) for language in ("en", "fr", "de")}
            assert len(reasons) == 2
            assert all(reason.endswith(".") and "{" not in reason for reason in reasons)
