from __future__ import annotations

import pytest

from chatbot.values import NameValue, compatible, extract_values, known_names, same_name


def names(text: str, language: str = "en", known: frozenset[str] = frozenset()) -> list[NameValue]:
    values = extract_values(text, language=language, known=known)
    return [value for value in values if isinstance(value, NameValue)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "General Philippe LeClerc de Hauteclocque led it.",
            ["name:General Philippe LeClerc de Hauteclocque"],
        ),
        ("en", "German General Dietrich von Choltitz gave up.", ["name:General Dietrich von Choltitz"]),
        ("en", "He met Dwight D. Eisenhower there.", ["name:Dwight D. Eisenhower"]),
        ("en", "the 2nd Free French Armored Division came", ["name:2nd Free French Armored Division"]),
        ("en", "under Patton's 3rd Army", ["name:Patton", "name:3rd Army"]),
        ("en", "De Gaulle marched down the Champs-Élysées.", ["name:De Gaulle", "place:Champs-Élysées"]),
        ("en", "The city fell in the Second World War.", ["name:Second World War"]),
        ("en", "She moved to New York in May.", ["name:New York"]),
        ("en", "He wrote it in London with Jean Moulin.", ["place:London", "name:Jean Moulin"]),
        ("en", "the bridge over the Charles River", ["place:Charles River"]),
        (
            "fr",
            "le général Leclerc et le colonel Billotte",
            ["name:General Leclerc", "name:Colonel Billotte"],
        ),
        ("fr", "la 2e DB du général Von Choltitz", ["name:2e DB", "name:General Von Choltitz"]),
        ("fr", "la IIIème armée US de Patton", ["name:IIIème armée US", "name:Patton"]),
        ("fr", "jonction place de la Concorde", ["place:place de la Concorde"]),
        ("fr", "au rond-point des Champs-Élysées", ["place:rond-point des Champs-Élysées"]),
        ("fr", "capturé dans l'hôtel Meurice", ["place:hôtel Meurice"]),
        ("fr", "arrivée à l'Hôtel de Ville", ["place:Hôtel de Ville"]),
        ("fr", "débarqué en Normandie", ["place:Normandie"]),
        (
            "fr",
            "les FFI (Forces Françaises de l'Intérieur)",
            ["name:FFI", "name:Forces Françaises de l'Intérieur"],
        ),
        ("fr", "la libération de Paris", ["place:Paris"]),
        ("fr", "le général de Gaulle et le roi de France", ["name:General de Gaulle", "place:France"]),
        ("en", "the Lord of the Rings", ["name:Lord of the Rings"]),
        ("fr", "il demanda à Leclerc", ["name:Leclerc"]),
        ("en", "in the Ottoman world", ["name:Ottoman"]),
        ("en", "Season 7 has an Episode 3", ["name:Season 7", "name:Episode 3"]),
        ("en", "near the St. Johns River", ["place:St. Johns River"]),
        ("en", "the leader Hassan al-Turabi", ["name:Hassan al-Turabi"]),
        ("fr", "la Ire armée du général Hodges", ["name:Ire armée", "name:General Hodges"]),
        ("fr", "la Ière armée et le Ier corps", ["name:Ière armée", "name:Ier corps"]),
        ("fr", "sous la 1re armée", ["name:1re armée"]),
        ("en", "the First Army of General Hodges", ["name:First Army", "name:General Hodges"]),
        ("fr", "le Ve corps du général Gerow", ["name:Ve corps", "name:General Gerow"]),
        ("fr", "déjeuner au Café des Deux Rives", ["name:Café des Deux Rives"]),
        ("en", "A French captain named Raymond Dronne left.", ["name:Raymond Dronne"]),
        ("en", "Americans of Barton's 4th Infantry Division", ["name:Barton", "name:4th Infantry Division"]),
        ("en", "In Toulouse the Communists took over.", ["place:Toulouse"]),
        ("fr", "les premiers Français de Leclerc", ["name:Leclerc"]),
    ],
)
def test_names_and_places(language: str, text: str, expected: list[str]) -> None:
    assert [f"{value.kind}:{value.printable}" for value in names(text, language)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Meanwhile the truce held.",
        "Barricades were built.",
        "The Germans left in August.",
        "Les Allemands partirent.",
        "Cette journée fut longue.",
        "On Monday, French troops arrived.",
        "A French captain was named.",
        "The German General spoke.",
    ],
)
def test_a_capital_alone_makes_no_name(text: str) -> None:
    assert names(text) == []


def test_an_opening_word_is_a_name_where_the_surroundings_say_so() -> None:
    sentence = "Gerow organisa trois colonnes."
    assert names(sentence, "fr") == []
    known = known_names("Le corps du général Gerow avançait.")
    assert [value.text for value in names(sentence, "fr", known)] == ["Gerow"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("LeClerc", "Leclerc"),
        ("Leclerc", "Philippe Leclerc de Hauteclocque"),
        ("Philippe LeClerc", "Philippe Leclerc de Hauteclocque"),
        ("Choltitz", "von Choltitz"),
        ("Von Choltitz", "Dietrich von Choltitz"),
        ("DeGaulle", "De Gaulle"),
        ("DeGaulle", "Charles de Gaulle"),
        ("Dwight Eisenhower", "Dwight D. Eisenhower"),
        ("J. Moulin", "Jean Moulin"),
        ("Pierre Bertaux", "Pierre Bertraux"),
        ("2e DB", "2nd Armored Division"),
        ("2ème DB", "2nd Armoured Division"),
        ("2e Division Blindée", "2nd Free French Armored Division"),
        ("Free French 2nd Armored Division", "2nd Armour Division"),
        ("US 3rd Army", "Third Army"),
        ("IIIème armée US", "3rd Army"),
        ("3e armée", "IIIème armée"),
        ("Ire armée", "First Army"),
        ("1re armée", "Ière armée"),
        ("FFI", "Forces Françaises de l'Intérieur"),
        ("Londres", "London"),
        ("Allemagne", "Germany"),
        ("États-Unis", "U.S."),
        ("Second World War", "World War II"),
        ("Seconde Guerre mondiale", "WWII"),
        ("French Republic", "République Française"),
        ("Concorde", "place de la Concorde"),
        ("Season 7", "saison 7"),
        ("Abingdon", "Abingdon, Virginia"),
        ("Londres, Angleterre", "London, England"),
        ("Republic of Honduras", "Honduras"),
    ],
)
def test_spellings_of_one_name(first: str, second: str) -> None:
    a, b = NameValue(0, 1, first), NameValue(0, 1, second)
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Leclerc", "Patton"),
        ("Philippe Leclerc", "Jean Leclerc"),
        ("2nd Armored Division", "4th Infantry Division"),
        ("2nd Armored Division", "2nd Panzer Division"),
        ("US 3rd Army", "German 3rd Army"),
        ("First World War", "World War II"),
        ("York", "New York"),
        ("place de la Concorde", "rond-point des Champs-Élysées"),
        ("London", "Paris"),
        ("Abingdon, Virginia", "Abingdon, Illinois"),
        ("First Boer War", "Second Boer War"),
        ("FFI", "FTP"),
        ("Season 7", "Season 8"),
    ],
)
def test_different_names(first: str, second: str) -> None:
    assert not same_name(NameValue(0, 1, first), NameValue(0, 1, second))


def test_places_of_different_size_are_not_compared() -> None:
    hotel = NameValue(0, 1, "hôtel Meurice", "", "place")
    assert compatible(hotel, NameValue(0, 1, "Paris", "", "place"))
    assert not compatible(hotel, NameValue(0, 1, "hôtel Majestic", "", "place"))


def test_a_place_is_compared_with_an_unmarked_name_only_where_both_answer_one_question() -> None:
    place, name = NameValue(0, 1, "Chartres", "", "place"), NameValue(0, 1, "Palaiseau")
    assert compatible(place, name)
    assert not compatible(place, name, aligned=True)


def test_a_region_after_the_comma_belongs_to_the_place() -> None:
    (place,) = names("He was born in Abingdon, Virginia.")
    assert place.text == "Abingdon, Virginia"
    assert [value.text for value in names("He saw France, Germany and Italy.")] == [
        "France",
        "Germany",
        "Italy",
    ]


def test_canonical_is_one_form_for_both_languages() -> None:
    forms = {
        NameValue(0, 1, text).canonical
        for text in ("2ème DB", "2e Division Blindée", "2nd Armoured Division")
    }
    assert forms == {"2 armored division"}
