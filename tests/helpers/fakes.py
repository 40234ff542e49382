from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from chatbot.comprehension import AnswerSpan, Reading
from chatbot.language_model import Fault, LanguageModelError, Prompt
from chatbot.language_model.model import never
from chatbot.types import ModelLabel

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_PREFIX = 5
_SPECIAL_TOKENS = 2
_SENTENCE = re.compile(r"[^.!?\n]+")


class HashEmbedder:
    """Embeds a text as a hashed bag of the five-letter beginnings of its words: no model, always the same.

    Attributes
    ----------
    embedded
        Every passage text embedded so far, in order, for tests that count what is embedded again.
    queries
        Every query text embedded so far.
    """

    def __init__(
        self, fingerprint: str = "hash-embedder", dimension: int = 256, max_tokens: int = 256
    ) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.embedded: list[str] = []
        self.queries: list[str] = []
        self._slots: dict[str, tuple[int, float]] = {}

    def count_tokens(self, text: str) -> int:
        """Return the number of words and punctuation marks, plus two as real models add."""
        return len(_TOKEN.findall(text)) + _SPECIAL_TOKENS

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return unit vectors of shape ``(len(texts), dimension)``."""
        self.embedded.extend(texts)
        vectors = self._embed(texts)
        if progress is not None and texts:
            progress(len(texts))
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape ``(len(texts), dimension)``."""
        self.queries.extend(texts)
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _WORD.findall(text):
                slot, sign = self._slot(word)
                vectors[row, slot] += sign
            if not vectors[row].any():
                vectors[row, 0] = 1.0
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _slot(self, word: str) -> tuple[int, float]:
        if word not in self._slots:
            plain = unicodedata.normalize("NFKD", word.casefold())
            stem = "".join(letter for letter in plain if not unicodedata.combining(letter))[:_PREFIX]
            number = int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest(), "big")
            self._slots[word] = (number // 2 % self.dimension, 1.0 if number % 2 else -1.0)
        return self._slots[word]


class WordReader:
    """Takes for the answer the sentence with the most of the question's words: no model, always the same."""

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """Return a reading of each text."""
        asked = {word[:_PREFIX] for word in _WORD.findall(question.casefold()) if len(word) > 2}
        return [WordReading(asked, text) for text in texts]


class WordReading:
    """The sentences of a text, each scored by the share of a question's words it has."""

    def __init__(self, asked: set[str], text: str) -> None:
        self._asked, self._text = asked, text

    def best(self, start: int, end: int) -> AnswerSpan | None:
        """Return the best sentence among the characters ``[start, end)``."""
        spans = []
        for found in _SENTENCE.finditer(self._text, start, end):
            words = {word[:_PREFIX] for word in _WORD.findall(found[0].casefold())}
            if words:
                share = len(self._asked & words) / max(1, len(self._asked))
                first = found.start() + len(found[0]) - len(found[0].lstrip())
                spans.append(AnswerSpan(first, found.end(), 4 * share, 0.1 + 0.8 * share))
        return max(spans, key=lambda span: span.score, default=None)


class ScriptedModel:
    """A language model that writes what it is told to, whatever it is asked.

    Attributes
    ----------
    prompts
        Every prompt so far, in order.
    """

    label = ModelLabel("scripted", "localhost:1", local=True)

    def __init__(self, *texts: str | Callable[[Prompt], str], fault: Fault | None = None) -> None:
        self._texts = texts or ("",)
        self._fault = fault
        self.prompts: list[Prompt] = []

    def write(
        self,
        prompt: Prompt,
        tokens: int,
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] = never,
    ) -> Iterator[str]:
        """Yield the next text word by word, the last text again and again; then fail where it is to."""
        text = self._texts[min(len(self.prompts), len(self._texts) - 1)]
        self.prompts.append(prompt)
        for piece in re.findall(r"\S+\s*|\s+", text if isinstance(text, str) else text(prompt)):
            if stopped():
                raise LanguageModelError("stopped")
            yield piece
        if self._fault is not None:
            raise LanguageModelError(self._fault)
