"""An answer while a language model writes it: read as far as it is, and stopped, from another thread."""

from __future__ import annotations

import threading

from chatbot.answering.readable import readable_text


class Draft:
    """The text of an answer in the making; safe to use from several threads."""

    def __init__(self) -> None:
        self._written = self._read = self._text = ""
        self._stopped = threading.Event()

    @property
    def text(self) -> str:
        """The text so far, as Markdown with marks ``[1]`` that are not checked yet.

        What is not for reading is left out when it is looked at, which is seldom beside how often it grows.
        """
        written = self._written
        if written != self._read:
            self._text, self._read = readable_text(written), written
        return self._text

    def show(self, text: str) -> None:
        """Put what is written so far in the place of the former."""
        self._written = text

    def stop(self) -> None:
        """Ask the writer to stop; what is written by then is kept."""
        self._stopped.set()

    def stopped(self) -> bool:
        """Tell whether somebody asked to stop."""
        return self._stopped.is_set()
