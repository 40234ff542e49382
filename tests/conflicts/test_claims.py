"""What each source claims on the point asked: one claim a source, copies counted once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chatbot.conflicts.claims import source_claims
from chatbot.conflicts.source_claim import SourceClaim, without_copies
from tests.helpers.asking import findings

QUESTION = "When was the bridge of Orval built?"


def _claims(texts: Mapping[str, str], question: str = QUESTION) -> list[SourceClaim]:
    found = findings(texts, question)
    return source_claims(found.question, found.evidence)


def _values(texts: Mapping[str, str], question: str = QUESTION) -> dict[str, str]:
    return {claim.claim.document: claim.claim.value for claim in _claims(texts, question)}


def test_each_source_that_speaks_of_the_point_makes_one_claim() -> None:
    texts = {
        "one.txt": "The bridge of Orval was built in 1840. The bridge of Orval was built in 1841, some say.",
        "two.txt": "Le pont d’Orval fut construit en 1852.",
        "cake.txt": "The cake of 1999 was baked for two hours with 6 eggs.",
    }

    values = _values(texts)

    assert values.keys() == {"one.txt", "two.txt"}
    assert values["two.txt"] == "1852"


def test_a_claim_points_at_its_value_in_its_words() -> None:
    [claim] = _claims(
        {"one.txt": "After long talks the bridge of Orval was built on 3 May 1840 by the town."}
    )

    words = claim.claim.quote[claim.claim.value_start : claim.claim.value_end]
    assert words.strip().removeprefix("on ") == "3 May 1840"
    assert (claim.claim.kind, claim.claim.value) == ("date", "1840-05-03")


def test_a_document_never_contradicts_itself() -> None:
    texts = {"one.txt": "The bridge of Orval was built in 1840. The bridge of Orval was built in 1852."}

    assert findings(texts, QUESTION).conflicts == []


def test_a_copy_is_one_source() -> None:
    sentence = "The bridge of Orval was built in 1840 by the masons of the town."
    texts = {
        "one.txt": sentence,
        "copy.txt": f"From an old book: {sentence} That is all we know of it.",
        "two.txt": "Le pont d’Orval fut construit en 1852 par l’État.",
    }

    found = findings(texts, QUESTION)

    assert len(found.claims) == 3
    assert [claim.claim.value for claim in without_copies(found.claims)] == ["1840", "1852"]


def test_the_same_words_with_another_value_are_no_copy() -> None:
    texts = {
        "one.txt": "The old bridge of Orval was built by the masons of the town in 1840.",
        "two.txt": "The old bridge of Orval was built by the masons of the town in 1852.",
    }

    assert _values(texts) == {"one.txt": "1840", "two.txt": "1852"}


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("The mayor of Orval accepted the offer.", "Did the mayor of Orval accept the offer?", "yes"),
        ("The mayor of Orval never accepted the offer.", "Did the mayor of Orval accept the offer?", "no"),
        ("Le maire d’Orval n’accepta jamais l’offre.", "Le maire d’Orval a-t-il accepté l’offre ?", "no"),
        ("Le maire d’Orval accepta l’offre.", "Did the mayor of Orval accept the offer?", "yes"),
    ],
)
def test_a_source_affirms_or_denies(text: str, question: str, value: str) -> None:
    assert _values({"one.txt": text}, question) == {"one.txt": value}


def test_a_yes_and_a_no_point_at_the_verb() -> None:
    texts = {
        "one.txt": "The mayor of Orval accepted the offer.",
        "two.txt": "The mayor of Orval did not accept the offer.",
    }

    words = {
        claim.claim.document: claim.claim.quote[claim.claim.value_start : claim.claim.value_end]
        for claim in _claims(texts, "Did the mayor of Orval accept the offer?")
    }

    assert words["one.txt"] == "accepted"
    assert "not accept" in words["two.txt"]


@pytest.mark.parametrize(
    "text",
    [
        "The bank urged the mayor of Orval to accept the offer.",
        "Whether the mayor would accept the offer was open.",
    ],
)
def test_what_is_only_wished_or_open_is_not_affirmed(text: str) -> None:
    assert _values({"one.txt": text}, "Did the mayor of Orval accept the offer?") == {}


def test_each_source_takes_its_side_of_an_or() -> None:
    texts = {
        "one.txt": "General Brandt was captured at Orval.",
        "two.txt": "Le général Brandt s’est rendu à Orval.",
    }

    values = _values(texts, "Was General Brandt captured or did he surrender?")

    assert values == {"one.txt": "captured", "two.txt": "rendu"}


def test_a_source_on_another_person_claims_nothing() -> None:
    texts = {
        "one.txt": "General Brandt was appointed governor in 1890.",
        "two.txt": "General Lenoir was appointed governor in 1902.",
    }

    assert _values(texts, "When was General Brandt appointed governor?") == {"one.txt": "1890"}


def test_the_full_date_of_a_document_is_its_claim() -> None:
    texts = {"one.txt": "The bridge of Orval was built in 1840. The bridge of Orval was built on 3 May 1840."}

    assert _values(texts) == {"one.txt": "1840-05-03"}


def test_a_document_that_never_names_the_subject_makes_no_claim_on_it() -> None:
    texts = {
        "truce.txt": "The truce was signed at night. The truce lasted 24 hours.",
        "rising.txt": "The rising lasted 63 days.",
    }

    assert _values(texts, "How long did the truce last?").keys() == {"truce.txt"}


def test_where_only_a_rising_lasted_its_days_are_claimed() -> None:
    assert _values({"rising.txt": "The rising lasted 63 days."}, "How long did it last?") == {
        "rising.txt": "63 day"
    }
