"""Answers without a language model: emphasised, cited, in the question's language, or refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from chatbot import Chatbot
from chatbot.answering.wording import words
from chatbot.comprehension import AnswerSpan, Reading
from chatbot.conflicts.wording import opening_words
from chatbot.types import Answer
from tests.helpers.asking import ask
from tests.helpers.fakes import HashEmbedder


@dataclass(frozen=True)
class _Words:
    """A reading that always finds the same words."""

    start: int
    end: int

    def best(self, start: int, end: int) -> AnswerSpan | None:
        if self.start >= end or self.end <= start:
            return AnswerSpan(start, end, -8.0, 0.1)
        return AnswerSpan(max(start, self.start), min(end, self.end), 6.0, 0.9)


class _ReaderOf:
    def __init__(self, words: str) -> None:
        self._words = words

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        places = [text.index(self._words) for text in texts]
        return [_Words(place, place + len(self._words)) for place in places]


TEXTS = {
    "harbour.txt": "The harbour of Orval was built in 1840. The harbour has 3 piers and a lighthouse.",
    "moulin.txt": "Le moulin de Melun fut construit en 1801. Il appartient à la famille Brandt.",
}


def _marks(text: str) -> list[str]:
    return re.findall(r"(?<!\\)\[(\d+)\]", text)


@pytest.mark.parametrize(
    ("question", "value", "document"),
    [
        ("When was the harbour of Orval built?", "1840", "harbour.txt"),
        ("Quand le port d’Orval fut-il construit ?", "1840", "harbour.txt"),
        ("Quand le moulin de Melun fut-il construit ?", "1801", "moulin.txt"),
        ("When was the mill of Melun built?", "1801", "moulin.txt"),
        ("How many piers does the harbour have?", "3 piers", "harbour.txt"),
    ],
)
def test_a_typed_answer_opens_emphasised_and_cited(question: str, value: str, document: str) -> None:
    answer = ask(TEXTS, question)

    assert answer.answered
    assert answer.text.startswith(f"**{value}** [1]")
    citation = answer.citations[0]
    assert (citation.number, citation.document) == (1, document)
    assert citation.quote[citation.value_start : citation.value_end] == value


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who invented the telephone in Boston?", "en"),
        ("Qui a inventé le téléphone à Boston ?", "fr"),
        ("When was the airport of Tokyo closed?", "en"),
    ],
)
def test_what_the_documents_do_not_answer_is_refused_with_the_nearest(question: str, language: str) -> None:
    answer = ask(TEXTS, question)

    assert not answer.answered
    assert (answer.citations, answer.conflicts) == ((), ())
    assert answer.language == language
    assert answer.text.startswith(words("refusal", language))
    assert _marks(answer.text) == []
    assert 0 < len(answer.nearest) <= 3
    assert [citation.number for citation in answer.nearest] == list(range(1, len(answer.nearest) + 1))


def test_an_empty_collection_refuses_without_promising_passages() -> None:
    answer = ask({}, "When was the harbour built?")

    assert not answer.answered
    assert answer.nearest == ()
    assert words("nearest", "en") not in answer.text


def test_sources_that_agree_are_all_cited() -> None:
    texts = {
        "one.txt": "The harbour of Orval was built in 1840 by masons.",
        "deux.txt": "Le port d’Orval fut construit en 1840, dit-on.",
    }

    answer = ask(texts, "When was the harbour of Orval built?")

    assert answer.text.startswith("**1840** [1][2] ")
    assert words("agree", "en").format(count=2) in answer.text
    assert {citation.document for citation in answer.citations} == set(texts)
    assert answer.conflicts == ()


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("When was the harbour of Orval built?", "en"),
        ("Quand le port d’Orval fut-il construit ?", "fr"),
    ],
)
def test_a_disagreement_opens_in_the_questions_language_with_both_sides(question: str, language: str) -> None:
    texts = {
        "one.txt": "The harbour of Orval was built in 1840 by masons.",
        "deux.txt": "Le port d’Orval fut construit en 1852, dit-on.",
    }

    answer = ask(texts, question)

    assert answer.text.startswith(opening_words("date", language))
    opening = answer.text.split("\n")[0]
    assert "**1840**" in opening
    assert "**1852**" in opening
    assert sorted(_marks(opening)) == ["1", "2"]
    assert "“The harbour of Orval was built in **1840** by masons.”" in answer.text
    assert "« Le port d’Orval fut construit en **1852**, dit-on. »" in answer.text


@pytest.mark.parametrize(
    ("question", "language"),
    [("Tell me about the harbour of Orval.", "en"), ("Que sait-on du port d’Orval ?", "fr")],
)
def test_an_open_question_is_answered_in_quotes(question: str, language: str) -> None:
    answer = ask(TEXTS, question)

    assert answer.answered
    assert answer.language == language
    assert answer.text.startswith(words("say", language))
    assert "The harbour of Orval was built in 1840." in answer.text


def _many() -> dict[str, str]:
    """Return ten documents that each say something on one bridge, some of it twice."""
    facts = [
        f"The bridge of Orval has a stone {thing}." for thing in "arch pier wall lamp gate stair".split()
    ]
    texts = {f"{number}.txt": f"{fact} {facts[0]}" for number, fact in enumerate(facts)}
    return texts | {f"built-{n}.txt": f"Report {n}: the bridge of Orval was built in 1840." for n in range(9)}


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about the stone bridge of Orval.",
        "When was the bridge of Orval built?",
        "What is the bridge of Orval?",
    ],
)
def test_no_sentence_stands_twice_and_no_more_than_five(question: str) -> None:
    answer = ask(_many(), question)

    assert 0 < len(answer.citations) <= 5
    quotes = re.findall(r"“(.+?)”", answer.text.replace("**", ""))
    assert len(quotes) == len(set(quotes)) == len(answer.citations)


def _without_escapes(answer: Answer) -> str:
    """Return the text of an answer without the characters that are escaped in it."""
    return re.sub(r"\\[\\*_\[\]<>`]", "", answer.text)


@pytest.mark.parametrize(
    ("markup", "live"),
    [
        ("as note [7] says", r"\[7\]"),
        ("as **all** know", r"\*\*all"),
        ("as _all_ know", r"_all"),
        ("![image](http://tracker.example/pixel.png)", r"!\["),
        ("[link](http://phishing.example)", r"\]\("),
        (r"a \[8] b", r"\[8\]"),
    ],
)
def test_markup_of_a_document_is_not_markup_of_the_answer(markup: str, live: str) -> None:
    answer = ask(
        {"one.txt": f"The harbour of Orval was built in 1840, {markup}."}, "When was the harbour built?"
    )

    assert answer.answered
    assert re.search(live, _without_escapes(answer)) is None
    assert markup in answer.citations[0].quote
    assert set(_marks(answer.text)) == {"1"}


def test_a_bound_and_a_number_far_above_it_are_not_said_to_agree() -> None:
    texts = {
        "hill.txt": "More than 100 Germans were captured in the town.",
        "town.txt": "In all 12,000 Germans were captured in the town.",
    }

    answer = ask(texts, "How many Germans were captured in the town?")

    assert answer.answered
    assert words("agree", "en").format(count=2) not in answer.text


def test_a_name_the_reader_does_not_take_for_the_answer_is_not_put_first() -> None:
    texts = {"tanks.txt": "IIRC the first soldiers to enter the town of Orval were some tank drivers."}

    bot = Chatbot.from_texts(texts, embedder=HashEmbedder(), reader=_ReaderOf("tank drivers"))
    answer = bot.ask("Who was the first to enter the town of Orval?")

    assert answer.answered
    assert "**IIRC**" not in answer.text


def test_what_two_things_were_is_told_in_the_next_sentences() -> None:
    texts = {
        "mayor.txt": "Two things changed the mind of the mayor. The river rose. The wheat was sold. Rain."
    }

    answer = ask(texts, "Why did the mayor change his mind?")

    assert [citation.quote for citation in answer.citations][:3] == [
        "Two things changed the mind of the mayor.",
        "The river rose.",
        "The wheat was sold.",
    ]


def test_what_is_said_alike_is_quoted_once() -> None:
    sentence = "The mayor of Orval closed the old bridge because its pillars were cracked by the flood."

    answer = ask(
        {f"{number}.txt": sentence for number in range(3)}, "Why did the mayor close the old bridge?"
    )

    assert len(answer.citations) == 1


def test_every_citation_is_marked_where_only_one_of_the_things_compared_is_spoken_of() -> None:
    texts = {
        "metro.txt": "The metro of Paris has sixteen lines. "
        "The difference between the metro of Paris and the metro of Lyon is the driver: Lyon has none."
    }

    answer = ask(texts, "What is the difference between the metro of Paris and the metro of Lyon?")

    assert {int(mark) for mark in _marks(answer.text)} == {citation.number for citation in answer.citations}


def test_no_birth_is_made_of_another_date() -> None:
    texts = {"one.txt": "General Leclerc entered the town of Orval on 22 August 1944."}

    assert not ask(texts, "When was General Leclerc born?").answered
    assert ask(texts, "When did General Leclerc enter the town of Orval?").answered


def test_what_is_denied_is_not_emphasised() -> None:
    texts = {"one.txt": "The mayor of Orval refused to proclaim the republic of Orval from the balcony."}

    answer = ask(texts, "Why did the mayor of Orval refuse to proclaim the republic?")

    assert "**" not in answer.text


def test_a_year_and_the_months_of_every_year_are_not_said_to_agree() -> None:
    texts = {
        "history.txt": "The museum of Orval opened its doors in 1987.",
        "hours.txt": "The museum of Orval opens from April to October.",
    }

    answer = ask(texts, "When does the museum of Orval open?")

    assert answer.answered
    assert words("agree", "en").format(count=2) not in answer.text
