from __future__ import annotations

import pytest

from chatbot.answering.stated_values import is_stated, name_is_written
from chatbot.values import extract_values


def _stated(statement: str, text: str, language: str = "en", text_language: str = "en") -> bool:
    values = extract_values(statement, language=language)
    assert values, f"no value in {statement!r}"
    others = extract_values(text, language=text_language)
    return all(is_stated(value, language, others, text_language) for value in values)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("on August 25, 1944", "le 25 août 1944"),
        ("on 25 August", "on 25 August 1944"),
        ("in August 1944", "on 25 August 1944"),
        ("on 22 August", "from 20 to 25 August 1944"),
        ("in the 1940s", "in 1944"),
        ("from 20 to 25 August 1944", "from 20 to 25 August 1944"),
        ("3,200 men", "3 200 hommes"),
        ("3,200 killed", "3,200 killed and 12,800 wounded"),
        ("about 20,000 soldiers", "20,000 soldiers"),
        ("12 km", "12 kilometres"),
        ("at 9.22 pm", "à 21 h 22"),
        ("from 10 a.m. to 6 p.m.", "from 10 a.m. to 6 p.m."),
        ("until 6 p.m.", "from 10 a.m. to 6 p.m."),
        ("about 20,000 men", "19,800 men"),
        ("3.2 million francs", "3,214,000 francs"),
        ("General Philippe Leclerc", "Philippe Leclerc"),
    ],
)
def test_values_stand_in_the_text_in_one_form_or_another(statement: str, text: str) -> None:
    language = "fr" if any(word in text for word in ("août", "hommes", "à ")) else "en"
    assert _stated(statement, text, text_language=language)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("on 25 August 1944", "in August 1944"),
        ("on 25 August 1944", "on 24 August 1944"),
        ("on 25 August 1945", "on 25 August 1944"),
        ("on 25 September 1944", "on 25 August 1944"),
        ("in 1944", "in the 1940s"),
        ("on 26 August", "from 20 to 25 August 1944"),
        ("on 25 August", "in 1944, and on the 24th"),
        ("3,300 men", "3,200 men"),
        ("3,200 tanks", "3,200 men"),
        ("12 km", "12 miles"),
        ("at 9.30 pm", "at 9.22 pm"),
        ("from 9 a.m. to 7 p.m.", "from 10 a.m. to 6 p.m."),
        ("at 11 a.m.", "from 10 a.m. to 6 p.m."),
        ("General Patton", "General Leclerc"),
    ],
)
def test_another_value_or_a_vaguer_one_is_not_stated(statement: str, text: str) -> None:
    assert not _stated(statement, text)


def test_a_year_beside_a_date_without_one_is_its_year() -> None:
    assert _stated("on 24 August 1944", "In 1944 the city waited; on 24 August it was free")
    assert not _stated("on 24 August 1945", "In 1944 the city waited; on 24 August it was free")


def test_names_are_written_in_either_language() -> None:
    assert name_is_written("London", "en", "Il arriva à Londres.", "fr")
    assert name_is_written("Raymond Dronne", "en", "A captain, Raymond Dronne, came.", "en")
    assert not name_is_written("Raymond Dronne", "en", "A captain named Raymond came.", "en")
