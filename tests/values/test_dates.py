from __future__ import annotations

from datetime import date

import pytest

from chatbot.values import DateContext, DateValue, date_context, extract_values


def dates(text: str, language: str = "en", context: DateContext | None = None) -> list[DateValue]:
    values = extract_values(text, language=language, context=context)
    return [value for value in values if isinstance(value, DateValue)]


def printed(text: str, language: str = "en", context: DateContext | None = None) -> list[str]:
    return [value.printable for value in dates(text, language, context)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The column landed on 1 August 1944 with its tanks.", ["1944-08-01"]),
        ("On August 1, 1944, the column landed.", ["1944-08-01"]),
        ("It ended on the 4th of July, 1776.", ["1776-07-04"]),
        ("Sept. 3, 2019 was hot.", ["2019-09-03"]),
        ("dated 1944-08-26 by hand", ["1944-08-26"]),
        ("The bridge fell on August 26.", ["XXXX-08-26"]),
        ("not to cross before noon on the 23rd.", ["XXXX-XX-23"]),
        ("During the summer of 1943, a brigade was formed.", ["1943:summer"]),
        ("raised in early 1944", ["1944:early"]),
        ("By mid-August 1944 they stood in the south.", ["by 1944-08:mid"]),
        ("In 1943 it had no tanks.", ["1943"]),
        ("music of the 1940s", ["194X"]),
        ("a house of the late 19th century", ["18XX:late"]),
        ("from 20 to 22 August", ["XXXX-08-20/XXXX-08-22"]),
        ("between 1946 and 1947", ["1946/1947"]),
        ("it only stopped around 1946-1947", ["about 1946/1947"]),
        ("from June 6 to August 25, 1944", ["1944-06-06/1944-08-25"]),
        ("June 6-8, 1944", ["1944-06-06/1944-06-08"]),
        ("By 19 August, most had left.", ["by XXXX-08-19"]),
        ("held since June 14, 1940.", ["since 1940-06-14"]),
        ("before 1950 or after 1960", ["before 1950", "after 1960"]),
        ("a truce on the night of 19 August.", ["XXXX-08-19 night"]),
        ("cheering on the evening of August 25.", ["XXXX-08-25 evening"]),
        ("published on Wednesday, October 16, 2019", ["2019-10-16 Wednesday"]),
        ("The list comes out on Mondays.", ["Monday"]),
        ("no help came until early October.", ["until XXXX-10:early"]),
        ("Tanks in the city, 1944", ["1944"]),
        ("the 1944 rising", ["1944"]),
        ("in 1944 troops came", ["1944"]),
        ("a tour in 2021-22", ["2021/2022"]),
        ("a wet Thursday, the twenty-fourth of August 1944.", ["1944-08-24 Thursday"]),
        ("on the second day of May", ["XXXX-05-02"]),
        ("le vingt-quatre août 1944", ["1944-08-24"]),
        ("le premier mai", ["XXXX-05-01"]),
        ("Jeudi 17. Queue pour du pain.", ["XXXX-XX-17 Thursday"]),
        ("Thursday 17.30 at the gate, Monday 12 tanks", ["Thursday", "Monday"]),
    ],
)
def test_english_dates(text: str, expected: list[str]) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1er août 1944 : la bataille change.", ["1944-08-01"]),
        ("débarquée le 6 juin 1944, l'unité", ["1944-06-06"]),
        ("Mise à jour : 26/08/1944", ["1944-08-26"]),
        ("le pont tomba le 26 août", ["XXXX-08-26"]),
        ("pas avant le 23 à midi", ["before XXXX-XX-23"]),
        ("l'ordre vint dans la soirée du 22, enfin", ["XXXX-XX-22 evening"]),
        ("La journée du 23 fut calme.", ["XXXX-XX-23"]),
        ("Le 25, au matin, la colonne entra.", ["XXXX-XX-25 morning"]),
        ("Le 19 août au soir, on parla.", ["XXXX-08-19 evening"]),
        ("à l'été 1943", ["1943:summer"]),
        ("formée au début de l'année 1944", ["1944:early"]),
        ("mi-août et fin août", ["XXXX-08:mid", "XXXX-08:late"]),
        ("En 1943, il attendait.", ["1943"]),
        ("les années 1940", ["194X"]),
        ("à la fin des années 1970", ["197X:late"]),
        ("au XIXe siècle", ["18XX"]),
        ("Du 20 au 22 août(le général insista)", ["XXXX-08-20/XXXX-08-22"]),
        ("la nuit du 24 au 25 août 1944", ["1944-08-24/1944-08-25 night"]),
        ("de 1939 à 1945", ["1939/1945"]),
        ("Depuis 1943, il cherche.", ["since 1943"]),
        ("Depuis le 7 août, il commande.", ["since XXXX-08-07"]),
        ("à partir du 3 mai 2010", ["since 2010-05-03"]),
        ("jusqu'au 22 août", ["until XXXX-08-22"]),
        ("vers 1557", ["about 1557"]),
    ],
)
def test_french_dates(text: str, expected: list[str]) -> None:
    assert printed(text, "fr") == expected


@pytest.mark.parametrize(
    "text",
    [
        "17,80 € pièce",
        "20 8.8cm guns",
        "1,944 men",
        "1 500 blessés",
        "1500 soldiers marched",
        "1944 men marched",
        "en 2000 cas",
        "le lendemain et la veille",
        "the next day",
        "he may 5 times",
        "44 BC",
        "Le 12 000 est loin",
        "the 23rd division",
        "le 24 heures du fort",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert printed(text, "fr" if "é" in text else "en") == []


def test_day_first_unless_english_leaves_it_open() -> None:
    assert printed("08/09/2017", "fr") == ["2017-09-08"]
    assert printed("08/09/2017", "en") == ["2017"]
    assert printed("08/19/2017", "en") == ["2017-08-19"]


def test_the_context_fills_missing_parts_and_marks_them() -> None:
    assert printed("On 19 August they rose.", context=DateContext(1944, 7)) == ["1944?-08-19"]
    assert printed("Le 24, il pleut.", "fr", DateContext(1944, 8)) == ["1944-08?-24"]


def test_a_year_in_the_text_takes_the_contexts_place() -> None:
    text = "Formed on 3 May 1943, it sailed on 9 June and came ashore on the 11th."
    assert printed(text, context=DateContext(1940, 1)) == ["1943-05-03", "1943?-06-09", "1943-06?-11"]


def test_an_impossible_day_is_not_filled_in() -> None:
    assert printed("on the 31st.", context=DateContext(1944, 6)) == ["XXXX-XX-31"]


def test_date_context_gives_what_was_last_said() -> None:
    text = "Raised in 1943, it landed on 6 June 1944, and by 22 August it stood near the city."
    assert date_context(text) == DateContext(1944, 8)
    assert date_context("Nothing is dated here.") == DateContext()


def test_earliest_and_latest_bound_the_period_named() -> None:
    (value,) = dates("from 20 to 22 August 1944")
    assert (value.earliest, value.latest) == (date(1944, 8, 20), date(1944, 8, 22))
    (yearless,) = dates("on 26 August")
    assert (yearless.earliest, yearless.latest) == (None, None)


def test_the_span_covers_the_words_that_make_the_value() -> None:
    text = "Everything was ready by the evening of 22 August 1944, he said."
    (value,) = dates(text)
    assert text[value.start : value.end] == "by the evening of 22 August 1944"
