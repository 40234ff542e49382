from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.errors import SettingsError
from chatbot.language_model import label_of, language_model_from
from chatbot.settings import Settings
from tests.helpers.scripted_endpoint import scripted_endpoint

URL = "http://localhost:11434/v1"
KEY = "sk-0123456789-secret"


def listed(settings: Settings) -> list[str]:
    model = language_model_from(settings)
    assert model is not None
    return model.models()


def test_there_is_no_model_unless_one_is_set() -> None:
    for settings in (Settings(), Settings(llm=True), Settings(llm_model="small"), Settings(llm_url=" ")):
        assert language_model_from(settings) is None
        assert label_of(settings) is None


def test_an_endpoint_without_a_model_is_said() -> None:
    for settings in (Settings(llm_url=URL), Settings(llm_url=URL, llm_model=" ")):
        assert label_of(settings) is None
        with pytest.raises(SettingsError, match=r"'localhost:11434'.*'llm_model'"):
            language_model_from(settings)


def test_the_label_is_the_models() -> None:
    settings = Settings(llm_url=f"{URL}/", llm_model=" small:7b ")
    model = language_model_from(settings)
    assert model is not None
    assert model.label == label_of(settings)
    assert (model.label.name, model.label.host, model.label.local) == ("small:7b", "localhost:11434", True)


def test_the_key_is_read_from_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATBOT_LLM_KEY", f" {KEY}\n")
    with scripted_endpoint(key=KEY) as endpoint:
        assert listed(Settings(llm_url=endpoint.url, llm_model="scripted")) == ["scripted"]


@pytest.mark.parametrize("content", [KEY, f"{KEY}\n", f"  {KEY}\r\nnot the key\n", f"\ufeff{KEY}\n"])
def test_the_key_is_the_first_line_of_its_file(content: str, tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    file.write_bytes(content.encode())
    with scripted_endpoint(key=KEY) as endpoint:
        settings = Settings(
            llm_url=endpoint.url, llm_model="scripted", llm_key="not the key", llm_key_file=file
        )
        assert listed(settings) == ["scripted"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfes\x00k\x00",
        b"\x00\x01\x02\n",
        b"",
        b"\nkey\n",
        b"two words\n",
        b"cl\xc3\xa9\n",
        b"x" * 100_000,
    ],
)
def test_a_key_file_that_holds_no_key_is_said_without_what_it_holds(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "key.txt"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="'llm_key_file'") as caught:
        language_model_from(Settings(llm_url=URL, llm_model="small", llm_key_file=file))
    message = str(caught.value)
    assert "\n" not in message
    assert "xxx" not in message
    assert "two words" not in message


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for file in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(SettingsError) as caught:
            language_model_from(Settings(llm_url=URL, llm_model="small", llm_key_file=file))
        assert str(file) in str(caught.value)
        assert "'llm_key_file'" in str(caught.value)
