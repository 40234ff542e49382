from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import chatbot

ROOT = Path(__file__).resolve().parents[1]
NAMES = {
    *("Chatbot", "Settings", "Document", "Passage", "Hit", "Citation", "Claim", "Conflict", "Answer"),
    *("ChatbotError", "SettingsError", "DocumentsError", "ReadingError", "EmbeddingError"),
    *("IndexMissingError", "IndexLockedError", "IndexDamagedError", "QuestionsError"),
}


def test_the_exported_names_are_these() -> None:
    assert set(chatbot.__all__) == NAMES
    assert set(dir(chatbot)) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_name_is_there_and_is_the_class_itself(name: str) -> None:
    value = getattr(chatbot, name)
    assert value.__name__ == name
    assert getattr(importlib.import_module(value.__module__), name) is value


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        _ = chatbot.Nonsense


def test_importing_the_package_and_its_faces_loads_nothing_heavy() -> None:
    heavy = ["torch", "transformers", "sentence_transformers", "gradio", "pandas", "trafilatura"]
    code = (
        "import sys, chatbot, chatbot.cli; from chatbot import Settings, Chatbot; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert result.stdout.strip() == "[]"
