"""Bringing an index up to date: a new generation from what changed and from what the old one knows."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from chatbot.chunking import embedding_text, split_document
from chatbot.embedding import Embedder
from chatbot.errors import IndexDamagedError, IndexWriteError, ReadingError
from chatbot.index.catalogue import Catalogue, FileRecord
from chatbot.index.freshness import (
    Comparison,
    Previous,
    compare,
    damage,
    previous_generation,
    size_limit,
    trusted_time,
)
from chatbot.index.generations import clean, draft_generation, only_writer
from chatbot.index.keywords import TantivyKeywords
from chatbot.index.manifest import CATALOGUE, KEYWORDS, VECTORS, Manifest, Recipe, now
from chatbot.index.salvage import Salvage
from chatbot.index.vectors import FaissVectors, Vectors, vector_key
from chatbot.reading import FileEntry, Listing, content_hash, list_files, read_document
from chatbot.settings import Settings
from chatbot.types import Document, FileFailure, IndexReport, Progress, ProgressCallback

_KEYWORD_BATCH = 1000
# Embedded and kept at a time: at a hundred passages a second, what a killed build loses is ten seconds' work.
_EMBEDDING_BATCH = 1024


@dataclass(frozen=True, slots=True)
class EmbedderSource:
    """An embedding model that is loaded only when there is something to embed.

    Attributes
    ----------
    fingerprint
        Known without loading the model.
    name
        What messages call it.
    load
        Returns the model.
    """

    fingerprint: str
    name: str
    load: Callable[[], Embedder]


def build_index(
    settings: Settings, embedder: EmbedderSource, progress: ProgressCallback | None = None
) -> IndexReport:
    """Bring the index up to date with the documents folder.

    Only files that are new or changed are read, and only texts the index has not met are embedded. Where
    nothing changed nothing is written and the model is not loaded.

    Parameters
    ----------
    settings
        The folders, the passage length and the size limit.
    embedder
        The embedding model.
    progress
        Called after each step.

    Returns
    -------
    IndexReport
        Files that cannot be read are in ``failed`` and nowhere else.

    Raises
    ------
    DocumentsError
        The documents folder cannot be listed.
    IndexLockedError
        Another process is building this index.
    IndexWriteError
        The index cannot be written; the old one stays as it was.
    EmbeddingError
        The model cannot be loaded.
    """
    started = time.monotonic()
    folder = settings.index_folder
    try:
        with only_writer(folder):
            clean(folder)
            with previous_generation(folder) as (previous, problem):
                update = partial(_update, settings, embedder, progress or _ignore)
                try:
                    report = update(previous, problem)
                except IndexDamagedError as error:
                    # The damage lies where opening does not look; nothing of that generation is used.
                    report = update(None, damage(error))
            clean(folder)
            Salvage(folder, embedder.fingerprint).discard()
    except OSError as error:
        raise IndexWriteError(
            f"The index in '{folder}' cannot be written ({error.strerror or error}); free some space, "
            "correct the folder's permissions, or choose another folder with the setting 'index'."
        ) from error
    return replace(report, seconds=time.monotonic() - started)


def _update(
    settings: Settings,
    embedder: EmbedderSource,
    progress: ProgressCallback,
    previous: Previous | None,
    problem: str,
) -> IndexReport:
    recipe = Recipe(embedder.fingerprint, embedder.name, settings.passage_tokens)
    reason = problem or (recipe.difference(previous.manifest.recipe) if previous else "")
    listing = list_files(settings.documents, settings.index_folder)
    comparison = compare(listing, previous, size_limit(settings), partial(content_hash, settings.documents))
    if previous is not None and comparison.same and not reason:
        return _report(comparison, previous.files, previous.manifest.passages, embedded=0, reason="")
    with draft_generation(settings.index_folder) as draft:
        writer = _Writer(settings, embedder, progress, draft)
        try:
            writer.add_files(listing, comparison, previous, from_scratch=previous is None or bool(reason))
            manifest, embedded = writer.finish(recipe, previous)
            files = writer.catalogue.files()
        finally:
            writer.catalogue.close()
        manifest.write(draft)
    return _report(comparison, files, manifest.passages, embedded, reason)


class _Writer:
    """Fills the folder of one generation."""

    def __init__(
        self, settings: Settings, embedder: EmbedderSource, progress: ProgressCallback, draft: Path
    ) -> None:
        self.catalogue = Catalogue.create(draft / CATALOGUE)
        self._settings = settings
        self._embedder = embedder
        self._progress = progress
        self._draft = draft
        self._kept_rows: list[int] = []
        self._texts: list[str] = []

    def add_files(
        self, listing: Listing, comparison: Comparison, previous: Previous | None, *, from_scratch: bool
    ) -> None:
        """Copy what the previous generation knows, unless all is built from scratch, and read the rest."""
        known = {} if from_scratch else {**comparison.unchanged, **comparison.failed}
        if previous is not None and not from_scratch:
            self._kept_rows = self.catalogue.copy_documents(previous.folder / CATALOGUE, comparison.unchanged)
        for record in known.values():
            self.catalogue.add_file(record)
        for failure in listing.failures:
            if failure.path not in known:
                self.catalogue.add_file(FileRecord(failure.path, 0, -1, "", failure.reason))
        unread = [entry for entry in listing.files if entry.path not in known]
        for done, entry in enumerate(unread):
            self._progress(Progress("reading", done, len(unread), entry.path))
            self._add_file(entry)
        self._progress(Progress("reading", len(unread), len(unread)))

    def finish(self, recipe: Recipe, previous: Previous | None) -> tuple[Manifest, int]:
        """Write vectors and keywords; return the manifest and the number of passages embedded."""
        vectors, embedded = self._vectors(recipe, previous)
        self._progress(Progress("writing", 0, 3, VECTORS))
        FaissVectors.of(vectors).write(self._draft / VECTORS)
        self._progress(Progress("writing", 1, 3, KEYWORDS))
        (self._draft / KEYWORDS).mkdir()
        TantivyKeywords.create(self._keyword_texts(), self._draft / KEYWORDS)
        self._progress(Progress("writing", 2, 3, CATALOGUE))
        self.catalogue.commit()
        manifest = Manifest(
            recipe=recipe,
            built_at=now(),
            passages=self.catalogue.passage_count,
            documents=self.catalogue.document_count,
            max_bytes=size_limit(self._settings),
            sizes=_sizes(self._draft),
        )
        self._progress(Progress("writing", 3, 3))
        return manifest, embedded

    def _add_file(self, entry: FileEntry) -> None:
        root, limit = self._settings.documents, size_limit(self._settings)
        modified = trusted_time(entry.modified_ns, time.time_ns())
        document = _read(root, entry.path, limit)
        if isinstance(document, _Unreadable):
            self.catalogue.add_file(
                FileRecord(entry.path, entry.size, modified, document.content_hash, document.reason)
            )
            return
        self.catalogue.add_file(FileRecord(entry.path, entry.size, modified, document.content_hash))
        passages = split_document(
            document,
            max_tokens=self._settings.passage_tokens,
            count_tokens=self._embedder.load().count_tokens,
        )
        texts = [embedding_text(passage) for passage in passages]
        self.catalogue.add_document(document, passages, [vector_key(text) for text in texts])
        self._texts.extend(texts)

    def _vectors(self, recipe: Recipe, previous: Previous | None) -> tuple[Vectors, int]:
        """Return the vector of every row, and how many texts had to be embedded for them."""
        known: dict[bytes, int] = {}
        old: FaissVectors | None = None
        if previous is not None and previous.manifest.recipe.model == recipe.model:
            old = FaissVectors.read(previous.folder / VECTORS)
            known = previous.catalogue.vector_keys()
        kept = len(self._kept_rows)
        keys = [vector_key(text) for text in self._texts]
        new = {key: text for key, text in zip(keys, self._texts, strict=True) if key not in known}
        salvage = Salvage(self._settings.index_folder, recipe.model)
        salvaged = salvage.load() if new else {}
        pending = {key: text for key, text in new.items() if key not in salvaged}
        embedded = salvaged | self._embed(pending, salvage)
        # Where there is no vector at all their length is of no consequence.
        known_length = old.dimension if old is not None else 1
        dimension = len(embedded[next(iter(new))]) if new else known_length
        vectors = np.empty((kept + len(keys), dimension), dtype=np.float32)
        if old is not None:
            met = [row for row, key in enumerate(keys, start=kept) if key in known]
            vectors[:kept] = old.vectors(self._kept_rows)
            vectors[met] = old.vectors([known[keys[row - kept]] for row in met])
        for row, key in enumerate(keys, start=kept):
            if key in new:
                vectors[row] = embedded[key]
        return vectors, len(pending)

    def _embed(self, texts: Mapping[bytes, str], salvage: Salvage) -> dict[bytes, Vectors]:
        """Return the vectors of the texts by key; each batch but the last is kept for a build after this."""
        keys, total = list(texts), len(texts)
        embedded: dict[bytes, Vectors] = {}
        for start in range(0, total, _EMBEDDING_BATCH):
            batch = keys[start : start + _EMBEDDING_BATCH]
            self._progress(Progress("embedding", start, total))
            vectors = self._embedder.load().embed_passages(
                [texts[key] for key in batch], partial(self._report_embedded, start, total)
            )
            if start + _EMBEDDING_BATCH < total:
                salvage.add(batch, vectors)
            embedded.update(zip(batch, vectors, strict=True))
        return embedded

    def _report_embedded(self, before: int, total: int, done: int) -> None:
        self._progress(Progress("embedding", before + done, total))

    def _keyword_texts(self) -> Iterator[tuple[int, str]]:
        total = self.catalogue.passage_count
        for start in range(0, total, _KEYWORD_BATCH):
            rows = range(start, min(start + _KEYWORD_BATCH, total))
            for row, passage in zip(rows, self.catalogue.passages(rows), strict=True):
                yield row, embedding_text(passage)


@dataclass(frozen=True, slots=True)
class _Unreadable:
    reason: str
    content_hash: str


def _read(root: Path, path: str, max_bytes: int) -> Document | _Unreadable:
    with contextlib.suppress(ReadingError):
        return read_document(root, path, max_bytes)
    # Half a copy cannot be read, and is whole a moment later. The hash is taken before the last attempt:
    # whatever changes the file after that attempt shows at the next build.
    try:
        digest = content_hash(root, path)
    except ReadingError as error:
        return _Unreadable(str(error), "")
    try:
        return read_document(root, path, max_bytes)
    except ReadingError as error:
        return _Unreadable(str(error), digest)


def _report(
    comparison: Comparison, files: Mapping[str, FileRecord], passages: int, embedded: int, reason: str
) -> IndexReport:
    failed = [FileFailure(record.path, record.reason) for record in files.values() if record.reason]
    unreadable = {failure.path for failure in failed}
    return IndexReport(
        added=tuple(path for path in comparison.added if path not in unreadable),
        changed=tuple(path for path in comparison.changed if path not in unreadable),
        removed=comparison.removed,
        unchanged=tuple(path for path in sorted(comparison.unchanged) if path not in unreadable),
        failed=tuple(failed),
        passages=passages,
        embedded=embedded,
        seconds=0.0,
        reason=reason,
    )


def _sizes(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def _ignore(_: Progress) -> None:
    pass
