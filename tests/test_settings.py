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


def test_there_is_no_language_model_by_default() -> None:
    settings = Settings()
    assert (settings.llm, settings.llm_url, settings.llm_model, settings.llm_key_file) == (
        False,
        "",
        "",
        None,
    )
    assert settings.llm_key.get_secret_value() == ""


def test_the_address_of_a_language_model_is_tidied() -> None:
    assert Settings(llm_url=" http://localhost:11434/v1/ ").llm_url == "http://localhost:11434/v1"
    assert Settings(llm_url="https://[::1]:8080/v1").llm_url == "https://[::1]:8080/v1"
    assert Settings(llm_url="  ").llm_url == ""


@pytest.mark.parametrize(
    "address",
    [
        "localhost:11434",
        "localhost",
        "ftp://localhost/v1",
        "file:///etc/passwd",
        "http://",
        "http:///v1",
        "http://[::1/v1",
        "http://localhost/v1?key=secret",
        "http://localhost/v1#here",
        "http://name:secret@localhost/v1",
        "http://name@localhost/v1",
    ],
)
def test_an_address_of_no_endpoint_is_refused_and_its_secret_not_repeated(address: str) -> None:
    with pytest.raises(SettingsError, match=r"'llm_url'.*CHATBOT_LLM_URL") as caught:
        Settings(llm_url=address)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [
        {"llm_timeout": 0},
        {"llm_timeout": float("nan")},
        {"llm_deadline": -1},
        {"llm_temperature": 2.5},
        {"llm_answer_tokens": 15},
        {"llm_context_tokens": 199},
        {"llm": "perhaps"},
    ],
)
def test_a_language_model_setting_out_of_range_is_named(values: dict[str, object]) -> None:
    (name,) = values
    with pytest.raises(SettingsError, match=f"'{name}'"):
        Settings(**values)


def test_the_settings_of_the_language_model_are_read_from_environment_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chatbot.toml").write_text('llm = true\nllm_model = "small"\n', encoding="utf-8")
    monkeypatch.setenv("CHATBOT_LLM_MODEL", "large")
    monkeypatch.setenv("CHATBOT_LLM_KEY_FILE", "~/key.txt")
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings()
    assert (settings.llm, settings.llm_model, settings.llm_key_file) == (True, "large", tmp_path / "key.txt")


def test_the_key_is_not_shown() -> None:
    settings = Settings(llm_key="sk-0123456789", password="correct horse")
    assert settings.llm_key.get_secret_value() == "sk-0123456789"
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "sk-0123" not in shown
        assert "correct horse" not in shown
