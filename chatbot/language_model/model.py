"""The part that writes text, and may be replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from chatbot.types import ModelLabel


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a language model is given: how to work, and what to work on."""

    system: str
    user: str


def never() -> bool:
    """Return False: nobody asks to stop."""
    return False


class LanguageModel(Protocol):
    """Writes text for a prompt.

    Attributes
    ----------
    label
        Which model it is, and where.
    """

    @property
    def label(self) -> ModelLabel:
        """Which model it is, and where."""
        ...

    def write(
        self,
        prompt: Prompt,
        tokens: int,
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] = never,
    ) -> Iterator[str]:
        """Yield the text piece by piece as it is written.

        Parameters
        ----------
        tokens
            Longest text, in the model's tokens.
        seconds
            Time for the whole text; the model's own deadline where ``None``.
        stopped
            Asked several times a second whether to stop.

        Raises
        ------
        LanguageModelError
            The text could not be had, or not to its end; what was yielded before stands.
        """
        ...
