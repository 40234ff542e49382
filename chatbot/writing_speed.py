"""What this program adds to the time of a language model: the model here writes at once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.chatbot import Chatbot
from chatbot.draft import Draft
from chatbot.language_model import Prompt
from chatbot.language_model.model import never
from chatbot.settings import Settings
from chatbot.types import Message, ModelLabel

_PASSAGE = re.compile(r'<passage number="(\d+)"[^>]*>\n(.+?)\n</passage>', re.DOTALL)
_SENTENCE = re.compile(r"[^.!?]{20,300}[.!?]")
_STATEMENTS = 3


@dataclass(frozen=True, slots=True)
class WritingTime:
    """Milliseconds from the question to the first word shown, and to the answer checked."""

    first_word_ms: float
    whole_ms: float


class InstantModel:
    """A `LanguageModel` that at once writes a sentence of each of the first three passages it is given."""

    label = ModelLabel("instant", "localhost", local=True)

    def write(
        self,
        prompt: Prompt,
        tokens: int,
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] = never,
    ) -> Iterator[str]:
        """Yield the sentences, each with its mark."""
        del tokens, seconds, stopped
        for number, text in _PASSAGE.findall(prompt.user)[:_STATEMENTS]:
            sentence = _SENTENCE.search(text)
            yield f"{' '.join((sentence[0] if sentence else text[:200]).split())} [{number}]\n"


class _TimedDraft(Draft):
    def __init__(self) -> None:
        super().__init__()
        self.first = 0.0

    def show(self, text: str) -> None:
        super().show(text)
        self.first = self.first or time.perf_counter()


def time_writing(settings: Settings, asked: Sequence[tuple[str, Sequence[Message]]]) -> list[WritingTime]:
    """Return the times of each question, the index being there; conversations are left out.

    Without them nothing is asked of the model but the answer.
    """
    times = []
    with Chatbot(settings, refresh=False, language_model=InstantModel()) as bot:
        bot.ask(asked[0][0], llm=True)
        for question, _ in asked:
            draft = _TimedDraft()
            started = time.perf_counter()
            bot.ask(question, llm=True, draft=draft)
            ended = time.perf_counter()
            first = draft.first or ended
            times.append(WritingTime((first - started) * 1000, (ended - started) * 1000))
    return times
