"""Conflicts over a whole collection, without a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from chatbot import Chatbot
from chatbot.reading import document_from_text
from chatbot.types import Conflict
from tests.helpers.fakes import HashEmbedder

PLANTED = (
    ("date", "en", "The harbour of Orval was opened on {} by the prefect.", "12 May 1931", "3 June 1931"),
    ("number", "en", "The pier of Orval is {} metres long.", "120", "150"),
    ("number", "en", "The storm of Orval destroyed {} houses.", "42", "57"),
    ("time", "en", "The mayor of Orval left the town hall at {} as promised.", "3.15 pm", "5.30 pm"),
    ("date", "fr", "Le moulin d’Orval fut construit en {} par les moines.", "1204", "1310"),
    ("number", "fr", "La tour d’Orval mesure {} mètres de haut.", "30", "45"),
)
FILLER = {
    "en": "Fish was sold there every morning and nets were dried on the sand.",
    "fr": "On y vendait du poisson chaque matin et les filets séchaient sur le sable.",
}


_ENGLISH = {"L’incendie": "The fire", "d’Orval": "of Orval", "détruisit": "destroyed", "maisons": "houses"}


class _BilingualEmbedder(HashEmbedder):
    """Embeds the French words of one sentence as their English ones."""

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super()._embed([" ".join(_ENGLISH.get(word, word) for word in text.split()) for text in texts])


def _conflicts(texts: Mapping[str, str]) -> list[Conflict]:
    return Chatbot.from_texts(texts, embedder=HashEmbedder()).conflicts()


def _texts(sides: Sequence[tuple[int, int]]) -> dict[str, str]:
    """Return two documents a language; ``sides`` says which planted sentences, and what the second says."""
    texts: dict[str, str] = {}
    for language, filler in FILLER.items():
        own = [(PLANTED[number], side) for number, side in sides if PLANTED[number][1] == language]
        first = [sentence.format(values[0]) for (_, _, sentence, *values), _ in own]
        second = [sentence.format(values[side]) for (_, _, sentence, *values), side in own]
        texts[f"{language}-one.txt"] = "\n\n".join([*first, filler])
        texts[f"{language}-two.txt"] = "\n\n".join(reversed(second))
    return texts


def _check(conflicts: Sequence[Conflict], texts: Mapping[str, str]) -> None:
    documents = {name: document_from_text(name, text).text for name, text in texts.items()}
    for conflict in conflicts:
        assert len({claim.document for claim in conflict.claims}) > 1
        for claim in conflict.claims:
            assert documents[claim.document][claim.start : claim.end] == claim.quote
            assert claim.quote[claim.value_start : claim.value_end].strip()
    confidences = [conflict.confidence for conflict in conflicts]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 < confidence <= 1.0 for confidence in confidences)


def test_everything_planted_is_found_once_the_surest_first() -> None:
    texts = _texts([(number, 1) for number in range(len(PLANTED))])

    conflicts = _conflicts(texts)

    _check(conflicts, texts)
    assert sorted(conflict.kind for conflict in conflicts) == sorted(kind for kind, *_ in PLANTED)
    found = {frozenset(claim.quote for claim in conflict.claims) for conflict in conflicts}
    assert found == {
        frozenset([sentence.format(one), sentence.format(other)]) for _, _, sentence, one, other in PLANTED
    }


@given(
    sides=st.lists(
        st.tuples(st.integers(0, len(PLANTED) - 1), st.integers(0, 1)),
        unique_by=lambda side: side[0],
        min_size=1,
    )
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_as_many_are_found_as_were_planted(sides: list[tuple[int, int]]) -> None:
    texts = _texts(sides)

    conflicts = _conflicts(texts)

    _check(conflicts, texts)
    assert len(conflicts) == sum(side for _, side in sides)


def test_sources_of_two_languages_are_compared() -> None:
    texts = {
        "one.txt": "The fire of Orval destroyed 42 houses.",
        "two.txt": "L’incendie d’Orval détruisit 57 maisons.",
    }

    [conflict] = Chatbot.from_texts(texts, embedder=_BilingualEmbedder()).conflicts()

    assert {claim.quote for claim in conflict.claims} == set(texts.values())
    assert conflict.kind == "number"


def test_a_document_alone_has_no_conflict() -> None:
    assert _conflicts({"one.txt": "The mill was built in 1801.\n\nThe mill was built in 1852."}) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The bridge of Orval was rebuilt in 1944.", "The bridge of Orval was rebuilt in June 1944."),
        ("The bridge of Orval was opened in 1931.", "The harbour of Orval was opened in 1950."),
        ("General Brandt was born in 1890 in Orval.", "General Lenoir was born in 1902 in Orval."),
        ("The pier of Orval is 1,200 metres long.", "The pier of Orval is 1.2 km long."),
        ("The storm of Orval destroyed 42 houses.", "The storm of Orval destroyed about 40 houses."),
        ("The bridge of Orval was built in 1840.", "The bridge of Orval was destroyed in 1944."),
        ("Nobody knows who built the mill.", "The mill of Orval has no date."),
        ("The storm of May 1900 destroyed 42 houses.", "The storm of June 1912 destroyed 57 houses."),
        ("The storm destroyed 42 houses in Paris.", "The storm destroyed 57 houses in London."),
        (
            "It snows in Lyon. The faculty was opened in 1809.",
            "It snows in Rome. The faculty was opened in 1870.",
        ),
        (
            "The museum of Orval was sold on 18 May 1958 by the bishop.",
            "The station of Orval was sold on 25 January 1911 by the bishop.",
        ),
        ("The Orval landings took place in June 1944.", "Rain fell. It landed at Orval in August 1944."),
    ],
    ids=[
        "coarser",
        "another thing",
        "another person",
        "two units",
        "about",
        "another event",
        "no value",
        "another time",
        "another place",
        "another town",
        "another house",
        "another subject",
    ],
)
def test_a_collection_that_agrees_has_none(first: str, second: str) -> None:
    assert _conflicts({"one.txt": first, "two.txt": second}) == []


def test_what_a_pronoun_stands_for_is_looked_up_before_it() -> None:
    texts = {
        "one.txt": "The division had crossed the desert. It landed in Orval on 1 August 1944.",
        "two.txt": "Few knew where the division was. It landed in Orval on 6 June 1944.",
    }

    [conflict] = _conflicts(texts)

    assert [claim.value for claim in conflict.claims] == ["1944-08-01", "1944-06-06"]


def test_of_one_of_a_series_only_its_date_tells_which_is_meant() -> None:
    delivery = "On {} May 1921 the depot of Orval received {} crates from the quay."
    texts = {
        f"{name}.txt": "\n\n".join(delivery.format(day, count) for day, count in enumerate(counts, start=1))
        for name, counts in (("one", (410, 520, 630, 740)), ("two", (410, 520, 690, 740)))
    }

    [conflict] = _conflicts(texts)

    assert [claim.quote for claim in conflict.claims] == [delivery.format(3, 630), delivery.format(3, 690)]


def test_three_sources_and_a_copy_are_one_conflict_of_three_sides() -> None:
    said = "The harbour of Orval was opened in {} by the prefect."
    years = {"one.txt": 1810, "two.txt": 1820, "three.txt": 1830, "copy.txt": 1810}

    [conflict] = _conflicts({name: said.format(year) for name, year in years.items()})

    assert sorted(claim.value for claim in conflict.claims) == ["1810", "1820", "1830"]


def test_the_list_of_conflicts_belongs_to_the_caller() -> None:
    bot = Chatbot.from_texts(_texts([(0, 1)]), embedder=HashEmbedder())

    first = bot.conflicts()
    first.clear()

    assert len(bot.conflicts()) == 1
