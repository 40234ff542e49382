"""The chat window: ask, read the cited passages, keep the index up to date."""

from __future__ import annotations

from chatbot.ui.server import build_application, serve
from chatbot.ui.window import build_window

__all__ = ["build_application", "build_window", "serve"]
