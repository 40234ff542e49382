from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from chatbot.draft import Draft
from chatbot.errors import ChatbotError, IndexMissingError
from chatbot.types import Citation, Claim, DocumentSummary, Excerpt, IndexReport, IndexStatus, Progress
from chatbot.ui.actions import Actions
from chatbot.ui.session import Session
from tests.ui.fake_bot import LOCAL_MODEL, FakeBot


@pytest.fixture
def bot(tmp_path: Path) -> FakeBot:
    return FakeBot(tmp_path / "documents")


@pytest.fixture
def actions(bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> Actions:
    monkeypatch.setattr("chatbot.ui.asking._FRAME_SECONDS", 0.0)
    return Actions(bot)


def ask(actions: Actions, session: Session, question: str) -> str:
    return list(actions.ask(session, question))[-1].conversation or ""


def test_opening_a_page_takes_language_and_examples(actions: Actions) -> None:
    session = actions.open("fr-FR")
    assert session.language == "fr"
    assert "When was the toll lifted?" in actions.conversation(session)


def test_a_citation_opens_in_the_turn_it_belongs_to(actions: Actions) -> None:
    session = Session()
    ask(actions, session, "When was the bridge opened?")
    ask(actions, session, "When was the toll lifted?")
    assert "<strong>12 May 1931</strong>" in actions.cite(session, 0, 0)
    assert "<strong>3 juin 1931</strong>" in actions.cite(session, 0, 1)
    assert "<strong>1934</strong>" in actions.cite(session, 1, 0)
    assert "no longer in memory" in actions.cite(session, 1, 99)


def test_a_question_waits_for_the_model(actions: Actions, bot: FakeBot) -> None:
    bot.loaded.clear()
    session = Session()
    actions.warm_up()
    assert "The model is loading" in actions.loading(session)[0]
    frames = actions.ask(session, "When was the toll lifted?")
    assert "The model is loading" in (next(frames).live or "")
    bot.loaded.set()
    assert "1934" in (list(frames)[-1].conversation or "")
    assert actions.loading(session) == ("", False)


def test_a_model_that_cannot_be_loaded_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class ModellessBot(FakeBot):
        ready = False

        def warm_up(self) -> None:
            raise ChatbotError("The model folder is missing; set 'model'.")

    actions = Actions(ModellessBot(tmp_path))
    actions._warm_up()
    assert "The model folder is missing; set &#x27;model&#x27;." in actions.loading(Session())[0]


def test_without_an_index_the_model_is_loaded_after_the_first_build(tmp_path: Path) -> None:
    class NewBot(FakeBot):
        built = False
        warmed = threading.Event()

        @property
        def ready(self) -> bool:
            return self.warmed.is_set()

        def warm_up(self) -> None:
            if not self.built:
                raise IndexMissingError("There is no index yet.")
            self.warmed.set()

        def example_questions(self, count: int = 4) -> list[str]:
            if not self.built:
                raise IndexMissingError("There is no index yet.")
            return super().example_questions(count)

        def rebuild(self, progress: Callable[[Progress], None] | None = None) -> IndexReport:
            self.built = True
            return super().rebuild(progress)

    bot = NewBot(tmp_path)
    actions = Actions(bot)
    session = actions.open("")
    actions._warm_up()
    assert actions.loading(session) == ("", True)
    assert list(actions.rebuild(session))
    assert bot.warmed.wait(timeout=30)
    assert "When was the toll lifted?" in (actions.welcome(session) or "")
    assert actions.loading(session) == ("", False)
    ask(actions, session, "When was the toll lifted?")
    assert actions.welcome(session) is None


def test_an_example_is_asked_by_its_number(actions: Actions, bot: FakeBot) -> None:
    session = actions.open("")
    assert list(actions.ask_example(session, 1))[-1].conversation
    assert list(actions.ask_example(session, "1")) == []
    assert [question for question, _ in bot.asked] == ["When was the toll lifted?"]


def test_a_restart_keeps_the_page_and_forgets_the_turns(actions: Actions) -> None:
    session = actions.open("fr")
    ask(actions, session, "When was the toll lifted?")
    fresh = actions.restart(session)
    assert (fresh.turns, fresh.language, fresh.examples) == ([], "fr", session.examples)


def test_a_window_without_a_language_model_has_no_switch(actions: Actions, bot: FakeBot) -> None:
    bot.writes_by_default = True
    session = actions.open("")
    assert actions.writer(session) == ""
    ask(actions, session, "When was the toll lifted?")
    assert bot.asked_writer == [False]


@pytest.mark.parametrize("by_default", [True, False])
def test_the_switch_begins_as_the_settings_have_it_and_turns(
    actions: Actions, bot: FakeBot, by_default: bool
) -> None:
    bot.language_model, bot.writes_by_default = LOCAL_MODEL, by_default
    session = actions.open("")
    was, now = f'aria-checked="{by_default}"'.lower(), f'aria-checked="{not by_default}"'.lower()
    assert was in actions.writer(session)
    ask(actions, session, "When was the toll lifted?")
    assert now in actions.switch_writer(session)
    ask(actions, session, "When was the toll lifted?")
    assert bot.asked_writer == [by_default, not by_default]
    assert now in actions.writer(actions.restart(session))


def test_stopping_where_nothing_is_written_does_nothing(actions: Actions) -> None:
    actions.stop(Session())


def test_a_restart_stops_what_is_being_written(actions: Actions, bot: FakeBot) -> None:
    bot.language_model, bot.writes_by_default = LOCAL_MODEL, True
    bot.flowing.clear()
    session = actions.open("")
    frames = actions.ask(session, "When was the bridge opened?")
    next(frame for frame in frames if "is writing" in (frame.live or ""))
    fresh = actions.restart(session)
    assert bot.drafts[0].stopped()
    assert list(frames) == []
    assert fresh.turns == []


def test_the_banner_comes_with_a_change_and_goes_with_the_rebuild(actions: Actions, bot: FakeBot) -> None:
    session = actions.open("")
    assert actions.banner(session) == ""
    assert actions.look(session).banner is None
    (bot.folder / "new.txt").write_text("x")
    looked = actions.look(session)
    assert "1 document changed" in (looked.banner or "")
    assert "new.txt" in (looked.table or "")
    views = list(actions.rebuild(session))
    assert 'role="progressbar"' in (views[0].banner or "")
    assert views[-1].banner == ""
    assert "1 added" in (views[-1].notice or "")
    assert actions.look(session).banner is None


def test_another_page_sees_the_rebuild_under_way(actions: Actions, bot: FakeBot) -> None:
    bot.rebuild_seconds = 1.0
    first, second = Session(), Session()
    views = actions.rebuild(first)
    next(views)
    next(views)
    assert "progressbar" in (actions.banner(second) or "")
    assert actions.banner(first) is None
    assert list(views)
    assert actions.banner(second) == ""


def test_a_failed_rebuild_is_told(tmp_path: Path) -> None:
    class LockedBot(FakeBot):
        def rebuild(self, progress: Callable[[Progress], None] | None = None) -> IndexReport:
            raise ChatbotError("Another process is writing the index.")

    views = list(Actions(LockedBot(tmp_path)).rebuild(Session()))
    assert "Another process is writing the index." in (views[-1].notice or "")


def test_uploads_are_taken_one_by_one_and_their_copies_deleted(
    actions: Actions, bot: FakeBot, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.exe"
    good.write_text("x")
    bad.write_text("x")
    view = actions.add(Session(), [str(bad), str(good)])
    assert "Added: good.txt." in (view.notice or "")
    assert "bad.exe: Files of the type" in (view.notice or "")
    assert (bot.folder / "good.txt").exists()
    assert not good.exists()
    assert not bad.exists()


def test_removal_asks_first_and_only_removes_what_was_asked_about(actions: Actions, bot: FakeBot) -> None:
    session = Session()
    actions.documents(session)
    assert actions.confirm(session).notice is None
    assert actions.discard(session, 99) == ""
    row = [one.path for one in session.listed].index("pont.pdf")
    assert "pont.pdf" in actions.discard(session, row)
    assert (bot.folder / "pont.pdf").exists()
    assert "Removed: pont.pdf." in (actions.confirm(session).notice or "")
    assert not (bot.folder / "pont.pdf").exists()
    assert (bot.folder / "history/bridge.md").exists()


def test_every_failing_call_becomes_a_sentence(tmp_path: Path) -> None:
    class FailingBot(FakeBot):
        def status(self) -> IndexStatus:
            raise ChatbotError("The index is damaged.")

        def documents(self) -> list[DocumentSummary]:
            raise ChatbotError("The folder is gone.")

        def excerpt(self, record: Citation | Claim, context: int = 700) -> Excerpt:
            raise ChatbotError("The document has changed.")

        def example_questions(self, count: int = 4) -> list[str]:
            raise ChatbotError("No questions.")

        def remove_document(self, path: str) -> None:
            raise ChatbotError("The file is in use.")

    actions = Actions(FailingBot(tmp_path))
    session = actions.open("")
    assert session.examples == ()
    assert "The index is damaged." in (actions.banner(session) or "")
    assert "The folder is gone." in (actions.documents(session).notice or "")
    list(actions.ask(session, "When was the toll lifted?"))
    assert "The document has changed." in actions.cite(session, 0, 0)
    session.removing = "pont.pdf"
    assert "The folder is gone." in (actions.confirm(session).notice or "")


def test_a_question_asked_while_another_is_answered_stays_in_its_box(actions: Actions) -> None:
    session = Session()
    assert actions.take(session, "When?") == ("When?", "", "")
    session.draft = Draft()
    held, box, notice = actions.take(session, "And then?")
    assert (held, box) == ("", "And then?")
    assert "your question is kept" in notice
    assert actions.take(session, "  ") == ("  ", "", "")


def test_a_conversation_that_was_left_shows_nothing_more(actions: Actions) -> None:
    session = Session()
    frames = actions.ask(session, "When was the toll lifted?")
    next(frames)
    fresh = actions.restart(session)
    assert list(frames) == []
    assert session.turns == fresh.turns == []
    assert session.draft is None
