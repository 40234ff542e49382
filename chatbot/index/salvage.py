"""Vectors of a build that did not finish, kept for the next one: embedding is what takes the hours."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from chatbot.index.vectors import Vectors

_FOLDER = "unfinished"
_KEY_BYTES = 16


class Salvage:
    """The vectors embedded so far, by key, in files that each hold one batch.

    Parameters
    ----------
    index_folder
        Folder of the index.
    fingerprint
        Fingerprint of the embedding model; vectors of another model are passed over.
    """

    def __init__(self, index_folder: Path, fingerprint: str) -> None:
        self._folder = index_folder / _FOLDER
        self._prefix = blake2b(fingerprint.encode(), digest_size=8).hexdigest()

    def load(self) -> dict[bytes, Vectors]:
        """Return what earlier builds left; a batch that was cut short while it was written is passed over."""
        found: dict[bytes, Vectors] = {}
        for path in sorted(self._folder.glob(f"{self._prefix}-*.npz")):
            try:
                with path.open("rb") as file, np.load(file, allow_pickle=False) as batch:
                    keys, vectors = batch["keys"], batch["vectors"]
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                continue
            if keys.shape == (len(vectors), _KEY_BYTES) and keys.dtype == np.uint8:
                found.update((key.tobytes(), vector) for key, vector in zip(keys, vectors, strict=True))
        return found

    def add(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Keep one more batch."""
        self._folder.mkdir(exist_ok=True)
        number = sum(1 for _ in self._folder.iterdir())
        table = np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), _KEY_BYTES)
        np.savez(self._folder / f"{self._prefix}-{number:06}.npz", keys=table, vectors=vectors)

    def discard(self) -> None:
        """Forget everything, also that of other models: a whole generation has it now."""
        shutil.rmtree(self._folder, ignore_errors=True)
