"""What the window needs of the object it talks to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from chatbot.draft import Draft
from chatbot.types import (
    Answer,
    Citation,
    Claim,
    DocumentSummary,
    Excerpt,
    IndexReport,
    IndexStatus,
    Message,
    ModelLabel,
    Progress,
)


class ChatbotFace(Protocol):
    """The face of ``Chatbot`` that the window uses; every method may raise ``ChatbotError``."""

    @property
    def ready(self) -> bool:
        """Whether the embedding model is loaded."""

    @property
    def language_model(self) -> ModelLabel | None:
        """The language model that may write answers, ``None`` where none is set."""

    @property
    def writes_by_default(self) -> bool:
        """Whether the language model writes where a call does not say."""

    def warm_up(self) -> None:
        """Load the embedding model; returns when it is there."""

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str] | Message] = (),
        *,
        llm: bool | None = None,
        draft: Draft | None = None,
    ) -> Answer:
        """Answer a question, in the light of the conversation before it."""

    def status(self) -> IndexStatus:
        """Compare the index with the documents folder."""

    def documents(self) -> list[DocumentSummary]:
        """List every file of the documents folder and of the index."""

    def rebuild(self, progress: Callable[[Progress], None] | None = None) -> IndexReport:
        """Bring the index up to date."""

    def excerpt(self, record: Citation | Claim, context: int = 700) -> Excerpt:
        """Return a quote with ``context`` characters on either side."""

    def example_questions(self, count: int = 4) -> list[str]:
        """Propose questions that the documents answer."""

    def add_document(self, source: Path, name: str) -> str:
        """Copy a file into the documents folder and return its relative path."""

    def remove_document(self, path: str) -> None:
        """Delete a file of the documents folder, by its relative path."""
