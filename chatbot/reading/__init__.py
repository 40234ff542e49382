"""From files to documents: what is in a folder, and what each file says.

One module per family of formats, one registry (`registry.py`) that names them. Nothing here opens a
network connection, and every way a file can fail ends in a `ReadingError` that says why.
"""

from chatbot.reading.files import SUFFIXES, FileEntry, Listing, content_hash, list_files
from chatbot.reading.registry import READING_VERSION, document_from_text, read_document

__all__ = [
    "READING_VERSION",
    "SUFFIXES",
    "FileEntry",
    "Listing",
    "content_hash",
    "document_from_text",
    "list_files",
    "read_document",
]
