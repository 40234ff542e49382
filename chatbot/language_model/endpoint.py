"""The language model behind an OpenAI-compatible endpoint, streamed with the openai client.

The request runs in a thread of its own and hands its pieces over through a queue: whoever waits for them
can so be stopped, and can give up an endpoint that is silent, however the connection hangs. Of the headers
only those of the protocol and the key are sent, whatever the environment has for OpenAI's own service.
"""

from __future__ import annotations

import ipaddress
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chatbot.errors import SettingsError
from chatbot.language_model.faults import Fault, LanguageModelError
from chatbot.language_model.model import Prompt, never
from chatbot.language_model.request import Request, watch_connection
from chatbot.settings import Settings
from chatbot.types import ModelLabel

if TYPE_CHECKING:
    import httpx2
    import openai

_HEADERS = frozenset(
    "host accept accept-encoding connection content-type content-length transfer-encoding user-agent".split()
)
_LONGEST_KEY = 4096
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
        self.label = _label(url, name)
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
            except openai.BadRequestError as error:
                refused = next((name for name in options if f"{name}" in str(error.message)), None)
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
                    api_key=self._key or _NO_KEY,
                    base_url=self._url,
                    timeout=timeout,
                    max_retries=0,
                    http_client=httpx2.Client(
                        timeout=timeout,
                        follow_redirects=False,
                        trust_env=not self.label.local,
                    ),
                )
                # The environment's OPENAI_ORG_ID and OPENAI_PROJECT_ID are of another endpoint.
                self._opened.organization = self._opened.project = None
            return self._opened

    def fault_of(self, error: Exception, *, started: bool) -> LanguageModelError:
        """Return what an error of the client means; ``started`` where text had come already."""
        import openai

        detail = self._without_key(str(getattr(error, "message", "") or error))
        if isinstance(error, openai.APITimeoutError):
            return LanguageModelError("interrupted" if started else "late", detail)
        if isinstance(error, openai.APIConnectionError):
            cause = self._without_key(str(error.__cause__ or error))
            return LanguageModelError("interrupted" if started else "unreachable", cause)
        if isinstance(error, openai.APIStatusError):
            return LanguageModelError(_FAULTS_BY_STATUS.get(error.status_code, _family(error)), detail)
        if isinstance(error, openai.APIError):
            return LanguageModelError("server", detail)
        _log.debug("The endpoint's answer could not be read: %s", type(error).__name__)
        return LanguageModelError("malformed", f"{type(error).__name__}: {detail}")

    def _without_key(self, text: str) -> str:
        line = " ".join(text.split())
        return (line.replace(self._key, "***") if self._key else line)[:_LONGEST_DETAIL]


_FAULTS_BY_STATUS: dict[int, Any] = {
    401: "key",
    403: "key",
    404: "model",
    408: "late",
    429: "busy",
    504: "late",
}


def _family(error: openai.APIStatusError) -> Any:
    if 300 <= error.status_code < 400:
        return "moved"
    return "server" if error.status_code >= 500 else "refused"


def language_model_from(settings: Settings) -> EndpointModel | None:
    """Return the language model of the settings; ``None`` where no endpoint is set.

    Raises
    ------
    SettingsError
        An endpoint is set without a model, or the file of the key cannot be read.
    """
    if not settings.llm_url:
        return None
    if not settings.llm_model.strip():
        raise SettingsError(
            f"No model is named for the endpoint '{settings.llm_url}'; set CHATBOT_LLM_MODEL or 'llm_model' "
            "in chatbot.toml."
        )
    return EndpointModel(
        settings.llm_url,
        settings.llm_model.strip(),
        _key_of(settings),
        settings.llm_timeout,
        settings.llm_deadline,
        settings.llm_temperature,
    )


def _key_of(settings: Settings) -> str:
    file = settings.llm_key_file
    if file is None:
        return settings.llm_key.get_secret_value().strip()
    try:
        lines = file.read_text(encoding="utf-8").split("\n", 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text file"
        raise SettingsError(
            f"The file '{file}' of the setting 'llm_key_file' cannot be read ({reason}); correct the setting."
        ) from None
    return lines[0].strip()


def _label(url: str, name: str) -> ModelLabel:
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
