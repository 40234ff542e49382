"""The one object the faces talk to: opening, rebuilding, asking while rebuilding, closing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chatbot import Chatbot, Settings
from chatbot.errors import DocumentsError, IndexDamagedError, IndexMissingError, SettingsError
from chatbot.types import Message, Progress
from tests.helpers.fakes import HashEmbedder, WordReader

HARBOUR = "The harbour of Orval was opened on 12 May 1931 by the prefect."
TOWER = "La tour d’Orval mesure 330 mètres et fut construite par l’ingénieur Marie Lenoir."
QUESTION = "When was the harbour of Orval opened?"


class GatedEmbedder(HashEmbedder):
    """Waits, once told to, before it embeds a text on Zanzibar: a build that stands still half-way."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.open = threading.Event()
        self.open.set()

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        if any("Zanzibar" in text for text in texts):
            self.reached.set()
            assert self.open.wait(30)
        return super().embed_passages(texts, progress)


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> GatedEmbedder:
    embedder = GatedEmbedder()
    monkeypatch.setattr("chatbot.chatbot.load_embedder", lambda _: embedder)
    monkeypatch.setattr("chatbot.chatbot.model_fingerprint", lambda _: embedder.fingerprint)
    return embedder


@pytest.fixture
def settings(tmp_path: Path, embedder: GatedEmbedder) -> Settings:
    documents = tmp_path / "documents"
    documents.mkdir()
    _write(documents, "harbour.txt", HARBOUR)
    _write(documents, "tour.txt", TOWER)
    return Settings(documents=documents, index=tmp_path / "index")


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_opening_builds_the_index_and_says_how_far_it_is(settings: Settings) -> None:
    steps: list[Progress] = []

    with Chatbot(settings, progress=steps.append) as bot:
        assert bot.status().fresh
        assert bot.ask(QUESTION).citations[0].document == "harbour.txt"

    assert {step.stage for step in steps} >= {"reading", "embedding"}
    assert all(0 <= step.done <= step.total for step in steps)


def test_opening_again_embeds_nothing(settings: Settings, embedder: GatedEmbedder) -> None:
    Chatbot(settings).close()
    embedder.embedded.clear()

    Chatbot(settings).close()

    assert embedder.embedded == []


def test_a_rebuild_reports_every_file_by_its_fate(settings: Settings) -> None:
    with Chatbot(settings) as bot:
        _write(settings.documents, "harbour.txt", HARBOUR.replace("1931", "1935"))
        _write(settings.documents, "mill.txt", "The mill of Orval ground wheat until 1901.")
        (settings.documents / "broken.pdf").write_bytes(b"this is no PDF")

        report = bot.rebuild()

        assert (report.added, report.changed, report.removed) == (("mill.txt",), ("harbour.txt",), ())
        assert report.unchanged == ("tour.txt",)
        assert [failure.path for failure in report.failed] == ["broken.pdf"]
        assert report.failed[0].reason
        assert report.passages == 3

        (settings.documents / "tour.txt").unlink()

        assert bot.rebuild().removed == ("tour.txt",)


def test_one_bad_file_never_stops_the_others(settings: Settings) -> None:
    (settings.documents / "broken.pdf").write_bytes(b"this is no PDF")
    (settings.documents / "broken.docx").write_bytes(b"PK\x03\x04 nor a Word file")

    with Chatbot(settings) as bot:
        assert bot.ask(QUESTION).answered
        assert {failure.path for failure in bot.status().failed} == {"broken.pdf", "broken.docx"}
        states = {summary.path: summary.state for summary in bot.documents()}

    assert {path for path, state in states.items() if state == "failed"} == {"broken.docx", "broken.pdf"}
    assert {path for path, state in states.items() if state == "indexed"} == {"harbour.txt", "tour.txt"}


def test_a_deleted_document_no_longer_answers(settings: Settings) -> None:
    with Chatbot(settings) as bot:
        (settings.documents / "harbour.txt").unlink()
        bot.rebuild()

        assert not bot.ask(QUESTION).answered
        assert {hit.passage.document for hit in bot.search("harbour of Orval")} == {"tour.txt"}


def test_an_edited_document_answers_anew(settings: Settings) -> None:
    with Chatbot(settings) as bot:
        assert "1931" in bot.ask(QUESTION).text

        _write(settings.documents, "harbour.txt", HARBOUR.replace("12 May 1931", "3 June 1935"))
        bot.rebuild()
        answer = bot.ask(QUESTION)

    assert "3 June 1935" in answer.text
    assert "1931" not in answer.text


def test_the_status_names_what_changed_until_the_rebuild(settings: Settings) -> None:
    with Chatbot(settings) as bot:
        _write(settings.documents, "mill.txt", "The mill of Orval ground wheat until 1901.")
        (settings.documents / "tour.txt").unlink()

        status = bot.status()
        states = {summary.path: summary.state for summary in bot.documents()}

        assert (status.fresh, status.added, status.removed) == (False, ("mill.txt",), ("tour.txt",))
        assert states == {"harbour.txt": "indexed", "mill.txt": "added", "tour.txt": "removed"}

        bot.rebuild()

        assert bot.status().fresh


def test_questions_are_answered_while_another_thread_rebuilds(
    settings: Settings, embedder: GatedEmbedder
) -> None:
    with Chatbot(settings) as bot:
        _write(settings.documents, "cloves.txt", "The market of Zanzibar was founded in 1911.")
        (settings.documents / "tour.txt").unlink()
        embedder.open.clear()
        rebuild = threading.Thread(target=bot.rebuild)
        rebuild.start()
        assert embedder.reached.wait(30)

        meanwhile = bot.ask(QUESTION)
        old = bot.search("market of Zanzibar")
        embedder.open.set()
        rebuild.join(30)

        assert meanwhile.answered
        assert "tour.txt" in {hit.passage.document for hit in old}
        assert "1911" in bot.ask("When was the market of Zanzibar founded?").text


def test_no_question_fails_while_the_index_is_replaced_again_and_again(settings: Settings) -> None:
    with Chatbot(settings) as bot:
        answers: list[bool] = []
        problems: list[Exception] = []
        done = threading.Event()

        def ask() -> None:
            try:
                answers.append(bot.ask(QUESTION).answered)
                while not done.is_set():
                    answers.append(bot.ask(QUESTION).answered)
            except Exception as problem:
                problems.append(problem)

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for thread in asking:
            thread.start()
        for number in range(5):
            _write(settings.documents, "notes.txt", f"Note number {number} on the mill of Orval.")
            bot.rebuild()
        done.set()
        for thread in asking:
            thread.join(30)

    assert problems == []
    assert answers
    assert all(answers)


def test_a_damaged_index_heals_and_says_why(settings: Settings) -> None:
    with Chatbot(settings) as bot:
        vectors = next(settings.index_folder.rglob("vectors.faiss"))
        vectors.write_bytes(vectors.read_bytes()[:20])

        report = bot.rebuild()

        assert "damaged" in report.reason
        assert bot.ask(QUESTION).answered
        assert bot.rebuild().reason == ""


def test_a_damaged_index_that_may_not_be_rebuilt_tells_its_status_and_answers_nothing(
    settings: Settings,
) -> None:
    Chatbot(settings).close()
    vectors = next(settings.index_folder.rglob("vectors.faiss"))
    vectors.write_bytes(vectors.read_bytes()[:20])

    with Chatbot(settings, refresh=False) as bot:
        assert not bot.status().fresh
        with pytest.raises(IndexDamagedError, match="chatbot index"):
            bot.ask(QUESTION)


def test_a_missing_documents_folder_is_named_in_one_sentence(tmp_path: Path, embedder: GatedEmbedder) -> None:
    with pytest.raises(DocumentsError) as caught:
        Chatbot(Settings(documents=tmp_path / "nowhere", index=tmp_path / "index"))

    assert str(tmp_path / "nowhere") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_an_index_every_call_says_how_to_build_it(settings: Settings) -> None:
    bot = Chatbot(settings, refresh=False)

    for call in (lambda: bot.ask(QUESTION), lambda: bot.search("harbour"), bot.conflicts):
        with pytest.raises(IndexMissingError, match="chatbot index"):
            call()
    assert not bot.status().fresh


def test_an_existing_index_is_used_as_it_is_when_asked_to(settings: Settings) -> None:
    Chatbot(settings).close()
    _write(settings.documents, "harbour.txt", HARBOUR.replace("1931", "1935"))

    with Chatbot(settings, refresh=False) as bot:
        assert "1931" in bot.ask(QUESTION).text
        assert bot.status().changed == ("harbour.txt",)


def test_a_closed_chatbot_answers_no_more(settings: Settings) -> None:
    with Chatbot(settings) as bot:
        pass

    bot.close()

    with pytest.raises(IndexMissingError):
        bot.ask(QUESTION)


def test_texts_in_memory_leave_nothing_on_disk(tmp_path: Path) -> None:
    bot = Chatbot.from_texts(
        {"harbour.txt": HARBOUR, "empty.txt": " \n"}, embedder=HashEmbedder(), reader=WordReader()
    )

    assert bot.ask(QUESTION).answered
    assert bot.status().fresh
    assert [(summary.path, summary.state) for summary in bot.documents()] == [("harbour.txt", "indexed")]
    with pytest.raises(DocumentsError, match="memory"):
        bot.rebuild()
    assert list(tmp_path.iterdir()) == []


def test_no_documents_answer_nothing() -> None:
    bot = Chatbot.from_texts({}, embedder=HashEmbedder(), reader=WordReader())

    assert not bot.ask(QUESTION).answered
    assert bot.search(QUESTION) == []
    assert bot.conflicts() == []
    assert bot.example_questions() == []


def test_history_is_taken_as_dictionaries_or_messages() -> None:
    bot = Chatbot.from_texts(
        {"harbour.txt": HARBOUR, "tour.txt": TOWER}, embedder=HashEmbedder(), reader=WordReader()
    )
    messages = [Message("user", QUESTION), Message("assistant", "12 May 1931")]

    answer = bot.ask("And by whom?", messages)

    assert bot.ask("And by whom?", [message.to_dict() for message in messages]) == answer
    assert "harbour" in answer.query
    assert answer.citations[0].document == "harbour.txt"


def test_files_are_added_and_removed_on_a_word(settings: Settings, tmp_path: Path) -> None:
    _write(tmp_path, "upload", "The mill of Orval was built in 1801.")

    with Chatbot(settings) as bot:
        assert bot.add_document(tmp_path / "upload", "../mill.txt") == "mill.txt"
        assert bot.rebuild().added == ("mill.txt",)
        bot.remove_document("mill.txt")
        assert bot.rebuild().removed == ("mill.txt",)


def test_an_index_of_another_model_is_told_and_not_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    Chatbot(settings).close()
    monkeypatch.setattr("chatbot.chatbot.model_fingerprint", lambda _: "another model")

    with Chatbot(settings, refresh=False) as bot:
        assert "model" in bot.status().reason
        with pytest.raises(IndexMissingError, match="embedding model"):
            bot.ask(QUESTION)


def test_an_index_rebuilt_by_another_process_is_followed(settings: Settings) -> None:
    with Chatbot(settings) as window, Chatbot(settings) as builder:
        assert not window.ask("Who baked the cake?").answered
        _write(settings.documents, "cake.txt", "The cake was baked by Paul Brandt on Monday.")
        builder.rebuild()

        assert window.ask("Who baked the cake?").citations[0].document == "cake.txt"


def test_a_rebuild_after_closing_opens_nothing(settings: Settings) -> None:
    bot = Chatbot(settings)
    bot.close()
    _write(settings.documents, "cake.txt", "The cake was baked by Paul Brandt on Monday.")

    with pytest.raises(IndexMissingError, match="closed"):
        bot.rebuild()


def test_the_index_is_not_kept_among_the_documents(settings: Settings) -> None:
    before = sorted(settings.documents.iterdir())

    with pytest.raises(SettingsError, match="setting 'index'"):
        Chatbot(Settings(documents=settings.documents, index=settings.documents))

    assert sorted(settings.documents.iterdir()) == before


def test_damage_that_keeps_the_size_of_a_file_heals_too(settings: Settings) -> None:
    Chatbot(settings).close()
    vectors = next(settings.index_folder.rglob("vectors.faiss"))
    vectors.write_bytes(b"\x00" * vectors.stat().st_size)

    with Chatbot(settings) as bot:
        assert bot.ask(QUESTION).answered
        assert bot.status().fresh
