"""The language model behind an OpenAI-compatible endpoint, streamed with the openai client.

The request runs in a thread of its own and hands its pieces over through a queue: whoever waits for them
can so be stopped, and can give up an endpoint that is silent, however the connection hangs. Of the headers
only those of the protocol and the key are sent, whatever the environment has for OpenAI's own service.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from chatbot.errors import SettingsError
from chatbot.language_model.faults import Fault, LanguageModelError
from chatbot.language_model.model import Prompt, never
from chatbot.language_model.request import Request, about_to_send, watch_connection
from chatbot.types import ModelLabel

if TYPE_CHECKING:
    import httpx2
    import openai

_HEADERS = frozenset(
    "host accept accept-encoding connection content-type content-length transfer-encoding user-agent".split()
)
_CONNECT_SECONDS = 10.0
_LOOK_SECONDS = 0.05
# No tokenizer has this many characters a token on average; an endpoint that exceeds it ignores the limit.
_CHARACTERS_A_TOKEN = 12
_LONGEST_DETAIL = 200
_MOST_MODELS = 1000
_log = logging.getLogger(__name__)


class EndpointModel:
    """A `LanguageModel` at an OpenAI-compatible endpoint.

    Redirects are not followed, so that key and text go to no other host; for a host on this machine
    proxies are not used either.

    Parameters
    ----------
    url
        Base URL, to which ``/chat/completions`` is added.
    name
        The model's name there.
    key
        Sent with every request; empty for none.
    timeout
        Seconds without a word after which the endpoint is given up.
    deadline
        Seconds a whole text may take.
    temperature
        How freely the model chooses its words.

    Raises
    ------
    SettingsError
        The key holds what no header can: a space, a line break, an accent.
    """

    def __init__(
        self,
        url: str,
        name: str,
        key: str = "",
        timeout: float = 60.0,
        deadline: float = 300.0,
        temperature: float = 0.0,
    ) -> None:
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise SettingsError(
                "The key of the language model holds a character that no key has (a space, an accent); "
                "correct 'llm_key' or 'llm_key_file'."
            )
        self.label = label_at(url, name)
        self._url, self._key = url, key
        self._timeout, self._deadline, self._temperature = timeout, deadline, temperature
        self._opened: openai.OpenAI | None = None
        self._opening = threading.Lock()

    def write(
        self,
        prompt: Prompt,
        tokens: int,
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] = never,
    ) -> Iterator[str]:
        """Yield the text piece by piece; see `LanguageModel`."""
        request = Request(
            lambda: self.stream(prompt, tokens), lambda error, started: self.fault_of(error, started=started)
        )
        request.start()
        deadline = time.monotonic() + (self._deadline if seconds is None else min(seconds, self._deadline))
        written = 0
        try:
            while True:
                if stopped():
                    raise LanguageModelError("stopped")
                piece = request.next(_LOOK_SECONDS)
                now = time.monotonic()
                if piece:
                    written += len(piece)
                    if written > tokens * _CHARACTERS_A_TOKEN:
                        raise LanguageModelError("endless")
                    yield piece
                elif piece == "":
                    return
                elif now - request.heard > self._timeout:
                    raise LanguageModelError("interrupted" if written else "late")
                if now > deadline:
                    raise LanguageModelError("endless" if written else "late")
        finally:
            request.abandon()

    def models(self) -> list[str]:
        """Return the names of the models the endpoint offers, at most 1,000.

        Raises
        ------
        LanguageModelError
            It cannot be reached, refuses the key, or does not list its models.
        """
        try:
            listed = self.client().models.list()
            return [str(model.id) for model, _ in zip(listed, range(_MOST_MODELS), strict=False)]
        except Exception as error:
            raise self.fault_of(error, started=False) from None

    def stream(self, prompt: Prompt, tokens: int) -> Any:
        """Open the stream of a text, leaving out what the endpoint says it does not take."""
        import openai

        options: dict[str, Any] = {"max_tokens": tokens, "temperature": self._temperature}
        while True:
            try:
                return self.client().chat.completions.create(
                    model=self.label.name,
                    messages=[
                        {"role": "system", "content": prompt.system},
                        {"role": "user", "content": prompt.user},
                    ],
                    stream=True,
                    **options,
                )
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                refused = next((name for name in options if name in str(error.message)), None)
                if refused is None or refused == "max_completion_tokens":
                    raise
                del options[refused]
                if refused == "max_tokens":
                    options["max_completion_tokens"] = tokens

    def client(self) -> openai.OpenAI:
        """Return the client, made with the first request."""
        # Here, not above: it takes half a second to import, and most sessions never use it.
        import httpx2
        import openai

        with self._opening:
            if self._opened is None:
                timeout = httpx2.Timeout(self._timeout, connect=min(self._timeout, _CONNECT_SECONDS))
                self._opened = openai.OpenAI(
                    # The key is put in with the headers, so that nothing the client says can hold it.
                    api_key="none",
                    base_url=self._url,
                    timeout=timeout,
                    max_retries=0,
                    http_client=httpx2.Client(
                        timeout=timeout,
                        # Each request has a connection of its own: to be cut alone, and not to be left open.
                        limits=httpx2.Limits(max_keepalive_connections=0),
                        follow_redirects=False,
                        trust_env=not self.label.local,
                        event_hooks={"request": [self._before_sending]},
                    ),
                )
            return self._opened

    def _before_sending(self, request: httpx2.Request) -> None:
        # The client adds what the environment has for OpenAI (OPENAI_ORG_ID, OPENAI_CUSTOM_HEADERS), and
        # which machine and which Python this is: neither is any of the endpoint's business.
        for name in list(request.headers):
            if name.lower() not in _HEADERS:
                del request.headers[name]
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        request.extensions["trace"] = watch_connection
        about_to_send()

    def fault_of(self, error: Exception, *, started: bool) -> LanguageModelError:
        """Return what an error of the client means; ``started`` where text had come already."""
        import openai

        detail = self._without_key(str(getattr(error, "message", "") or error))
        if isinstance(error, openai.APIConnectionError):
            cause = error.__cause__ or error
            return LanguageModelError(_fault_of_connection(cause, started), self._without_key(str(cause)))
        if isinstance(error, openai.APIStatusError):
            return LanguageModelError(_FAULTS_BY_STATUS.get(error.status_code, _family(error)), detail)
        if isinstance(error, openai.APIError):
            return LanguageModelError("server", detail)
        _log.debug("The endpoint's answer could not be read: %s", type(error).__name__)
        return LanguageModelError("malformed", f"{type(error).__name__}: {detail}")

    def _without_key(self, text: str) -> str:
        for written in (self._key, json.dumps(self._key)[1:-1], quote(self._key)):
            text = text.replace(written, "***") if written else text
        return " ".join(text.split())[:_LONGEST_DETAIL]


_FAULTS_BY_STATUS: dict[int, Fault] = {
    401: "key",
    403: "key",
    404: "model",
    405: "model",
    408: "late",
    429: "busy",
    # A server that still loads its model, or has too many waiting.
    503: "busy",
    504: "late",
}


def _fault_of_connection(cause: BaseException, started: bool) -> Fault:
    import httpx2

    if isinstance(cause, httpx2.DecodingError):
        return "malformed"
    if started:
        return "interrupted"
    if isinstance(cause, httpx2.ConnectTimeout):
        return "unreachable"
    if isinstance(cause, httpx2.TimeoutException):
        return "late"
    broke = isinstance(cause, (httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError))
    return "server" if broke else "unreachable"


def _family(error: openai.APIStatusError) -> Fault:
    if 300 <= error.status_code < 400:
        return "moved"
    return "server" if error.status_code >= 500 else "refused"


def label_at(url: str, name: str) -> ModelLabel:
    """Return what a model at an address is called, and whether the address is on this machine."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2] or url
    return ModelLabel(name, host, _is_this_machine(parts.hostname or url))


def _is_this_machine(host: str) -> bool:
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
