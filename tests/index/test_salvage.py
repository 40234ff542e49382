from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chatbot.index import build_index, open_index
from chatbot.index.salvage import Salvage
from chatbot.settings import Settings
from tests.helpers.fakes import HashEmbedder
from tests.index.conftest import source_of

KEYS = [bytes([number]) * 16 for number in range(3)]
VECTORS = np.eye(3, dtype=np.float32)


class Interrupted(HashEmbedder):
    """Stops, as Ctrl-C does, when asked for a second batch."""

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        if self.embedded:
            raise KeyboardInterrupt
        return super().embed_passages(texts, progress)


def test_a_build_goes_on_where_an_interrupted_one_stopped(
    collection: Settings, embedder: HashEmbedder
) -> None:
    text = "\n\n".join(f"Paragraph {number}. " + f"word{number} " * 60 for number in range(1100))
    (collection.documents / "long.txt").write_text(text, encoding="utf-8")
    settings = collection.model_copy(update={"passage_tokens": 70})
    interrupted = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        build_index(settings, source_of(interrupted))
    report = build_index(settings, source_of(embedder))
    assert report.passages > 1024
    assert not set(embedder.embedded) & set(interrupted.embedded)
    assert report.embedded == len(embedder.embedded) == report.passages - 1024
    assert sorted(path.name.partition("-")[0] for path in settings.index.iterdir()) == [
        "CURRENT",
        "generation",
        "lock",
    ]
    with open_index(settings.index_folder) as index:
        passages = index.passages(range(index.passage_count))
        expected = HashEmbedder().embed_passages([passage.text for passage in passages])
        assert np.allclose(index.vectors(range(index.passage_count)), expected, atol=1e-6)


def test_batches_come_back_until_discarded(tmp_path: Path) -> None:
    salvage = Salvage(tmp_path, "model")
    assert salvage.load() == {}
    salvage.add(KEYS[:2], VECTORS[:2])
    salvage.add(KEYS[2:], VECTORS[2:])
    found = Salvage(tmp_path, "model").load()
    assert [found[key].tolist() for key in KEYS] == VECTORS.tolist()
    assert Salvage(tmp_path, "another model").load() == {}
    salvage.discard()
    assert salvage.load() == {}


def test_a_batch_cut_short_is_passed_over(tmp_path: Path) -> None:
    salvage = Salvage(tmp_path, "model")
    salvage.add(KEYS[:2], VECTORS[:2])
    salvage.add(KEYS[2:], VECTORS[2:])
    first = min((tmp_path / "unfinished").iterdir())
    first.write_bytes(first.read_bytes()[:-30])
    assert list(salvage.load()) == KEYS[2:]
