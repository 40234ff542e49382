"""From a question to its turn: the answer is waited for, shown while it is written, unfolded, kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from chatbot.draft import Draft
from chatbot.types import Answer
from chatbot.ui.conversation import render_conversation, render_live
from chatbot.ui.face import ChatbotFace
from chatbot.ui.session import Session, Turn
from chatbot.ui.words import Words, error_sentence, words_for

QUESTION_LIMIT = 2000
_FRAMES = 30
_FRAME_SECONDS = 0.03
_LOOK_SECONDS = 0.05
_LOOKS_BETWEEN_FRAMES = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """One state of the chat, ``None`` where unchanged: the turn in progress and the finished turns."""

    live: str | None = None
    conversation: str | None = None


class Asker:
    """Puts the questions of all pages to one chatbot, at most one of each page at a time.

    Parameters
    ----------
    bot
        The chatbot; it is called from several threads.
    """

    def __init__(self, bot: ChatbotFace) -> None:
        self._bot = bot
        self._answering = ThreadPoolExecutor(max_workers=4, thread_name_prefix="ask")
        self._beginning = threading.Lock()

    def ask(self, session: Session, question: str) -> Iterator[Frame]:
        """Answer a question, yielding the chat as it grows; closed early, it stops the writing.

        A frame comes about twice a second even where nothing changes, since only there can it be closed.
        """
        question, words = question.strip(), words_for(session.language)
        if not question:
            return
        if len(question) > QUESTION_LIMIT:
            notice = words["question_long"].format(limit=QUESTION_LIMIT)
            yield _finished(session, Turn(f"{question[:200]}…", notice=notice))
            return
        draft = Draft()
        while not self._begins(session, draft):
            time.sleep(_LOOK_SECONDS)
            yield Frame()
        try:
            yield from self._answer(session, question, draft, words)
        finally:
            draft.stop()
            session.draft = None

    def _begins(self, session: Session, draft: Draft) -> bool:
        with self._beginning:
            if session.draft is not None:
                return False
            session.draft = draft
            return True

    def _answer(self, session: Session, question: str, draft: Draft, words: Words) -> Iterator[Frame]:
        model = self._bot.language_model
        writer = model.name if model is not None and session.writing else ""
        pending = self._answering.submit(
            self._bot.ask, question, session.history(), llm=bool(writer), draft=draft
        )
        try:
            for frame in self._waiting(pending, question, draft, writer, words):
                if session.left:
                    return
                yield frame
        finally:
            pending.cancel()  # only where the page was closed before its turn came
        if session.left:
            return
        try:
            answer = pending.result()
        except Exception as error:  # told in the chat, logged by error_sentence
            yield _finished(session, Turn(question, notice=error_sentence(error, words)))
            return
        if not answer.writer:
            for frame in _unfolding(question, answer, words):
                if session.left:
                    return
                yield frame
        yield _finished(session, Turn(question, answer))

    def _waiting(
        self, pending: Future[Answer], question: str, draft: Draft, writer: str, words: Words
    ) -> Iterator[Frame]:
        shown = ""
        looks = 0
        while True:
            text, stopped = draft.text, draft.stopped()
            status = words["stopping"] if stopped else self._status(text, writer, words)
            stoppable = bool(writer) and not stopped
            live = render_live(question, text, status, words, stoppable=stoppable)
            looks += 1
            if live != shown:
                yield Frame(live)
                shown, looks = live, 0
            elif looks >= _LOOKS_BETWEEN_FRAMES:
                yield Frame()
                looks = 0
            if wait([pending], timeout=_LOOK_SECONDS).done:
                return

    def _status(self, text: str, writer: str, words: Words) -> str:
        if text:
            return words["writing"].format(model=writer)
        if not self._bot.ready:
            return words["model_waiting"]
        return words["searching_writer"].format(model=writer) if writer else words["searching"]


def _finished(session: Session, turn: Turn) -> Frame:
    session.turns.append(turn)
    words = words_for(session.language)
    return Frame(live="", conversation=render_conversation(session.turns, session.examples, words))


def _unfolding(question: str, answer: Answer, words: Words) -> Iterator[Frame]:
    pieces = answer.text.split(" ")
    step = max(1, -(-len(pieces) // _FRAMES))
    for count in range(step, len(pieces), step):
        yield Frame(render_live(question, " ".join(pieces[:count]), "", words))
        time.sleep(_FRAME_SECONDS)
