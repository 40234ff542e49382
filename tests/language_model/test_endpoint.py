from __future__ import annotations

import json
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.errors import SettingsError
from chatbot.language_model import EndpointModel, LanguageModelError
from tests.helpers.scripted_endpoint import Fault, Reply, answering, scripted_endpoint
from tests.language_model.writing import (
    END,
    PROMPT,
    SOON,
    TEXT,
    WORD,
    after,
    begun,
    events,
    model_at,
    sent_as_it_is,
    written,
)

KEY = "sk-0123456789-secret"


def test_the_pieces_come_as_they_are_written_and_in_order() -> None:
    with scripted_endpoint(Reply(TEXT, fault="hang_midway")) as endpoint:
        pieces = begun(model_at(endpoint))
        # The endpoint says no more until it is released, so these were not waiting for the end.
        assert [next(pieces) for _ in range(3)] == ["The ", "library ", "was "]
        pieces.close()
    assert after(Reply(TEXT)) == (TEXT, "")


def test_the_request_carries_the_model_the_limits_the_messages_and_the_key() -> None:
    with scripted_endpoint(answering(TEXT), key=KEY) as endpoint:
        model = EndpointModel(endpoint.url, "scripted", KEY, temperature=0.25)
        assert written(model, tokens=123) == (TEXT, "", "")
        assert endpoint.requests == [
            {
                "model": "scripted",
                "messages": [
                    {"role": "system", "content": PROMPT.system},
                    {"role": "user", "content": PROMPT.user},
                ],
                "max_tokens": 123,
                "temperature": 0.25,
                "stream": True,
            }
        ]
        assert endpoint.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_reply_may_depend_on_the_prompt() -> None:
    with scripted_endpoint(
        Reply(write=lambda request: str(request["messages"][1]["content"]).upper())
    ) as here:
        assert written(model_at(here))[0] == PROMPT.user.upper()


def test_nothing_but_the_protocol_is_sent_where_there_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "of-another-service")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/of-another-service")
    monkeypatch.setenv(
        "OPENAI_CUSTOM_HEADERS", "X-Secret: of-another-service\nAuthorization: Bearer of-another"
    )
    with scripted_endpoint(answering(TEXT)) as endpoint:
        assert written(model_at(endpoint))[0] == TEXT
        assert "of-another" not in repr((endpoint.headers, endpoint.requests))
        assert set(endpoint.headers[0]) <= {
            *("host", "accept", "accept-encoding", "connection", "user-agent"),
            *("content-type", "content-length"),
        }


def test_the_key_is_ours_whatever_the_environment_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer of-another-service")
    with scripted_endpoint(answering(TEXT), key=KEY) as endpoint:
        assert written(model_at(endpoint, key=KEY))[1] == ""


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_is_used_for_this_machine(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        scripted_endpoint(answering("By the proxy.")) as proxy,
        scripted_endpoint(answering(TEXT)) as endpoint,
    ):
        monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        assert written(model_at(endpoint))[0] == TEXT
        assert proxy.requests == []


def test_a_redirect_is_not_followed_and_the_key_stays() -> None:
    with scripted_endpoint(answering(TEXT)) as other:
        moved = Reply(fault="redirect", headers={"Location": f"{other.url}/chat/completions"})
        with scripted_endpoint(moved, key=KEY) as endpoint:
            assert written(model_at(endpoint, key=KEY))[:2] == ("", "moved")
        assert (other.requests, other.headers) == ([], [])


def test_the_key_is_in_no_error() -> None:
    odd = "sk-\"quoted\\'<&%+/=~"
    for key in (KEY, odd):
        with scripted_endpoint(key="another") as endpoint:
            model = model_at(endpoint, key=key)
            _, fault, detail = written(model)
            assert fault == "key"
            assert "***" in detail
            assert key not in detail
            with pytest.raises(LanguageModelError) as caught:
                model.models()
            assert key not in str(caught.value)


@settings(max_examples=25, deadline=None)
@given(key=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30))
def test_every_key_arrives_as_it_is(key: str) -> None:
    with scripted_endpoint(answering(TEXT), key=key) as endpoint:
        assert model_at(endpoint, key=key).models() == ["scripted"]


@pytest.mark.parametrize("key", ["two words", "clé", "two\nlines", "tab\t", "\x00", "“sk-1”"])
def test_a_key_that_no_header_can_hold_is_said_to_be_wrong_but_not_shown(key: str) -> None:
    with pytest.raises(SettingsError, match="'llm_key' or 'llm_key_file'") as caught:
        EndpointModel("http://127.0.0.1:9/v1", "scripted", key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("fault", ["hang", "hang_midway", "keepalive", "endless"])
@pytest.mark.parametrize("text", ["", TEXT])
def test_stopping_ends_the_text_and_tells_the_endpoint(fault: Fault, text: str) -> None:
    stop = threading.Event()
    with scripted_endpoint(Reply(text, fault=fault)) as endpoint:

        def stop_once_asked() -> None:
            while not endpoint.requests:
                stop.wait(0.01)
            stop.set()

        thread = threading.Thread(target=stop_once_asked)
        thread.start()
        with pytest.raises(LanguageModelError) as caught:
            list(model_at(endpoint).write(PROMPT, 32_000, stopped=stop.is_set))
        thread.join()
        assert caught.value.fault == "stopped"
        # Else a model on this machine would go on for minutes, for nobody.
        assert endpoint.left.wait(10)


def test_letting_go_of_the_text_tells_the_endpoint() -> None:
    with scripted_endpoint(Reply(TEXT, fault="hang_midway")) as endpoint:
        pieces = begun(model_at(endpoint))
        next(pieces)
        pieces.close()
        assert endpoint.left.wait(10)


def test_the_time_for_the_whole_text_may_be_given() -> None:
    with scripted_endpoint(Reply(fault="hang"), Reply(TEXT, fault="hang_midway")) as endpoint:
        assert written(model_at(endpoint), seconds=SOON)[:2] == ("", "late")
        assert written(model_at(endpoint), seconds=SOON * 5)[1] == "endless"


def test_no_request_is_made_before_the_text_is_asked_for() -> None:
    with scripted_endpoint() as endpoint:
        model_at(endpoint).write(PROMPT, 50)
        assert endpoint.requests == []


def refusing(*names: str) -> Reply:
    error = {"message": f"Unsupported parameter: {' and '.join(names)}.", "code": "unsupported_parameter"}
    return Reply(status=400, body=json.dumps({"error": error}))


def test_what_the_endpoint_does_not_take_is_left_out() -> None:
    with scripted_endpoint(refusing("'max_tokens'"), refusing("'temperature'"), answering(TEXT)) as endpoint:
        assert written(model_at(endpoint), tokens=70) == (TEXT, "", "")
        first, second, third = endpoint.requests
    assert (first["max_tokens"], first["temperature"]) == (70, 0)
    assert "max_tokens" not in second
    assert (second["max_completion_tokens"], second["temperature"]) == (70, 0)
    assert third["max_completion_tokens"] == 70
    assert not {"max_tokens", "temperature"} & set(third)


def test_an_endpoint_that_refuses_everything_is_asked_a_few_times_only() -> None:
    everything = refusing("max_tokens", "temperature", "max_completion_tokens", "messages")
    with scripted_endpoint(everything) as endpoint:
        assert written(model_at(endpoint))[1] == "refused"
        assert len(endpoint.requests) <= 3


def test_the_model_may_think_for_longer_than_it_may_be_silent() -> None:
    # Servers do not agree on the name of it.
    names = ("reasoning_content", "reasoning")
    thinking = [json.dumps({"choices": [{"index": 0, "delta": {name: "hm"}}]}) for name in names]
    body = events(*thinking * 12, WORD, END, "[DONE]")
    slow = Reply(body=body, pieces=30, headers={"Content-Type": "text/event-stream"}, pause=0.1)
    assert after(slow, timeout=1.5) == ("Word. ", "")


def test_reasoning_is_no_part_of_the_text() -> None:
    assert after(Reply(TEXT, reasoning="Let me see. The passage says 1973.")) == (TEXT, "")
    assert after(Reply(reasoning="Let me see.", fault="empty")) == ("", "empty")
    assert after(Reply(reasoning="Let me see.", fault="length")) == ("", "cut")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("pieces", [1, 2, 7, 50, 1000])
def test_events_are_read_wherever_the_network_cuts_them(line_end: str, pieces: int) -> None:
    text = "Élan, œuvre, 図書館, 📚"
    word = WORD.replace("Word. ", text)
    body = ": hello\n\n".replace("\n", line_end) + events(word, END, "[DONE]", line_end=line_end)
    assert after(sent_as_it_is(body, pieces)) == (text, "")


def test_events_of_many_lines_of_other_kinds_and_without_text_are_read() -> None:
    usage = '{"choices": [], "usage": {"total_tokens": 3}}'
    blank = '{"choices": [{"index": 0, "delta": {"content": null}, "finish_reason": null}]}'
    bare = '{"choices": [{"index": 0, "delta": null, "finish_reason": null}]}'
    many_lines = (
        "event: message\nid: 7\nretry: 10\ndata: " + WORD.replace(', "delta"', ',\ndata: "delta"') + "\n\n"
    )
    body = events(usage, blank, bare) + many_lines + events(WORD, END, usage, "[DONE]")
    assert after(sent_as_it_is(body)) == ("Word. Word. ", "")


def test_an_end_without_the_last_mark_is_an_end() -> None:
    assert after(sent_as_it_is(events(WORD, END))) == ("Word. ", "")


def test_several_texts_may_be_written_at_once() -> None:
    with scripted_endpoint(Reply(write=lambda request: f"Up to {request['max_tokens']}.")) as endpoint:
        model = model_at(endpoint)
        texts: dict[int, str] = {}
        threads = [
            threading.Thread(target=lambda tokens=tokens: texts.update({tokens: written(model, tokens)[0]}))
            for tokens in range(20, 28)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert texts == {tokens: f"Up to {tokens}." for tokens in range(20, 28)}


def test_the_models_are_listed() -> None:
    with scripted_endpoint(models=("small", "large:7b"), key=KEY) as endpoint:
        assert model_at(endpoint, key=KEY).models() == ["small", "large:7b"]
        with pytest.raises(LanguageModelError) as caught:
            model_at(endpoint, key="wrong").models()
    assert caught.value.fault == "key"


def test_ipv6_works_as_well() -> None:
    if not socket.has_ipv6:
        pytest.skip("this Python has no IPv6")
    try:
        server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError as error:
        pytest.skip(f"this machine has no IPv6: {error}")
    with server:

        def refuse() -> None:
            with server.accept()[0] as connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        port = server.getsockname()[1]
        model = EndpointModel(f"http://[::1]:{port}/v1", "m")
        assert (model.label.host, model.label.local) == (f"[::1]:{port}", True)
        assert written(model)[:2] == ("", "busy")
        thread.join()


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:11434/v1", True),
        ("http://LOCALHOST/v1", True),
        ("http://model.localhost:80/v1", True),
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.8.9.10/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://192.168.1.20:11434/v1", False),
        ("http://10.0.0.7/v1", False),
        ("http://[fe80::1]/v1", False),
        ("https://api.example.com/v1", False),
        ("http://localhost.evil.com/v1", False),
        ("http://evil-localhost/v1", False),
        ("http://127.0.0.1.evil.com/v1", False),
        ("http://localhost@evil.com/v1", False),
        ("http://127.0.0.1:80@evil.com/v1", False),
        ("http://evil.com/localhost", False),
        ("http://evil.com#@localhost/v1", False),
    ],
)
def test_only_this_machine_is_local(url: str, local: bool) -> None:
    label = EndpointModel(url, "small").label
    assert (label.name, label.local) == ("small", local)
    assert "@" not in label.host


def test_the_host_is_shown_with_its_port() -> None:
    assert EndpointModel("http://example.com:8080/v1", "small").label.host == "example.com:8080"
    assert EndpointModel("https://example.com/v1", "small").label.host == "example.com"
