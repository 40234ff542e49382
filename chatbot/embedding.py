"""Texts to unit vectors, with sentence-transformers, and the fingerprint of the model that made them."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import EmbeddingError
from chatbot.memory import keep_freed_memory

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
BUNDLED = "bundled"
_BUNDLED_FOLDER = Path(__file__).parent / "models" / "encoder"
_BATCH = 32
_FINGERPRINTED = (".json", ".txt", ".safetensors", ".bin", ".model")
_models: dict[str, SentenceTransformerEmbedder] = {}
_models_lock = threading.Lock()


class Embedder(Protocol):
    """Turns texts into unit vectors of one fixed dimension.

    Attributes
    ----------
    fingerprint
        Changes whenever the vectors of the same text would change.
    max_tokens
        Longest text, in tokens, that the model sees whole.
    """

    @property
    def fingerprint(self) -> str:
        """Digest of the model."""
        ...

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        ...

    @property
    def max_tokens(self) -> int:
        """Longest text seen whole, special tokens included."""
        ...

    def count_tokens(self, text: str) -> int:
        """Return the length of ``text`` in tokens of the model, special tokens included."""
        ...

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Return unit vectors of shape ``(len(texts), dimension)``; ``progress`` gets the count done."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape ``(len(texts), dimension)``."""
        ...


class SentenceTransformerEmbedder:
    """An `Embedder` on a sentence-transformers model, with the prompts its configuration names."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.fingerprint = model_fingerprint(name)
        self._model = _load_model(name)
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise EmbeddingError(
                f"The embedding model '{self._name}' does not say how long its vectors are; choose another."
            )
        return dimension

    @property
    def max_tokens(self) -> int:
        """Longest text, in tokens, that the model sees whole."""
        return int(self._model.max_seq_length or 512)

    def count_tokens(self, text: str) -> int:
        """Return the length of ``text`` in tokens, special tokens included."""
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Return unit vectors of shape ``(len(texts), dimension)``, float32.

        Texts are embedded in the order of their length, so that a batch holds little padding.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda position: -len(texts[position]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._encode([texts[position] for position in batch], "document")
            if progress is not None:
                progress(min(start + _BATCH, len(order)))
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape ``(len(texts), dimension)``, float32."""
        return self._encode(list(texts), "query")

    def _encode(self, texts: list[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        name = prompt if prompt in self._model.prompts else None
        with self._lock:
            vectors = self._model.encode(
                texts, prompt_name=name, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=False
            )
            stacked = np.stack([vector.float().cpu().numpy() for vector in vectors])
        norms = np.linalg.norm(stacked, axis=1, keepdims=True)
        unit: Vectors = (stacked / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit


def load_embedder(name: str = BUNDLED) -> SentenceTransformerEmbedder:
    """Return the embedder of the model, loaded once per process and shared.

    Parameters
    ----------
    name
        ``"bundled"``, a local folder, or a hub name.

    Raises
    ------
    EmbeddingError
        The model cannot be found or loaded.
    """
    with _models_lock:
        if name not in _models:
            _models[name] = SentenceTransformerEmbedder(name)
        return _models[name]


@lru_cache(maxsize=8)
def model_fingerprint(name: str = BUNDLED) -> str:
    """Return a digest that changes with the model's weights or configuration, without loading it.

    Raises
    ------
    EmbeddingError
        The bundled model is missing.
    """
    folder = _local_folder(name)
    if folder is None:
        return f"hub:{name}"
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _FINGERPRINTED):
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"sha256:{digest.hexdigest()[:32]}"


def _local_folder(name: str) -> Path | None:
    folder = _BUNDLED_FOLDER if name == BUNDLED else Path(name).expanduser()
    if name == BUNDLED and not (folder / "modules.json").exists():
        raise EmbeddingError(
            f"The bundled embedding model is missing from '{folder}'; "
            "install the program again or set CHATBOT_MODEL to another model."
        )
    return folder if folder.is_dir() else None


def _load_model(name: str) -> SentenceTransformer:
    folder = _local_folder(name)
    if folder is not None:
        # A local model needs nothing from the hub; without these the libraries ask it all the same.
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["TRANSFORMERS_OFFLINE"] = "1"
    import torch
    from sentence_transformers import SentenceTransformer

    keep_freed_memory()
    try:
        with quiet_loading():
            model = SentenceTransformer(
                str(folder or name),
                device="cpu",
                local_files_only=folder is not None,
                model_kwargs={"dtype": torch.bfloat16 if has_bfloat16_units() else torch.float32},
            )
    except Exception as error:
        raise EmbeddingError(
            f"The embedding model '{name}' cannot be loaded ({_first_line(error)}); "
            "set CHATBOT_MODEL to 'bundled', a sentence-transformers folder, or a hub name."
        ) from error
    return model.eval()


@contextmanager
def quiet_loading() -> Iterator[None]:
    """Keep transformers from drawing a bar for weights that load in a moment; downloads keep theirs."""
    from huggingface_hub.utils.tqdm import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )
    from transformers.utils import logging

    loading_shown, downloads_shown = logging.is_progress_bar_enabled(), not are_progress_bars_disabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    # The switch of transformers turns the hub's bars as well.
    if downloads_shown:
        enable_progress_bars()
    try:
        yield
    finally:
        if loading_shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]  # as above
            if not downloads_shown:
                disable_progress_bars()


def has_bfloat16_units() -> bool:
    """Tell whether the processor computes in bfloat16; where it only emulates it, float32 is faster."""
    try:
        return "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
