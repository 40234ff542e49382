"""How fast an embedding model reads the passages of a collection, beside another model in the same run."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from chatbot.errors import DocumentsError, ReadingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatbot.embedding import Embedder
    from chatbot.settings import Settings

_MOST_PASSAGES = 192
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class EncodingSpeed:
    """Passages a second of two models on the passages of one language.

    Attributes
    ----------
    language
        ISO 639-1, or ``"und"``.
    passages
        How many passages each round embeds.
    rate, baseline_rate
        Passages a second of the model set and of the other, each in its fastest round.
    """

    language: str
    passages: int
    rate: float
    baseline_rate: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as a plain dictionary."""
        return asdict(self)

    def line(self) -> str:
        """Return the figures as a line to read."""
        return (
            f"{self.language}: {self.passages} passages, {self.rate:.0f} a second; "
            f"the other model {self.baseline_rate:.0f} ({self.rate / self.baseline_rate:.2f} times its speed)"
        )


def compare_models(settings: Settings, baseline: str) -> list[EncodingSpeed]:
    """Return the speeds for each language of the collection, the models taking turns.

    Raises
    ------
    ChatbotError
        The documents or a model cannot be used, or there is no passage.
    """
    from chatbot.chunking import embedding_text, split_document
    from chatbot.embedding import load_embedder
    from chatbot.reading import list_files, read_document

    model, other = load_embedder(settings.model), load_embedder(baseline)
    texts: dict[str, list[str]] = {}
    largest = int(settings.max_file_megabytes * 1_000_000)
    for file in list_files(settings.documents).files:
        try:
            document = read_document(settings.documents, file.path, largest)
        except ReadingError:
            # The index lists such files; here they only have nothing to embed.
            continue
        passages = split_document(
            document, max_tokens=settings.passage_tokens, count_tokens=model.count_tokens
        )
        for passage in passages:
            texts.setdefault(passage.language, []).append(embedding_text(passage))
    if not texts:
        raise DocumentsError(
            f"The folder '{settings.documents}' has no passage to embed; put documents into it."
        )
    return [_compare(language, texts[language][:_MOST_PASSAGES], model, other) for language in sorted(texts)]


def _compare(language: str, texts: Sequence[str], model: Embedder, other: Embedder) -> EncodingSpeed:
    seconds: list[float] = []
    other_seconds: list[float] = []
    for _ in range(_ROUNDS):
        seconds.append(_seconds(model, texts))
        other_seconds.append(_seconds(other, texts))
    return EncodingSpeed(language, len(texts), len(texts) / min(seconds), len(texts) / min(other_seconds))


def _seconds(model: Embedder, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    model.embed_passages(texts)
    return time.perf_counter() - started
