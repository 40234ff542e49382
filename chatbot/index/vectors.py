"""The vectors of the passages, one per row, searched by inner product with FAISS."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from chatbot.errors import IndexDamagedError

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]


class VectorStore(Protocol):
    """Unit vectors numbered from 0, and the nearest of them to a query."""

    def __len__(self) -> int:
        """Return the number of vectors."""
        ...

    def search(self, queries: Vectors, k: int) -> tuple[Vectors, Rows]:
        """Return the scores and rows of the ``k`` nearest, both of shape ``(len(queries), k)``."""
        ...

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """Return the vectors of the rows, shape ``(len(rows), dimension)``."""
        ...


class FaissVectors:
    """An exact `VectorStore`: FAISS ``IndexFlatIP``, in memory or mapped from its file."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._matrix = _matrix(index)

    @classmethod
    def of(cls, vectors: Vectors) -> FaissVectors:
        """Return a store of the vectors, an array of shape ``(n, dimension)``."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> FaissVectors:
        """Map a file that `write` made.

        Raises
        ------
        IndexDamagedError
            FAISS cannot read the file.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise IndexDamagedError(
                f"The vectors of the index in '{path}' cannot be read; "
                "run 'chatbot index' to build them again."
            ) from error
        return cls(index)

    def write(self, path: Path) -> None:
        """Write the store to a file.

        Raises
        ------
        OSError
            The disk refuses.
        """
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(f"FAISS cannot write {path.name}") from error

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._index.d)

    def search(self, queries: Vectors, k: int) -> tuple[Vectors, Rows]:
        """Return the scores and rows of the ``k`` nearest, or of all where there are fewer, best first."""
        k = max(0, min(k, len(self)))
        if not k or not len(queries):
            return np.zeros((len(queries), k), np.float32), np.zeros((len(queries), k), np.int64)
        scores, rows = self._index.search(np.ascontiguousarray(queries, dtype=np.float32), k)
        return scores, rows

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """Return the vectors of the rows, shape ``(len(rows), dimension)``."""
        chosen: Vectors = self._matrix[np.asarray(rows, dtype=np.int64)]
        return chosen


def _matrix(index: Any) -> Vectors:
    """Return a view of the index's own memory: picking rows from it costs no call per row."""
    if not index.ntotal:
        return np.zeros((0, index.d), dtype=np.float32)
    flat: Vectors = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
    return flat.reshape(index.ntotal, index.d)


def vector_key(text: str) -> bytes:
    """Return what names the vector of an embedded text, so that no text is embedded twice."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
