"""One rebuild at a time, run in the background and watched by any number of pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from chatbot.types import IndexReport, Progress
from chatbot.ui.face import ChatbotFace


class Rebuild:
    """A rebuild under way or done: its latest progress, then its report or its error."""

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.report: IndexReport | None = None
        self.error: Exception | None = None
        self._changed = threading.Condition()
        self._done = False
        self._version = 0

    @property
    def done(self) -> bool:
        """Whether the rebuild has ended, well or badly."""
        return self._done

    def run(self, bot: ChatbotFace) -> None:
        """Rebuild and keep what comes of it; never raises."""
        try:
            self.report = bot.rebuild(self._advance)
        except Exception as error:  # handed to whoever watches
            self.error = error
        with self._changed:
            self._done = True
            self._changed.notify_all()

    def watch(self, pause: float = 0.1) -> Iterator[Progress | None]:
        """Yield the progress as it changes, at most every ``pause`` seconds, until the rebuild ends."""
        seen = -1
        while not self._done:
            with self._changed:
                while not self._done and self._version == seen:
                    self._changed.wait()
                seen, progress = self._version, self.progress
            yield progress
            with self._changed:
                self._changed.wait_for(lambda: self._done, timeout=pause)

    def _advance(self, progress: Progress) -> None:
        with self._changed:
            self.progress = progress
            self._version += 1
            self._changed.notify_all()


class Rebuilder:
    """Starts rebuilds; a second call while one runs joins that one."""

    def __init__(self, bot: ChatbotFace) -> None:
        self._bot = bot
        self._lock = threading.Lock()
        self._current: Rebuild | None = None

    @property
    def current(self) -> Rebuild | None:
        """The rebuild under way, ``None`` where there is none."""
        current = self._current
        return None if current is None or current.done else current

    def start(self) -> Rebuild:
        """Start a rebuild in the background, or return the one under way."""
        with self._lock:
            current = self.current
            if current is None:
                current = self._current = Rebuild()
                threading.Thread(target=current.run, args=(self._bot,), name="rebuild", daemon=True).start()
            return current
