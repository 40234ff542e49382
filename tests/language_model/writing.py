"""Texts had from an endpoint of a test, and endpoints that speak no protocol."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress

from chatbot.language_model import EndpointModel, LanguageModelError, Prompt
from tests.helpers.scripted_endpoint import Reply, ScriptedEndpoint, scripted_endpoint

PROMPT = Prompt("Answer from the passages.", "When was the library opened?")
TEXT = "The library was opened in 1973 [1]. It has 40,000 books [2]."
# Patience of the tests in which the endpoint is to be given up.
SOON = 0.3
WORD = '{"choices": [{"index": 0, "delta": {"content": "Word. "}, "finish_reason": null}]}'
END = '{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}'


def model_at(endpoint: ScriptedEndpoint, timeout: float = 60.0, key: str = "") -> EndpointModel:
    return EndpointModel(endpoint.url, "scripted", key, timeout)


def written(model: EndpointModel, tokens: int = 50, seconds: float | None = None) -> tuple[str, str, str]:
    """Return the text, the fault it ended with (empty for none), and the fault's detail."""
    pieces: list[str] = []
    try:
        pieces.extend(model.write(PROMPT, tokens, seconds=seconds))
    except LanguageModelError as error:
        return "".join(pieces), error.fault, error.detail
    return "".join(pieces), "", ""


def begun(model: EndpointModel) -> Generator[str, None, None]:
    pieces = model.write(PROMPT, 50)
    assert isinstance(pieces, Generator)
    return pieces


def after(reply: Reply, timeout: float = 60.0, tokens: int = 50) -> tuple[str, str]:
    """Return the text and the fault that a reply leads to."""
    with scripted_endpoint(reply) as endpoint:
        return written(model_at(endpoint, timeout), tokens)[:2]


def events(*datas: str, line_end: str = "\n") -> str:
    return "".join(f"data: {data}{line_end}{line_end}" for data in datas)


def sent_as_it_is(body: str, pieces: int = 1) -> Reply:
    return Reply(body=body, pieces=pieces, headers={"Content-Type": "text/event-stream"})


@contextmanager
def raw_endpoint(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the URL of a server whose one connection is left to ``talk``, until the client hangs up."""

    def serve() -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        thread.join(10)
        assert not thread.is_alive()


def send_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"x" * 1000)
        time.sleep(0.01)
