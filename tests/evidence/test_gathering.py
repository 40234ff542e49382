"""Hits to evidence: exact sentences, those that answer first."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatbot.evidence.sentence_evidence import Evidence
from chatbot.reading import document_from_text
from chatbot.values import DatePoint, DateValue
from tests.helpers.asking import findings


def _evidence(texts: Mapping[str, str], question: str) -> list[Evidence]:
    return list(findings(texts, question).evidence)


def _best(text: str, question: str) -> Evidence:
    return _evidence({"one.txt": text}, question)[0]


def _words(evidence: Evidence) -> str:
    """Return the words of the value that answers best."""
    value = evidence.values[0].value
    return evidence.text[value.start : value.end]


def test_the_sentence_that_answers_comes_first() -> None:
    text = (
        "The bridge of Orval is old. The bridge of Orval was built in 1840. In 1999 the mayor of Orval "
        "painted the town hall. Fish is sold near the bridge."
    )

    assert _best(text, "When was the bridge of Orval built?").text == "The bridge of Orval was built in 1840."


def test_a_sentence_of_the_other_language_answers() -> None:
    text = "Le maire peignit la mairie en 1999. Le pont d’Orval fut construit en 1840."

    best = _best(text, "When was the bridge of Orval built?")

    assert best.text == "Le pont d’Orval fut construit en 1840."
    assert _words(best) == "1840"


@pytest.mark.parametrize(
    ("text", "question", "sentence"),
    [
        (
            "Samedi 19 août. La grève commence. Dimanche 20 août. La trêve est signée.",
            "Quand la grève commence-t-elle ?",
            "Samedi 19 août. La grève commence.",
        ),
        (
            "Samedi 19 août. La grève commence. Dimanche 20 août. La trêve est signée.",
            "Quand la trêve est-elle signée ?",
            "Dimanche 20 août. La trêve est signée.",
        ),
        (
            "Saturday 19 August. The strike begins. Sunday 20 August. The truce is signed.",
            "When does the strike begin?",
            "Saturday 19 August. The strike begins.",
        ),
    ],
)
def test_a_date_that_stands_alone_dates_the_next_sentence(text: str, question: str, sentence: str) -> None:
    best = _best(text, question)

    assert best.text == sentence
    assert _words(best) == sentence.split(".")[0]


def test_a_sentence_that_only_holds_a_date_among_words_stays_alone() -> None:
    text = "The strike began on 19 August in the evening at the depot. The truce was signed."

    assert _best(text, "Who signed the truce?").text == "The truce was signed."


def test_what_stands_around_a_sentence_speaks_for_it() -> None:
    texts = {
        "bridge.txt": "The bridge of Orval is of stone. It was built in 1840.",
        "mill.txt": "The mill of Melun is of wood. It was built in 1801.",
    }

    first, *_ = (
        item
        for item in _evidence(texts, "When was the bridge of Orval built?")
        if item.text.startswith("It was")
    )

    assert first.passage.document == "bridge.txt"
    assert first.coverage > first.own_coverage


def test_a_heading_speaks_for_the_sentences_below_it() -> None:
    texts = {
        "bridge.md": "# The bridge of Orval\n\nBuilt in 1840 by masons.",
        "mill.md": "# The mill of Melun\n\nBuilt in 1801 by monks.",
    }

    built = [
        item
        for item in _evidence(texts, "When was the bridge of Orval built?")
        if item.text.startswith("Built")
    ]

    assert built[0].passage.document == "bridge.md"


def test_a_sentence_said_twice_in_a_document_counts_once() -> None:
    text = "The bridge was built in 1840.\n\nThe bridge  was built in 1840.\n\nThe bridge is of stone."

    sentences = [item.text for item in _evidence({"one.txt": text}, "When was the bridge built?")]

    assert len([sentence for sentence in sentences if "1840" in sentence]) == 1


def test_a_year_named_before_completes_a_later_day() -> None:
    text = "The year was 1944. The bridge of Orval was taken on 23 August."

    value = _best(text, "When was the bridge of Orval taken?").values[0].value

    assert isinstance(value, DateValue)
    assert value.point == DatePoint(1944, 8, 23)
    assert value.assumed == "year"


def test_a_reason_is_preferred_where_one_is_asked_for() -> None:
    text = "The bridge was closed on Monday by the mayor. The bridge was closed because the river rose."

    assert "because" in _best(text, "Why was the bridge closed?").text


@given(
    sentences=st.lists(
        st.sampled_from(
            (
                "The bridge of Orval was built in 1840.",
                "Samedi 19 août.",
                "La grève commence à 9 h.",
                "“Quoted” words — of the bridge!",
                "12 men were killed; the bridge fell.",
            )
        ),
        min_size=1,
        max_size=8,
    ),
    joint=st.sampled_from([" ", "\n", "\n\n"]),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_sentence_is_a_span_of_its_document(sentences: list[str], joint: str) -> None:
    text = document_from_text("one.txt", joint.join(sentences)).text

    evidence = _evidence({"one.txt": joint.join(sentences)}, "When was the bridge of Orval built?")

    assert evidence
    assert [item.score for item in evidence] == sorted((item.score for item in evidence), reverse=True)
    for item in evidence:
        assert text[item.start : item.end] == item.text
        assert 0.0 <= item.own_coverage <= item.coverage <= 1.0
        for answering in item.values:
            assert 0 <= answering.value.start < answering.value.end <= len(item.text)
            assert 0.0 < answering.fit <= 1.0
