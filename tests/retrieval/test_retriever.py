"""Query to hits: fused, spread over sources and languages, repeats collapsed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chatbot.index import build_in_memory
from chatbot.reading import document_from_text
from chatbot.retrieval import Retriever, keywords
from chatbot.types import Hit
from tests.helpers.fakes import HashEmbedder

ENGLISH = "The railway workers of the city went on strike on 12 August and the trains stood still for a week."
FRENCH = "Les cheminots de la ville se mirent en grève le 12 août et les trains restèrent à quai une semaine."


def _search(texts: Mapping[str, str], query: str, k: int = 5) -> list[Hit]:
    embedder = HashEmbedder()
    documents = [document_from_text(name, text) for name, text in texts.items()]
    with build_in_memory(documents, embedder, 60) as index:
        return Retriever(index, embedder).search(query, k)


def test_the_passage_that_speaks_of_the_query_comes_first() -> None:
    texts = {
        "strike.txt": ENGLISH,
        "cake.txt": "Beat the eggs with sugar, fold in the flour and bake for an hour.",
    }

    hits = _search(texts, "When did the railway workers strike?")

    assert hits[0].passage.document == "strike.txt"
    assert hits[0].score >= hits[-1].score


def test_a_passage_of_the_other_language_is_found_by_its_translation() -> None:
    texts = {
        "greve.txt": FRENCH,
        "cake.txt": "Beat the eggs with sugar, fold in the flour and bake for an hour.",
    }

    hits = _search(texts, "When did the strike begin?")

    assert hits[0].passage.document == "greve.txt"
    assert hits[0].keyword_score > 0.0


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_query_finds_nothing(query: str) -> None:
    assert _search({"strike.txt": ENGLISH}, query) == []


@pytest.mark.parametrize("query", ['"', "a AND (b", "title:x^2", "??", "\x00", "l'", "*" * 300])
def test_any_query_is_only_words(query: str) -> None:
    assert len(_search({"strike.txt": ENGLISH}, query)) <= 1


def test_one_source_does_not_drown_the_others() -> None:
    long = "\n\n".join(
        f"Strike report number {number}: the strike of the railway workers went on in depot {number}; the "
        f"railway company wrote letter {number} about the strike to its director, kept in box {number}."
        for number in range(12)
    )
    texts = {"reports.txt": long, "greve.txt": FRENCH, "other.txt": "A strike of railway men ended in March."}

    hits = _search(texts, "railway workers strike", k=5)

    assert {hit.passage.document for hit in hits} == {"reports.txt", "greve.txt", "other.txt"}


def test_a_copy_is_shown_once() -> None:
    hits = _search({"one.txt": ENGLISH, "two.txt": ENGLISH}, "railway strike")

    assert len(hits) == 1


def test_no_more_hits_than_asked_for() -> None:
    texts = {f"{number}.txt": f"Strike number {number} of the year {1900 + number}." for number in range(9)}

    assert len(_search(texts, "strike", k=4)) == 4


def test_keywords_hold_the_own_words_first_and_translations_at_less() -> None:
    weights = keywords("the strike of the police", "en")

    assert weights["strike"] == 1.0
    assert 0.0 < weights["grève"] < 1.0
    assert "the" not in weights


def test_one_hit_is_the_best_one_whatever_its_language() -> None:
    texts = {"greve.txt": FRENCH, "strike.txt": ENGLISH}

    best = _search(texts, "railway workers on strike", k=2)[0]

    assert _search(texts, "railway workers on strike", k=1) == [best]
    assert _search(texts, "railway workers on strike", k=0) == []


def test_text_no_index_can_hold_is_searched_for_all_the_same() -> None:
    assert _search({"strike.txt": ENGLISH}, "strike \ud800")
