from __future__ import annotations

import threading
from typing import Any

import pytest

from chatbot.language_model.faults import LanguageModelError
from chatbot.language_model.request import Request


def no_stream() -> Any:
    raise RuntimeError("no stream")


def test_an_error_is_told_with_the_fault_it_means() -> None:
    def fault_of(error: Exception, started: bool) -> LanguageModelError:
        return LanguageModelError("server", f"{error}, {started}")

    request = Request(no_stream, fault_of)
    request.start()
    with pytest.raises(LanguageModelError, match="server: no stream, False"):
        request.next(10)


def test_who_waits_hears_of_the_end_even_if_the_fault_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault_of(error: Exception, started: bool) -> LanguageModelError:
        raise error

    failed = threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda failure: failed.set())
    request = Request(no_stream, fault_of)
    request.start()
    with pytest.raises(LanguageModelError, match="interrupted"):
        request.next(10)
    assert failed.wait(10)


def test_nothing_is_there_before_it_has_come() -> None:
    waiting = threading.Event()

    def open_stream() -> Any:
        waiting.wait(10)
        return iter(())

    request = Request(open_stream, lambda error, started: LanguageModelError("server", str(error)))
    request.start()
    assert request.next(0.05) is None
    waiting.set()
    with pytest.raises(LanguageModelError, match="malformed: the answer has no events"):
        request.next(10)
