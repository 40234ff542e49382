from __future__ import annotations

import socket

import pytest

from chatbot.language_model import EndpointModel, LanguageModelError
from tests.helpers.scripted_endpoint import Fault, Reply
from tests.language_model.writing import (
    SOON,
    TEXT,
    after,
    events,
    raw_endpoint,
    send_for_ever,
    sent_as_it_is,
    written,
)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (400, "refused"),
        (401, "key"),
        (403, "key"),
        (404, "model"),
        (405, "model"),
        (413, "refused"),
        (422, "refused"),
        (429, "busy"),
        (500, "server"),
        (502, "server"),
        (503, "busy"),
        (504, "late"),
    ],
)
def test_a_status_is_the_fault_it_stands_for(status: int, fault: str) -> None:
    assert after(Reply(status=status)) == ("", fault)
    assert after(Reply(status=status, body="<h1>No</h1>", headers={"Content-Type": "text/html"})) == (
        "",
        fault,
    )


@pytest.mark.parametrize(
    ("fault", "text", "expected"),
    [
        ("hang", "", "late"),
        ("hang_midway", "", "late"),
        ("hang_midway", TEXT, "interrupted"),
        ("keepalive", "", "late"),
        ("keepalive", TEXT, "interrupted"),
    ],
)
def test_an_endpoint_that_falls_silent_is_given_up(fault: Fault, text: str, expected: str) -> None:
    # Where there is text, it must have the time to come even if this machine is busy.
    got, ended = after(Reply(text, fault=fault), timeout=SOON * (4 if text else 1))
    assert ended == expected
    assert got == (TEXT[: len(got)] if text else "")
    assert bool(got) == bool(text)


@pytest.mark.parametrize(
    ("fault", "text", "expected"),
    [
        ("break_midway", TEXT, "interrupted"),
        ("break_midway", "", "server"),
        ("malformed", TEXT, "malformed"),
        ("malformed", "", "malformed"),
        ("binary", TEXT, "malformed"),
        ("not_sse", "", "malformed"),
        ("error_event", TEXT, "server"),
        ("error_event", "", "server"),
        ("no_finish", TEXT, "interrupted"),
        ("empty", "", "empty"),
        ("length", TEXT, "cut"),
        ("endless", "", "endless"),
    ],
)
def test_an_answer_that_goes_wrong_has_its_fault(fault: Fault, text: str, expected: str) -> None:
    got, ended = after(Reply(text, fault=fault))
    assert ended == expected
    if fault in ("no_finish", "length"):
        assert got == TEXT
    elif fault != "endless":
        assert got == TEXT[: len(got)]
        assert bool(got) == bool(text)


def test_a_text_is_stopped_where_it_exceeds_every_limit() -> None:
    got, fault = after(Reply(fault="endless"), tokens=100)
    assert fault == "endless"
    assert 0 < len(got) <= 100 * 12


@pytest.mark.parametrize(
    "body",
    [
        '{"choices": [{"message": {"role": "assistant", "content": "Whole."}, "finish_reason": "stop"}]}',
        '{"error": {"message": "no such thing"}}',
        "null",
        "Word.",
    ],
)
def test_an_answer_that_is_no_stream_is_malformed(body: str) -> None:
    assert after(Reply(body=body)) == ("", "malformed")


@pytest.mark.parametrize(
    "data",
    [
        "{}",
        "[]",
        "null",
        "1",
        '"Word."',
        '{"choices": null}',
        '{"choices": "Word."}',
        '{"choices": [null]}',
        '{"choices": [{"index": 0}]}',
        '{"choices": [{"index": 0, "delta": "Word."}]}',
        '{"choices": [{"index": 0, "delta": {"content": ["Word."]}}]}',
    ],
)
def test_an_event_of_another_form_is_a_fault_and_never_a_traceback(data: str) -> None:
    got, fault = after(sent_as_it_is(events(data)))
    assert got == ""
    assert fault in ("malformed", "interrupted", "empty")


def test_a_closed_port_is_unreachable() -> None:
    with socket.socket() as taken:
        # Bound but not listening: nothing answers there, and nobody else can.
        taken.bind(("127.0.0.1", 0))
        model = EndpointModel(f"http://127.0.0.1:{taken.getsockname()[1]}/v1", "scripted")
        assert written(model)[:2] == ("", "unreachable")
        with pytest.raises(LanguageModelError, match="unreachable"):
            model.models()


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/v1", "http://no host/v1", "http://host.invalid/v1"])
def test_an_address_that_cannot_be_used_is_a_fault(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    assert written(EndpointModel(url, "scripted"))[1] in ("unreachable", "malformed")


def test_a_server_that_hangs_up_at_once_has_failed() -> None:
    with raw_endpoint(lambda connection: None) as url:
        assert written(EndpointModel(url, "m"))[:2] == ("", "server")


def test_a_server_of_another_protocol_is_a_fault() -> None:
    with raw_endpoint(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")) as url:
        assert written(EndpointModel(url, "m"))[:2] == ("", "server")


def test_an_answer_that_is_not_compressed_as_it_says_is_malformed() -> None:
    packed = Reply(body="not gzip", headers={"Content-Type": "text/event-stream", "Content-Encoding": "gzip"})
    assert after(packed) == ("", "malformed")


@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error"])
def test_a_line_or_an_error_without_end_is_given_up(status: str) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 {status}\r\nContent-Type: text/event-stream\r\n\r\ndata: ".encode())
        send_for_ever(connection)

    # The context ends only if the endpoint sees that nobody reads it any more.
    with raw_endpoint(talk) as url:
        assert written(EndpointModel(url, "m", timeout=SOON))[:2] == ("", "late")


@pytest.mark.parametrize("kind", [b"text/html", b"application/json"])
@pytest.mark.parametrize(
    "body", [b"<!doctype html><p>It works!", b"", b"null", b"[1, 2]", b'{"data": [1]}', b'{"data": [{"id": ']
)
def test_a_page_in_the_place_of_the_models_is_malformed(kind: bytes, body: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n%s" % (kind, body)
    with raw_endpoint(lambda connection: connection.sendall(answer)) as url:
        with pytest.raises(LanguageModelError) as caught:
            EndpointModel(url, "m").models()
        assert caught.value.fault == "malformed"
