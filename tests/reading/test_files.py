from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from chatbot.errors import DocumentsError, ReadingError
from chatbot.reading import content_hash, list_files, read_document


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder


def failures(root: Path) -> dict[str, str]:
    return {failure.path: failure.reason for failure in list_files(root).failures}


def test_files_are_listed_at_any_depth_sorted_with_size_and_time(root: Path) -> None:
    (root / "b" / "deep").mkdir(parents=True)
    (root / "b" / "deep" / "note.MD").write_text("# Note", encoding="utf-8")
    (root / "a.txt").write_text("été", encoding="utf-8")
    os.utime(root / "a.txt", ns=(5, 7_000_000_000))
    listing = list_files(root)
    assert [entry.path for entry in listing.files] == ["a.txt", "b/deep/note.MD"]
    assert (listing.files[0].size, listing.files[0].modified_ns) == (5, 7_000_000_000)
    assert listing.failures == ()


def test_hidden_files_and_editor_leftovers_are_passed_over(root: Path) -> None:
    for name in [
        ".hidden.txt",
        "~$letter.docx",
        "note.txt.swp",
        "Thumbs.db",
        ".DS_Store",
        "note.txt~",
        "x.tmp",
    ]:
        (root / name).write_text("x", encoding="utf-8")
    (root / ".git").mkdir()
    (root / ".git" / "config.txt").write_text("x", encoding="utf-8")
    listing = list_files(root)
    assert listing.files == ()
    assert listing.failures == ()


def test_unknown_types_are_named_with_a_remedy(root: Path) -> None:
    for name in ["data.xyz", "old.doc", "README", "scan.PNG", "pack.zip"]:
        (root / name).write_text("x", encoding="utf-8")
    reasons = failures(root)
    assert "(.xyz)" in reasons["data.xyz"]
    assert "save it as .docx" in reasons["old.doc"]
    assert "no ending" in reasons["README"]
    assert "OCR" in reasons["scan.PNG"]
    assert "unpack" in reasons["pack.zip"]
    assert all(reason.endswith(".") for reason in reasons.values())


def test_links_out_of_the_folder_and_into_nowhere_fail(root: Path) -> None:
    (root.parent / "secret.txt").write_text("secret", encoding="utf-8")
    (root / "out.txt").symlink_to(root.parent / "secret.txt")
    (root / "outer").symlink_to(root.parent)
    (root / "broken.txt").symlink_to(root / "gone.txt")
    reasons = failures(root)
    assert "leads out" in reasons["out.txt"]
    assert "leads out" in reasons["outer"]
    assert "nowhere" in reasons["broken.txt"]
    with pytest.raises(ReadingError, match="outside"):
        read_document(root, "out.txt", 1000)


def test_links_inside_the_folder_neither_loop_nor_count_twice(root: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "a.txt").write_text("The boats came in.", encoding="utf-8")
    (root / "again.txt").symlink_to(root / "sub" / "a.txt")
    (root / "sub" / "loop").symlink_to(root)
    (root / "self").symlink_to(root / "self")
    listing = list_files(root)
    assert [entry.path for entry in listing.files] == ["sub/a.txt"]
    assert [failure.path for failure in listing.failures] == ["self"]


def test_a_link_to_a_file_nothing_else_lists_is_read(root: Path) -> None:
    # Mounted configuration folders look like this.
    (root / "..data").mkdir()
    (root / "..data" / "a.txt").write_text("The boats came in.", encoding="utf-8")
    (root / "a.txt").symlink_to(root / "..data" / "a.txt")
    assert [entry.path for entry in list_files(root).files] == ["a.txt"]
    assert read_document(root, "a.txt", 1000).text == "The boats came in."


def test_special_files_are_named_and_never_waited_for(root: Path) -> None:
    os.mkfifo(root / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(root / "socket.txt"))
        reasons = failures(root)
    assert "pipe" in reasons["pipe.txt"]
    assert "socket" in reasons["socket.txt"]
    with pytest.raises(ReadingError, match="regular file"):
        content_hash(root, "pipe.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_closed_folder_is_named(root: Path) -> None:
    (root / "closed").mkdir(mode=0o000)
    assert "permissions" in failures(root)["closed"]


def test_a_name_that_is_not_unicode_is_named(root: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt")).write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    assert failures(root) == {"caf\\xe9.txt": "has a name that is not valid Unicode; rename it."}


def test_a_missing_folder_and_a_file_in_its_place_are_errors(root: Path) -> None:
    with pytest.raises(DocumentsError, match=r"missing' does not exist; create it"):
        list_files(root / "missing")
    (root / "file").write_text("x", encoding="utf-8")
    with pytest.raises(DocumentsError, match="is not a folder"):
        list_files(root / "file")


def test_the_hash_is_that_of_the_bytes(root: Path) -> None:
    content = os.urandom(3_000_000)
    (root / "a.txt").write_bytes(content)
    assert content_hash(root, "a.txt") == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "a/../../secret.txt", "", "a\0.txt", "."])
def test_paths_out_of_the_folder_are_refused(root: Path, path: str) -> None:
    (root.parent / "secret.txt").write_text("secret", encoding="utf-8")
    with pytest.raises(ReadingError, match="outside"):
        content_hash(root, path)


def test_a_file_that_is_gone_is_an_error(root: Path) -> None:
    with pytest.raises(ReadingError, match="no longer there"):
        content_hash(root, "gone.txt")


def test_the_folder_of_the_index_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "manifest.txt").write_text("x", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")

    listing = list_files(tmp_path, tmp_path / "index")

    assert [entry.path for entry in listing.files] == ["notes.txt"]
