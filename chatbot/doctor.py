"""Checks of all that an answer takes: documents, index, models in the box, a language model if one is set."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from chatbot.chatbot import Chatbot
from chatbot.comprehension import load_reader
from chatbot.embedding import load_embedder
from chatbot.errors import ChatbotError
from chatbot.language_model import (
    EndpointModel,
    LanguageModelError,
    Prompt,
    fault_sentence,
    language_model_from,
)
from chatbot.settings import Settings

State = Literal["good", "notice", "bad"]
_ROUND_TRIP = Prompt("You are tested.", "Write the word ready, and nothing else.")
_ROUND_TRIP_TOKENS = 200
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    subject
        What was looked at: ``"documents"``, ``"endpoint"``.
    state
        ``"bad"`` where something does not work, ``"notice"`` where the user should know something.
    sentence
        What was found, and what to do about it.
    """

    subject: str
    state: State
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Return the check as a plain dictionary."""
        return asdict(self)


def run_checks(settings: Settings) -> Iterator[Check]:
    """Yield the checks, one by one as they are done; none raises."""
    yield _guarded("documents", lambda: _index(settings))
    yield _guarded("encoder", lambda: _encoder(settings))
    yield _guarded("reader", _reader)
    try:
        model = language_model_from(settings)
    except ChatbotError as error:
        yield Check("language model", "bad", str(error))
        return
    if model is None:
        yield Check(
            "language model",
            "bad" if settings.llm else "good",
            "None is set: answers are made of quotes. To have one write them, set CHATBOT_LLM_URL to an "
            "OpenAI-compatible endpoint (http://localhost:11434/v1 for Ollama) and CHATBOT_LLM_MODEL.",
        )
        return
    yield from _language_model(model, settings)


def _guarded(subject: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except ChatbotError as error:
        return Check(subject, "bad", str(error))


def _index(settings: Settings) -> Check:
    with Chatbot(settings, refresh=False) as bot:
        status = bot.status()
    if not status.built_at:
        return Check("documents", "notice", "There is no index yet; 'chatbot index' builds it.")
    counted = f"{_counted(status.documents, 'document')} in {_counted(status.passages, 'passage')}"
    if status.failed:
        return Check(
            "documents",
            "notice",
            f"{counted}; {_counted(len(status.failed), 'file')} could not be read: "
            "'chatbot status' says why.",
        )
    if not status.fresh:
        return Check(
            "documents", "notice", f"{counted}; the index is stale, 'chatbot index' brings it up to date."
        )
    return Check("documents", "good", f"{counted}; the index is fresh.")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _encoder(settings: Settings) -> Check:
    embedder = load_embedder(settings.model)
    embedder.embed_queries(["ready"])
    return Check("encoder", "good", f"'{settings.model}' embeds in {embedder.dimension} dimensions.")


def _reader() -> Check:
    load_reader().read("Is it ready?", ["It is ready."])
    return Check("reader", "good", "The reader in the box reads.")


def _language_model(model: EndpointModel, settings: Settings) -> Iterator[Check]:
    label = model.label
    where = "stay on this machine" if label.local else f"leave this machine for {label.host}"
    plain = urlsplit(settings.llm_url).scheme == "http" and not label.local
    unsafe = "; the address is http, so others on the way can read them" if plain else ""
    yield Check(
        "privacy",
        "notice" if plain or not label.local else "good",
        f"With '{label.name}', questions and the passages found {where}{unsafe}.",
    )
    try:
        names = model.models()
    except LanguageModelError as error:
        if error.fault in ("unreachable", "late", "key", "moved"):
            yield _failed("endpoint", error, model)
            return
        yield Check("endpoint", "notice", f"{label.host} answers, but does not list its models.")
    else:
        yield _listed(names, label.name, label.host)
    yield _round_trip(model)


def _listed(names: list[str], name: str, host: str) -> Check:
    if name in names or f"{name}:latest" in names:
        return Check("endpoint", "good", f"{host} answers and offers '{name}'.")
    offered = ", ".join(f"'{one}'" for one in names[:_MOST_NAMED]) or "none"
    more = ", ..." if len(names) > _MOST_NAMED else ""
    return Check(
        "endpoint",
        "notice",
        f"{host} answers but does not list '{name}'; it offers {offered}{more}. "
        "Correct 'llm_model' if the next check fails.",
    )


def _round_trip(model: EndpointModel) -> Check:
    begun = time.monotonic()
    first: float | None = None
    written = ""
    try:
        for piece in model.write(_ROUND_TRIP, _ROUND_TRIP_TOKENS):
            first = first if first is not None else time.monotonic() - begun
            written += piece
    except LanguageModelError as error:
        if error.fault != "cut" or first is None:
            return _failed("round trip", error, model)
    words = " ".join(written.split())[:40]
    seconds = f"{first or 0.0:.1f} s"
    return Check(
        "round trip", "good", f"'{model.label.name}' wrote “{words}”, its first word after {seconds}."
    )


def _failed(subject: str, error: LanguageModelError, model: EndpointModel) -> Check:
    said = f" (it said: {error.detail})" if error.detail else ""
    return Check(subject, "bad", f"{fault_sentence(error.fault, model.label, 'en').rstrip('.')}{said}.")
