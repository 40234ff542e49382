"""The conversation before a question, as callers may give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chatbot.answering.wording import without_doubts
from chatbot.types import Message

History = Sequence[Message | Mapping[str, str]]


def messages_of(history: History) -> list[Message]:
    """Return the conversation, without what its answers said unsupported."""
    messages = []
    for turn in history:
        said = turn.to_dict() if isinstance(turn, Message) else turn
        if not isinstance(said.get("content"), str):
            continue
        if said.get("role") == "assistant":
            messages.append(Message("assistant", without_doubts(said["content"])))
        else:
            messages.append(Message("user", said["content"]))
    return messages
