"""Files put into and taken out of the documents folder on a user's word."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path

from chatbot.errors import DocumentsError
from chatbot.reading import SUFFIXES

_MEGABYTE = 1_000_000


def add_file(folder: Path, source: Path, name: str, max_megabytes: float) -> str:
    """Copy a file into the documents folder and return its relative path.

    A file of the same name is replaced; the copy appears whole or not at all.

    Parameters
    ----------
    source
        The file to copy.
    name
        The name it should have; folders in it are dropped, so that it cannot leave the folder.
    max_megabytes
        Largest size accepted, in megabytes.

    Raises
    ------
    DocumentsError
        The name or type is not usable, the file is too large, or the folder cannot be written.
    """
    own_name = _safe_name(name)
    if Path(own_name).suffix.lower() not in SUFFIXES:
        raise DocumentsError(
            f"'{own_name}' is of a type the program does not read; "
            f"convert it to one of {', '.join(sorted(SUFFIXES))} and add it again."
        )
    try:
        size = source.stat().st_size
        if size > max_megabytes * _MEGABYTE:
            raise DocumentsError(
                f"'{own_name}' is larger than {max_megabytes:g} MB; "
                "split it, or raise CHATBOT_MAX_FILE_MEGABYTES."
            )
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{own_name}.part"
        shutil.copyfile(source, partial)
        partial.replace(folder / own_name)
    except OSError as error:
        raise DocumentsError(
            f"'{own_name}' could not be copied into '{folder}' ({error.strerror or error}); "
            "check that the folder can be written."
        ) from error
    return own_name


def remove_file(folder: Path, path: str) -> None:
    """Delete a file of the documents folder.

    Raises
    ------
    DocumentsError
        The path is not that of a file inside the folder, or it cannot be deleted.
    """
    target = folder / path
    inside = target.parent.resolve().is_relative_to(folder.resolve())
    if not inside or target.name in ("", "..") or not (target.is_file() or target.is_symlink()):
        raise DocumentsError(f"'{path}' is not a file of '{folder}'; nothing was removed.")
    try:
        target.unlink()
    except OSError as error:
        raise DocumentsError(
            f"'{path}' could not be removed ({error.strerror or error}); check the folder's permissions."
        ) from error


def _safe_name(name: str) -> str:
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").split("/")[-1])
    plain = re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "", plain).strip().rstrip(".")
    if not plain or plain.startswith((".", "~$")):
        raise DocumentsError(f"'{name}' is not a usable file name; rename the file and add it again.")
    suffix = Path(plain).suffix
    return plain[: len(plain) - len(suffix)][: 200 - len(suffix)] + suffix
