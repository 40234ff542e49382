"""The layout of the chat window in Gradio, and which gesture calls which action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from chatbot.ui.actions import Actions, DocumentsView
from chatbot.ui.asking import Frame
from chatbot.ui.face import ChatbotFace
from chatbot.ui.session import Session
from chatbot.ui.words import ENGLISH, TABLES

STATUS_SECONDS = 10.0
STYLE = Path(__file__).with_name("style.css")
SCRIPT = Path(__file__).with_name("window.js")
TRANSLATIONS = gr.I18n(**{language: dict(words) for language, words in TABLES.items()})
THEME = gr.themes.Base(
    primary_hue="teal",
    neutral_hue="slate",
    radius_size="lg",
    font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"],
    font_mono=["ui-monospace", "SF Mono", "Consolas", "Liberation Mono", "monospace"],
)
_SILENT: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class _Chat:
    tab: gr.Tab
    conversation: gr.HTML
    live: gr.HTML
    loading: gr.HTML
    question: gr.Textbox
    send: gr.Button
    writer: gr.HTML
    restart: gr.Button


@dataclass(frozen=True, slots=True)
class _Documents:
    tab: gr.Tab
    upload: gr.UploadButton
    update: gr.Button
    summary: gr.HTML
    table: gr.HTML


@dataclass(frozen=True, slots=True)
class _Parts:
    session: gr.State
    banner: gr.HTML
    notice: gr.HTML
    panel: gr.HTML
    dialog: gr.HTML
    chat: _Chat
    documents: _Documents

    @property
    def view(self) -> list[gr.HTML]:
        """The parts that a ``DocumentsView`` fills, in its order."""
        return [self.banner, self.documents.summary, self.documents.table, self.notice]


def build_window(bot: ChatbotFace, status_seconds: float = STATUS_SECONDS) -> gr.Blocks:
    """Lay out the window for a chatbot and start loading its model in the background.

    Parameters
    ----------
    status_seconds
        How often an open page looks whether the documents have changed, in seconds.
    """
    actions = Actions(bot)
    window = gr.Blocks(
        title=ENGLISH["title"], analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True
    )
    with window:
        session = gr.State(Session(), time_to_live=24 * 3600)
        banner, notice = _html("banner"), _html("notice")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(TRANSLATIONS("chat_tab"), id="chat") as chat_tab:
                chat = _lay_out_chat(chat_tab)
            with gr.Tab(TRANSLATIONS("documents_tab"), id="documents") as documents_tab:
                documents = _lay_out_documents(documents_tab)
        parts = _Parts(session, banner, notice, _html("panel"), _html("dialog"), chat, documents)
        _connect_page(window, actions, parts, status_seconds)
        _connect_chat(actions, parts)
        _connect_documents(actions, parts)
    actions.warm_up()
    return window


def _html(name: str) -> gr.HTML:
    script = SCRIPT.read_text(encoding="utf-8")
    return gr.HTML("", elem_id=name, apply_default_css=False, js_on_load=script)


def _lay_out_chat(tab: gr.Tab) -> _Chat:
    conversation, live = _html("conversation"), _html("live")
    with gr.Column(elem_id="composer"):
        loading = _html("loading")
        with gr.Row(elem_id="composer-row", equal_height=True):
            question = gr.Textbox(
                label=TRANSLATIONS("question_label"),
                placeholder=TRANSLATIONS("question_placeholder"),
                show_label=False,
                max_lines=6,
                autofocus=True,
                scale=1,
                min_width=120,
                elem_id="question",
            )
            send = gr.Button(TRANSLATIONS("ask"), variant="primary", scale=0, min_width=90, elem_id="send")
        with gr.Row(elem_id="composer-foot"):
            writer = _html("writer")
            restart = gr.Button(TRANSLATIONS("new_conversation"), size="sm", elem_id="restart")
    return _Chat(tab, conversation, live, loading, question, send, writer, restart)


def _lay_out_documents(tab: gr.Tab) -> _Documents:
    with gr.Row(elem_id="documents-bar"):
        upload = gr.UploadButton(
            str(TRANSLATIONS("add_files")),
            file_count="multiple",
            variant="primary",
            size="md",
            scale=0,
            min_width=140,
            elem_id="upload",
        )
        update = gr.Button(TRANSLATIONS("update_index"), size="md", scale=0, min_width=180, elem_id="update")
    return _Documents(tab, upload, update, _html("summary"), _html("documents"))


def _connect_page(window: gr.Blocks, actions: Actions, parts: _Parts, status_seconds: float) -> None:
    loading_timer, status_timer = gr.Timer(1.5), gr.Timer(status_seconds)

    def opened(request: gr.Request) -> tuple[Any, ...]:
        session = actions.open(request.headers.get("accept-language", ""))
        conversation, writer = actions.conversation(session), actions.writer(session)
        return session, conversation, writer, _kept(actions.banner(session)), *loaded(session)

    def loaded(session: Session) -> tuple[Any, ...]:
        html, pending = actions.loading(session)
        return html, gr.Timer(active=pending)

    def looked(session: Session) -> tuple[Any, ...]:
        return _view(actions.look(session))

    loading = [parts.chat.loading, loading_timer]
    page = [parts.session, parts.chat.conversation, parts.chat.writer, parts.banner]
    window.load(opened, None, [*page, *loading], **_SILENT)
    loading_timer.tick(loaded, parts.session, loading, **_SILENT)
    status_timer.tick(looked, parts.session, parts.view, **_SILENT)


def _connect_chat(actions: Actions, parts: _Parts) -> None:
    chat = parts.chat

    def asked(session: Session, question: str) -> Iterator[tuple[Any, ...]]:
        for frame in actions.ask(session, question):
            yield _frame(frame)

    def asked_example(session: Session, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        for frame in actions.ask_example(session, _number(event, "first")):
            yield _frame(frame)

    def looked(session: Session) -> tuple[Any, ...]:
        return _view(actions.look(session))

    def cited(session: Session, event: gr.EventData) -> str:
        return actions.cite(session, _number(event, "first"), _number(event, "second"))

    def restarted(session: Session) -> tuple[Any, ...]:
        fresh = actions.restart(session)
        return fresh, actions.conversation(fresh), "", ""

    shown = [chat.conversation, chat.live]
    # An answer that a language model writes takes its time, and holds up no other page.
    growing: dict[str, Any] = {"outputs": shown, "concurrency_limit": None, **_SILENT}
    held = gr.State("")
    taken = gr.on(
        [chat.question.submit, chat.send.click],
        actions.take,
        [parts.session, chat.question],
        [held, chat.question, parts.notice],
        **_SILENT,
    )
    asking = taken.then(asked, [parts.session, held], **growing)
    example = chat.conversation.example(asked_example, parts.session, **growing)
    for answered in (asking, example):
        answered.then(looked, parts.session, parts.view, **_SILENT)
    chat.conversation.cite(cited, parts.session, parts.panel, **_SILENT)
    chat.live.stop(actions.stop, parts.session, None, concurrency_limit=None, **_SILENT)
    chat.writer.writer(actions.switch_writer, parts.session, chat.writer, **_SILENT)
    chat.restart.click(
        restarted, parts.session, [parts.session, *shown, parts.panel], cancels=[asking, example], **_SILENT
    )


def _connect_documents(actions: Actions, parts: _Parts) -> None:
    documents = parts.documents

    def listed(session: Session) -> tuple[Any, ...]:
        return "", *_view(actions.documents(session, notice=""))

    def rebuilt(session: Session) -> Iterator[tuple[Any, ...]]:
        for view in actions.rebuild(session):
            yield _view(view)

    def welcomed(session: Session) -> Any:
        return _kept(actions.welcome(session))

    def added(session: Session, uploads: list[str] | None) -> tuple[Any, ...]:
        return _view(actions.add(session, uploads or []))

    def discarded(session: Session, event: gr.EventData) -> str:
        return actions.discard(session, _number(event, "first"))

    def confirmed(session: Session) -> tuple[Any, ...]:
        return "", *_view(actions.confirm(session))

    documents.tab.select(listed, parts.session, [parts.panel, *parts.view], **_SILENT)
    welcome: dict[str, Any] = {"inputs": parts.session, "outputs": parts.chat.conversation, **_SILENT}
    parts.chat.tab.select(welcomed, **welcome)
    for trigger in (documents.update.click, parts.banner.rebuild):
        done = trigger(rebuilt, parts.session, parts.view, **_SILENT, concurrency_limit=None)
        done.then(welcomed, **welcome)
    documents.upload.upload(added, [parts.session, documents.upload], parts.view, **_SILENT)
    documents.table.discard(discarded, parts.session, parts.dialog, **_SILENT)
    parts.dialog.confirm(confirmed, parts.session, [parts.dialog, *parts.view], **_SILENT)


def _frame(frame: Frame) -> tuple[Any, ...]:
    return _kept(frame.conversation), _kept(frame.live)


def _view(view: DocumentsView) -> tuple[Any, ...]:
    return tuple(_kept(part) for part in (view.banner, view.summary, view.table, view.notice))


def _kept(html: str | None) -> Any:
    return gr.skip() if html is None else html


def _number(event: gr.EventData, name: str) -> object:
    data = event._data
    return data.get(name) if isinstance(data, dict) else None
