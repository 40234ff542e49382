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

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import EmbeddingError
from chatbot.memory import keep_freed_memory

MODELS = Path(__file__).parent.parent / "models"
LONGEST = 256
LONGEST_QUESTION = 64
LONGEST_ANSWER = 16
_OUTPUTS = 2
_BATCH_TOKENS = 3000
CONFIGURATION = "reader.json"
_Window = tuple[int, int, list[int]]


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


class Reading(Protocol):
    """What a reader makes of one text for one question."""

    def best(self, start: int, end: int) -> AnswerSpan | None:
        """Return the best answer among the characters ``[start, end)``, however poor; None without a word."""
        ...


class AnswerReader(Protocol):
    """Finds the answer to a question in texts."""

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """Return what it makes of each text."""
        ...


@dataclass(frozen=True)
class TokenScores:
    """A `Reading`: how likely each token of a text is the first and the last of the answer.

    Attributes
    ----------
    offsets
        Characters ``[start, end)`` of each token, shape ``(tokens, 2)``, int64.
    starts, ends
        The network's figures, shape ``(tokens,)``, float32, less those of "no answer".
    slope, shift
        Of the logistic curve from log-odds to probability.
    """

    offsets: NDArray[np.int64]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    slope: float
    shift: float

    def best(self, start: int, end: int) -> AnswerSpan | None:
        """Return the best answer among the characters ``[start, end)``, however poor; None without a word."""
        first = int(np.searchsorted(self.offsets[:, 1], start, side="right"))
        last = int(np.searchsorted(self.offsets[:, 0], end, side="left"))
        if first >= last:
            return None
        spans = self.starts[first:last, None] + self.ends[None, first:last]
        allowed = np.triu(np.tri(last - first, k=LONGEST_ANSWER - 1, dtype=bool))
        place = int(np.where(allowed, spans, -np.inf).argmax())
        begin, finish = divmod(place, last - first)
        score = float(spans[begin, finish])
        return AnswerSpan(
            max(start, int(self.offsets[first + begin, 0])),
            min(end, int(self.offsets[first + finish, 1])),
            score,
            1 / (1 + exp(-max(-60.0, min(60.0, self.slope * score + self.shift)))),
        )


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

        keep_freed_memory()
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

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """Return what the network makes of each text.

        A text longer than the network reads at once is read in windows that overlap by a half; a token
        keeps the figures of the window in whose middle it stands.
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:LONGEST_QUESTION]
        cut = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        scores = [np.full((len(one.ids), 2), -np.inf, dtype=np.float32) for one in cut]
        room = LONGEST - len(asked) - 3
        scored = [
            (place, first, figures)
            for batch in _batches(list(_windows([one.ids for one in cut], room)), len(asked) + 3)
            for (place, first, _), figures in zip(
                batch, self._score(asked, [pieces for _, _, pieces in batch]), strict=True
            )
        ]
        for place, first, figures in sorted(scored, key=lambda one: one[:2]):
            skipped = room // 4 if first else 0
            scores[place][first + skipped : first + len(figures)] = figures[skipped:]
        return [
            TokenScores(
                np.array(one.offsets, dtype=np.int64).reshape(-1, 2),
                figures[:, 0],
                figures[:, 1],
                self._slope,
                self._shift,
            )
            for one, figures in zip(cut, scores, strict=True)
        ]

    def _score(self, asked: list[int], texts: Sequence[list[int]]) -> list[NDArray[np.float32]]:
        """Return the figures of each text's tokens, shape ``(tokens, 2)``, less those of "no answer"."""
        import torch

        pieces, kinds, mask = self._layout([(asked, text) for text in texts])
        with self._lock, torch.inference_mode():
            scores = self._network(pieces, kinds, mask).float().numpy()
        begin = len(asked) + 2
        return [scores[row, begin : begin + len(text)] - scores[row, :1] for row, text in enumerate(texts)]


def _windows(texts: Sequence[list[int]], room: int) -> Iterator[_Window]:
    for place, pieces in enumerate(texts):
        step = room // 2
        for first in range(0, max(1, len(pieces) - step), step):
            if pieces[first : first + room]:
                yield place, first, pieces[first : first + room]


def _batches(windows: Sequence[_Window], extra: int) -> Iterator[list[_Window]]:
    """Yield windows of like length together, so that a batch holds little padding."""
    batch: list[_Window] = []
    for window in sorted(windows, key=lambda one: len(one[2])):
        if batch and (len(batch) + 1) * (len(window[2]) + extra) > _BATCH_TOKENS:
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
