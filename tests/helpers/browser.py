"""The window under test: served from a thread, and driven in a headless Chromium."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from chatbot.ui import build_application
from chatbot.ui.face import ChatbotFace
from chatbot.ui.server import WindowServer

GRADIO_WARNING = "ignore:'future.no_silent_downcasting' is deprecated:DeprecationWarning"
PATIENCE_MILLISECONDS = 30_000


@contextmanager
def served_window(
    bot: ChatbotFace,
    status_seconds: float = 1.0,
    auth: tuple[str, str] | None = None,
    max_file_megabytes: float = 50.0,
) -> Iterator[str]:
    """Serve the window of a chatbot on a free local port, and give its address."""
    listening = threading.Event()
    servers: list[WindowServer] = []

    async def run() -> None:
        application = build_application(
            bot, auth=auth, max_file_megabytes=max_file_megabytes, status_seconds=status_seconds
        )
        servers.append(WindowServer(application, listening.set))
        await servers[0].serve([listener])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        assert listening.wait(timeout=120), "the window did not start"
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            servers[0].should_exit = True
            thread.join(timeout=60)


class Visitor:
    """A page on the window that remembers what it asked of the network and what went wrong.

    Attributes
    ----------
    requests
        Address of every request the page made.
    errors
        Uncaught errors and errors on the page's console.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MILLISECONDS)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        self.page.goto(url)
        self.page.locator("#question textarea").wait_for()
        self.page.locator("#conversation").locator(".welcome, .turn").first.wait_for()

    def ask(self, question: str) -> None:
        """Ask a question and wait until its turn is finished."""
        turns = self.page.locator("#conversation .turn")
        before = turns.count()
        self.page.locator("#question textarea").fill(question)
        self.page.locator("#question textarea").press("Enter")
        turns.nth(before).wait_for()

    def show_documents(self) -> None:
        """Open the documents tab and wait for its table."""
        self.page.get_by_role("tab").nth(1).click()
        self.page.locator("#documents").locator("table, .empty").first.wait_for()

    def screenshot(self, path: Path) -> None:
        """Save what the page shows."""
        self.page.screenshot(path=path)


@contextmanager
def visiting(
    browser: Browser,
    url: str,
    *,
    locale: str = "en-GB",
    width: int = 1280,
    height: int = 860,
    dark: bool = False,
) -> Iterator[Visitor]:
    """Open the window in a browser of its own: language, size, and light or dark."""
    context = browser.new_context(
        locale=locale,
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
    )
    try:
        yield Visitor(context, url)
    finally:
        context.close()
