from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.encoding_speed import compare_models
from chatbot.errors import DocumentsError
from chatbot.settings import Settings
from tests.helpers.fakes import HashEmbedder


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    def load(name: str) -> HashEmbedder:
        names.append(name)
        return HashEmbedder()

    monkeypatch.setattr("chatbot.embedding.load_embedder", load)
    return names


def test_each_language_of_the_collection_is_timed_with_both_models(tmp_path: Path, loaded: list[str]) -> None:
    (tmp_path / "mill.txt").write_text("The mill by the river was built in 1712.", encoding="utf-8")
    (tmp_path / "moulin.txt").write_text(
        "Le moulin au bord de la rivière fut bâti en 1712. Il servait encore en 1900.", encoding="utf-8"
    )
    (tmp_path / "broken.pdf").write_bytes(b"no pdf")

    speeds = compare_models(Settings(documents=tmp_path, model="one"), "other")

    assert loaded == ["one", "other"]
    assert [(speed.language, speed.passages) for speed in speeds] == [("en", 1), ("fr", 1)]
    for speed in speeds:
        assert speed.rate > 0
        assert speed.baseline_rate > 0
        assert speed.line().startswith(f"{speed.language}: 1 passages")


@pytest.mark.usefixtures("loaded")
def test_a_folder_without_passages_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentsError, match=str(tmp_path)):
        compare_models(Settings(documents=tmp_path), "other")
