from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from chatbot.chunking import embedding_text
from chatbot.index import OpenIndex, build_in_memory
from chatbot.reading import document_from_text
from tests.helpers.fakes import HashEmbedder

TEXTS = {
    "liberation.md": "# Liberation\n\nParis was liberated on 25 August 1944 by the Second Armoured Division.",
    "tour.txt": "La tour Eiffel fut construite pour l'exposition universelle de 1889 et mesure 330 mètres.",
    "empty.txt": "",
}
EMBEDDER = HashEmbedder()


@pytest.fixture(scope="module")
def index() -> OpenIndex:
    documents = [document_from_text(name, text) for name, text in TEXTS.items()]
    return build_in_memory(documents, EMBEDDER, 180)


def test_rows_passages_and_documents_belong_together(index: OpenIndex) -> None:
    assert index.passage_count == 2
    assert sorted(index.paths) == sorted(TEXTS)
    for row, passage in enumerate(index.passages(range(index.passage_count))):
        document = index.document(passage.document)
        assert document is not None
        assert document.text[passage.start : passage.end] == passage.text
        assert index.row_of(passage.id) == row
        assert index.passage_by_id(passage.id) == index.passage(row) == passage
        assert index.rows_of_document(passage.document) == [row]
        assert (index.row_documents[row], index.row_languages[row]) == (passage.document, passage.language)
        assert np.array_equal(index.vectors([row]), EMBEDDER.embed_passages([embedding_text(passage)]))


def test_both_searches_answer_in_rows(index: OpenIndex) -> None:
    scores, rows = index.search_vectors(EMBEDDER.embed_queries(["When was Paris liberated?"]), 5)
    assert index.passage(int(rows[0, 0])).document == "liberation.md"
    assert scores[0, 0] > scores[0, 1]
    [(row, score)] = index.search_keywords({"exposition": 1.0}, 5)
    assert index.passage(row).document == "tour.txt"
    assert score > 0
    assert index.document_frequency("mètre") == 1


def test_a_heading_is_searched_with_the_passages_below_it() -> None:
    body = " ".join(f"The river rose by {number} centimetres in that week." for number in range(60))
    made = build_in_memory([document_from_text("a.md", f"# Zanzibar\n\n{body}")], EMBEDDER, 60)
    assert made.document_frequency("Zanzibar") == made.passage_count > 3


def test_what_is_unknown_is_none_and_a_missing_row_an_error(index: OpenIndex) -> None:
    assert index.document("nowhere.txt") is None
    assert index.passage_by_id("nowhere:0-1") is None
    assert index.rows_of_document("nowhere.txt") == []
    with pytest.raises(IndexError, match="99"):
        index.passages([0, 99])


def test_nothing_indexed_is_nothing_found() -> None:
    empty = build_in_memory([], EMBEDDER, 180)
    assert empty.passage_count == 0
    assert empty.search_vectors(EMBEDDER.embed_queries(["Paris"]), 5)[1].shape == (1, 0)
    assert empty.search_keywords({"Paris": 1.0}, 5) == []


def test_several_threads_may_read_at_once(index: OpenIndex) -> None:
    def read(number: int) -> tuple[str, int]:
        row = number % 2
        return index.passage(row).id, index.search_keywords({"Paris": 1.0}, 5)[0][0]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(read, range(200)))
    assert set(results) == {read(0), read(1)}


def test_every_index_in_memory_is_a_generation_of_its_own(index: OpenIndex) -> None:
    assert build_in_memory([], EMBEDDER, 180).generation != index.generation
