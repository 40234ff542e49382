from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from chatbot.ui.asking import QUESTION_LIMIT, Asker, Frame
from chatbot.ui.session import Session
from tests.ui.fake_bot import LOCAL_MODEL, STOPPED, TOLL_ANSWER, FakeBot
from tests.ui.html_reading import assert_ours

QUESTION = "When was the bridge opened?"


@pytest.fixture
def bot(tmp_path: Path) -> FakeBot:
    bot = FakeBot(tmp_path / "documents")
    bot.language_model = LOCAL_MODEL
    return bot


@pytest.fixture
def asker(bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> Asker:
    monkeypatch.setattr("chatbot.ui.asking._FRAME_SECONDS", 0.0)
    return Asker(bot)


def ask(asker: Asker, session: Session, question: str) -> str:
    return list(asker.ask(session, question))[-1].conversation or ""


def live(frames: Iterator[Frame]) -> Iterator[str]:
    return (frame.live for frame in frames if frame.live)


def test_an_answer_unfolds_and_ends_in_the_conversation(asker: Asker) -> None:
    frames = list(asker.ask(Session(), QUESTION))
    assert "Searching the documents" in (frames[0].live or "")
    unfolding = [frame.live or "" for frame in frames[1:-1]]
    assert len(unfolding) > 5
    assert all(len(one) <= len(two) + 20 for one, two in pairwise(unfolding))
    assert frames[-1].live == ""
    assert "Dates differ" in (frames[-1].conversation or "")


def test_without_the_language_model_nothing_can_be_stopped(asker: Asker, bot: FakeBot) -> None:
    assert 'data-event="stop"' not in "".join(live(asker.ask(Session(), QUESTION)))
    assert bot.asked_writer == [False]


def test_the_history_reaches_the_chatbot(asker: Asker, bot: FakeBot) -> None:
    session = Session()
    ask(asker, session, "When was the toll lifted?")
    ask(asker, session, "And the bridge opened?")
    assert [len(history) for _, history in bot.asked] == [0, 2]


def test_a_users_error_is_told_word_for_word_and_escaped(asker: Asker) -> None:
    html = ask(asker, Session(), "lock it")
    assert "The index is being written by &lt;another&gt; process; try again in a moment." in html


@pytest.mark.parametrize("writing", [True, False])
def test_an_unexpected_error_is_logged_and_told_without_detail(
    asker: Asker, caplog: pytest.LogCaptureFixture, writing: bool
) -> None:
    session = Session(writing=writing)
    with caplog.at_level(logging.ERROR, logger="chatbot.ui"):
        html = ask(asker, session, "break it")
    assert "Something went wrong" in html
    assert "secret" not in html
    assert "a secret detail" in caplog.text
    assert session.history() == ()
    assert session.draft is None


def test_empty_and_overlong_questions_do_not_reach_the_chatbot(asker: Asker, bot: FakeBot) -> None:
    session = Session()
    assert list(asker.ask(session, "  \n ")) == []
    assert str(QUESTION_LIMIT) in ask(asker, session, "x" * (QUESTION_LIMIT + 1))
    assert bot.asked == []


def test_what_is_written_shows_while_it_grows_and_is_not_unfolded_again(asker: Asker, bot: FakeBot) -> None:
    bot.found.clear()
    bot.flowing.clear()
    frames = asker.ask(Session(writing=True), QUESTION)
    assert "Searching the documents, then llama3.2 writes…" in (next(frames).live or "")
    bot.found.set()
    shown = next(one for one in live(frames) if 'class="cite"' in one)
    assert "llama3.2 is writing; what it writes is checked at the end…" in shown
    assert "40,000" not in shown
    assert assert_ours(shown).values("data-event") == ["stop"]
    bot.flowing.set()
    *rest, last = frames
    assert last.live == ""
    assert 'class="unsupported"' in (last.conversation or "")
    grown = [frame.live for frame in rest if frame.live is not None]
    assert all(len(one) <= len(two) for one, two in pairwise(grown))
    assert bot.asked_writer == [True]


def test_quotes_in_the_place_of_what_the_model_failed_to_write_unfold(asker: Asker, bot: FakeBot) -> None:
    bot.script = ""
    bot.written = replace(TOLL_ANSWER, note="No language model answers at localhost:11434; start it.")
    frames = list(asker.ask(Session(writing=True), QUESTION))
    assert len(list(live(iter(frames)))) > 4
    assert "No language model answers at localhost:11434" in (frames[-1].conversation or "")
    assert "Written by" not in (frames[-1].conversation or "")


def test_a_stopped_answer_keeps_what_was_written(asker: Asker, bot: FakeBot) -> None:
    bot.flowing.clear()
    session = Session(writing=True)
    frames = asker.ask(session, QUESTION)
    next(one for one in live(frames) if "12 May" in one)
    assert session.draft is not None
    session.draft.stop()
    conversation = list(frames)[-1].conversation or ""
    assert STOPPED in conversation
    assert "The bridge over the Orne was opened" in conversation
    assert "40,000" not in conversation
    assert session.draft is None


def test_a_stop_shows_until_the_model_has_stopped(asker: Asker, bot: FakeBot) -> None:
    bot.loaded.clear()
    session = Session(writing=True)
    frames = asker.ask(session, QUESTION)
    assert "The model is loading" in (next(frames).live or "")
    assert session.draft is not None
    session.draft.stop()
    stopping = next(live(frames))
    assert "Stopping…" in stopping
    assert 'data-event="stop"' not in stopping
    bot.loaded.set()
    assert STOPPED in (list(frames)[-1].conversation or "")


def test_a_closed_page_stops_the_model(asker: Asker, bot: FakeBot) -> None:
    bot.flowing.clear()
    session = Session(writing=True)
    frames = asker.ask(session, QUESTION)
    next(one for one in live(frames) if "12 May" in one)
    frames.close()  # type: ignore[attr-defined]  # a generator, as Gradio closes it
    assert bot.drafts[0].stopped()
    assert (session.turns, session.draft) == ([], None)


def test_frames_come_while_nothing_changes(asker: Asker, bot: FakeBot) -> None:
    bot.flowing.clear()
    frames = asker.ask(Session(writing=True), QUESTION)
    assert next(frame for frame in frames if frame.live is None) == Frame()
    bot.flowing.set()
    assert list(frames)


def test_a_page_has_one_answer_at_a_time_and_does_not_hold_up_another(asker: Asker, bot: FakeBot) -> None:
    bot.flowing.clear()
    session = Session(writing=True)
    first, second = asker.ask(session, QUESTION), asker.ask(session, "And the toll?")
    next(one for one in live(first) if "12 May" in one)
    assert next(second) == Frame()
    assert "1934" in ask(asker, Session(), "When was the toll lifted?")
    bot.flowing.set()
    assert list(first)
    assert list(second)
    assert [turn.question for turn in session.turns] == [QUESTION, "And the toll?"]
