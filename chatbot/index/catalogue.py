"""The catalogue of an index: files, documents and passages, in one SQLite file or in memory.

It is written once, while its generation is built, and only read afterwards.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.errors import IndexDamagedError
from chatbot.types import Document, Heading, Passage, Span

_SCHEMA = """
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    content_hash TEXT NOT NULL, reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, path TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    language TEXT NOT NULL, text TEXT NOT NULL, content_hash TEXT NOT NULL, structure TEXT NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER, heading TEXT, language TEXT NOT NULL,
    text TEXT NOT NULL, vector_key BLOB NOT NULL
);
CREATE INDEX passages_of_document ON passages (document);
"""
_PASSAGE = (
    "SELECT passages.row, passages.id, documents.id, documents.path, documents.title, ordinal, "
    "passages.text, start, end, page, heading, passages.language "
    "FROM passages JOIN documents ON document = number"
)
# SQLite takes a bounded number of parameters in one statement.
_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was when the index was built.

    Attributes
    ----------
    size
        Bytes.
    modified_ns
        Time of change in nanoseconds; -1 where it was too recent to tell the next change by it.
    content_hash
        SHA-256 of the bytes that were read, empty where they could not be.
    reason
        Why the file could not be read, empty where it could.
    """

    path: str
    size: int
    modified_ns: int
    content_hash: str
    reason: str = ""


class Catalogue:
    """The files, documents and passages of one generation; reading is safe from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def create(cls, path: Path | None = None) -> Catalogue:
        """Return an empty catalogue, in a new file or in memory.

        Raises
        ------
        OSError
            The disk refuses; so do the writing methods.
        """
        with _writing():
            connection = sqlite3.connect(str(path or ":memory:"), check_same_thread=False)
            # A build that breaks off is thrown away whole, and a whole one is made durable at its end.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(_SCHEMA)
        return cls(connection)

    @classmethod
    def read(cls, path: Path) -> Catalogue:
        """Open a finished catalogue.

        Raises
        ------
        IndexDamagedError
            The file is missing or no catalogue; so do the reading methods.
        """
        with _reading():
            address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            return cls(sqlite3.connect(address, uri=True, check_same_thread=False))

    # Writing

    def add_file(self, record: FileRecord) -> None:
        """Note a file."""
        with _writing():
            self._connection.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?)",
                (record.path, record.size, record.modified_ns, record.content_hash, record.reason),
            )

    def add_document(self, document: Document, passages: Sequence[Passage], keys: Sequence[bytes]) -> None:
        """Add a document with its passages, which take the next rows; ``keys`` name their vectors."""
        with _writing():
            number = self._connection.execute(
                "INSERT INTO documents (id, path, title, language, text, content_hash, structure) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    document.path,
                    document.title,
                    document.language,
                    document.text,
                    document.content_hash,
                    _structure(document),
                ),
            ).lastrowid
            first = self.passage_count
            self._connection.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        first + position,
                        passage.id,
                        number,
                        passage.ordinal,
                        passage.start,
                        passage.end,
                        passage.page,
                        passage.heading,
                        passage.language,
                        passage.text,
                        key,
                    )
                    for position, (passage, key) in enumerate(zip(passages, keys, strict=True))
                ),
            )

    def copy_documents(self, other: Path, paths: Iterable[str]) -> list[int]:
        """Copy documents with their passages from another catalogue's file.

        Returns
        -------
        list of int
            The rows of the copied passages in the other catalogue, in the order of their new rows.
        """
        connection = self._connection
        with _writing():
            connection.commit()
            connection.execute("ATTACH ? AS old", (f"{other.resolve().as_uri()}?mode=ro&immutable=1",))
            connection.execute("CREATE TEMP TABLE kept (path TEXT PRIMARY KEY) WITHOUT ROWID")
            connection.executemany("INSERT INTO kept VALUES (?)", ((path,) for path in paths))
            connection.execute(
                "INSERT INTO documents SELECT source.* FROM old.documents AS source JOIN kept USING (path)"
            )
            rows = connection.execute(
                "SELECT row FROM old.passages WHERE document IN (SELECT number FROM documents) ORDER BY row"
            ).fetchall()
            connection.execute(
                "INSERT INTO passages SELECT row_number() OVER (ORDER BY row) - 1, id, document, ordinal, "
                "start, end, page, heading, language, text, vector_key FROM old.passages "
                "WHERE document IN (SELECT number FROM documents) ORDER BY row"
            )
            connection.commit()
            connection.execute("DROP TABLE kept")
            connection.execute("DETACH old")
        return [row for (row,) in rows]

    def commit(self) -> None:
        """Hand everything added so far to the file."""
        with _writing():
            self._connection.commit()

    # Reading

    @property
    def passage_count(self) -> int:
        """Number of passages; their rows are ``0 .. passage_count - 1``."""
        return int(self._one("SELECT coalesce(max(row) + 1, 0) FROM passages")[0])

    @property
    def document_count(self) -> int:
        """Number of documents."""
        return int(self._one("SELECT count(*) FROM documents")[0])

    def files(self) -> dict[str, FileRecord]:
        """Return the files by path."""
        return {row[0]: FileRecord(*row) for row in self._all("SELECT * FROM files ORDER BY path")}

    def summaries(self) -> dict[str, tuple[str, str, int, int]]:
        """Return, by path, each document's title, language, number of passages and of characters."""
        rows = self._all(
            "SELECT path, title, language, length(text), "
            "(SELECT count(*) FROM passages WHERE document = number) FROM documents ORDER BY path"
        )
        return {path: (title, language, passages, length) for path, title, language, length, passages in rows}

    def paths(self) -> list[str]:
        """Return the documents' paths, sorted."""
        return [path for (path,) in self._all("SELECT path FROM documents ORDER BY path")]

    def document(self, path: str) -> Document | None:
        """Return a document by its path."""
        rows = self._all(
            "SELECT id, path, title, language, text, content_hash, structure FROM documents WHERE path = ?",
            (path,),
        )
        return _document(rows[0]) if rows else None

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Return the passages of the rows, in the order asked for.

        Raises
        ------
        IndexError
            There is no such row.
        """
        found: dict[int, Passage] = {}
        wanted = [int(row) for row in rows]
        for start in range(0, len(wanted), _PARAMETERS):
            some = wanted[start : start + _PARAMETERS]
            places = ",".join("?" * len(some))
            for row, *fields in self._all(f"{_PASSAGE} WHERE passages.row IN ({places})", some):
                found[row] = Passage(*fields)
        missing = next((row for row in wanted if row not in found), None)
        if missing is not None:
            raise IndexError(f"the index has no row {missing}")
        return [found[row] for row in wanted]

    def row_of(self, passage_id: str) -> int | None:
        """Return the row of a passage."""
        rows = self._all("SELECT row FROM passages WHERE id = ?", (passage_id,))
        return int(rows[0][0]) if rows else None

    def rows_of_document(self, path: str) -> list[int]:
        """Return the rows of a document's passages, in the order of its text."""
        rows = self._all(
            "SELECT row FROM passages JOIN documents ON document = number WHERE path = ? ORDER BY ordinal",
            (path,),
        )
        return [row for (row,) in rows]

    def row_attributes(self) -> tuple[list[str], list[str]]:
        """Return, for each row, the language and the document's path."""
        names: dict[str, str] = {}
        languages, paths = [], []
        for language, path in self._all(
            "SELECT passages.language, path FROM passages JOIN documents ON document = number ORDER BY row"
        ):
            # One string for all the rows that share it: a million rows cost a million references.
            languages.append(names.setdefault(language, language))
            paths.append(names.setdefault(path, path))
        return languages, paths

    def vector_keys(self) -> dict[bytes, int]:
        """Return a row for each known vector key."""
        return dict(self._all("SELECT vector_key, row FROM passages"))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _one(self, statement: str) -> Any:
        return self._all(statement)[0]

    def _all(self, statement: str, parameters: Sequence[object] = ()) -> list[Any]:
        with self._lock, _reading():
            return self._connection.execute(statement, parameters).fetchall()


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.ProgrammingError):
            raise
        raise _damaged(error) from error


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(f"SQLite cannot write the catalogue: {error}") from error
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        raise _damaged(error) from error


def _damaged(error: sqlite3.DatabaseError) -> IndexDamagedError:
    return IndexDamagedError(
        f"The catalogue of the index cannot be read ({error}); run 'chatbot index' to build it again."
    )


def _structure(document: Document) -> str:
    return json.dumps(
        {
            "pages": document.page_starts,
            "headings": [(part.start, part.end, part.level, part.text) for part in document.headings],
            "repeats": [(span.start, span.end) for span in document.repeats],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _document(row: Sequence[Any]) -> Document:
    identifier, path, title, language, text, content_hash, structure = row
    parts: Mapping[str, Any] = json.loads(structure)
    return Document(
        id=identifier,
        path=path,
        title=title,
        language=language,
        text=text,
        content_hash=content_hash,
        page_starts=tuple(parts["pages"]),
        headings=tuple(Heading(*heading) for heading in parts["headings"]),
        repeats=tuple(Span(*span) for span in parts["repeats"]),
    )
