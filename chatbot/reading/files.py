"""What is in the documents folder: files by relative path, and what cannot be read of it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from chatbot.errors import DocumentsError, ReadingError
from chatbot.types import FileFailure

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx"})

_IGNORED = re.compile(
    r"\.|~\$|~.*\.tmp$|.*(?:~|\.sw[a-p]|\.tmp|\.bak|\.crdownload|\.part)$|(?i:thumbs\.db|desktop\.ini)$"
)
_ADVICE = {
    ".doc": "is an old Word file; save it as .docx.",
    ".odt": "is an OpenDocument text; save it as .docx or PDF.",
    ".rtf": "is a Rich Text file; save it as .docx or PDF.",
    ".epub": "is an e-book; convert it to HTML or PDF.",
    ".zip": "is an archive; unpack it.",
    ".gz": "is an archive; unpack it.",
    ".7z": "is an archive; unpack it.",
    ".tar": "is an archive; unpack it.",
    ".png": "is an image; run text recognition (OCR) on it and save the text.",
    ".jpg": "is an image; run text recognition (OCR) on it and save the text.",
    ".jpeg": "is an image; run text recognition (OCR) on it and save the text.",
    ".tif": "is an image; run text recognition (OCR) on it and save the text.",
    ".tiff": "is an image; run text recognition (OCR) on it and save the text.",
}
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file that can be read: relative path with ``/``, size in bytes, time of change in nanoseconds."""

    path: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds, both parts sorted by path."""

    files: tuple[FileEntry, ...]
    failures: tuple[FileFailure, ...]


@dataclass(slots=True)
class _Walk:
    root: Path
    skip: Path | None = None
    files: dict[str, FileEntry] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    links: dict[str, Path] = field(default_factory=dict)


def list_files(root: Path, skip: Path | None = None) -> Listing:
    """List the files under a folder, at any depth.

    Hidden files and folders and what editors leave behind are passed over in silence. Links are followed
    only to files inside the folder that are not listed under their own name already.

    Parameters
    ----------
    skip
        A folder that is not looked into, wherever it is: that of the index.

    Raises
    ------
    DocumentsError
        The folder is missing, is no folder or cannot be opened.
    """
    try:
        if not root.is_dir():
            problem = "is not a folder" if root.exists() else "does not exist"
            raise DocumentsError(
                f"The documents folder '{root}' {problem}; create it and put your documents there, "
                "or name another folder with the setting 'documents'."
            )
        walk = _Walk(root.resolve(strict=True), skip.resolve() if skip else None)
        with os.scandir(walk.root):
            pass
    except OSError as error:
        raise DocumentsError(
            f"The documents folder '{root}' cannot be opened ({error.strerror}); correct its permissions."
        ) from None
    _visit(walk, walk.root)
    _add_links(walk)
    return Listing(
        tuple(walk.files[path] for path in sorted(walk.files)),
        tuple(FileFailure(path, walk.failures[path]) for path in sorted(walk.failures)),
    )


def content_hash(root: Path, path: str) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal, in constant memory.

    Raises
    ------
    ReadingError
        The file is gone, outside the folder, not a regular file or not readable.
    """
    digest = hashlib.sha256()
    for block in _blocks(root, path):
        digest.update(block)
    return digest.hexdigest()


def read_bytes(root: Path, path: str, max_bytes: int) -> bytes:
    """Return a file's content.

    Raises
    ------
    ReadingError
        As `content_hash`, or the file holds more than ``max_bytes`` bytes.
    """
    content = bytearray()
    for block in _blocks(root, path):
        content += block
        if len(content) > max_bytes:
            raise ReadingError(
                f"is larger than {max_bytes / 1e6:g} MB; split it, or raise the setting 'max_file_megabytes'."
            )
    return bytes(content)


def _blocks(root: Path, path: str) -> Iterator[bytes]:
    try:
        resolved = _inside(root, path)
        # Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
        descriptor = os.open(
            resolved, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ReadingError("is not a regular file; put a copy of the file itself here.")
            while block := file.read(_BLOCK):
                yield block
    except OSError as error:
        raise ReadingError(_reason(error)) from None


def _inside(root: Path, path: str) -> Path:
    pure = PurePosixPath(path)
    outside = ReadingError("lies outside the documents folder; put a copy inside it.")
    if "\0" in path or pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise outside
    resolved_root = root.resolve()
    resolved = (resolved_root / pure).resolve()
    if not resolved.is_relative_to(resolved_root):
        raise outside
    return resolved


def _visit(walk: _Walk, folder: Path) -> None:
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            with os.scandir(current) as entries:
                children = list(entries)
        except OSError as error:
            walk.failures[_relative(walk, current)] = _reason(error)
            continue
        for child in children:
            if _IGNORED.match(child.name):
                continue
            if child.is_dir(follow_symlinks=False):
                if Path(child.path) != walk.skip:
                    pending.append(Path(child.path))
            else:
                _note(walk, child)


def _note(walk: _Walk, entry: os.DirEntry[str]) -> None:
    path = _relative(walk, Path(entry.path))
    if not _is_unicode(entry.path):
        walk.failures[path] = "has a name that is not valid Unicode; rename it."
    elif entry.is_symlink():
        walk.links[path] = Path(entry.path)
    else:
        try:
            _add(walk, path, entry.stat(follow_symlinks=False))
        except OSError as error:
            walk.failures[path] = _reason(error)


def _add(walk: _Walk, path: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        walk.failures[path] = "is not a regular file but a pipe, a socket or a device; remove it."
        return
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in SUFFIXES:
        walk.files[path] = FileEntry(path, status.st_size, status.st_mtime_ns)
    elif not suffix:
        walk.failures[path] = "has no ending that names its type; add .txt, .md, .html, .pdf or .docx."
    else:
        walk.failures[path] = _ADVICE.get(suffix) or (
            f"is of a type the program does not read ({suffix}); "
            "convert it to text, Markdown, HTML, PDF or Word."
        )


def _add_links(walk: _Walk) -> None:
    """Add links to files inside the folder that nothing else lists, and say why other links fail."""
    listed = {walk.root / path for path in walk.files}
    for path, link in sorted(walk.links.items()):
        try:
            target = link.resolve(strict=True)
            if not target.is_relative_to(walk.root):
                walk.failures[path] = (
                    "leads out of the documents folder; put a copy of the file here instead."
                )
            elif target.is_dir():
                if any(_IGNORED.match(part) for part in target.relative_to(walk.root).parts):
                    walk.failures[path] = "is a link to a hidden folder; put the folder itself here instead."
            elif target not in listed:
                _add(walk, path, target.stat())
                listed.add(target)
        except (OSError, RuntimeError):
            walk.failures[path] = "is a link that leads nowhere; remove it or put the file itself here."


def _relative(walk: _Walk, path: Path) -> str:
    relative = path.relative_to(walk.root).as_posix()
    return relative.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _is_unicode(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is no longer there; refresh the index."
    if isinstance(error, PermissionError):
        return "may not be opened; correct its permissions."
    if isinstance(error, IsADirectoryError):
        return "is a folder, not a file; name a file inside it."
    return f"cannot be opened ({error.strerror or error}); check the disk and the file's permissions."
