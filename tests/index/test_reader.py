from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from chatbot.errors import IndexDamagedError, IndexMissingError
from chatbot.index import EmbedderSource, build_index, open_index
from chatbot.settings import Settings
from tests.helpers.fakes import HashEmbedder
from tests.index.conftest import FILES


def test_an_index_opens_with_everything_in_it(
    collection: Settings, source: EmbedderSource, embedder: HashEmbedder
) -> None:
    build_index(collection, source)
    with open_index(collection.index_folder) as index:
        assert list(index.paths) == sorted(FILES)
        document = index.document("tower.txt")
        assert document is not None
        assert document.text == FILES["tower.txt"]
        liberation = index.document("liberation.md")
        assert liberation is not None
        assert [heading.text for heading in liberation.headings] == ["Liberation"]
        _, rows = index.search_vectors(embedder.embed_queries(["Eiffel exposition universelle"]), 1)
        assert index.passage(int(rows[0, 0])).document == "tower.txt"
        assert index.row_languages[int(rows[0, 0])] == "fr"


def test_a_folder_without_an_index_says_what_to_do(collection: Settings) -> None:
    with pytest.raises(IndexMissingError, match="run 'chatbot index'"):
        open_index(collection.index_folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"generation-nowhere\n", b"../documents\n", b"\xff\xfe", b"generation-x/../../documents\n"],
)
def test_a_broken_pointer_is_damage(collection: Settings, source: EmbedderSource, content: bytes) -> None:
    build_index(collection, source)
    (collection.index / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError, match="run 'chatbot index'"):
        open_index(collection.index_folder)
    assert build_index(collection, source).reason
    with open_index(collection.index_folder) as index:
        assert index.passage_count == 3


@pytest.mark.parametrize("name", ["vectors.faiss", "catalogue.sqlite", "manifest.json", "hold"])
def test_a_lost_file_is_damage(collection: Settings, source: EmbedderSource, name: str) -> None:
    build_index(collection, source)
    (lost,) = collection.index.glob(f"generation-*/{name}")
    lost.unlink()
    with pytest.raises(IndexDamagedError, match="run 'chatbot index'"):
        open_index(collection.index_folder)


@pytest.mark.parametrize("name", ["vectors.faiss", "catalogue.sqlite", "keywords/meta.json"])
def test_a_truncated_file_is_damage(collection: Settings, source: EmbedderSource, name: str) -> None:
    build_index(collection, source)
    (cut,) = collection.index.glob(f"generation-*/{name}")
    cut.write_bytes(cut.read_bytes()[:-7])
    with pytest.raises(IndexDamagedError, match="incomplete"):
        open_index(collection.index_folder)


@pytest.mark.parametrize("name", ["vectors.faiss", "catalogue.sqlite", "keywords/meta.json"])
def test_a_garbled_file_is_damage(collection: Settings, source: EmbedderSource, name: str) -> None:
    build_index(collection, source)
    (garbled,) = collection.index.glob(f"generation-*/{name}")
    garbled.write_bytes(b"?" * garbled.stat().st_size)
    with pytest.raises(IndexDamagedError, match="run 'chatbot index'"):
        open_index(collection.index_folder)


def test_an_open_index_keeps_saying_what_it_said(collection: Settings, source: EmbedderSource) -> None:
    build_index(collection, source)
    with open_index(collection.index_folder) as old:
        (collection.documents / "tower.txt").unlink()
        build_index(collection, source)
        build_index(collection, source)
        assert old.search_keywords({"Eiffel": 1.0}, 5)
        assert len(old.passages(range(old.passage_count))) == 3
        assert old.document("tower.txt") is not None
        with open_index(collection.index_folder) as new:
            assert new.generation != old.generation
            assert new.document("tower.txt") is None
        assert len(list(collection.index.glob("generation-*"))) == 2
    build_index(collection, source)
    assert len(list(collection.index.glob("generation-*"))) == 1


def test_readers_and_a_writer_do_not_disturb_each_other(collection: Settings, source: EmbedderSource) -> None:
    build_index(collection, source)

    def read(_: int) -> bool:
        with open_index(collection.index_folder) as index:
            passages = index.passages(range(index.passage_count))
            return {passage.document for passage in passages} == set(index.paths)

    with ThreadPoolExecutor(3) as pool:
        reads = pool.map(read, range(60))
        for number in range(6):
            (collection.documents / f"new{number}.txt").write_text(f"News {number}.", encoding="utf-8")
            build_index(collection, source)
        assert all(reads)
