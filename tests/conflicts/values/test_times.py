from __future__ import annotations

import pytest

from chatbot.conflicts.values import TimeValue, compatible, extract_values


def times(text: str) -> list[TimeValue]:
    return [value for value in extract_values(text, language="fr") if isinstance(value, TimeValue)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A 17h00, un avion passa.", ["17:00"]),
        ("jonction faite à 14h30, au rond-point", ["14:30"]),
        ("à 21 h 10 les cloches", ["21:10"]),
        ("A 16h, il signa.", ["16:00"]),
        ("vers 14 heures 30", ["about 14:30"]),
        ("pas avant le 23 à midi", ["12:00"]),
        ("à minuit", ["00:00"]),
        ("at 5 p.m. sharp", ["17:00"]),
        ("at 2:30 pm Eastern time", ["14:30 EASTERN"]),
        ("before noon", ["before 12:00"]),
        ("from 9 am to 5 pm", ["09:00/17:00"]),
        ("9am-5pm", ["09:00/17:00"]),
        ("at 5 o'clock", ["05:00 (am or pm)"]),
        ("around 4 pm", ["about 16:00"]),
        ("at 14:30", ["14:30"]),
    ],
)
def test_times_of_day(text: str, expected: list[str]) -> None:
    assert [value.printable for value in times(text)] == expected


@pytest.mark.parametrize(
    "text", ["24 heures de trêve", "16h de route", "l'après-midi", "dans le Midi", "score 4:3"]
)
def test_lengths_of_time_are_no_times_of_day(text: str) -> None:
    assert times(text) == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("A 17h00, un tract", "at 5 p.m.", True),
        ("à 17h", "à 21h10", False),
        ("at 5 o'clock", "à 17h", True),
        ("at 5 o'clock", "à 16h", False),
        ("before noon", "at 9:30 am", True),
        ("before noon", "à 14h30", False),
        ("around 4 pm", "à 16h30", True),
        ("à minuit", "at midnight", True),
        ("at 2 pm GMT", "at 3 pm CET", True),
    ],
)
def test_two_times_of_one_event(first: str, second: str, expected: bool) -> None:
    a, b = times(first)[0], times(second)[0]
    assert compatible(a, b) is expected
