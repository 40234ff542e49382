from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.index import EmbedderSource
from chatbot.settings import Settings
from tests.helpers.fakes import HashEmbedder

FILES = {
    "liberation.md": "# Liberation\n\nParis was liberated on 25 August 1944 by the Second Armoured Division.",
    "tower.txt": "La tour Eiffel fut construite pour l'exposition universelle et mesure 330 mètres.",
    "rivers/seine.txt": "The Seine flows through Paris and reaches the sea at Le Havre.",
}


@pytest.fixture
def collection(tmp_path: Path) -> Settings:
    """Three documents on disk, and settings for them."""
    for name, text in FILES.items():
        path = tmp_path / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Settings(documents=tmp_path / "documents", index=tmp_path / "index")


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def source(embedder: HashEmbedder) -> EmbedderSource:
    return source_of(embedder)


def source_of(embedder: HashEmbedder, name: str = "hash") -> EmbedderSource:
    return EmbedderSource(embedder.fingerprint, name, lambda: embedder)


def files_below(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return time of change and content of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
