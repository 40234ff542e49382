"""One request to a language model, in a thread of its own: its pieces, and the end of it at any time."""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from queue import Empty, SimpleQueue
from typing import Any

from chatbot.language_model.faults import LanguageModelError

_of_this_thread: ContextVar[Request | None] = ContextVar("request", default=None)


def about_to_send() -> None:
    """Begin to count the silence of the endpoint: the request of this thread is sent now."""
    request = _of_this_thread.get()
    if request is not None:
        request.heard = time.monotonic()


def watch_connection(event: str, details: dict[str, Any]) -> None:
    """Take note of the connection that the request of this thread has made.

    For the ``trace`` extension of httpx2, which is where a connection is known before it has answered.
    """
    request = _of_this_thread.get()
    if request is not None and event.endswith(("connect_tcp.complete", "start_tls.complete")):
        request.connected(details["return_value"].get_extra_info("socket"))


class Request:
    """One request in a thread of its own; its pieces come through a queue.

    Parameters
    ----------
    open_stream
        Sends the request and returns its stream of events.
    fault_of
        Tells what an error of either means, and whether text had come before it.

    Attributes
    ----------
    heard
        When the model last gave a sign of life, text or reasoning, in seconds of `time.monotonic`; or
        when it was asked; infinite before.
    """

    def __init__(
        self, open_stream: Callable[[], Any], fault_of: Callable[[Exception, bool], LanguageModelError]
    ) -> None:
        self._open_stream, self._fault_of = open_stream, fault_of
        self._pieces: SimpleQueue[str | LanguageModelError] = SimpleQueue()
        self._abandoned = threading.Event()
        self._connection: socket.socket | None = None
        self._started = False
        self.heard = math.inf

    def start(self) -> None:
        """Send the request."""
        threading.Thread(target=self._run, name="language-model", daemon=True).start()

    def next(self, seconds: float) -> str | None:
        """Return the next piece, ``""`` at the end, ``None`` where none came in that time."""
        try:
            piece = self._pieces.get(timeout=seconds)
        except Empty:
            return None
        if isinstance(piece, LanguageModelError):
            raise piece
        return piece

    def abandon(self) -> None:
        """Let go of the request: nobody waits for it any more, and the endpoint is told so."""
        self._abandoned.set()
        self._hang_up()

    def connected(self, connection: socket.socket) -> None:
        """Take note of the connection the request goes through."""
        self._connection = connection
        if self._abandoned.is_set():
            self._hang_up()

    def _hang_up(self) -> None:
        # Closing a socket does not wake the thread that reads it, nor tell the other end meanwhile.
        if self._connection is not None:
            with suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        _of_this_thread.set(self)
        stream = None
        try:
            stream = self._open_stream()
            self._follow(stream)
        except Exception as error:  # whatever it is, who waits must hear of it
            self._pieces.put(self._fault_of(error, self._started))
        finally:
            # Nobody reads this far, unless even telling what went wrong has failed.
            self._pieces.put(LanguageModelError("interrupted", "the request broke off"))
            if stream is not None:
                with suppress(Exception):
                    stream.close()

    def _follow(self, stream: Any) -> None:
        ended, events = "", 0
        for event in stream:
            if self._abandoned.is_set():
                return
            events += 1
            for choice in event.choices[:1]:
                self._take(choice.delta)
                ended = choice.finish_reason or ended
        if not events:
            self._pieces.put(LanguageModelError("malformed", "the answer has no events"))
        elif not ended:
            self._pieces.put(LanguageModelError("interrupted", "the stream broke off"))
        elif ended in ("length", "content_filter"):
            self._pieces.put(LanguageModelError("cut"))
        else:
            self._pieces.put("" if self._started else LanguageModelError("empty"))

    def _take(self, delta: Any) -> None:
        text = getattr(delta, "content", None)
        # Servers do not agree on the name of what the model thinks to itself.
        if text or getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None):
            self.heard = time.monotonic()
        if isinstance(text, str) and text:
            self._started = True
            self._pieces.put(text)
