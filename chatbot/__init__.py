"""A chatbot over a folder of documents: cited answers, and a flag wherever the sources disagree."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot
    from chatbot.errors import (
        ChatbotError,
        DocumentsError,
        EmbeddingError,
        IndexDamagedError,
        IndexLockedError,
        IndexMissingError,
        QuestionsError,
        ReadingError,
        SettingsError,
    )
    from chatbot.settings import Settings
    from chatbot.types import Answer, Citation, Claim, Conflict, Document, Hit, Passage

__all__ = [
    "Answer",
    "Chatbot",
    "ChatbotError",
    "Citation",
    "Claim",
    "Conflict",
    "Document",
    "DocumentsError",
    "EmbeddingError",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMissingError",
    "Passage",
    "QuestionsError",
    "ReadingError",
    "Settings",
    "SettingsError",
]

_MODULES = {"Chatbot": "chatbot.chatbot", "Settings": "chatbot.settings"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import chatbot`` itself is quick."""
    if name not in __all__:
        raise AttributeError(f"module 'chatbot' has no attribute '{name}'")
    module = _MODULES.get(name) or ("chatbot.errors" if name.endswith("Error") else "chatbot.types")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
