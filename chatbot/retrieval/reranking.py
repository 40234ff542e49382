"""A cross-encoder that reads query and passage together, for those who set one; none is in the box."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.embedding import quiet_loading
from chatbot.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 16
_models: dict[str, CrossEncoderReranker] = {}
_models_lock = threading.Lock()


class Reranker(Protocol):
    """Says how well passages answer a query."""

    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one number per text, the higher the better, shape ``(len(texts),)``."""
        ...


class CrossEncoderReranker:
    """A `Reranker` on a cross-encoder of sentence-transformers (Nogueira and Cho 2019).

    Raises
    ------
    EmbeddingError
        The model cannot be loaded, or gives more than one number for a pair of texts.
    """

    def __init__(self, name: str) -> None:
        self._model = _load(name)
        self._lock = threading.Lock()
        if self._model.num_labels != 1:
            raise EmbeddingError(
                f"The reranking model '{name}' gives {self._model.num_labels} numbers for a passage; "
                "set CHATBOT_RERANKER to a cross-encoder that gives one, or to nothing."
            )

    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one number per text, the higher the better, shape ``(len(texts),)``."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            scores = self._model.predict(
                [(query, text) for text in texts], batch_size=_BATCH, show_progress_bar=False
            )
        return np.asarray(scores, dtype=np.float32)


def load_reranker(name: str) -> Reranker | None:
    """Return the reranker of a local folder or a hub name, loaded once per process; ``None`` for no name."""
    if not name:
        return None
    with _models_lock:
        if name not in _models:
            _models[name] = CrossEncoderReranker(name)
        return _models[name]


def _load(name: str) -> CrossEncoder:
    from sentence_transformers import CrossEncoder

    folder = Path(name).expanduser()
    local = folder.is_dir()
    try:
        with quiet_loading():
            model: CrossEncoder = CrossEncoder(
                str(folder) if local else name, device="cpu", local_files_only=local
            )
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise EmbeddingError(
            f"The reranking model '{name}' cannot be loaded ({reason}); "
            "set CHATBOT_RERANKER to a cross-encoder's folder or hub name, or to nothing."
        ) from error
    return model
