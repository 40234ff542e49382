"""What a question offers to choose from."""

from __future__ import annotations

import pytest

from chatbot.evidence.alternatives import dates_offered, sides_offered
from chatbot.values import extract_values


@pytest.mark.parametrize(
    ("text", "language", "offered"),
    [
        ("Was it formed in 1943 or in 1944?", "en", "1943 or in 1944"),
        ("Was it signed on 25 or 26 August?", "en", "25 or 26 August"),
        ("Fut-il signé le 25 ou le 26 août ?", "fr", "25 ou le 26 août"),
    ],
)
def test_two_dates(text: str, language: str, offered: str) -> None:
    span = dates_offered(text, language, extract_values(text, language=language))

    assert span is not None
    assert offered in text[span.start : span.end]


@pytest.mark.parametrize(
    "text", ["Were 25 or 30 people killed?", "Did it fall in 1944?", "Is it old or new?"]
)
def test_numbers_of_other_things_are_no_dates(text: str) -> None:
    assert dates_offered(text, "en", extract_values(text, language="en")) is None


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Was he captured or killed?", (("captured",), ("killed",))),
        ("Did he serve under Patton or under Hodges?", (("patton",), ("hodges",))),
        ("Did General Patton or General Hodges lead it?", (("patton",), ("hodges",))),
        ("Did he serve under Patton?", ()),
    ],
)
def test_the_words_that_tell_the_sides_apart(text: str, sides: tuple[tuple[str, ...], ...]) -> None:
    assert sides_offered(text, "polar", "en") == sides


def test_another_name_of_one_thing_is_no_alternative() -> None:
    assert sides_offered("Who founded Google or Alphabet?", "person", "en") == ()
