"""How an index compares with the documents folder at this moment."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from chatbot.errors import IndexDamagedError, IndexMissingError, ReadingError
from chatbot.index.catalogue import Catalogue, FileRecord
from chatbot.index.generations import hold_current
from chatbot.index.manifest import CATALOGUE, Manifest, Recipe
from chatbot.reading import FileEntry, Listing, content_hash, list_files
from chatbot.settings import Settings
from chatbot.types import DocumentSummary, FileFailure, IndexStatus

# File systems that keep times in whole seconds or milliseconds keep them in steps of up to two seconds;
# the others advance their clock in steps of a few milliseconds.
_COARSE_STEP_NS = 2_000_000_000
_FINE_STEP_NS = 50_000_000
_MILLISECOND_NS = 1_000_000
_UNTRUSTED = -1


@dataclass(frozen=True, slots=True)
class Comparison:
    """The files of the folder by fate.

    Attributes
    ----------
    added, changed
        To be read, or newly known not to be readable.
    removed
        In the index, gone from the folder.
    unchanged
        In the index as they are in the folder, by path.
    failed
        Known not to be readable, and still as they were, by path.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: Mapping[str, FileRecord] = field(default_factory=dict)
    failed: Mapping[str, FileRecord] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether the index says what the folder says."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Previous:
    """The current generation, held open for comparing with it and copying from it."""

    folder: Path
    manifest: Manifest
    catalogue: Catalogue
    files: Mapping[str, FileRecord]


@contextlib.contextmanager
def previous_generation(folder: Path) -> Iterator[tuple[Previous | None, str]]:
    """Hold the current generation of the index in a folder.

    Yields
    ------
    previous, problem
        ``None`` where there is no generation that can be used, and why not; nothing to say where nothing
        has been built yet.
    """
    hold, previous, problem = None, None, ""
    try:
        hold = hold_current(folder)
        previous = _opened(hold.folder)
    except IndexMissingError:
        problem = (
            "the index was made by another version of the program, so all is built again" if hold else ""
        )
    except IndexDamagedError as error:
        problem = damage(error)
    try:
        yield previous, problem
    finally:
        if previous is not None:
            previous.catalogue.close()
        if hold is not None:
            hold.release()


def damage(error: IndexDamagedError) -> str:
    """Return the reason to build everything again after finding the index damaged."""
    return f"{str(error).partition(';')[0]}, so all is built again"


def compare(
    listing: Listing, previous: Previous | None, max_bytes: int, hash_of: Callable[[str], str]
) -> Comparison:
    """Compare the folder with the index.

    Parameters
    ----------
    listing
        The folder now.
    previous
        The index now.
    max_bytes
        The limit on the size of a file now, in bytes.
    hash_of
        Returns the content hash of the file at a path, or raises `ReadingError`; asked only for files
        whose size or time of change do not settle the matter.
    """
    known = previous.files if previous else {}
    old_limit = previous.manifest.max_bytes if previous else max_bytes
    fates: dict[str, list[str]] = {"added": [], "changed": []}
    unchanged: dict[str, FileRecord] = {}
    failed: dict[str, FileRecord] = {}
    for entry in listing.files:
        old = known.get(entry.path)
        crossed = (entry.size > old_limit) != (entry.size > max_bytes)
        record = None if old is None or crossed else _unchanged(old, entry, hash_of)
        if record is None:
            fates["added" if old is None else "changed"].append(entry.path)
        else:
            (failed if record.reason else unchanged)[entry.path] = record
    for failure in listing.failures:
        record = FileRecord(failure.path, 0, _UNTRUSTED, "", failure.reason)
        old = known.get(failure.path)
        if old == record:
            failed[failure.path] = record
        else:
            fates["added" if old is None else "changed"].append(failure.path)
    present = {entry.path for entry in listing.files} | {failure.path for failure in listing.failures}
    return Comparison(
        added=tuple(sorted(fates["added"])),
        changed=tuple(sorted(fates["changed"])),
        removed=tuple(sorted(known.keys() - present)),
        unchanged=unchanged,
        failed=failed,
    )


def trusted_time(modified_ns: int, read_ns: int) -> int:
    """Return a file's time of change, or -1 where a change after ``read_ns`` might not alter it."""
    step = _COARSE_STEP_NS if modified_ns % _MILLISECOND_NS == 0 else _FINE_STEP_NS
    return modified_ns if modified_ns + step < read_ns else _UNTRUSTED


def size_limit(settings: Settings) -> int:
    """Return the largest size of a file that is read, in bytes."""
    return int(settings.max_file_megabytes * 1e6)


def index_status(settings: Settings, fingerprint: str, model_name: str) -> IndexStatus:
    """Return how the index compares with the documents folder now; never raises for the index's sake.

    Parameters
    ----------
    fingerprint, model_name
        The embedding model that would be used now.

    Raises
    ------
    DocumentsError
        The documents folder cannot be listed.
    """
    recipe = Recipe(fingerprint, model_name, settings.passage_tokens)
    with previous_generation(settings.index_folder) as (previous, problem):
        listing, comparison = _compare_now(settings, previous)
        if previous is None:
            reason = problem or "there is no index yet"
        else:
            reason = recipe.difference(previous.manifest.recipe)
        return IndexStatus(
            fresh=comparison.same and not reason,
            added=comparison.added,
            changed=comparison.changed,
            removed=comparison.removed,
            failed=_failures(listing, comparison),
            documents=previous.manifest.documents if previous else 0,
            passages=previous.manifest.passages if previous else 0,
            model=previous.manifest.recipe.model_name if previous else model_name,
            built_at=previous.manifest.built_at if previous else "",
            reason=reason,
        )


def document_summaries(settings: Settings) -> list[DocumentSummary]:
    """Return every file of the documents folder and of the index with its state, sorted by path.

    Raises
    ------
    DocumentsError
        The documents folder cannot be listed.
    """
    known: dict[str, tuple[str, str, int, int]] = {}
    with previous_generation(settings.index_folder) as (previous, _):
        listing, comparison = _compare_now(settings, previous)
        with contextlib.suppress(IndexDamagedError):
            known = previous.catalogue.summaries() if previous else {}
    failures = {failure.path: failure.reason for failure in _failures(listing, comparison)}
    states = dict.fromkeys(comparison.unchanged, "indexed")
    states |= dict.fromkeys(comparison.added, "added") | dict.fromkeys(comparison.changed, "changed")
    states |= dict.fromkeys(comparison.removed, "removed") | dict.fromkeys(failures, "failed")
    summaries = []
    for path, state in sorted(states.items()):
        title, language, passages, characters = known.get(path, (PurePosixPath(path).stem, "und", 0, 0))
        summaries.append(
            DocumentSummary(path, title, language, state, passages, characters, failures.get(path, ""))
        )
    return summaries


def _opened(folder: Path) -> Previous:
    manifest = Manifest.read(folder)
    catalogue = Catalogue.read(folder / CATALOGUE)
    try:
        return Previous(folder, manifest, catalogue, catalogue.files())
    except IndexDamagedError:
        catalogue.close()
        raise


def _compare_now(settings: Settings, previous: Previous | None) -> tuple[Listing, Comparison]:
    listing = list_files(settings.documents, settings.index_folder)
    return listing, compare(
        listing, previous, size_limit(settings), partial(content_hash, settings.documents)
    )


def _failures(listing: Listing, comparison: Comparison) -> tuple[FileFailure, ...]:
    reasons = {path: record.reason for path, record in comparison.failed.items()}
    reasons |= {failure.path: failure.reason for failure in listing.failures}
    return tuple(FileFailure(path, reason) for path, reason in sorted(reasons.items()))


def _unchanged(old: FileRecord, entry: FileEntry, hash_of: Callable[[str], str]) -> FileRecord | None:
    """Return the record of a file that is as it was, ``None`` where it is not."""
    if old.content_hash and (old.size, old.modified_ns) == (entry.size, entry.modified_ns):
        return old
    if old.content_hash and old.size != entry.size:
        return None
    read_ns = time.time_ns()
    try:
        content = hash_of(entry.path)
    except ReadingError:
        # What could not be opened then and cannot be opened now has not changed.
        return None if old.content_hash else old
    if content != old.content_hash:
        return None
    return replace(old, modified_ns=trusted_time(entry.modified_ns, read_ns))
