"""Files put into and taken out of the documents folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.collection import add_file, remove_file
from chatbot.errors import DocumentsError


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "upload.bin"
    path.write_text("Some words.", encoding="utf-8")
    return path


def test_a_file_is_copied_under_its_name(tmp_path: Path, upload: Path) -> None:
    folder = tmp_path / "documents"

    assert add_file(folder, upload, "notes.txt", 1.0) == "notes.txt"

    assert (folder / "notes.txt").read_text(encoding="utf-8") == "Some words."
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    "name", ["../../escape.txt", "/etc/escape.txt", "..\\..\\escape.txt", "a/b/escape.txt"]
)
def test_a_name_cannot_leave_the_folder(tmp_path: Path, upload: Path, name: str) -> None:
    folder = tmp_path / "documents"

    assert add_file(folder, upload, name, 1.0) == "escape.txt"

    assert (folder / "escape.txt").is_file()


@given(name=st.text(max_size=40))
def test_any_name_is_refused_or_stays_inside(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    base = tmp_path_factory.mktemp("any")
    folder, source = base / "documents", base / "source"
    source.write_text("x", encoding="utf-8")
    try:
        path = add_file(folder, source, f"{name}.txt", 1.0)
    except DocumentsError:
        return
    assert (folder / path).resolve().parent == folder.resolve()


def test_an_unknown_type_is_refused_with_the_types_that_are_read(tmp_path: Path, upload: Path) -> None:
    with pytest.raises(DocumentsError, match=r"program\.exe.*\.pdf"):
        add_file(tmp_path / "documents", upload, "program.exe", 1.0)


def test_a_large_file_is_refused_with_the_setting_to_raise(tmp_path: Path, upload: Path) -> None:
    with pytest.raises(DocumentsError, match="CHATBOT_MAX_FILE_MEGABYTES"):
        add_file(tmp_path / "documents", upload, "notes.txt", 0.000001)


def test_a_file_is_removed(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")

    remove_file(tmp_path, "notes.txt")

    assert not (tmp_path / "notes.txt").exists()


@pytest.mark.parametrize("path", ["../outside.txt", "missing.txt", "", ".", "folder"])
def test_only_files_of_the_folder_are_removed(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.txt").write_text("x", encoding="utf-8")
    documents = tmp_path / "documents"
    (documents / "folder").mkdir(parents=True)

    with pytest.raises(DocumentsError, match="nothing was removed"):
        remove_file(documents, path)

    assert (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize("name", ["~$notes.docx", ".hidden.txt"])
def test_a_name_that_would_never_be_read_is_refused(tmp_path: Path, upload: Path, name: str) -> None:
    with pytest.raises(DocumentsError, match="rename"):
        add_file(tmp_path / "documents", upload, name, 1.0)
