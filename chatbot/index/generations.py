"""Generations of an index: immutable folders, one of them current, switched in one step.

A build fills a draft beside the current generation, makes it durable and then replaces the small file
``CURRENT``. Whatever happens before that instant leaves the old generation in place; whatever a build
leaves behind is cleaned away by the next one. A reader holds its generation by a shared lock that the
operating system lets go of even when the process is killed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from chatbot.errors import IndexDamagedError, IndexLockedError, IndexMissingError

if sys.platform != "win32":
    import fcntl

_CURRENT = "CURRENT"
_GENERATION = "generation-"
_DRAFT = "draft-"
_DOOMED = "doomed-"
_HOLD = "hold"
_LOCK = "lock"
_ATTEMPTS = 20


class Hold:
    """A reader's claim on a generation: its folder stays as long as this is not released."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = (folder / _HOLD).open("rb")
        # Windows does not delete files that are open, so the open file is hold enough there.
        if sys.platform != "win32":
            try:
                fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                self._file.close()
                raise

    def release(self) -> None:
        """Let the generation go."""
        self._file.close()


def current_generation(folder: Path) -> str:
    """Return the name of the current generation.

    Raises
    ------
    IndexMissingError
        Nothing has been built in the folder yet.
    IndexDamagedError
        The file that names the generation is unreadable or names none.
    """
    try:
        name = (folder / _CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(
            f"There is no index in '{folder}' yet; run 'chatbot index' to build it."
        ) from None
    except (OSError, ValueError) as error:
        raise _damaged(folder, f"{_CURRENT} cannot be read: {error}") from error
    if not name.startswith(_GENERATION) or Path(name).name != name or not (folder / name).is_dir():
        raise _damaged(folder, f"{_CURRENT} names no generation that is there")
    return name


def forget_current(folder: Path) -> None:
    """Forget which generation is current, so that the next build starts from nothing."""
    (folder / _CURRENT).unlink(missing_ok=True)


def hold_current(folder: Path) -> Hold:
    """Hold the current generation.

    Raises
    ------
    IndexMissingError, IndexDamagedError
        As `current_generation`, or the generation has lost its files.
    """
    for _ in range(_ATTEMPTS):
        name = current_generation(folder)
        try:
            hold = Hold(folder / name)
        except OSError as error:
            problem = error
        else:
            # A cleaner may have taken the folder between the two lines above; then there is a newer one.
            if (folder / name / _HOLD).exists():
                return hold
            hold.release()
            problem = FileNotFoundError(name)
        if current_generation(folder) == name:
            raise _damaged(folder, f"{name} cannot be opened: {problem}") from problem
    raise _damaged(folder, "its generations change faster than they can be opened")


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Be the one process that writes the index; make its folder where there is none.

    Raises
    ------
    IndexLockedError
        Another process is writing it.
    OSError
        The folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / _LOCK, timeout=0):
            yield
    except Timeout:
        raise IndexLockedError(
            f"Another process is building the index in '{folder}'; wait until it is done, then try again."
        ) from None


@contextmanager
def draft_generation(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill; make it the current generation when the block ends without an error."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    draft = folder / f"{_DRAFT}{name}"
    draft.mkdir()
    try:
        yield draft
        (draft / _HOLD).touch()
        for path in sorted(draft.rglob("*"), reverse=True):
            _make_durable(path)
        _make_durable(draft)
        draft.rename(folder / f"{_GENERATION}{name}")
        _make_current(folder, f"{_GENERATION}{name}")
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def clean(folder: Path) -> None:
    """Delete what no reader holds: old generations, and drafts of builds that broke off.

    Only the writer may call this.
    """
    try:
        current = current_generation(folder)
    except (IndexMissingError, IndexDamagedError):
        current = ""
    for path in folder.iterdir():
        if path.name.startswith((_DRAFT, _DOOMED)):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(_GENERATION) and path.name != current:
            _delete_unless_held(path)


def _delete_unless_held(generation: Path) -> None:
    doomed = generation.with_name(_DOOMED + generation.name)
    with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
        if sys.platform != "win32" and (generation / _HOLD).exists():
            file = stack.enter_context((generation / _HOLD).open("rb"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Renamed in one step first: no reader ever sees half a generation.
        generation.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def _make_current(folder: Path, name: str) -> None:
    new = folder / f"{_DRAFT}{_CURRENT}"
    new.write_text(f"{name}\n", encoding="utf-8")
    _make_durable(new)
    # The generation's own name must be on the disk before anything points to it.
    _make_durable(folder)
    new.replace(folder / _CURRENT)
    _make_durable(folder)


def _make_durable(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(folder: Path, detail: str) -> IndexDamagedError:
    return IndexDamagedError(
        f"The index in '{folder}' is damaged ({detail}); run 'chatbot index' to build it again."
    )
