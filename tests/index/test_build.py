from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from chatbot.chunking import embedding_text
from chatbot.embedding import Embedder
from chatbot.errors import DocumentsError, IndexLockedError, IndexMissingError, IndexWriteError
from chatbot.index import EmbedderSource, build_index, index_status, open_index
from chatbot.settings import Settings
from chatbot.types import IndexReport, Progress
from tests.helpers.fakes import HashEmbedder
from tests.index.conftest import FILES, files_below, source_of


def build(collection: Settings, embedder: HashEmbedder, name: str = "hash") -> IndexReport:
    return build_index(collection, source_of(embedder, name))


def consistent_paths(collection: Settings, embedder: HashEmbedder) -> list[str]:
    """Check every row of the index against its document, vector and words; return the paths."""
    with open_index(collection.index_folder) as index:
        passages = index.passages(range(index.passage_count))
        expected = HashEmbedder(dimension=embedder.dimension).embed_passages(
            [embedding_text(passage) for passage in passages]
        )
        assert np.allclose(index.vectors(range(index.passage_count)), expected, atol=1e-6)
        for row, passage in enumerate(passages):
            document = index.document(passage.document)
            assert document is not None
            assert document.text[passage.start : passage.end] == passage.text
            assert index.row_documents[row] == passage.document
            words = passage.text.replace("#", " ").split()
            assert row in {hit for hit, _ in index.search_keywords(dict.fromkeys(words, 1.0), 100)}
        return list(index.paths)


def test_a_first_build_indexes_everything(collection: Settings, embedder: HashEmbedder) -> None:
    report = build(collection, embedder)
    assert set(report.added) == set(FILES)
    assert (report.passages, report.embedded, report.reason) == (3, 3, "")
    assert (report.changed, report.removed, report.unchanged, report.failed) == ((), (), (), ())
    assert report.seconds > 0
    assert consistent_paths(collection, embedder) == sorted(FILES)


def test_nothing_changed_writes_nothing_and_needs_no_model(
    collection: Settings, embedder: HashEmbedder
) -> None:
    build(collection, embedder)
    before = files_below(collection.index)

    def refuse() -> Embedder:
        raise AssertionError("the model is not needed")

    report = build_index(collection, EmbedderSource(embedder.fingerprint, "hash", refuse))
    assert files_below(collection.index) == before
    assert set(report.unchanged) == set(FILES)
    assert (report.passages, report.embedded) == (3, 0)


def test_only_a_changed_file_is_read_and_embedded_again(collection: Settings, embedder: HashEmbedder) -> None:
    build(collection, embedder)
    embedder.embedded.clear()
    (collection.documents / "tower.txt").write_text("The tower is 312 metres high.", encoding="utf-8")
    report = build(collection, embedder)
    assert report.changed == ("tower.txt",)
    assert embedder.embedded == ["The tower is 312 metres high."]
    assert (report.passages, report.embedded) == (3, 1)
    assert consistent_paths(collection, embedder) == sorted(FILES)


def test_new_text_in_a_document_leaves_its_other_passages_their_vectors(
    collection: Settings, embedder: HashEmbedder
) -> None:
    paragraphs = [
        f"Paragraph {number} speaks of the river. " + "It rose and fell. " * 30 for number in range(4)
    ]
    path = collection.documents / "long.txt"
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    build(collection, embedder)
    embedder.embedded.clear()
    paragraphs[2] = "Another paragraph. " + "It froze. " * 40
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    build(collection, embedder)
    assert [text.startswith("Another paragraph.") for text in embedder.embedded] == [True]
    consistent_paths(collection, embedder)


def test_a_removed_file_answers_no_more(collection: Settings, embedder: HashEmbedder) -> None:
    build(collection, embedder)
    embedder.embedded.clear()
    (collection.documents / "tower.txt").unlink()
    report = build(collection, embedder)
    assert (report.removed, report.passages, embedder.embedded) == (("tower.txt",), 2, [])
    assert consistent_paths(collection, embedder) == ["liberation.md", "rivers/seine.txt"]
    with open_index(collection.index_folder) as index:
        assert index.search_keywords({"Eiffel": 1.0}, 5) == []


def test_a_rename_embeds_nothing(collection: Settings, embedder: HashEmbedder) -> None:
    build(collection, embedder)
    embedder.embedded.clear()
    (collection.documents / "tower.txt").rename(collection.documents / "eiffel.txt")
    report = build(collection, embedder)
    assert (report.added, report.removed) == (("eiffel.txt",), ("tower.txt",))
    assert (report.embedded, embedder.embedded) == (0, [])
    assert "eiffel.txt" in consistent_paths(collection, embedder)


def test_the_same_text_in_two_files_is_embedded_once(collection: Settings, embedder: HashEmbedder) -> None:
    shutil.copy(collection.documents / "tower.txt", collection.documents / "copy.txt")
    report = build(collection, embedder)
    assert (report.passages, report.embedded) == (4, 3)
    consistent_paths(collection, embedder)


def test_a_file_touched_but_not_changed_is_unchanged(collection: Settings, embedder: HashEmbedder) -> None:
    build(collection, embedder)
    os.utime(collection.documents / "tower.txt", ns=(1, 1))
    assert build(collection, embedder).changed == ()


def test_a_change_that_keeps_size_and_time_is_seen_while_the_time_is_young(
    collection: Settings, embedder: HashEmbedder
) -> None:
    path = collection.documents / "tower.txt"
    moment = time.time_ns()
    path.write_text("It is 312 m.", encoding="utf-8")
    os.utime(path, ns=(moment, moment))
    build(collection, embedder)
    path.write_text("It is 330 m.", encoding="utf-8")
    os.utime(path, ns=(moment, moment))
    assert build(collection, embedder).changed == ("tower.txt",)


def test_emptying_the_folder_empties_the_index_and_it_fills_again(
    collection: Settings, embedder: HashEmbedder
) -> None:
    build(collection, embedder)
    for name in FILES:
        (collection.documents / name).unlink()
    report = build(collection, embedder)
    assert (set(report.removed), report.passages) == (set(FILES), 0)
    with open_index(collection.index_folder) as index:
        assert index.search_vectors(embedder.embed_queries(["Paris"]), 3)[1].shape == (1, 0)
    (collection.documents / "new.txt").write_text("A new beginning.", encoding="utf-8")
    assert build(collection, embedder).passages == 1
    assert consistent_paths(collection, embedder) == ["new.txt"]


def test_a_bad_file_is_reported_and_stops_nothing(collection: Settings, embedder: HashEmbedder) -> None:
    (collection.documents / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    report = build(collection, embedder)
    assert [failure.path for failure in report.failed] == ["broken.pdf"]
    assert report.failed[0].reason
    assert set(report.added) == set(FILES)
    again = build(collection, embedder)
    assert again.failed == report.failed
    assert set(again.unchanged) == set(FILES)


def test_a_bad_file_is_tried_again_once_it_changed(collection: Settings, embedder: HashEmbedder) -> None:
    path = collection.documents / "late.txt"
    path.write_bytes(b"")
    assert [failure.path for failure in build(collection, embedder).failed] == ["late.txt"]
    path.write_text("Now there are words in it.", encoding="utf-8")
    report = build(collection, embedder)
    assert (report.failed, report.changed) == ((), ("late.txt",))
    assert "late.txt" in consistent_paths(collection, embedder)


def test_a_file_that_turns_bad_leaves_no_old_words_behind(
    collection: Settings, embedder: HashEmbedder
) -> None:
    build(collection, embedder)
    (collection.documents / "tower.txt").write_bytes(b"")
    report = build(collection, embedder)
    assert [failure.path for failure in report.failed] == ["tower.txt"]
    assert report.changed == ()
    with open_index(collection.index_folder) as index:
        assert index.search_keywords({"Eiffel": 1.0}, 5) == []


def test_raising_the_size_limit_brings_in_what_was_too_large(
    collection: Settings, embedder: HashEmbedder
) -> None:
    (collection.documents / "large.txt").write_text("The river rose. " * 200, encoding="utf-8")
    small = collection.model_copy(update={"max_file_megabytes": 0.001})
    assert [failure.path for failure in build(small, embedder).failed] == ["large.txt"]
    assert build(small, embedder).changed == ()
    report = build(collection, embedder)
    assert (report.changed, report.failed) == (("large.txt",), ())
    assert [failure.path for failure in build(small, embedder).failed] == ["large.txt"]


def test_another_model_embeds_everything_again_and_says_so(
    collection: Settings, embedder: HashEmbedder
) -> None:
    build(collection, embedder)
    other = HashEmbedder(fingerprint="another", dimension=64)
    report = build(collection, other, "other")
    assert report.reason == "the embedding model changed from 'hash' to 'other', so all is embedded again"
    assert (report.embedded, set(report.unchanged)) == (3, set(FILES))
    assert consistent_paths(collection, other) == sorted(FILES)
    assert build(collection, other, "other").reason == ""


def test_another_passage_length_cuts_again_but_keeps_known_vectors(
    collection: Settings, embedder: HashEmbedder
) -> None:
    build(collection, embedder)
    embedder.embedded.clear()
    shorter = collection.model_copy(update={"passage_tokens": 100})
    report = build(shorter, embedder)
    assert "passage_tokens" in report.reason
    assert embedder.embedded == []
    consistent_paths(shorter, embedder)


def test_progress_names_stages_and_files_and_reaches_the_end(
    collection: Settings, source: EmbedderSource
) -> None:
    seen: list[Progress] = []
    build_index(collection, source, seen.append)
    assert [step.stage for step in seen] == sorted(
        (step.stage for step in seen), key=["reading", "embedding", "writing"].index
    )
    assert {step.detail for step in seen if step.stage == "reading"} >= set(FILES)
    for stage in ("reading", "embedding", "writing"):
        last = [step for step in seen if step.stage == stage][-1]
        assert last.done == last.total > 0


def test_two_writers_do_not_meet(collection: Settings, source: EmbedderSource) -> None:
    build_index(collection, source)
    with FileLock(collection.index / "lock"), pytest.raises(IndexLockedError, match="try again"):
        build_index(collection, source)


def test_a_missing_documents_folder_leaves_the_index_alone(
    collection: Settings, embedder: HashEmbedder
) -> None:
    build(collection, embedder)
    shutil.rmtree(collection.documents)
    with pytest.raises(DocumentsError):
        build(collection, embedder)
    assert consistent_paths(collection, embedder) == sorted(FILES)


def test_a_place_that_cannot_hold_an_index_is_named(
    collection: Settings, source: EmbedderSource, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    settings = collection.model_copy(update={"index": tmp_path / "file" / "index"})
    with pytest.raises(IndexWriteError, match="file/index"):
        build_index(settings, source)
    with pytest.raises(IndexMissingError, match="run 'chatbot index'"):
        open_index(settings.index_folder)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Refuse to write beyond a size, as a full disk does."""
    resource = pytest.importorskip("resource", reason="needs limits on file sizes")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("size", "dimension"), [(4_000, 16), (100_000, 1024), (60_000, 16), (200_000, 16)])
def test_a_full_disk_is_said_and_leaves_the_old_index(
    collection: Settings, size: int, dimension: int
) -> None:
    embedder = HashEmbedder(dimension=dimension)
    build(collection, embedder)
    before = files_below(collection.index)
    for number in range(60):
        words = " ".join(f"word{number}x{place}" for place in range(300))
        (collection.documents / f"{number}.txt").write_text(words, encoding="utf-8")
    with files_no_larger_than(size), pytest.raises(IndexWriteError, match="free some space"):
        build(collection, embedder)
    assert files_below(collection.index) == before
    assert build(collection, embedder).passages > 100
    consistent_paths(collection, embedder)


def test_a_failing_model_leaves_the_old_index_and_no_rubbish(
    collection: Settings, embedder: HashEmbedder
) -> None:
    class Failing(HashEmbedder):
        def embed_passages(self, texts: object, progress: object = None) -> np.ndarray:
            raise RuntimeError("no more memory")

    build(collection, embedder)
    before = files_below(collection.index)
    (collection.documents / "tower.txt").write_text("Changed words here.", encoding="utf-8")
    with pytest.raises(RuntimeError, match="no more memory"):
        build(collection, Failing())
    assert files_below(collection.index) == before
    assert not index_status(collection, embedder.fingerprint, "hash").fresh


def test_a_damaged_index_is_built_again_and_that_is_said(
    collection: Settings, embedder: HashEmbedder
) -> None:
    build(collection, embedder)
    (catalogue,) = collection.index.glob("generation-*/catalogue.sqlite")
    size = catalogue.stat().st_size
    catalogue.write_bytes(b"\0" * size)
    report = build(collection, embedder)
    assert "damaged" in report.reason or "cannot be read" in report.reason
    assert report.embedded == 3
    assert consistent_paths(collection, embedder) == sorted(FILES)


@pytest.mark.parametrize("name", ["vectors.faiss", "catalogue.sqlite", "manifest.json", "keywords/meta.json"])
def test_a_lost_file_is_built_again(collection: Settings, embedder: HashEmbedder, name: str) -> None:
    build(collection, embedder)
    (lost,) = collection.index.glob(f"generation-*/{name}")
    lost.unlink()
    assert "damaged" in build(collection, embedder).reason
    assert consistent_paths(collection, embedder) == sorted(FILES)
