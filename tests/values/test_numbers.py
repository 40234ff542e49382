from __future__ import annotations

import pytest

from chatbot.values import NumberValue, compatible, extract_values


def numbers(text: str, language: str = "en") -> list[NumberValue]:
    return [value for value in extract_values(text, language=language) if isinstance(value, NumberValue)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "over 200,000 Polish civilians and partisans.", ["over 200000 polish civilians"]),
        ("en", "the 20,000 men of the garrison", ["20000 men"]),
        ("en", "20 8.8cm FlaK batteries.", ["20 8.8cm flak batteries", "8.8 cm"]),
        ("fr", "perdu 3 200 hommes(tués), et 12 000 prisonniers.", ["3200 hommes tués", "12000 prisonniers"]),
        ("fr", "un prix de 17,80 €", ["17.80 EUR"]),
        ("fr", "Poids: 31 g", ["31 g"]),
        ("fr", "un peu plus de 24 heures.", ["just over 24 h"]),
        ("fr", "plus de 600 barricades.", ["over 600 barricades"]),
        ("fr", "deux bataillons antichars", ["2 bataillons antichars"]),
        ("fr", "une centaine de chars", ["about 100 chars"]),
        ("fr", "plusieurs centaines de soldats", ["several 100 soldats"]),
        ("fr", "soixante et onze chars", ["71 chars"]),
        ("fr", "quatre-vingt-dix-sept chars", ["97 chars"]),
        ("fr", "deux mille cinq cents hommes", ["2500 hommes"]),
        ("fr", "2 millions d'habitants", ["2 million habitants"]),
        ("fr", "3.200 hommes", ["3200 hommes"]),
        ("fr", "50 % des voix", ["50 % voix"]),
        ("fr", "près de 600 morts", ["nearly 600 morts"]),
        ("fr", "au moins 40 ponts", ["at least 40 ponts"]),
        ("en", "several hundred refugees", ["several 100 refugees"]),
        ("en", "three hundred and twenty men", ["320 men"]),
        ("en", "a dozen tanks", ["12 tanks"]),
        ("en", "$5 million", ["5 million USD"]),
        ("en", "about $3.2 billion", ["about 3.2 billion USD"]),
        ("en", "5 to 10 trucks", ["5/10 trucks"]),
        ("en", "between 20 and 30 percent", ["20/30 %"]),
        ("en", "at least 300 people were killed", ["at least 300 people killed"]),
        ("en", "600+ dead", ["at least 600 dead"]),
        ("en", "$3 million or less", ["at most 3 million USD"]),
        ("en", "one battalion stayed", ["1 battalion"]),
        ("en", "6½ sacks", ["6.5 sacks"]),
        ("en", "hundreds of people", ["several 100 people"]),
        ("en", "a gauge of 1,600 mm (5 ft 3 in)", ["1600 mm", "63 inch"]),
        ("en", "6 foot 2", ["74 inch"]),
        ("en", "from 2 to 3 million people", ["2 million/3 million people"]),
        ("fr", "au plus 20 mètres", ["at most 20 m"]),
        ("fr", "entre 5 et 10 jours", ["5/10 day"]),
        ("fr", "L'insurrection durera soixante-trois jours et s'achèvera.", ["63 day"]),
        ("en", "It lasted sixty-three days.", ["63 day"]),
        ("fr", "On l'emprunte trois semaines.", ["3 week"]),
        ("en", "He stayed for two years.", ["2 year"]),
        ("en", "barricades; about six hundred of them now", ["about 600"]),
        ("fr", "12.00 | Déjeuner | 19 euros", ["19 EUR"]),
        ("en", "£20bn", ["20 billion GBP"]),
    ],
)
def test_numbers_and_what_they_count(language: str, text: str, expected: list[str]) -> None:
    assert [value.printable for value in numbers(text, language)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "la 2e DB et le 5ème corps",
        "la Ière armée et la IIIème armée",
        "the 325th Security Division",
        "the 2nd and the 9th",
        "Référence 7505634",
        "a B-17 and an M4",
        "the one who knew",
        "un bataillon mobile",
        "on 1 August 1944",
        "à 17h00",
        "they won 3-1",
        "1. First of all",
        "five days ago",
        "il y a 20 ans",
        "200 av. J.-C.",
        "Super Bowl 50",
        "page 3",
        "the twenty-fourth regiment",
        "Eighty-eights on the ring",
        "le Café des Deux Rives",
        "12.00 | Lunch | free",
        "at ten past nine",
    ],
)
def test_ordinals_names_and_dates_are_no_numbers(text: str) -> None:
    assert numbers(text, "fr" if text.startswith("la ") else "en") == []


def test_each_count_knows_whose_it_is() -> None:
    text = "On compta 130 tués et 319 blessés pour la 2ème DB, 1 000 tués et 1 500 blessés pour les FFI."
    assert [(value.head, value.scope) for value in numbers(text, "fr")] == [
        ("killed", "2ème DB"),
        ("wounded", "2ème DB"),
        ("killed", "FFI"),
        ("wounded", "FFI"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("3,000 men", "about 3,200 men", True),
        ("3,200 men", "3,000 men", False),
        ("nearly 600 dead", "560 dead", True),
        ("nearly 600 dead", "700 dead", False),
        ("more than 600 barricades", "4,000 barricades", True),
        ("more than 600 barricades", "400 barricades", False),
        ("3.2 million people", "3,212,000 people", True),
        ("41 mm", "4.1 cm", True),
        ("5 miles", "8 km", True),
        ("2 years", "24 months", True),
        ("31 g", "35 g", False),
        ("$5", "€7", True),
        ("20 tanks", "30 planes", True),
        ("20 tanks", "30 tanks", False),
        ("100 German prisoners", "300 French prisoners", True),
        ("between 5 and 10 trucks", "7 trucks", True),
        ("between 5 and 10 trucks", "12 trucks", False),
        ("a dozen trucks", "12 trucks", True),
        ("5 %", "7 %", False),
        ("130 killed for the army", "90 killed for the navy", True),
    ],
)
def test_two_numbers_of_one_thing(first: str, second: str, expected: bool) -> None:
    assert compatible(numbers(first)[0], numbers(second)[0]) is expected


def test_both_languages_count_the_same_things() -> None:
    (french,) = numbers("près de 600 morts", "fr")
    (english,) = numbers("700 dead")
    assert french.head == english.head == "killed"
    assert not compatible(french, english)
    assert compatible(numbers("2 000 blessés", "fr")[0], numbers("2,000 wounded")[0])


def test_an_unnamed_count_is_compared_only_where_both_answer_one_question() -> None:
    (named,), (bare,) = numbers("it had 20 tanks"), numbers("it had 30.")
    assert compatible(named, bare)
    assert not compatible(named, bare, aligned=True)


def test_bounds_are_in_the_base_unit() -> None:
    (value,) = numbers("about 10 km")
    assert value.low < 9_000 < 11_000 < value.high
    assert not value.exact
