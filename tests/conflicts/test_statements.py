"""What is read of a collection: sentences with values, told once for all who say them, and series of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

import numpy as np
import pytest

from chatbot.conflicts.neighbours import near_pairs
from chatbot.conflicts.readings import read_collection
from chatbot.conflicts.statement_store import StatementStore
from chatbot.conflicts.statements import Saying, find_sayings
from chatbot.embedding import Vectors
from chatbot.index import OpenIndex, build_in_memory
from chatbot.reading import document_from_text
from tests.helpers.fakes import HashEmbedder


def _index(texts: Mapping[str, str]) -> OpenIndex:
    documents = [document_from_text(name, text) for name, text in texts.items()]
    return build_in_memory(documents, HashEmbedder(), 180)


def _sayings(texts: Mapping[str, str]) -> list[Saying]:
    with closing(StatementStore(None, "")) as store:
        return find_sayings(read_collection(_index(texts), store))


def _vectors(sayings: list[Saying]) -> Vectors:
    return HashEmbedder().embed_passages([saying.one.text for saying in sayings])


def _report(first: int, count: int) -> str:
    """Return sentences of one pattern, no two of which are alike, nor like those of another report."""
    return "\n\n".join(
        f"On {1 + number % 28} May {1800 + first % 7 + number // 28} the depot of Varne received "
        f"{100 * first + number} crates from the quay."
        for number in range(count)
    )


def test_a_sentence_of_many_documents_is_one_saying() -> None:
    texts = {"b.txt": "The mill was built in 1801.", "a.txt": "Rain.\n\nThe mill was built in 1801."}

    [saying] = _sayings(texts)

    assert [statement.passage.document for statement in saying.statements] == ["a.txt", "b.txt"]
    for statement in saying.statements:
        text = document_from_text(statement.passage.document, texts[statement.passage.document]).text
        assert text[statement.start : statement.end] == statement.text == "The mill was built in 1801."


def test_one_sentence_after_two_years_is_two_sayings() -> None:
    texts = {
        "a.txt": "The war began in 1914. On 3 August the bridge fell.",
        "b.txt": "The war began in 1939. On 3 August the bridge fell.",
    }

    keys = {saying.key for saying in _sayings(texts) if "bridge" in saying.one.text}

    assert len(keys) == 2


def test_the_order_of_the_sayings_is_that_of_no_row() -> None:
    texts = {"a.txt": "The mill was built in 1801.", "b.txt": "The pier is 40 metres long. It cost 9 francs."}

    turned = dict(reversed(texts.items()))

    assert [saying.key for saying in _sayings(texts)] == [saying.key for saying in _sayings(turned)]


def test_what_a_document_says_of_many_values_is_a_series() -> None:
    sayings = _sayings({"a.txt": _report(3, 5) + "\n\nThe quay was 40 metres long."})

    assert {saying.one.text: saying.in_series for saying in sayings} == {
        saying.one.text: "received" in saying.one.text for saying in sayings
    }
    assert sum(saying.in_series for saying in sayings) == 5


def test_a_row_of_a_table_is_no_statement() -> None:
    row = ", ".join(f"{number} boats" for number in range(11, 31))

    assert _sayings({"a.txt": f"The harbour counted {row}."}) == []


@pytest.mark.parametrize("kind", ["series", "prose"])
def test_each_saying_brings_a_bounded_number_of_pairs(kind: str) -> None:
    make = _report if kind == "series" else _prose
    sayings = _sayings({f"{number}.txt": make(number, 30) for number in range(32)})

    pairs = near_pairs(sayings, _vectors(sayings))

    # Twelve by meaning, twelve by words, twelve of one day.
    assert 36 * len(sayings) < len(sayings) ** 2 / 20
    assert 0 < len(pairs) <= 36 * len(sayings)


def _prose(first: int, count: int) -> str:
    places = ("Orval", "Varne", "Lisse", "Morley", "Tarn")
    things = ("bridge", "harbour", "chapel", "library", "quarry", "tower")
    return "\n\n".join(
        f"The {things[number % 6]} of {places[(number + first) % 5]} "
        f"was opened in {1000 + 31 * first + number}."
        for number in range(count)
    )


def test_pairs_are_of_two_documents_once_each() -> None:
    sayings = _sayings({f"{number}.txt": _prose(number, 12) for number in range(5)})

    pairs = near_pairs(sayings, _vectors(sayings))

    assert len({(first, second) for first, second in pairs.tolist()}) == len(pairs) > 0
    assert all(first < second for first, second in pairs)
    for first, second in pairs:
        documents = {s.passage.document for place in (first, second) for s in sayings[place].statements}
        assert len(documents) > 1


def test_in_a_large_class_the_nearest_are_still_found() -> None:
    [one] = _sayings({"a.txt": "The mill was built in 1801."})
    [other] = _sayings({"b.txt": "The forge was built in 1850."})
    generator = np.random.default_rng(7)
    vectors = generator.standard_normal((10_000, 16)).astype(np.float32)
    # Every second one is a near copy of the one before it, and of another document.
    vectors[1::2] = vectors[::2] + 0.05 * generator.standard_normal((5_000, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    pairs = near_pairs([one, other] * 5_000, vectors)

    found = {first for first, second in pairs.tolist() if first % 2 == 0 and second == first + 1}
    assert len(found) > 4_500
