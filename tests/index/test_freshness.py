from __future__ import annotations

import os
from pathlib import Path

import pytest

from chatbot.errors import DocumentsError
from chatbot.index import EmbedderSource, build_index, document_summaries, index_status
from chatbot.index.freshness import trusted_time
from chatbot.settings import Settings
from chatbot.types import IndexStatus
from tests.index.conftest import FILES

SECOND = 1_000_000_000


def status(collection: Settings, source: EmbedderSource) -> IndexStatus:
    return index_status(collection, source.fingerprint, source.name)


def test_without_an_index_everything_is_to_be_added(collection: Settings, source: EmbedderSource) -> None:
    found = status(collection, source)
    assert not found.fresh
    assert found.reason == "there is no index yet"
    assert set(found.added) == set(FILES)
    assert (found.documents, found.passages, found.built_at) == (0, 0, "")
    assert not collection.index.exists()


def test_after_a_build_the_index_is_fresh(collection: Settings, source: EmbedderSource) -> None:
    build_index(collection, source)
    found = status(collection, source)
    assert found.fresh
    assert (found.documents, found.passages, found.model, found.reason) == (3, 3, "hash", "")
    assert found.built_at.endswith("+00:00")


def test_every_kind_of_change_is_seen(collection: Settings, source: EmbedderSource) -> None:
    build_index(collection, source)
    (collection.documents / "new.txt").write_text("Something new.", encoding="utf-8")
    (collection.documents / "tower.txt").write_text("Something else.", encoding="utf-8")
    (collection.documents / "liberation.md").unlink()
    found = status(collection, source)
    assert not found.fresh
    assert found.added == ("new.txt",)
    assert found.changed == ("tower.txt",)
    assert found.removed == ("liberation.md",)


def test_a_known_failure_is_listed_and_does_not_make_the_index_stale(
    collection: Settings, source: EmbedderSource
) -> None:
    (collection.documents / "empty.txt").write_bytes(b"")
    (collection.documents / "scan.png").write_bytes(b"picture")
    build_index(collection, source)
    found = status(collection, source)
    assert found.fresh
    assert [failure.path for failure in found.failed] == ["empty.txt", "scan.png"]
    (collection.documents / "scan.png").unlink()
    assert status(collection, source).removed == ("scan.png",)


@pytest.mark.parametrize(
    ("update", "fingerprint", "name", "said"),
    [
        ({}, "another", "other", "from 'hash' to 'other'"),
        ({}, "another", "hash", "'hash' itself changed"),
        ({"passage_tokens": 99}, "hash-embedder", "hash", "passage_tokens"),
    ],
)
def test_another_recipe_makes_the_index_stale_and_says_why(
    collection: Settings,
    source: EmbedderSource,
    update: dict[str, int],
    fingerprint: str,
    name: str,
    said: str,
) -> None:
    build_index(collection, source)
    found = index_status(collection.model_copy(update=update), fingerprint, name)
    assert not found.fresh
    assert said in found.reason
    assert (found.added, found.changed, found.removed) == ((), (), ())


def test_an_index_of_another_format_is_to_be_built_again(
    collection: Settings, source: EmbedderSource
) -> None:
    build_index(collection, source)
    (manifest,) = collection.index.glob("generation-*/manifest.json")
    manifest.write_text(manifest.read_text().replace('"format": 2', '"format": 0'), encoding="utf-8")
    assert "another version" in status(collection, source).reason
    assert "another version" in build_index(collection, source).reason
    assert status(collection, source).fresh


def test_a_damaged_index_is_not_fresh(collection: Settings, source: EmbedderSource) -> None:
    build_index(collection, source)
    (collection.index / "CURRENT").write_bytes(b"\xff\xfe")
    found = status(collection, source)
    assert not found.fresh
    assert "damaged" in found.reason
    assert [summary.state for summary in document_summaries(collection)] == ["added"] * 3


def test_a_missing_documents_folder_is_said(
    collection: Settings, source: EmbedderSource, tmp_path: Path
) -> None:
    with pytest.raises(DocumentsError, match="nowhere"):
        status(collection.model_copy(update={"documents": tmp_path / "nowhere"}), source)


def test_summaries_tell_the_state_of_every_file(collection: Settings, source: EmbedderSource) -> None:
    (collection.documents / "empty.txt").write_bytes(b"")
    (collection.documents / "later.txt").write_text("For later.", encoding="utf-8")
    build_index(collection, source)
    (collection.documents / "new.txt").write_text("Something new.", encoding="utf-8")
    (collection.documents / "later.txt").write_text("For much later.", encoding="utf-8")
    (collection.documents / "tower.txt").unlink()
    summaries = {summary.path: summary for summary in document_summaries(collection)}
    assert {path: summary.state for path, summary in summaries.items()} == {
        "empty.txt": "failed",
        "later.txt": "changed",
        "liberation.md": "indexed",
        "new.txt": "added",
        "rivers/seine.txt": "indexed",
        "tower.txt": "removed",
    }
    assert summaries["empty.txt"].reason
    seine = summaries["rivers/seine.txt"]
    assert (seine.language, seine.passages) == ("en", 1)
    assert seine.characters == len(FILES["rivers/seine.txt"])


def test_status_reads_only_files_whose_time_changed(collection: Settings, source: EmbedderSource) -> None:
    for name in FILES:
        os.utime(collection.documents / name, ns=(1, SECOND))
    build_index(collection, source)
    (collection.documents / "tower.txt").write_text("x" * len(FILES["tower.txt"].encode()), encoding="utf-8")
    os.utime(collection.documents / "tower.txt", ns=(1, SECOND))
    assert status(collection, source).fresh
    os.utime(collection.documents / "tower.txt", ns=(1, 2 * SECOND))
    assert status(collection, source).changed == ("tower.txt",)


@pytest.mark.parametrize(
    ("modified", "read", "trusted"),
    [
        (100 * SECOND, 101 * SECOND, False),
        (100 * SECOND, 103 * SECOND, True),
        (100 * SECOND + 1, 100 * SECOND + 10_000_000, False),
        (100 * SECOND + 1, 101 * SECOND, True),
        (200 * SECOND, 100 * SECOND, False),
    ],
)
def test_a_time_is_trusted_once_the_clock_has_moved_on(modified: int, read: int, trusted: bool) -> None:
    assert trusted_time(modified, read) == (modified if trusted else -1)
