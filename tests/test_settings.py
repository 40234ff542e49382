from __future__ import annotations

import re
from pathlib import Path

import pytest

from chatbot.errors import SettingsError
from chatbot.settings import Settings


def test_arguments_win_over_environment_which_wins_over_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chatbot.toml").write_text('port = 1\nresults = 11\nmodel = "from-file"\n', encoding="utf-8")
    monkeypatch.setenv("CHATBOT_PORT", "2")
    monkeypatch.setenv("CHATBOT_RESULTS", "22")
    settings = Settings(port=3)
    assert (settings.port, settings.results, settings.model) == (3, 22, "from-file")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"port": 70000}, "port"),
        ({"results": 0}, "results"),
        ({"colour": "red"}, "colour"),
        ({"model": ""}, "model"),
    ],
)
def test_a_bad_value_is_one_sentence_naming_the_setting(values: dict[str, object], name: str) -> None:
    with pytest.raises(SettingsError, match=rf"'{name}'.*CHATBOT_{name.upper()}") as caught:
        Settings(**values)
    assert "\n" not in str(caught.value)


def test_a_broken_settings_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "chatbot.toml").write_text("port = = 1", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"chatbot\.toml"):
        Settings()


def test_a_setting_from_the_environment_that_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATBOT_PORT", "many")
    with pytest.raises(SettingsError, match="CHATBOT_PORT"):
        Settings()


def test_the_home_folder_is_expanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings(documents="~/papers").documents == tmp_path / "papers"


def test_the_default_documents_have_the_index_folder_itself(tmp_path: Path) -> None:
    for documents in ("documents", "./documents", str(tmp_path / "documents")):
        assert Settings(documents=documents).index_folder == Path("index")
    assert Settings().index_folder == Path("index")


def test_other_documents_have_a_folder_of_their_own_below_the_index(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "papers", tmp_path / "b" / "papers"
    folders = [Settings(documents=folder).index_folder for folder in (first, second)]
    assert folders[0] != folders[1]
    for folder in folders:
        assert folder.parent == Path("index/collections")
        assert re.fullmatch(r"papers-[0-9a-f]{8}", folder.name)
    assert Settings(documents="a/papers").index_folder == folders[0]


def test_other_documents_never_have_an_index_inside_them(tmp_path: Path) -> None:
    documents = tmp_path / "papers"
    folder = Settings(documents=documents).index_folder.resolve()
    assert not folder.is_relative_to(documents.resolve())


def test_an_index_that_was_given_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Settings(documents=tmp_path / "papers", index=tmp_path / "i").index_folder == tmp_path / "i"
    monkeypatch.setenv("CHATBOT_INDEX", str(tmp_path / "j"))
    assert Settings(documents=tmp_path / "papers").index_folder == tmp_path / "j"
