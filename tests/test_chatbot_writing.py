from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chatbot import Chatbot
from chatbot.draft import Draft
from chatbot.errors import SettingsError
from chatbot.settings import Settings
from chatbot.types import Message, ModelLabel
from tests.helpers.fakes import HashEmbedder, ScriptedModel, WordReader
from tests.helpers.scripted_endpoint import Reply, ScriptedEndpoint, answering, scripted_endpoint

TEXTS = {
    "bridge.md": "The bridge over the Orne was opened to traffic on 12 May 1931. "
    "Its toll was lifted in 1934.",
    "mill.md": "The mill of Clairefontaine burnt down in 1902.",
}
OPENED = "When was the bridge over the Orne opened to traffic?"
WRITTEN = "The bridge over the Orne was opened on 12 May 1931 [1]."


def _bot(model: ScriptedModel | None = None, **settings: Any) -> Chatbot:
    return Chatbot.from_texts(
        TEXTS,
        settings=Settings(**settings),
        embedder=HashEmbedder(),
        reader=WordReader(),
        language_model=model,
    )


@contextmanager
def _served(*replies: Reply, **settings: Any) -> Iterator[tuple[Chatbot, ScriptedEndpoint]]:
    with scripted_endpoint(*replies) as endpoint:
        usual: dict[str, Any] = {"llm_url": endpoint.url, "llm_model": "scripted", "llm_timeout": 0.4}
        yield _bot(None, **(usual | settings)), endpoint


def test_without_a_language_model_nothing_changes_and_asking_for_one_says_what_to_set() -> None:
    bot = _bot()
    assert bot.language_model is None
    assert not bot.writes_by_default
    assert bot.ask(OPENED).writer == bot.ask(OPENED, llm=False).writer == ""
    with pytest.raises(SettingsError, match=r"CHATBOT_LLM_URL.*CHATBOT_LLM_MODEL"):
        bot.ask(OPENED, llm=True)


def test_the_setting_decides_where_the_call_does_not() -> None:
    with _served(answering(WRITTEN), llm=True) as (bot, endpoint):
        assert bot.writes_by_default
        assert bot.ask(OPENED).writer == "scripted"
        assert bot.ask(OPENED, llm=False).writer == ""
    assert len(endpoint.requests) == 1


def test_the_label_names_the_model_and_its_host() -> None:
    bot = _bot(llm_url="https://api.example.org/v1/", llm_model="big")
    assert bot.language_model == ModelLabel("big", "api.example.org", local=False)


def test_a_key_file_that_cannot_be_read_leaves_the_quotes_with_a_note() -> None:
    answer = _bot(llm_url="http://localhost:9/v1", llm_model="big", llm_key_file="none.txt").ask(
        OPENED, llm=True
    )
    assert "**12 May 1931**" in answer.text
    assert "none.txt" in answer.note


def test_a_follow_up_is_put_by_the_model_so_that_it_stands_alone() -> None:
    model = ScriptedModel("When was the toll of the bridge over the Orne lifted?", "NOT_IN_DOCUMENTS")
    history = [Message("user", OPENED), Message("assistant", "On **12 May 1931** [1], toll included.")]
    answer = _bot(model).ask("And when was it lifted?", history, llm=True)
    assert answer.query == "When was the toll of the bridge over the Orne lifted?"


def test_what_an_answer_said_unsupported_is_not_carried_on() -> None:
    said = "It was opened in **1931** [1]. ~~King Zog opened it.~~ [?1] Its toll was lifted in 1934 [2]."
    model = ScriptedModel("", "NOT_IN_DOCUMENTS")
    _bot(model).ask("And what did he do?", [Message("user", OPENED), Message("assistant", said)], llm=True)
    assert "King Zog" not in model.prompts[0].user
    assert "Its toll was lifted" in model.prompts[0].user


def test_a_model_that_puts_a_follow_up_badly_leaves_it_to_us() -> None:
    model = ScriptedModel("Who is King Zog of Albania?", "NOT_IN_DOCUMENTS")
    history = [Message("user", OPENED), Message("assistant", "On **12 May 1931** [1].")]
    bot = _bot(model)
    question = "And its toll, when was it lifted?"
    assert bot.ask(question, history, llm=True).query == bot.ask(question, history, llm=False).query


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        (Reply(status=401), "refused the key"),
        (Reply(status=404), "knows no model 'scripted'"),
        (Reply(status=429), "takes no more requests"),
        (Reply(status=500), "failed while it wrote"),
        (Reply(status=400, body='{"error": {"message": "too long"}}'), "refused the request"),
        (Reply(fault="redirect"), "to another address"),
        (Reply(fault="hang"), "did not answer in time"),
        (Reply("The bridge was opened on", fault="hang_midway"), "stopped in mid-sentence"),
        (Reply("The bridge was opened on", fault="break_midway"), "stopped in mid-sentence"),
        (Reply("The bridge was opened on", fault="no_finish"), "stopped in mid-sentence"),
        (Reply(fault="malformed"), "does not answer as an OpenAI-compatible endpoint"),
        (Reply(fault="not_sse"), "does not answer as an OpenAI-compatible endpoint"),
        (Reply(fault="binary"), "does not answer as an OpenAI-compatible endpoint"),
        (Reply("The bridge", fault="error_event"), "failed while it wrote"),
        (Reply(fault="empty"), "wrote nothing"),
        (Reply("word ", fault="endless"), "did not come to an end"),
        (Reply(fault="keepalive"), "did not answer in time"),
        (
            answering("Le pont fut ouvert à la circulation le 12 mai 1931 en présence du préfet [1]."),
            "another lang",
        ),
        (
            answering("The bridge was opened by King Zog of Albania in 1950 [1]."),
            "Nothing the language model",
        ),
    ],
)
def test_every_fault_of_an_endpoint_ends_in_quotes_and_one_sentence(reply: Reply, note: str) -> None:
    with _served(reply) as (bot, _):
        answer = bot.ask(OPENED, llm=True)
    assert answer.answered
    assert "**12 May 1931**" in answer.text
    assert note in answer.note
    assert answer.note.endswith(".")
    assert answer.writer == ""


def test_no_endpoint_ends_in_quotes_too() -> None:
    answer = _bot(llm_url="http://127.0.0.1:9/v1", llm_model="big").ask(OPENED, llm=True)
    assert "**12 May 1931**" in answer.text
    assert "No language model answers at 127.0.0.1:9" in answer.note


def test_an_answer_is_written_over_the_wire() -> None:
    with _served(answering(WRITTEN)) as (bot, endpoint):
        answer = bot.ask(OPENED, llm=True)
    assert answer.text == WRITTEN
    assert endpoint.requests[0]["stream"] is True
    assert "Ignore" not in endpoint.requests[0]["messages"][0]["content"]


def test_stopping_a_silent_endpoint_gives_the_quotes() -> None:
    draft = Draft()
    with _served(Reply("The bridge over the Orne", fault="hang_midway"), llm_timeout=600) as (bot, _):
        timer = threading.Timer(0.3, draft.stop)
        timer.start()
        answer = bot.ask(OPENED, llm=True, draft=draft)
    assert "**12 May 1931**" in answer.text
    assert answer.note == "The language model was stopped."
