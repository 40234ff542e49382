"""An open index: what everything above reads from, whether it lies on disk or in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from chatbot.index.catalogue import Catalogue
from chatbot.index.generations import Hold, hold_current
from chatbot.index.keywords import KeywordStore, TantivyKeywords
from chatbot.index.manifest import CATALOGUE, KEYWORDS, VECTORS, Manifest
from chatbot.index.vectors import FaissVectors, Rows, Vectors, VectorStore
from chatbot.types import Document, Passage


class OpenIndex:
    """One whole generation of an index, open for reading. Safe to use from several threads.

    Passages are numbered by rows ``0 .. passage_count - 1``; both searches answer in rows.

    Attributes
    ----------
    folder
        Folder of the index, in which its generations lie; ``None`` for an index in memory.
    generation
        Name of the generation; differs from that of every other generation.
    built_at
        ISO 8601, UTC.
    model
        Fingerprint of the embedding model that made the vectors.
    passage_count
        Number of passages.
    row_languages, row_documents
        For each row, the passage's language and its document's path; read without touching the disk.
    paths
        The documents' paths, sorted.
    """

    def __init__(
        self,
        *,
        vectors: VectorStore,
        keywords: KeywordStore,
        catalogue: Catalogue,
        generation: str,
        built_at: str,
        model: str,
        hold: Hold | None = None,
    ) -> None:
        self._vectors = vectors
        self._keywords = keywords
        self._catalogue = catalogue
        self._hold = hold
        self.folder = hold.folder.parent if hold is not None else None
        self.generation = generation
        self.built_at = built_at
        self.model = model
        self.passage_count = catalogue.passage_count
        self.row_languages: Sequence[str]
        self.row_documents: Sequence[str]
        self.row_languages, self.row_documents = catalogue.row_attributes()
        self.paths: Sequence[str] = tuple(catalogue.paths())

    def passage(self, row: int) -> Passage:
        """Return the passage of a row.

        Raises
        ------
        IndexError
            There is no such row.
        """
        return self.passages([row])[0]

    def passages(self, rows: Sequence[int] | Rows) -> list[Passage]:
        """Return the passages of the rows, in the order asked for.

        Raises
        ------
        IndexError
            There is no such row.
        """
        return self._catalogue.passages([int(row) for row in rows])

    def row_of(self, passage_id: str) -> int | None:
        """Return the row of a passage, ``None`` where there is no such passage."""
        return self._catalogue.row_of(passage_id)

    def passage_by_id(self, passage_id: str) -> Passage | None:
        """Return a passage by its id, ``None`` where there is no such passage."""
        row = self.row_of(passage_id)
        return None if row is None else self.passage(row)

    def rows_of_document(self, path: str) -> list[int]:
        """Return the rows of a document's passages in the order of its text; none for an unknown path."""
        return self._catalogue.rows_of_document(path)

    def document(self, path: str) -> Document | None:
        """Return a document by its relative path, ``None`` where the index does not have it."""
        return self._catalogue.document(path)

    def search_vectors(self, vectors: Vectors, k: int) -> tuple[Vectors, Rows]:
        """Return the nearest passages of each query vector.

        Parameters
        ----------
        vectors
            Unit vectors, float32, shape ``(queries, dimension)``.

        Returns
        -------
        scores, rows
            Cosines (float32) and rows (int64), best first, both of shape
            ``(queries, min(k, passage_count))``.
        """
        return self._vectors.search(vectors, k)

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """Return the vectors of the rows, float32, shape ``(len(rows), dimension)``."""
        return self._vectors.vectors(rows)

    def search_keywords(self, terms: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """Return rows and BM25 scores of the ``k`` passages that match the weighted terms best.

        A term is a word, a number or a few words, in any spelling; each is looked up by its English
        stem, by its French stem and without case and accents, and counts by the best of the three.
        """
        return self._keywords.search(terms, k)

    def document_frequency(self, term: str) -> int:
        """Return in how many passages a term occurs, stems included."""
        return self._keywords.document_frequency(term)

    def close(self) -> None:
        """Let the generation go; nothing may be read afterwards."""
        self._catalogue.close()
        if self._hold is not None:
            self._hold.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_index(folder: Path) -> OpenIndex:
    """Open the current generation of the index in a folder, and hold it.

    Raises
    ------
    IndexMissingError
        There is none, or another version of the program made it.
    IndexDamagedError
        A file of it is missing or unreadable.
    """
    hold = hold_current(folder)
    try:
        manifest = Manifest.read(hold.folder)
        return OpenIndex(
            vectors=FaissVectors.read(hold.folder / VECTORS),
            keywords=TantivyKeywords.read(hold.folder / KEYWORDS),
            catalogue=Catalogue.read(hold.folder / CATALOGUE),
            generation=hold.folder.name,
            built_at=manifest.built_at,
            model=manifest.recipe.model,
            hold=hold,
        )
    except BaseException:
        hold.release()
        raise
