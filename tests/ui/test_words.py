from __future__ import annotations

import re
import string

import pytest

from chatbot.errors import ChatbotError
from chatbot.ui.words import ENGLISH, FRENCH, counted, error_sentence, preferred_language, words_for


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_tables_say_the_same_things() -> None:
    assert ENGLISH.keys() == FRENCH.keys()
    for key, text in ENGLISH.items():
        assert fields(text) == fields(FRENCH[key]), key


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de-DE,de;q=0.9,fr;q=0.5,en;q=0.4", "fr"),
        ("de", "en"),
        ("fr;q=0, en;q=0.1", "en"),
        ("fr;q=nonsense", "en"),
        ("*;q=0.5", "en"),
    ],
)
def test_the_language_comes_from_the_header(header: str, language: str) -> None:
    assert preferred_language(header) == language


def test_plurals_follow_the_language() -> None:
    assert counted(ENGLISH, "passages", 0) == "0 passages"
    assert counted(FRENCH, "passages", 0) == "0 passage"
    assert counted(ENGLISH, "passages", 1) == "1 passage"
    assert counted(FRENCH, "passages", 2) == "2 passages"


def test_other_languages_get_english() -> None:
    assert words_for("fr") is FRENCH
    assert words_for("de") is ENGLISH


def test_our_own_errors_are_told_and_others_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert error_sentence(ChatbotError("The folder is gone."), FRENCH) == "The folder is gone."
    assert caplog.text == ""
    assert error_sentence(ValueError("a secret"), FRENCH) == FRENCH["unexpected"]
    assert "a secret" in caplog.text


def test_french_marks_keep_to_their_words() -> None:
    for key, text in FRENCH.items():
        assert not re.search(r" [;:!?»]|« ", text), key
