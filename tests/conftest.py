from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.helpers.chromium import chromium

__all__ = ["chromium"]


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the developer's ``CHATBOT_*`` variables and ``chatbot.toml`` away from the tests."""
    for name in list(os.environ):
        if name.upper().startswith("CHATBOT_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
