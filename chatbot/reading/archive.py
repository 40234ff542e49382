"""What must hold of a packed Office file before any of it is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from chatbot.errors import ReadingError

MOST_MEMBERS = 10_000
MOST_UNPACKED_BYTES = 300_000_000
# XML of real documents packs 10:1, rarely 40:1; bombs pack 1000:1. Small files may be as empty as they like.
STEEPEST_RATIO = 200
UNSUSPICIOUS_BYTES = 5_000_000

_PROLOG_BYTES = 1 << 16
_ROOT_ELEMENT = re.compile(rb"<\0?[A-Za-z_]")
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E", re.IGNORECASE)
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)


def check_archive(content: bytes) -> None:
    """Refuse archives that would unpack to suspiciously much, or whose XML defines entities.

    Raises
    ------
    ReadingError
        The archive is broken, encrypted, a bomb, or holds a document type declaration, which Word never
        writes and entity expansion needs.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_sizes(members, len(content))
            if any(member.flag_bits & 1 for member in members):
                raise ReadingError("is encrypted; remove its password and save it again.")
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        _check_prolog(part.read(_PROLOG_BYTES))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError):
        raise ReadingError("is a broken Word file; save it anew from the program that made it.") from None


def _check_sizes(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    steep = unpacked > UNSUSPICIOUS_BYTES and unpacked > STEEPEST_RATIO * packed
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED_BYTES or steep:
        raise ReadingError(
            "unpacks to suspiciously much, as harmful files do; if you trust it, save it as PDF or text."
        )


def _check_prolog(start: bytes) -> None:
    root = _ROOT_ELEMENT.search(start)
    if _DOCTYPE.search(start, 0, root.start() if root else len(start)):
        raise ReadingError("defines XML entities, as harmful files do; save it anew as .docx.")


def transitional(content: bytes) -> bytes:
    """Return the archive with the names of the strict flavour of Office XML replaced by the usual ones."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if not any(_STRICT in archive.read(name) for name in archive.namelist() if name == "_rels/.rels"):
            return content
        rewritten = io.BytesIO()
        with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_STORED) as target:
            for member in archive.infolist():
                part = archive.read(member)
                if member.filename.lower().endswith((".xml", ".rels")):
                    for strict, usual in _TRANSITIONAL:
                        part = part.replace(strict, usual)
                target.writestr(member.filename, part)
        return rewritten.getvalue()
