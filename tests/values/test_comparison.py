from __future__ import annotations

import pytest

from chatbot.values import DateContext, DateValue, Value, comparable, compatible, extract_values


def first_date(text: str, context: DateContext | None = None) -> DateValue:
    values = extract_values(text, language="fr", context=context)
    return next(value for value in values if isinstance(value, DateValue))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("on 1 August 1944", "le 6 juin 1944", False),
        ("on 1 August 1944", "1er août 1944", True),
        ("in 1973", "in January 1973", True),
        ("in 1973", "in January 1974", False),
        ("By 19 August", "on 12 August 1944", True),
        ("By 19 August 1944", "le 24 août 1944", False),
        ("summer of 1943", "au début de l'année 1944", False),
        ("été 1943", "in July 1943", True),
        ("26 août", "26 August 1944", True),
        ("26 août", "25 August 1944", False),
        ("La journée du 23", "on 23 August 1944", True),
        ("dans la soirée du 22", "on 21 August 1944", False),
        ("Du 20 au 22 août 1944", "on 21 August 1944", True),
        ("Du 20 au 22 août 1944", "on 24 August 1944", False),
        ("Depuis 1943", "since 1944", False),
        ("Depuis 1943", "in 1944", True),
        ("Depuis le 7 août", "on 7 August 1944", True),
        ("the night of 19 August", "Le 19 août au soir", True),
        ("Le 25 août au matin", "on the evening of August 25", False),
        ("les années 1940", "in 1944", True),
        ("XIXe siècle", "in 1944", False),
        ("mid-August 1944", "fin août 1944", False),
        ("mi-août", "on 15 August 1944", True),
        ("after 1950", "in 1949", False),
        ("vers 1557", "in 1558", True),
        ("on Monday", "on Tuesday", False),
    ],
)
def test_two_dates_of_one_event(first: str, second: str, expected: bool) -> None:
    a, b = first_date(first), first_date(second)
    assert compatible(a, b) is expected
    assert compatible(b, a) is expected


def test_an_assumed_year_makes_no_conflict() -> None:
    assumed = first_date("le 19 août", DateContext(1943, 1))
    assert compatible(assumed, first_date("19 August 1944"))
    assert not compatible(assumed, first_date("20 August 1944"))


def test_values_of_different_kinds_are_not_compared() -> None:
    text = "On 3 May 1943 at 17h00, 20 tanks under General Leclerc left London."
    values: list[Value] = extract_values(text, language="en")
    assert [value.kind for value in values] == ["date", "time", "number", "name", "place"]
    for index, value in enumerate(values):
        for other in values[index + 1 :]:
            assert not comparable(value, other)
            assert compatible(value, other)
