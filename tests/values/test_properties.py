"""What must hold for every value, whatever the text."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal, get_args

from hypothesis import given
from hypothesis import strategies as st

from chatbot.values import (
    DatePoint,
    DateValue,
    NameValue,
    NumberValue,
    TimeValue,
    Value,
    coarsen,
    compatible,
    date_context,
    extract_values,
    known_names,
    parse,
    polarity,
)
from chatbot.values.model import Qualifier, Relation

_POINT_FORMS = ("day", "month", "year", "decade", "century", "season", "no year", "day only")
YEARS = st.integers(1100, 2090)
FRAGMENTS = st.sampled_from(
    "on le du 23 1er août August 1944 1, Monday lundi 17h00 5 p.m. € $ 3 200 12,5 % 2e DB General général"
    " Leclerc de von d'Orléans l'Hôtel Paris IIIème armée siècle 1940s années 40 mi- fin early of between"
    " entre et and to 20-22 three hundred une centaine près de more than ne pas n'a jamais qui , . ( ) « »"
    " \n \u00a0 ' ’ - – ½ 08/09/2017 1944-08-26 US$ II Ier 1re"
    " heures à neuf dix past half quarter o'clock du soir in the afternoon at | 9.30 12.00 fourth of".split(
        " "
    )
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=14).map(" ".join))


@st.composite
def date_points(draw: st.DrawFn) -> DatePoint:
    form = draw(st.sampled_from(list(_POINT_FORMS)))
    year, month, day = draw(YEARS), draw(st.integers(1, 12)), draw(st.integers(1, 28))
    portion = draw(st.sampled_from(["", "early", "mid", "late"]))
    return {
        "day": DatePoint(year, month, day),
        "month": DatePoint(year, month, portion=portion),
        "year": DatePoint(year, portion=portion),
        "decade": DatePoint(year // 10 * 10, years=10, portion=portion),
        "century": DatePoint(year // 100 * 100, years=100, portion=portion),
        "season": DatePoint(year, portion=draw(st.sampled_from(["spring", "summer", "autumn", "winter"]))),
        "no year": DatePoint(None, month, day),
        "day only": DatePoint(None, None, day),
    }[form]


@st.composite
def date_values(draw: st.DrawFn) -> DateValue:
    point = draw(date_points())
    assumed: Literal["", "year", "month"] = ""
    if point.day is not None and point.year is not None:
        assumed = draw(st.sampled_from(("", "year", "month")))
    last = None
    if point.day is not None and point.month is not None and draw(st.booleans()):
        last = replace(point, day=min(point.day + 3, 28))
    return DateValue(
        0,
        1,
        point,
        last if last != point else None,
        draw(st.sampled_from(get_args(Relation))),
        draw(st.booleans()),
        draw(st.sampled_from(["", "morning", "evening", "night"])) if point.day is not None else "",
        draw(st.one_of(st.none(), st.integers(0, 6))),
        assumed,
    )


@st.composite
def time_values(draw: st.DrawFn) -> TimeValue:
    half_known = draw(st.booleans())
    minute = draw(st.integers(0, 1439 if half_known else 719))
    until = draw(st.one_of(st.none(), st.integers(minute, 1439))) if half_known else None
    relation = draw(st.sampled_from(get_args(Relation)))
    zone = draw(st.sampled_from(["", "GMT", "EASTERN"]))
    return TimeValue(0, 1, minute, until, relation, draw(st.booleans()), half_known, zone)


@st.composite
def number_values(draw: st.DrawFn) -> NumberValue:
    steps = [Decimal("0.01"), Decimal("0.1"), Decimal(1), Decimal(100000), Decimal(10**6)]
    step = draw(st.sampled_from(steps))
    stated = draw(st.integers(1, 5000)) * step
    upper = stated + step * draw(st.integers(1, 50)) if draw(st.booleans()) else None
    unit = draw(st.sampled_from(["", "mm", "km", "EUR", "%", "h", "year"]))
    noun = draw(st.sampled_from(["", "tanks", "hommes tués", "prisonniers allemands"]))
    qualifier: Qualifier = draw(st.sampled_from(get_args(Qualifier))) if upper is None else ""
    scope = draw(st.sampled_from(["", "2ème DB", "FFI"])) if noun else ""
    return NumberValue(0, 1, stated, upper, step, qualifier, unit, noun, scope)


@st.composite
def name_values(draw: st.DrawFn) -> NameValue:
    words = st.sampled_from(
        ["Leclerc", "De Gaulle", "von Choltitz", "2e DB", "FFI", "J. Moulin", "Paris", "New York"]
    )
    text = " ".join(draw(st.lists(words, min_size=1, max_size=3)))
    if draw(st.booleans()):
        return NameValue(0, 1, text, "", "place")
    return NameValue(0, 1, text, draw(st.sampled_from(["", "general", "mr", "field marshal"])))


VALUES: st.SearchStrategy[Value] = st.one_of(date_values(), time_values(), number_values(), name_values())


@given(VALUES)
def test_a_printed_value_reads_back_as_itself(value: Value) -> None:
    again = parse(value.printable, value.kind)
    assert replace(again, start=0, end=1) == value


@given(VALUES)
def test_a_value_agrees_with_itself(value: Value) -> None:
    assert compatible(value, value)
    assert compatible(value, value, aligned=True)


@given(VALUES, VALUES, st.booleans())
def test_agreement_is_symmetric(first: Value, second: Value, aligned: bool) -> None:
    assert compatible(first, second, aligned=aligned) == compatible(second, first, aligned=aligned)


@given(VALUES)
def test_a_value_never_conflicts_with_a_coarser_form(value: Value) -> None:
    for coarser in coarsen(value):
        assert compatible(value, coarser, aligned=True), coarser.printable


@given(TEXTS, st.sampled_from(["en", "fr", "und"]))
def test_extraction_never_fails_and_spans_lie_in_the_text(text: str, language: str) -> None:
    context = date_context(text)
    known = known_names(text)
    for value in extract_values(text, language=language, context=context, known=known):
        assert 0 <= value.start < value.end <= len(text)
        assert text[value.start : value.end].strip()
        assert compatible(value, value)


@given(TEXTS, st.sampled_from(["en", "fr"]))
def test_extracted_values_read_back(text: str, language: str) -> None:
    for value in extract_values(text, language=language):
        again = parse(value.printable, value.kind)
        assert replace(again, start=value.start, end=value.end) == value


@given(TEXTS)
def test_polarity_points_into_the_text(text: str) -> None:
    found = polarity(text, "fr")
    assert all(0 <= cue.start < cue.end <= len(text) for cue in found.cues)
    assert not found.negated or found.cues
