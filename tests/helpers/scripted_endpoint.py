"""A chat-completions endpoint on this machine that answers, and fails, as it was told to."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, cast

Fault = Literal[
    "",
    "hang",
    "hang_midway",
    "break_midway",
    "malformed",
    "not_sse",
    "error_event",
    "no_finish",
    "empty",
    "endless",
    "keepalive",
    "length",
    "redirect",
    "binary",
]

_EVENTS = "text/event-stream"
_PAGE = "<!doctype html><title>Welcome</title><p>It works!</p>"
_ERRORS = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}
_PAUSE_SECONDS = 0.02
_END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer to a chat request.

    Attributes
    ----------
    text
        What the model writes, sent in pieces.
    write
        Makes the text from the request's JSON body, in the place of ``text``.
    pieces
        In how many pieces the text, or the bytes of ``body``, are sent; 0 for one word at a time (a body:
        at once).
    status
        HTTP status; where it is not 200, ``body`` or an error in OpenAI's format is sent.
    body
        Sent as it is in the place of a stream of events, as JSON unless ``headers`` say otherwise.
    headers
        Sent with the answer; ``Location`` for a redirect.
    fault
        How the answer goes wrong. ``hang`` says nothing, ``hang_midway`` and ``break_midway`` fall silent and
        hang up after half of the text, ``malformed`` and ``error_event`` send what is no JSON and an error
        there; ``no_finish`` ends without a reason, ``length`` for the reason that the text is too long;
        ``endless`` and ``keepalive`` never end, with text and without.
    reasoning
        Sent as ``reasoning_content`` before the text.
    pause
        Seconds before each piece.
    """

    text: str = ""
    write: Callable[[dict[str, Any]], str] | None = None
    pieces: int = 0
    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Fault = ""
    reasoning: str = ""
    pause: float = 0.0


def answering(text: str) -> Reply:
    """Return the reply that writes a text, to its end."""
    return Reply(text)


class ScriptedEndpoint:
    """What was asked of the endpoint so far.

    Attributes
    ----------
    url
        Base URL, ``http://127.0.0.1:PORT/v1``.
    requests
        JSON bodies of the chat requests, in order.
    headers
        Headers of these requests, names in lower case.
    left
        Set once a client went away before its answer was whole.
    """

    def __init__(self, server: _Server) -> None:
        self._server = server
        self.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left = threading.Event()

    def release(self) -> None:
        """Let the replies that hang, or have no end, end."""
        self._server.released.set()


@contextmanager
def scripted_endpoint(
    *replies: Reply, models: tuple[str, ...] = ("scripted",), key: str = ""
) -> Iterator[ScriptedEndpoint]:
    """Serve the replies in order, the last one again and again, until the context ends.

    Parameters
    ----------
    models
        Names of the models it lists.
    key
        Where given, requests with another bearer token get status 401.
    """
    server = _Server(replies or (Reply("Scripted."),), models, key)
    thread = threading.Thread(target=server.serve_forever, args=(_PAUSE_SECONDS,), daemon=True)
    thread.start()
    try:
        yield server.endpoint
    finally:
        server.end()
        thread.join(_END_SECONDS)
    if server.failures:
        raise server.failures[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, replies: Sequence[Reply], models: tuple[str, ...], key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies, self.models, self.key = replies, models, key
        self.released = threading.Event()
        self.failures: list[BaseException] = []
        self.lock = threading.Lock()
        self.endpoint = ScriptedEndpoint(self)
        self._open: dict[socket.socket, threading.Thread] = {}

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        with self.lock:
            self._open[request] = threading.current_thread()
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.lock:
                self._open.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Called inside the except clause of the handler; a client that went away is none of our failures.
        error = sys.exception()
        if isinstance(error, OSError):
            self.endpoint.left.set()
        elif error is not None:
            self.failures.append(error)

    def end(self) -> None:
        self.released.set()
        self.shutdown()
        self.server_close()
        with self.lock:
            still_open = list(self._open.items())
        for connection, _ in still_open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in still_open:
            thread.join(_END_SECONDS)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  the base class calls it so
        """Keep quiet."""

    @property
    def _script(self) -> _Server:
        return cast(_Server, self.server)

    def do_GET(self) -> None:
        if not self._key_fits():
            return
        if self.path != "/v1/models":
            self._fail(404, "no such page")
            return
        models = [
            {"id": name, "object": "model", "created": 0, "owned_by": ""} for name in self._script.models
        ]
        self._send(200, "application/json", json.dumps({"object": "list", "data": models}).encode())

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions":
            self._fail(404, "no such page")
            return
        script = self._script
        with script.lock:
            reply = script.replies[min(len(script.endpoint.requests), len(script.replies) - 1)]
            script.endpoint.requests.append(request)
            script.endpoint.headers.append({name.lower(): value for name, value in self.headers.items()})
        if self._key_fits():
            self._answer(reply, request)

    def _key_fits(self) -> bool:
        key, given = self._script.key, self.headers.get("Authorization", "")
        if not key or given == f"Bearer {key}":
            return True
        self._fail(401, f"Incorrect API key provided: {given.removeprefix('Bearer ')}.")
        return False

    def _answer(self, reply: Reply, request: dict[str, Any]) -> None:
        if reply.fault == "hang":
            self._wait_for_release()
            self.close_connection = True
        elif reply.fault == "redirect":
            self._send(307, "text/plain", b"", reply.headers)
        elif reply.fault == "not_sse":
            self._send(200, "text/html", (reply.body or _PAGE).encode(), reply.headers)
        elif reply.body:
            self._send_in_pieces(reply)
        elif reply.status != 200:
            self._fail(reply.status, "scripted", reply.headers)
        else:
            self._stream(reply, reply.write(request) if reply.write else reply.text)

    def _stream(self, reply: Reply, text: str) -> None:
        self._begin_chunks(200, _EVENTS, reply.headers)
        self._event({"role": "assistant", "content": ""})
        for piece in _pieces_of(reply.reasoning, reply.pieces):
            time.sleep(reply.pause)
            self._event({"reasoning_content": piece})
        pieces = [] if reply.fault == "empty" else _pieces_of(text, reply.pieces)
        half = (len(pieces) + 1) // 2
        for piece in pieces[:half]:
            time.sleep(reply.pause)
            self._event({"content": piece})
        if self._goes_wrong(reply.fault):
            self.close_connection = True
            return
        for piece in pieces[half:]:
            time.sleep(reply.pause)
            time.sleep(reply.pause)
            self._event({"content": piece})
        if reply.fault != "no_finish":
            self._event({}, "length" if reply.fault == "length" else "stop")
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _goes_wrong(self, fault: Fault) -> bool:
        """Do what a fault in the midst of a text does; tell whether the answer ends with it."""
        if fault == "hang_midway":
            self._wait_for_release()
        elif fault == "break_midway":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault in ("endless", "keepalive"):
            while not self._script.released.wait(_PAUSE_SECONDS):
                if fault == "endless":
                    self._event({"content": "and so on, " * 20})
                else:
                    self._chunk(b": keepalive\n\n")
        elif fault == "malformed":
            self._chunk(b'data: {"choices": [{"delta"\n\n')
            self._chunk(b"")
        elif fault == "error_event":
            error = {"error": {"message": "the model crashed", "type": "server_error", "code": 500}}
            self._chunk(f"data: {json.dumps(error)}\n\n".encode())
            self._chunk(b"")
        elif fault == "binary":
            self._chunk(b"data: \xff\xfe\x00\x80\x81\n\n")
            self._chunk(b"")
        else:
            return False
        return True

    def _wait_for_release(self) -> None:
        """Hang until released, or until the client goes away."""
        self.connection.settimeout(_PAUSE_SECONDS)
        while not self._script.released.is_set():
            with suppress(TimeoutError):
                if not self.connection.recv(1, socket.MSG_PEEK):
                    self._script.endpoint.left.set()
                    return

    def _event(self, delta: Mapping[str, str], finish_reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
        self._chunk(f"data: {json.dumps(event | {'choices': [choice]}, ensure_ascii=False)}\n\n".encode())

    def _fail(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        error = {
            "message": message,
            "type": "invalid_request_error",
            "param": None,
            "code": _ERRORS.get(status),
        }
        self._send(status, "application/json", json.dumps({"error": error}).encode(), headers)

    def _send(self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self._begin(status, {"Content-Type": kind, "Content-Length": str(len(body))} | dict(headers or {}))
        self.wfile.write(body)

    def _send_in_pieces(self, reply: Reply) -> None:
        body = reply.body.encode()
        size = -(-len(body) // (reply.pieces or 1))
        self._begin_chunks(reply.status, "application/json", reply.headers)
        for start in range(0, len(body), size):
            time.sleep(reply.pause)
            self._chunk(body[start : start + size])
        self._chunk(b"")

    def _begin_chunks(self, status: int, kind: str, headers: Mapping[str, str]) -> None:
        self._begin(status, {"Content-Type": kind, "Transfer-Encoding": "chunked"} | dict(headers))

    def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        """Send a chunk, the last one where it is empty."""
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


def _pieces_of(text: str, count: int) -> list[str]:
    if not count:
        return [word + " " for word in text.split(" ")[:-1]] + [text.split(" ")[-1]] if text else []
    size = max(1, -(-len(text) // count))
    return [text[start : start + size] for start in range(0, len(text), size)]
