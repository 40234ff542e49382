"""Our sentences on conflicts: one plain sentence that says what each side says."""

from __future__ import annotations

from typing import get_args

import pytest

from chatbot.conflicts.wording import opening_words, summary
from chatbot.types import Claim, ClaimKind, ConflictKind

KINDS = get_args(ConflictKind)


def _claim(quote: str, words: str, title: str, kind: ClaimKind = "number", language: str = "en") -> Claim:
    start = quote.index(words)
    return Claim(
        kind=kind,
        value=words,
        quote=quote,
        document=f"{title}.txt",
        title=title,
        start=0,
        end=len(quote),
        page=None,
        passage_id="0",
        language=language,
        value_start=start,
        value_end=start + len(words),
    )


SIDES = (
    _claim("The storm destroyed 42\nhouses.", "42\nhouses", "Diary"),
    _claim("Some 57 houses fell.", "57 houses", "Report"),
)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "negation"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_summary_names_every_side_with_its_source(kind: ConflictKind, language: str) -> None:
    sentence = summary(kind, SIDES, language)

    assert sentence.startswith(opening_words(kind, language))
    assert sentence.endswith(".")
    assert "\n" not in sentence
    for words in ("42 houses", "57 houses", "Diary", "Report"):
        assert sentence.count(words) == 1


def test_the_opening_is_different_for_each_kind_and_language() -> None:
    openings = {opening_words(kind, language) for kind in KINDS for language in ("en", "fr")}

    assert len(openings) == 2 * len(KINDS)


def test_a_language_we_do_not_speak_gets_english() -> None:
    assert summary("number", SIDES, "de") == summary("number", SIDES, "en")


def test_a_yes_and_a_no_are_not_repeated_after_the_opening() -> None:
    sides = [
        _claim("He accepted.", "accepted", "Diary", "negation"),
        _claim("He did not accept.", "not accept", "Report", "negation"),
    ]

    assert summary("negation", sides, "en") == f"{opening_words('negation', 'en')}."


def test_a_claim_without_words_to_point_at_is_told_by_its_value() -> None:
    side = Claim("number", "42 houses", "All of them.", "a.txt", "Diary", 0, 12, None, "0", "en")

    assert "42 houses (Diary)" in summary("number", [side, SIDES[1]], "en")


def test_a_day_is_told_in_the_readers_language() -> None:
    sides = [
        _claim("It fell on 1944-08-25 at last.", "1944-08-25", "Diary", "date", "en"),
        _claim("Elle tomba le 19 août 1944.", "19 août 1944", "Récit", "date", "fr"),
    ]

    sentence = summary("date", sides, "fr")

    assert "25 août 1944 (Diary)" in sentence
    assert "19 août 1944 (Récit)" in sentence
