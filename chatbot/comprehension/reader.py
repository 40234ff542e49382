"""A question and a text to the span that answers it, or to none: the extractive reader of the box.

The network is the bundled encoder's BERT, fine-tuned on questions, with one linear layer over it that
scores every token as the first and as the last of the answer; the first token of the whole input stands
for "no answer here" (Devlin et al. 2019; Rajpurkar et al. 2018).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Protocol

from chatbot.errors import EmbeddingError

MODELS = Path(__file__).parent.parent / "models"
LONGEST = 256
LONGEST_QUESTION = 64
LONGEST_ANSWER = 40
_OUTPUTS = 2
_BATCH_TOKENS = 3000
CONFIGURATION = "reader.json"
_Window = tuple[int, list[int], list[tuple[int, int]]]


@dataclass(frozen=True)
class AnswerSpan:
    """The span of a text that answers a question best.

    Attributes
    ----------
    start, end
        Characters of the text.
    score
        Log-odds of this span against "no answer here", as the network gives them.
    probability
        Calibrated probability, 0 to 1, that this text answers the question.
    """

    start: int
    end: int
    score: float
    probability: float


class AnswerReader(Protocol):
    """Finds the answer to a question in texts."""

    def read(self, question: str, texts: Sequence[str]) -> list[AnswerSpan | None]:
        """Return the best span of each text, however poor; None for a text without a word."""
        ...


class SpanReader:
    """An `AnswerReader` on the network that ``python -m chatbot.training.reader`` trains.

    Parameters
    ----------
    folder
        Folder with the layers and the calibration.
    encoder
        Folder of the encoder whose tokenizer and word rows the reader was trained with.

    Raises
    ------
    EmbeddingError
        A file is missing or damaged, or the encoder is another than the reader was trained with.
    """

    def __init__(self, folder: Path = MODELS / "reader", encoder: Path = MODELS / "encoder") -> None:
        # Here, not above: torch takes seconds to import, and no path that only lists or searches needs it.
        import torch

        from chatbot.comprehension import network
        from chatbot.embedding import has_bfloat16_units

        try:
            settings = json.loads((folder / CONFIGURATION).read_text(encoding="utf-8"))
            self._slope, self._shift = float(settings["slope"]), float(settings["shift"])
            dtype = torch.bfloat16 if has_bfloat16_units() else torch.float32
            self._network = network.load_network(folder, encoder, _OUTPUTS, dtype)
            self._tokenizer = network.load_tokenizer(encoder)
            trained_with, present = str(settings["encoder"]), network.rows_digest(encoder)
        except Exception as error:
            raise EmbeddingError(
                f"The reader in '{folder}' cannot be loaded ({error}); install the program again."
            ) from error
        if trained_with != present:
            raise EmbeddingError(
                f"The reader in '{folder}' was trained with another encoder than '{encoder}'; "
                "train it again with 'python -m chatbot.training.reader'."
            )
        self._layout = network.PairLayout(self._tokenizer)
        self._lock = threading.Lock()

    def read(self, question: str, texts: Sequence[str]) -> list[AnswerSpan | None]:
        """Return the best span of each text, however poor; None for a text without a word.

        A text longer than the network reads at once is read in windows that overlap by a half.
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:LONGEST_QUESTION]
        windows = list(self._windows(texts, LONGEST - len(asked) - 3))
        best: list[AnswerSpan | None] = [None] * len(texts)
        for batch in _batches(windows, len(asked) + 3):
            found = self._score(asked, [pieces for _, pieces, _ in batch])
            for (place, _, offsets), (score, first, last) in zip(batch, found, strict=True):
                kept = best[place]
                if kept is None or score > kept.score:
                    start, end = offsets[first][0], offsets[last][1]
                    best[place] = AnswerSpan(start, end, score, self._probability(score))
        return best

    def _windows(self, texts: Sequence[str], room: int) -> Iterator[_Window]:
        for place, cut in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            step = room // 2
            for first in range(0, max(1, len(cut.ids) - step), step):
                pieces = cut.ids[first : first + room]
                if pieces:
                    yield place, pieces, cut.offsets[first : first + room]

    def _score(self, asked: list[int], texts: Sequence[list[int]]) -> list[tuple[float, int, int]]:
        import torch

        from chatbot.comprehension.network import best_spans

        pieces, kinds, mask = self._layout([(asked, text) for text in texts])
        with self._lock, torch.inference_mode():
            scores = self._network(pieces, kinds, mask)
        return best_spans(scores, kinds, LONGEST_ANSWER)

    def _probability(self, score: float) -> float:
        return 1 / (1 + exp(-max(-60.0, min(60.0, self._slope * score + self._shift))))


def _batches(windows: Sequence[_Window], extra: int) -> Iterator[list[_Window]]:
    """Yield windows of like length together, so that a batch holds little padding."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda one: len(one[1])):
        if batch and (len(batch) + 1) * (len(window[1]) + extra) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


_shared: dict[Path, SpanReader] = {}
_sharing = threading.Lock()


def load_reader(folder: Path = MODELS / "reader") -> SpanReader:
    """Return the reader of ``folder``, loaded once per process and shared.

    Raises
    ------
    EmbeddingError
        It cannot be loaded.
    """
    with _sharing:
        if folder not in _shared:
            _shared[folder] = SpanReader(folder)
        return _shared[folder]
