from __future__ import annotations

import pytest

from chatbot.values import TimeValue, compatible, extract_values


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
        ("Vers neuf heures dix du soir, une cloche", ["about 21:10"]),
        ("le 1er mai, à dix-sept heures, la pluie", ["17:00"]),
        ("à quatre heures de l'après-midi", ["16:00"]),
        ("vingt et une heures trente sonnent à vingt et une heures trente.", ["21:30"]),
        ("Il était trois heures et demie.", ["03:30 (am or pm)"]),
        ("six heures moins le quart", ["05:45 (am or pm)"]),
        ("à midi et demi", ["12:30"]),
        ("à minuit moins dix", ["23:50"]),
        ("à 9 heures du soir", ["21:00"]),
        ("de neuf heures à midi", ["09:00/12:00"]),
        ("à neuf heures dix hommes entrèrent", ["09:00 (am or pm)"]),
        ("It was ten past nine.", ["09:10 (am or pm)"]),
        ("At ten past nine in the evening, the bells rang", ["21:10"]),
        ("half past four in the afternoon", ["16:30"]),
        ("at five o'clock", ["05:00 (am or pm)"]),
        ("5 o'clock in the morning", ["05:00"]),
        ("about a quarter to six", ["about 05:45 (am or pm)"]),
        ("a quarter to one", ["00:45 (am or pm)"]),
        ("it was ten to midnight.", ["23:50"]),
        ("the next day, at four in the afternoon, he left", ["16:00"]),
        ("at eleven at night", ["23:00"]),
        ("from nine in the morning to five in the evening", ["09:00/17:00"]),
        ("12.00 | Café des Rives | Lunch, set menu. | 19 euros", ["12:00"]),
        ("| 14.00 | Walk |", ["14:00"]),
        ("10.45 | Garden\n9.30 | Gate", ["10:45", "09:30 (am or pm)"]),
        ("Meet at 9.15 under the clock.", ["09:15 (am or pm)"]),
    ],
)
def test_times_of_day(text: str, expected: list[str]) -> None:
    assert [value.printable for value in times(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "24 heures de trêve",
        "16h de route",
        "l'après-midi",
        "dans le Midi",
        "score 4:3",
        "il dormit neuf heures",
        "une queue de trois heures",
        "à trois heures de marche",
        "limité à deux heures",
        "dix à douze heures",
        "from five to ten people",
        "at five to ten places",
        "they lost by three to one.",
        "four in the morning train",
        "it costs 12.50 | with tax",
        "at 3.50 euros",
        "the past nine years",
    ],
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
        ("vers neuf heures dix du soir", "at ten past nine", True),
        ("vers neuf heures dix du soir", "à 21 h 10", True),
        ("half past four", "à 17h30", False),
        ("entre neuf heures et onze heures", "à 22h", True),
        ("entre neuf heures et onze heures", "à 14h", False),
        ("at 2 pm GMT", "at 3 pm CET", True),
    ],
)
def test_two_times_of_one_event(first: str, second: str, expected: bool) -> None:
    a, b = times(first)[0], times(second)[0]
    assert compatible(a, b) is expected
