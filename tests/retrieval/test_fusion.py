from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from chatbot.embedding import Vectors
from chatbot.index import OpenIndex, build_in_memory
from chatbot.reading import document_from_text
from chatbot.retrieval.fusion import Fusion, inverse_frequency
from tests.helpers.fakes import HashEmbedder

ENGLISH = "The keeper of the lighthouse wrote down the weather of day {} in the log of the harbour."
FRENCH = "Le gardien du phare notait le temps du jour {} dans le journal du port et le relisait le soir."


@contextmanager
def _index(count: int = 40) -> Iterator[OpenIndex]:
    texts = [(ENGLISH, FRENCH)[number % 2].format(number) for number in range(count)]
    documents = [document_from_text(f"{number:03}.txt", text) for number, text in enumerate(texts)]
    with build_in_memory(documents, HashEmbedder(), 60) as index:
        yield index


def _order(index: OpenIndex, vector: Vectors, scores: Mapping[int, float], language: str = "en") -> list[int]:
    rows = range(index.passage_count)
    return [one.row for one in Fusion(index).fuse(vector, language, scores, rows, [3.0])]


def test_where_no_keyword_matches_the_order_is_that_of_the_cosines() -> None:
    with _index() as index:
        vector = index.vectors([7])
        cosines = (index.vectors(range(index.passage_count)) @ vector[0]).tolist()
        assert _order(index, vector, {}) == sorted(range(len(cosines)), key=lambda row: -cosines[row])


def test_a_weak_keyword_match_does_not_overrule_a_strong_likeness() -> None:
    with _index() as index:
        assert _order(index, index.vectors([7]), {4: 0.2})[0] == 7


def test_a_passage_with_all_words_of_the_query_is_lifted() -> None:
    with _index() as index:
        vector = index.vectors([7])
        before, after = _order(index, vector, {}), _order(index, vector, {4: 3.0})
        assert after.index(4) < before.index(4)


def test_a_keyword_match_says_more_in_the_language_of_the_query() -> None:
    with _index() as index:
        vector = np.zeros((1, index.vectors([0]).shape[1]), dtype=np.float32)
        english, french = 4, 5
        matched = {english: 2.0, french: 2.0}
        assert _order(index, vector, matched, "en")[:2] == [english, french]
        assert _order(index, vector, matched, "fr")[:2] == [french, english]


def test_scores_do_not_depend_on_the_other_candidates() -> None:
    with _index() as index:
        fusion, vector = Fusion(index), index.vectors([7])
        alone = fusion.fuse(vector, "en", {5: 1.0}, [5], [3.0])
        among = fusion.fuse(vector, "en", {5: 1.0}, range(index.passage_count), [3.0])
        assert alone == [one for one in among if one.row == 5]


def test_a_rare_word_has_a_higher_inverse_frequency() -> None:
    with _index() as index:
        assert inverse_frequency(index, "17") > inverse_frequency(index, "keeper") > 0.0
        assert inverse_frequency(index, "zebra") >= inverse_frequency(index, "17")
