"""The data that travels through the program: plain, typed, frozen, without behaviour of its own.

Every span is a pair of character offsets ``[start, end)`` into ``Document.text``, so that
``document.text[start:end]`` is always the quoted text, to the letter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

ClaimKind = Literal["date", "time", "number", "name", "place", "negation", "statement"]
ConflictKind = Literal["date", "time", "number", "name", "place", "negation", "order", "statement"]
Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class _Record:
    """A frozen record that can be written as JSON."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record, and the records inside it, as plain dictionaries and lists."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Span(_Record):
    """A half-open range of characters ``[start, end)``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading(_Record):
    """A heading of a document: its span, its text and its level (1 is the highest)."""

    start: int
    end: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Document(_Record):
    """One source file as read.

    Attributes
    ----------
    id
        16 hexadecimal digits derived from ``path``; stable while the file keeps its place.
    path
        Path relative to the documents folder, with ``/`` between its parts.
    title
        The document's own title, or its file name without suffix.
    language
        ISO 639-1 code of the main language, ``"und"`` where it cannot be told.
    text
        The whole text; all spans of the program point into it.
    content_hash
        SHA-256 of the file's bytes, hexadecimal.
    page_starts
        Where each page starts in ``text``; empty for formats without pages.
    headings
        The headings in the order of the text.
    repeats
        Spans of paragraphs that say again, word for word, an earlier paragraph of the document.
    """

    id: str
    path: str
    title: str
    language: str
    text: str
    content_hash: str
    page_starts: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()
    repeats: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage(_Record):
    """A chunk of a document: ``document.text[start:end] == passage.text``.

    Attributes
    ----------
    id
        ``"{document_id}:{start}-{end}"``.
    document
        The document's relative path.
    ordinal
        Position among the document's passages, from 0.
    page
        Page number from 1, ``None`` for formats without pages.
    heading
        The nearest heading above the passage, ``None`` where there is none.
    """

    id: str
    document_id: str
    document: str
    title: str
    ordinal: int
    text: str
    start: int
    end: int
    page: int | None
    heading: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Hit(_Record):
    """A passage found for a query, best first.

    Attributes
    ----------
    score
        The fused score the ranking is made of; comparable within one query only.
    similarity
        Cosine of the query's and the passage's embeddings.
    keyword_score
        BM25 of the passage for the query, 0.0 where no keyword matches.
    """

    passage: Passage
    score: float
    similarity: float
    keyword_score: float


@dataclass(frozen=True, slots=True)
class Claim(_Record):
    """What one source says on one point.

    Attributes
    ----------
    kind
        The type of the value.
    value
        The normalised value in printable form, for example ``"1944-08-01"`` or ``"3200 killed"``.
    quote
        The verbatim words, ``document.text[start:end]``.
    value_start, value_end
        Where the value stands inside ``quote``; equal where no words can be pointed at.
    camp
        Claims of one answer with the same number can all be true.
    """

    kind: ClaimKind
    value: str
    quote: str
    document: str
    title: str
    start: int
    end: int
    page: int | None
    passage_id: str
    language: str
    value_start: int = 0
    value_end: int = 0
    camp: int = 0


@dataclass(frozen=True, slots=True)
class Conflict(_Record):
    """Claims of different sources on one point that cannot all be true, and one sentence about them.

    Attributes
    ----------
    reservation
        Why they may all be true after all, where something in their words says so: ``"revision"``,
        ``"part"``, ``"event"`` or ``"opinion"``; empty for a conflict.
    """

    kind: ConflictKind
    summary: str
    claims: tuple[Claim, ...]
    confidence: float = 1.0
    reservation: str = ""


@dataclass(frozen=True, slots=True)
class Citation(_Record):
    """A verbatim quote that the answer rests on, and the number it carries in the answer.

    Attributes
    ----------
    value_start, value_end
        Where the answer itself stands inside ``quote``; equal where no words can be pointed at.
    """

    number: int
    document: str
    title: str
    quote: str
    start: int
    end: int
    page: int | None
    passage_id: str
    language: str
    value_start: int = 0
    value_end: int = 0


@dataclass(frozen=True, slots=True)
class ModelLabel(_Record):
    """The language model that may write answers.

    Attributes
    ----------
    name
        As the endpoint knows it.
    host
        Where the endpoint is: host, and port where one is named.
    local
        Whether the host is this machine, so that no text leaves it.
    """

    name: str
    host: str
    local: bool


@dataclass(frozen=True, slots=True)
class Doubt(_Record):
    """A statement of a language model that the passages it cites do not support.

    Attributes
    ----------
    number
        The number of its mark in the answer's text, ``[?1]``.
    statement
        The statement, without its marks.
    reason
        One sentence, in the answer's language.
    """

    number: int
    statement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer(_Record):
    """The reply to one question.

    Attributes
    ----------
    text
        Markdown with citation marks ``[1]``; words from documents stand between quotation marks. Where a
        language model wrote it, what its passages do not support stands between ``~~`` before a ``[?1]``.
    language
        ISO 639-1 code of the question's language, in which our own words are written.
    answered
        Whether the documents answer the question.
    confidence
        Between 0 and 1.
    nearest
        Where the question is not answered: the passages that come nearest to it.
    query
        The stand-alone question that was searched for; differs from the question for follow-ups.
    claims
        What each source says on exactly the point asked, one claim a source.
    differences
        What looks like a conflict and need not be one, each with its reservation.
    writer
        Name of the language model that wrote ``text``; empty where it is made of quotes alone.
    doubts
        What the model wrote without support, by number.
    note
        One sentence on what kept a language model from writing the answer, or part of it; else empty.
    """

    text: str
    language: str
    answered: bool
    confidence: float
    citations: tuple[Citation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    nearest: tuple[Citation, ...] = ()
    query: str = ""
    claims: tuple[Claim, ...] = ()
    differences: tuple[Conflict, ...] = ()
    writer: str = ""
    doubts: tuple[Doubt, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt(_Record):
    """A quote in its surroundings, as the reader opens it: ``before + quote + after`` is verbatim."""

    document: str
    title: str
    language: str
    page: int | None
    heading: str | None
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Message(_Record):
    """One turn of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class FileFailure(_Record):
    """A file that could not be read, and why, in one sentence a reader can act on."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress(_Record):
    """How far a build has come: ``done`` of ``total`` units of the named stage.

    Attributes
    ----------
    stage
        ``"reading"``, ``"embedding"`` or ``"writing"``.
    detail
        The file at hand, or an empty string.
    """

    stage: str
    done: int
    total: int
    detail: str = ""


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class IndexReport(_Record):
    """What a build did: relative paths by fate, and its cost.

    Attributes
    ----------
    passages
        Passages in the new index.
    embedded
        Passages whose text was embedded in this build; the rest kept their vectors.
    seconds
        Wall-clock time of the build.
    reason
        Why everything was rebuilt, where it was (a changed model, say), else an empty string.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[FileFailure, ...]
    passages: int
    embedded: int
    seconds: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DocumentSummary(_Record):
    """One line of the documents view.

    Attributes
    ----------
    state
        ``"indexed"``, ``"added"``, ``"changed"``, ``"removed"`` or ``"failed"``, compared with the
        documents folder now.
    characters
        Length of the text in characters, 0 where it is not read.
    reason
        Why a file failed, else an empty string.
    """

    path: str
    title: str
    language: str
    state: str
    passages: int
    characters: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IndexStatus(_Record):
    """How the index compares with the documents folder at this moment.

    Attributes
    ----------
    fresh
        True where the index says exactly what the documents say now.
    built_at
        Time of the last build, ISO 8601 in UTC; empty where there is no index.
    reason
        Why the whole index must be rebuilt, where it must, else an empty string.
    """

    fresh: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[FileFailure, ...]
    documents: int
    passages: int
    model: str
    built_at: str
    reason: str = ""
