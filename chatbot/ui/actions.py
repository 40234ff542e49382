"""What each gesture in the window does, without Gradio: the chatbot is called, HTML comes back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chatbot.errors import IndexMissingError
from chatbot.ui import conversation, panels
from chatbot.ui.asking import Asker, Frame
from chatbot.ui.face import ChatbotFace
from chatbot.ui.rebuilding import Rebuild, Rebuilder
from chatbot.ui.session import Session, pick
from chatbot.ui.words import Words, error_sentence, preferred_language, words_for

_LOOK_SECONDS, _LOOKS_AT_THE_OLD = 0.05, 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DocumentsView:
    """The documents tab and the banner; ``None`` leaves a part as it is."""

    banner: str | None = None
    summary: str | None = None
    table: str | None = None
    notice: str | None = None


class Actions:
    """The gestures of the window on one chatbot, shared by all pages.

    Parameters
    ----------
    bot
        The chatbot; it is called from several threads.
    """

    def __init__(self, bot: ChatbotFace) -> None:
        self._bot = bot
        self._rebuilder = Rebuilder(bot)
        self._asker = Asker(bot)
        self._model_error: Exception | None = None
        self._warming = False

    def warm_up(self) -> None:
        """Load the model in the background; a failure shows in the window."""
        self._warming, self._model_error = True, None
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def _warm_up(self) -> None:
        try:
            self._bot.warm_up()
        except IndexMissingError:
            _log.info("There is no index yet; the model is loaded after the first build.")
        except Exception as error:  # shown in the window by loading()
            self._model_error = error
            _log.warning("The model could not be loaded: %s", error)
        finally:
            self._warming = False

    def open(self, accept_language: str) -> Session:
        """Begin a conversation in the reader's language."""
        writing = self._bot.language_model is not None and self._bot.writes_by_default
        session = Session(language=preferred_language(accept_language), writing=writing)
        self.welcome(session)
        return session

    def welcome(self, session: Session) -> str | None:
        """Return an empty conversation with the example questions of now; ``None`` where it has turns."""
        if session.turns:
            return None
        try:
            session.examples = tuple(self._bot.example_questions(4))
        except Exception as error:  # a window without examples is still a window
            error_sentence(error, words_for(session.language))
        return self.conversation(session)

    def restart(self, session: Session) -> Session:
        """Begin a new conversation on the same page; what is still being written is stopped.

        It waits a moment for the last frame of the old one, which would else be shown in the new one.
        """
        session.left = True
        self.stop(session)
        for _ in range(_LOOKS_AT_THE_OLD):
            if session.draft is None:
                break
            time.sleep(_LOOK_SECONDS)
        return Session(
            language=session.language,
            examples=session.examples,
            banner=session.banner,
            writing=session.writing,
        )

    def conversation(self, session: Session) -> str:
        """Return the finished turns as HTML."""
        return conversation.render_conversation(session.turns, session.examples, words_for(session.language))

    def loading(self, session: Session) -> tuple[str, bool]:
        """Return the notice about the model, and whether it may still change."""
        words = words_for(session.language)
        if self._bot.ready:
            return "", False
        if self._model_error is not None:
            return panels.render_notice(error_sentence(self._model_error, words), problem=True), True
        return panels.render_loading(words) if self._warming else "", True

    def writer(self, session: Session) -> str:
        """Return the switch of the language model; empty where there is none."""
        return panels.render_writer(self._bot.language_model, session.writing, words_for(session.language))

    def switch_writer(self, session: Session) -> str:
        """Have the language model write the next answers, or no longer, and return the switch."""
        session.writing = not session.writing
        return self.writer(session)

    def take(self, session: Session, question: str) -> tuple[str, str, str]:
        """Return the question to ask, what stays in the box, and a notice: one question at a time."""
        if session.draft is not None and question.strip():
            notice = panels.render_notice(words_for(session.language)["busy"], problem=True)
            return "", question, notice
        return question, "", ""

    def ask(self, session: Session, question: str) -> Iterator[Frame]:
        """Answer a question, yielding the chat as it grows."""
        return self._asker.ask(session, question)

    def stop(self, session: Session) -> None:
        """Stop the language model in the answer it is writing; what it has written is kept."""
        if session.draft is not None:
            session.draft.stop()

    def ask_example(self, session: Session, number: object) -> Iterator[Frame]:
        """Ask the example question of that number."""
        question = pick(session.examples, number)
        if question is not None:
            yield from self.ask(session, question)

    def cite(self, session: Session, turn: object, number: object) -> str:
        """Return the passage behind a button as HTML."""
        words = words_for(session.language)
        record = session.record(turn, number)
        if record is None:
            return panels.render_panel_notice(words["answer_gone"], words)
        try:
            return panels.render_excerpt(self._bot.excerpt(record), record, words)
        except Exception as error:  # told in the panel, logged by error_sentence
            return panels.render_panel_notice(error_sentence(error, words), words)

    def look(self, session: Session) -> DocumentsView:
        """Look whether the documents have changed, and return what differs from what is on display."""
        shown = session.banner
        banner = self.banner(session)
        return DocumentsView() if banner is None or banner == shown else self.documents(session)

    def banner(self, session: Session) -> str | None:
        """Return the banner about the index; ``None`` where it is to be left alone."""
        if session.following:
            return None
        session.banner = self._banner(words_for(session.language))
        return session.banner

    def _banner(self, words: Words) -> str:
        current = self._rebuilder.current
        if current is not None:
            return panels.render_progress(current.progress, words)
        try:
            return panels.render_banner(self._bot.status(), words)
        except Exception as error:  # told in the banner, logged by error_sentence
            return panels.render_notice(error_sentence(error, words), problem=True)

    def documents(self, session: Session, notice: str | None = None) -> DocumentsView:
        """Return the documents tab as it is now."""
        words = words_for(session.language)
        try:
            session.listed = panels.in_order(self._bot.documents())
            summary = panels.render_summary(self._bot.status(), words)
        except Exception as error:  # told in the tab, logged by error_sentence
            return DocumentsView(notice=panels.render_notice(error_sentence(error, words), problem=True))
        table = panels.render_documents(session.listed, words)
        return DocumentsView(self.banner(session), summary, table, notice)

    def rebuild(self, session: Session) -> Iterator[DocumentsView]:
        """Rebuild the index, or follow the rebuild under way, yielding its progress."""
        if session.following:
            return
        words, rebuild = words_for(session.language), self._rebuilder.start()
        session.following = True
        try:
            yield DocumentsView(banner=panels.render_progress(rebuild.progress, words), notice="")
            for progress in rebuild.watch():
                yield DocumentsView(banner=panels.render_progress(progress, words))
        finally:
            session.following = False
        if not self._bot.ready and not self._warming:
            self.warm_up()
        yield self.documents(session, _outcome(rebuild, words))

    def add(self, session: Session, uploads: Sequence[str]) -> DocumentsView:
        """Take uploaded files into the documents folder; one bad file does not stop the others."""
        words = words_for(session.language)
        added: list[str] = []
        problems: list[str] = []
        for upload in map(Path, uploads):
            try:
                added.append(self._bot.add_document(upload, upload.name))
            except Exception as error:  # told in the tab, logged by error_sentence
                problems.append(f"{upload.name}: {error_sentence(error, words)}")
            finally:
                upload.unlink(missing_ok=True)
        done = words["was_added"].format(names=", ".join(added)) if added else ""
        notice = panels.render_notice(done) + "".join(
            panels.render_notice(problem, problem=True) for problem in problems
        )
        return self.documents(session, notice)

    def discard(self, session: Session, number: object) -> str:
        """Return the question whether the document of a row is to be deleted."""
        document = pick(session.listed, number)
        session.removing = "" if document is None else document.path
        return panels.render_removal(session.removing, words_for(session.language)) if document else ""

    def confirm(self, session: Session) -> DocumentsView:
        """Delete the document that was asked about."""
        words, path = words_for(session.language), session.removing
        session.removing = ""
        if not path:
            return self.documents(session)
        try:
            self._bot.remove_document(path)
            notice = panels.render_notice(words["was_removed"].format(names=path))
        except Exception as error:  # told in the tab, logged by error_sentence
            notice = panels.render_notice(error_sentence(error, words), problem=True)
        return self.documents(session, notice)


def _outcome(rebuild: Rebuild, words: Words) -> str:
    if rebuild.report is not None:
        return panels.render_notice(panels.report_sentence(rebuild.report, words))
    error = rebuild.error or RuntimeError("The rebuild ended without a report.")
    return panels.render_notice(error_sentence(error, words), problem=True)
