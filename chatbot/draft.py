"""An answer while a language model writes it: read as far as it is, and stopped, from another thread."""

from __future__ import annotations

import threading


class Draft:
    """The text of an answer in the making; safe to use from several threads."""

    def __init__(self) -> None:
        self._text = ""
        self._stopped = threading.Event()

    @property
    def text(self) -> str:
        """The text so far, as Markdown with marks ``[1]`` that are not checked yet."""
        return self._text

    def show(self, text: str) -> None:
        """Put the text so far in the place of the former."""
        self._text = text

    def stop(self) -> None:
        """Ask the writer to stop; what is written by then is kept."""
        self._stopped.set()

    def stopped(self) -> bool:
        """Tell whether somebody asked to stop."""
        return self._stopped.is_set()
