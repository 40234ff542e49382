"""What is kept of a run over a collection: it saves work, and never changes what is found."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from chatbot.conflicts.corpus import collection_conflicts
from chatbot.conflicts.pairs import Disagreement, PairReader
from chatbot.conflicts.statement_store import FILE, StatementStore, pair_key
from chatbot.conflicts.statements import Saying
from chatbot.index import build_in_memory
from chatbot.reading import document_from_text
from chatbot.types import Conflict
from tests.helpers.fakes import HashEmbedder

MODEL = HashEmbedder().fingerprint
PLACES = ("Orval", "Varne", "Lisse")
PATTERNS = (
    "The harbour of {} was opened in {} by the prefect.",
    "The pier of {} is {} metres long.",
    "Le moulin de {} fut construit en {} par les moines.",
    "Nobody lived in {} after the flood of {}.",
)


def _conflicts(texts: Mapping[str, str], embedder: HashEmbedder, path: Path | None) -> list[Conflict]:
    documents = [document_from_text(name, text) for name, text in texts.items()]
    with (
        build_in_memory(documents, HashEmbedder(), 64) as index,
        closing(StatementStore(path, MODEL)) as store,
    ):
        return collection_conflicts(index, lambda: embedder, store)


def _sentence(chance: random.Random) -> str:
    return chance.choice(PATTERNS).format(chance.choice(PLACES), chance.randint(1801, 1806))


def _edit(texts: dict[str, str], chance: random.Random) -> None:
    """Change, add, copy or remove a document."""
    name = f"{chance.randint(0, 6)}.txt"
    if len(texts) > 4 and chance.random() < 0.3:
        texts.pop(name, None)
    elif texts and chance.random() < 0.3:
        texts[name] = chance.choice(sorted(texts.values()))
    else:
        texts[name] = "\n\n".join(_sentence(chance) for _ in range(chance.randint(1, 5)))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[set[str]]]:
    """Note every pair of sentences that is read."""
    pairs: list[set[str]] = []
    original = PairReader.disagreements

    def spy(self: PairReader, one: Saying, other: Saying) -> list[Disagreement]:
        pairs.append({one.one.text, other.one.text})
        return original(self, one, other)

    monkeypatch.setattr(PairReader, "disagreements", spy)
    yield pairs
    pairs.clear()


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_the_result_is_that_of_a_run_from_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    texts: dict[str, str] = {}
    seen = 0
    for _ in range(15):
        _edit(texts, chance)
        kept = _conflicts(texts, HashEmbedder(), tmp_path / FILE)
        assert kept == _conflicts(dict(reversed(texts.items())), HashEmbedder(), None)
        seen += len(kept)
    assert seen > 5


def test_one_changed_document_is_all_that_is_embedded_and_compared(
    tmp_path: Path, read: list[set[str]]
) -> None:
    chance = random.Random(1)
    texts = {f"{number}.txt": "\n\n".join(_sentence(chance) for _ in range(4)) for number in range(8)}
    assert _conflicts(texts, HashEmbedder(), tmp_path / FILE)
    before = len(read)
    read.clear()
    new = "The harbour of Varne was opened in 1820 by the prefect."
    texts["3.txt"] += f"\n\n{new}"
    embedder = HashEmbedder()

    _conflicts(texts, embedder, tmp_path / FILE)

    assert embedder.embedded == [new]
    # A pair of old sentences is read only where the new one's rank made room for it or its words.
    assert 0 < sum(new in pair for pair in read) <= len(read) < before / 3


def test_an_unchanged_collection_needs_no_model_and_reads_nothing(
    tmp_path: Path, read: list[set[str]]
) -> None:
    texts = {
        "a.txt": "The pier of Orval is 120 metres long.",
        "b.txt": "The pier of Orval is 150 metres long.",
    }
    first = _conflicts(texts, HashEmbedder(), tmp_path / FILE)
    read.clear()
    embedder = HashEmbedder()

    assert _conflicts(texts, embedder, tmp_path / FILE) == first
    assert len(first) == 1
    assert embedder.embedded == []
    assert read == []


def test_what_no_document_says_any_more_is_forgotten(tmp_path: Path) -> None:
    long = {name: f"The pier of {name} is {100 + n} metres long." for n, name in enumerate(PLACES)}
    _conflicts(long, HashEmbedder(), tmp_path / FILE)
    _conflicts(dict([*long.items()][:2]), HashEmbedder(), tmp_path / FILE)

    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM pairs").fetchone() <= (1,)


@pytest.mark.parametrize("damage", ["text", "cut", "missing", "folder", "bits", "swapped"])
def test_damage_costs_time_and_nothing_else(tmp_path: Path, damage: str) -> None:
    path = tmp_path / FILE
    chance = random.Random(5)
    texts = {f"{number}.txt": "\n\n".join(_sentence(chance) for _ in range(4)) for number in range(6)}
    first = _conflicts(texts, HashEmbedder(), path)
    assert first
    _damage(path, damage)

    assert _conflicts(texts, HashEmbedder(), path) == first
    embedder = HashEmbedder()
    assert _conflicts(texts, embedder, path) == first
    assert embedder.embedded == [] or damage == "folder"


def _damage(path: Path, damage: str) -> None:
    content = path.read_bytes()
    if damage == "text":
        path.write_text("No database at all. " * 100, encoding="utf-8")
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage in ("missing", "folder"):
        path.unlink()
        if damage == "folder":
            path.mkdir()
    else:
        changes = {
            "bits": (
                "UPDATE vectors SET vector = zeroblob(length(vector))",
                "UPDATE pairs SET found = x'5B5B'",
            ),
            "swapped": ("UPDATE vectors SET vector = 'text'", "UPDATE pairs SET found = 7"),
        }
        with closing(sqlite3.connect(path)) as connection, connection:
            for change in changes[damage]:
                connection.execute(change)


def test_another_model_starts_anew(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with closing(StatementStore(path, "one")) as store:
        store.add_vectors({b"k" * 16: np.ones(4, np.float32)})
        store.add_disagreements({7: [Disagreement(0, 1, (1.0,), (0.5, 1.0), (True, False))]})
    with closing(StatementStore(path, "one")) as store:
        assert store.vectors([b"k" * 16])[b"k" * 16].tolist() == [1.0] * 4
        assert store.disagreements([7, 8]) == {7: [Disagreement(0, 1, (1.0,), (0.5, 1.0), (True, False))]}
    with closing(StatementStore(path, "other")) as store:
        assert store.vectors([b"k" * 16]) == {}
        assert store.disagreements([7]) == {}


def test_a_locked_file_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.conflicts.statement_store._PATIENCE", 0.05)
    texts = {
        "a.txt": "The pier of Orval is 120 metres long.",
        "b.txt": "The pier of Orval is 150 metres long.",
    }
    first = _conflicts(texts, HashEmbedder(), tmp_path / FILE)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert _conflicts(texts, HashEmbedder(), tmp_path / FILE) == first
    assert (tmp_path / FILE).exists()


def test_the_key_of_a_pair_fits_the_file(tmp_path: Path) -> None:
    keys = [pair_key(bytes([number] * 16), bytes([number + 1] * 16)) for number in range(200)]
    with closing(StatementStore(tmp_path / FILE, MODEL)) as store:
        store.add_disagreements({key: [] for key in keys})
        store.keep_disagreements(keys[:150])
        assert store.disagreements(keys) == {key: [] for key in keys[:150]}
