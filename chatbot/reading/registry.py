"""Which reader reads what, and the one way into all of them."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import cast

from chatbot.errors import ReadingError
from chatbot.reading.extract import Extract, Reader, make_document
from chatbot.reading.files import read_bytes
from chatbot.reading.markdown import extract_markdown
from chatbot.reading.plain import extract_plain
from chatbot.types import Document

# Raise when a reader would make another text of the same file: indexes are then built again.
READING_VERSION = 2
# Module and function by file ending; imported when first needed, for PDF and HTML libraries take a while.
_READERS = {
    ".txt": ("plain", "read_plain"),
    ".text": ("plain", "read_plain"),
    ".md": ("markdown", "read_markdown"),
    ".markdown": ("markdown", "read_markdown"),
    ".html": ("html", "read_html"),
    ".htm": ("html", "read_html"),
    ".xhtml": ("html", "read_html"),
    ".pdf": ("pdf", "read_pdf"),
    ".docx": ("word", "read_word"),
}


def read_document(root: Path, path: str, max_bytes: int) -> Document:
    """Read one file of the documents folder.

    Parameters
    ----------
    root
        The documents folder.
    path
        Path relative to it, with ``/`` between its parts.
    max_bytes
        Largest size of a file that is read, in bytes.

    Raises
    ------
    ReadingError
        The file cannot be read, whatever the cause; the text is the reason and the remedy.
    """
    reader = _reader(path)
    content = read_bytes(root, path, max_bytes)
    if not content.strip(b"\0 \t\r\n"):
        raise ReadingError("is empty; put text in it or remove it.")
    extract = _extract(reader, content)
    if not any(map(str.isalnum, extract.text)):
        raise ReadingError("holds no words; put text in it or remove it.")
    return make_document(path, extract, hashlib.sha256(content).hexdigest())


def document_from_text(name: str, text: str) -> Document:
    """Make a document of a text in memory; ``name`` serves as its path, Markdown is told by its ending."""
    is_markdown = PurePosixPath(name).suffix.lower() in {".md", ".markdown"}
    extract = extract_markdown(text) if is_markdown else extract_plain(text)
    return make_document(name, extract, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def _reader(path: str) -> Reader:
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in _READERS:
        raise ReadingError(
            f"is of a type the program does not read ({suffix or 'no ending'}); "
            "convert it to text, Markdown, HTML, PDF or Word."
        )
    module, function = _READERS[suffix]
    return cast(Reader, getattr(import_module(f"chatbot.reading.{module}"), function))


def _extract(reader: Reader, content: bytes) -> Extract:
    try:
        return reader(content)
    except ReadingError:
        raise
    except RecursionError:
        raise ReadingError(
            "is nested too deeply to be read; save it anew from the program that made it."
        ) from None
    except Exception as error:
        # Parsers meet hostile and broken files; whatever they raise concerns this file alone.
        raise ReadingError(
            f"is broken ({type(error).__name__}); save it anew from the program that made it."
        ) from error
