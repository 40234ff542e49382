from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chatbot.errors import IndexDamagedError
from chatbot.index.vectors import FaissVectors, Vectors, vector_key


def unit_vectors(count: int, dimension: int = 16) -> Vectors:
    vectors = np.random.default_rng(0).normal(size=(count, dimension)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_the_nearest_come_first_with_their_cosines() -> None:
    vectors = unit_vectors(50)
    scores, rows = FaissVectors.of(vectors).search(vectors[[3, 40]], 5)
    assert rows[:, 0].tolist() == [3, 40]
    assert scores[:, 0] == pytest.approx([1.0, 1.0], abs=1e-5)
    exact = np.argsort(-(vectors[[3, 40]] @ vectors.T), axis=1)[:, :5]
    assert rows.tolist() == exact.tolist()


def test_fewer_vectors_than_asked_for_are_all_there_is() -> None:
    scores, rows = FaissVectors.of(unit_vectors(3)).search(unit_vectors(1), 10)
    assert scores.shape == rows.shape == (1, 3)
    assert sorted(rows[0].tolist()) == [0, 1, 2]


def test_an_empty_store_finds_nothing() -> None:
    scores, rows = FaissVectors.of(np.zeros((0, 1), np.float32)).search(unit_vectors(2), 10)
    assert scores.shape == rows.shape == (2, 0)


def test_vectors_come_back_as_they_went_in_also_from_the_file(tmp_path: Path) -> None:
    vectors = unit_vectors(20)
    FaissVectors.of(vectors).write(tmp_path / "vectors")
    store = FaissVectors.read(tmp_path / "vectors")
    assert len(store) == 20
    assert np.array_equal(store.vectors([7, 7, 0]), vectors[[7, 7, 0]])
    assert store.vectors([]).shape == (0, 16)
    assert store.search(vectors[[5]], 1)[1].tolist() == [[5]]


def test_a_file_that_is_no_index_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_bytes(b"no index at all, only words")
    with pytest.raises(IndexDamagedError, match="run 'chatbot index'"):
        FaissVectors.read(tmp_path / "vectors")


def test_a_folder_that_is_not_there_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="vectors"):
        FaissVectors.of(unit_vectors(1)).write(tmp_path / "missing" / "vectors")


def test_keys_tell_texts_apart() -> None:
    assert vector_key("a") == vector_key("a")
    assert len({vector_key(text) for text in ["a", "b", "a ", "\ud800"]}) == 4
