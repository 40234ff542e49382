"""The web server of the window: local by default, closed to foreign hosts, without calls to the outside."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

# Gradio reads these when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI

from chatbot.errors import SettingsError
from chatbot.ui.face import ChatbotFace
from chatbot.ui.window import STATUS_SECONDS, STYLE, THEME, TRANSLATIONS, build_window

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_ANY_HOST = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, never bound to
# Gradio evaluates templates and writes styles in place, hence the two 'unsafe' words; nothing may be
# loaded from, or sent to, another host whatever a page contains.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Gate:
    """ASGI middleware: refuses requests under a foreign name or from a foreign page, sets headers.

    A foreign ``Host`` is DNS rebinding; a foreign ``Origin`` is another site's page acting in the
    reader's browser. Bound to every address, the server's own names are not known, so that only the
    agreement of ``Origin`` with ``Host`` is required.

    Parameters
    ----------
    host
        The address the server is bound to.
    """

    def __init__(self, app: Application, host: str) -> None:
        self._app = app
        self._hosts = None if host in _ANY_HOST else _LOCAL_HOSTS | {host.lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._allowed(dict(scope["headers"])):
            await self._app(scope, receive, _with_headers(send))
        else:
            await _refuse(scope, send)

    def _allowed(self, headers: dict[bytes, bytes]) -> bool:
        host = _host(b"//" + headers.get(b"host", b""))
        if host is None or (self._hosts is not None and host[0] not in self._hosts):
            return False
        origin = headers.get(b"origin")
        return origin is None or _host(origin) == host


def _host(url: bytes) -> tuple[str, int | None] | None:
    try:
        parts = urlsplit(url.decode("latin-1"))
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    return None if name is None else (name, port)


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return sending


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"This address does not serve that host.\n"})


def build_application(
    bot: ChatbotFace,
    host: str = "127.0.0.1",
    auth: tuple[str, str] | None = None,
    max_file_megabytes: float = 50.0,
    status_seconds: float = STATUS_SECONDS,
) -> Application:
    """Return the window as an ASGI application behind its gate.

    Parameters
    ----------
    auth
        Name and password that a visitor must give; ``None`` asks for none.
    max_file_megabytes
        Larger uploads are refused.
    """
    app = FastAPI(openapi_url=None)
    window = build_window(bot, status_seconds)
    # Until this is set, Gradio believes a page that claims to have uploaded any file of this machine.
    window.has_launched = True
    gr.mount_gradio_app(
        app,
        window,
        path="/",
        app_kwargs={"openapi_url": None},
        auth=auth,
        show_error=False,
        allowed_paths=[],
        max_file_size=int(max_file_megabytes * 1024 * 1024),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        theme=THEME,
        # Not as ``css``: Gradio would put its own selector before every rule, even ``:root``.
        head=f"<style>{STYLE.read_text(encoding='utf-8')}</style>",
        i18n=TRANSLATIONS,
    )
    return Gate(app, host)


def serve(
    bot: ChatbotFace,
    host: str = "127.0.0.1",
    port: int = 7860,
    ready: Callable[[str], None] | None = None,
    auth: tuple[str, str] | None = None,
    max_file_megabytes: float = 50.0,
) -> None:
    """Open the chat window and serve it until interrupted; prints nothing.

    Parameters
    ----------
    port
        Port to listen on; 0 takes a free one.
    ready
        Called with the window's address once it listens.
    auth
        Name and password that a visitor must give; ``None`` asks for none.

    Raises
    ------
    SettingsError
        The host and port cannot be listened on.
    """
    listener = _listen(host, port)
    address = "127.0.0.1" if host in _ANY_HOST else host
    url = f"http://{f'[{address}]' if ':' in address else address}:{listener.getsockname()[1]}"

    async def run() -> None:
        # Inside the event loop, since Gradio otherwise opens one of its own and never closes it.
        application = build_application(bot, host, auth, max_file_megabytes)
        await WindowServer(application, lambda: ready(url) if ready else None).serve([listener])

    with listener, suppress(KeyboardInterrupt):
        asyncio.run(run())


class WindowServer(uvicorn.Server):
    """The web server, which says when it listens.

    Parameters
    ----------
    ready
        Called once the server listens.
    """

    def __init__(self, application: Application, ready: Callable[[], object]) -> None:
        config = uvicorn.Config(
            application,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere the option would share a port that is in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"The window cannot listen on {host}:{port} ({error.strerror or error}); "
            "choose another 'port' or 'host', or close the program that uses it."
        ) from None
    return listener
