"""What the window remembers of one visitor: the turns of the conversation and what is on display."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from chatbot.draft import Draft
from chatbot.types import Answer, Citation, Claim, DocumentSummary, Message

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or with the sentence said in place of an answer."""

    question: str
    answer: Answer | None = None
    notice: str = ""

    @property
    def records(self) -> tuple[Citation | Claim, ...]:
        """Every quote of the turn that can be opened; its position here is the number buttons carry."""
        if self.answer is None:
            return ()
        claims = tuple(claim for conflict in self.answer.conflicts for claim in conflict.claims)
        return self.answer.citations + claims + self.answer.nearest


@dataclass(slots=True)
class Session:
    """The state of one open page; kept on the server, so that a page names its parts by number only.

    Attributes
    ----------
    language
        Language of the interface, ``"en"`` or ``"fr"``.
    examples
        The example questions on display.
    listed
        The documents on display, in the order of their rows.
    removing
        The document whose removal awaits confirmation, empty where none does.
    following
        Whether a rebuild's progress is being shown to this page.
    banner
        The banner on display, as HTML.
    writing
        Whether the language model is to write the answers.
    draft
        The answer under way, ``None`` where there is none.
    left
        Whether a new conversation has taken its place on the page, so that it shows nothing more.
    """

    language: str = "en"
    turns: list[Turn] = field(default_factory=list)
    examples: tuple[str, ...] = ()
    listed: tuple[DocumentSummary, ...] = ()
    removing: str = ""
    following: bool = False
    banner: str = ""
    writing: bool = False
    draft: Draft | None = None
    left: bool = False

    def history(self) -> tuple[Message, ...]:
        """Return the answered part of the conversation as the chatbot takes it."""
        messages: list[Message] = []
        for turn in self.turns:
            if turn.answer is not None:
                messages.append(Message("user", turn.question))
                messages.append(Message("assistant", turn.answer.text))
        return tuple(messages)

    def record(self, turn: object, record: object) -> Citation | Claim | None:
        """Return the quote a button names, ``None`` where the numbers name none.

        Parameters
        ----------
        turn, record
            Whatever the page sent; only whole numbers in range are taken.
        """
        chosen = pick(self.turns, turn)
        return None if chosen is None else pick(chosen.records, record)


def pick(items: Sequence[Item], number: object) -> Item | None:
    """Return ``items[number]``, ``None`` where ``number`` is not a whole number in range."""
    if type(number) is not int or not 0 <= number < len(items):
        return None
    return items[number]
