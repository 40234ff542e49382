"""What a run over the whole collection found out of its sentences and their pairs, kept for the next run.

One SQLite file beside the generations of the index, or nothing but memory. Everything in it follows from
the sentences, the embedding model and the program, and is named by hashes of them; so it is never wrong,
only missing, and where it is damaged, locked or cannot be written, that costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from chatbot.conflicts.pairs import Disagreement

FILE = "conflicts.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS recipe (fingerprint TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vectors (
    key BLOB PRIMARY KEY, vector BLOB NOT NULL, sum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, found BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS pairs (key INTEGER PRIMARY KEY, found BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE TEMP TABLE used (key PRIMARY KEY) WITHOUT ROWID;
"""
_PARAMETERS = 500
_PATIENCE = 2.0
# What a reading of two sentences rests on; a change to any of it makes what is kept worthless.
_READING_FOLDERS = ("conflicts", "evidence", "values", "models/lexicon")
_READING_FILES = ("concepts.tsv", "expansion.py", "lexicon.py", "sentences.py", "words.py")
Vector = NDArray[np.float32]


class StatementStore:
    """Statements of passages, vectors of sentences and disagreements of pairs of them, by key.

    Parameters
    ----------
    path
        The file, made where there is none; ``None`` keeps everything in memory.
    model
        Fingerprint of the embedding model; what another model or program left is thrown away.
    """

    def __init__(self, path: Path | None, model: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        recipe = f"{model} {_program()}"
        # What is damaged goes; where the folder cannot be written either, memory does.
        for place in (path, path, None):
            try:
                self._connection = _open(place, recipe)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
            else:
                break

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def readings(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what is known of the passages of the keys, as it was given."""
        return dict(self._select("SELECT key, found, sum FROM readings WHERE key IN", keys))

    def add_readings(self, readings: Mapping[bytes, bytes]) -> None:
        """Keep what passages state."""
        self._write(
            "INSERT OR REPLACE INTO readings VALUES (?, ?, ?)",
            ((key, reading, crc32(reading)) for key, reading in readings.items()),
        )

    def keep_readings(self, keys: Iterable[bytes]) -> None:
        """Forget all other passages."""
        self._write("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys))
        self._write("DELETE FROM readings WHERE key NOT IN (SELECT key FROM used)", [()])
        self._write("DELETE FROM used", [()])

    def vectors(self, keys: Sequence[bytes]) -> dict[bytes, Vector]:
        """Return the known vectors of the keys, float32, all of one length."""
        found: dict[bytes, Vector] = {}
        length = 0
        for key, stored in self._select("SELECT key, vector, sum FROM vectors WHERE key IN", keys):
            length = length or len(stored)
            if length and len(stored) == length:
                found[key] = _read(stored)
        return found

    def add_vectors(self, vectors: Mapping[bytes, Vector]) -> dict[bytes, Vector]:
        """Keep vectors, and return them as they will be read: in half precision, whether kept or not."""
        stored = {key: vector.astype(np.float16).tobytes() for key, vector in vectors.items()}
        self._write(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
            ((key, vector, crc32(vector)) for key, vector in stored.items()),
        )
        return {key: _read(vector) for key, vector in stored.items()}

    def keep_vectors(self, keys: Iterable[bytes]) -> None:
        """Forget the vectors of all other keys."""
        self._write("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys))
        self._write("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM used)", [()])
        self._write("DELETE FROM used", [()])

    def disagreements(self, keys: Sequence[int]) -> dict[int, list[Disagreement]]:
        """Return what is known of the pairs; an empty list for a pair known not to disagree."""
        found: dict[int, list[Disagreement]] = {}
        for key, stored in self._select("SELECT key, found, sum FROM pairs WHERE key IN", keys):
            found[key] = _decode(stored)
        return found

    def add_disagreements(self, found: Mapping[int, Sequence[Disagreement]]) -> None:
        """Keep what pairs of sentences disagree on."""
        rows = ((key, _encode(disagreements)) for key, disagreements in found.items())
        self._write(
            "INSERT OR REPLACE INTO pairs VALUES (?, ?, ?)", ((key, row, crc32(row)) for key, row in rows)
        )

    def keep_disagreements(self, keys: Iterable[int]) -> None:
        """Forget all other pairs."""
        self._write("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys))
        self._write("DELETE FROM pairs WHERE key NOT IN (SELECT key FROM used)", [()])
        self._write("DELETE FROM used", [()])

    def _select(self, statement: str, keys: Sequence[Any]) -> list[tuple[Any, bytes]]:
        """Return the rows of the keys, but for those whose sum says that they are damaged."""
        rows: list[tuple[Any, Any, Any]] = []
        try:
            for start in range(0, len(keys) if self._connection else 0, _PARAMETERS):
                part = keys[start : start + _PARAMETERS]
                assert self._connection is not None
                places = ",".join("?" * len(part))
                rows += self._connection.execute(f"{statement} ({places})", part).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
        return [(key, row) for key, row, total in rows if isinstance(row, bytes) and crc32(row) == total]

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            if self._connection is not None:
                with self._connection:
                    self._connection.executemany(statement, rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Do without; a file that is damaged is deleted, so that the next run makes a new one."""
        self.close()
        in_use_or_full = isinstance(error, sqlite3.OperationalError | OSError)
        if self._path is not None and not in_use_or_full:
            with contextlib.suppress(OSError):
                self._path.unlink()


def pair_key(first: bytes, second: bytes) -> int:
    """Return what names a pair of sentences: 8 bytes of a hash of their keys, signed as SQLite has it."""
    return int.from_bytes(blake2b(first + second, digest_size=8).digest(), "big", signed=True)


def _open(path: Path | None, recipe: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path or ":memory:", timeout=_PATIENCE)
    try:
        connection.executescript(_SCHEMA)
        with connection:
            if connection.execute("SELECT fingerprint FROM recipe").fetchall() != [(recipe,)]:
                for table in ("recipe", "readings", "vectors", "pairs"):
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
                connection.execute("INSERT INTO recipe VALUES (?)", (recipe,))
    except BaseException:
        connection.close()
        raise
    return connection


def _read(stored: bytes) -> Vector:
    return np.frombuffer(stored, dtype=np.float16).astype(np.float32)


def _encode(disagreements: Sequence[Disagreement]) -> bytes:
    rows = [[one.mine, one.theirs, one.forward, one.backward, one.named] for one in disagreements]
    return json.dumps(rows, separators=(",", ":")).encode() if rows else b""


def _decode(stored: bytes) -> list[Disagreement]:
    rows = json.loads(stored) if stored else []
    return [
        Disagreement(mine, theirs, tuple(there), tuple(back), (named[0], named[1]))
        for mine, theirs, there, back, named in rows
    ]


@lru_cache(maxsize=1)
def _program() -> str:
    """Return a digest of the program and the word lists that sentences are read and compared with."""
    package = files("chatbot")
    sources = [package / name for name in _READING_FILES]
    for folder in _READING_FOLDERS:
        sources += [part for part in (package / folder).iterdir() if part.is_file()]
    digest = blake2b(digest_size=16)
    for source in sorted(sources, key=lambda part: part.name):
        digest.update(source.read_bytes())
    return digest.hexdigest()
