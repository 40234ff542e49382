"""Document -> passages: exact, disjoint spans of bounded length that respect headings, paragraphs, sentences.

langchain-text-splitters does the cutting, on a copy of the text in which the boundaries it should prefer
are marked. The copy is as long as the text, so a span of the one is a span of the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.language import detect_language, sentence_spans, single_language
from chatbot.types import Document, Heading, Passage, Span

# Part of the index's fingerprint: raise it whenever the same document would be cut differently.
CHUNKING_VERSION = 2

# An information separator: Python counts it as whitespace, documents hardly ever hold one.
_MARK = "\x1e"
_PARAGRAPH_GAP = r"\n[^\S\n]*\n\s*"
_SEPARATORS = [_PARAGRAPH_GAP, _MARK, r"(?<=[。！？।])", r"\n", r"[;:]\s+", r",\s+", r"\s+", ""]
_BOUNDARY = re.compile(rf"{_PARAGRAPH_GAP}|{_MARK}")
# Shorter than this share of the longest passage, a piece says too little to be found by itself.
_TINY_SHARE = 1 / 8
# Language detection errs on a line or two; below this a passage keeps its document's language.
_LANGUAGE_CHARACTERS = 200
# Words average four or five characters a token; tokenizers take a "word" of any length for one token.
_CHARACTERS_PER_TOKEN = 12


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    tokens: int


def split_document(
    document: Document, *, max_tokens: int, count_tokens: Callable[[str], int]
) -> list[Passage]:
    """Cut a document into passages, in the order of the text.

    Passages do not overlap, carry no outer whitespace and hold, together, every character of the text
    that is neither whitespace nor inside ``document.repeats``. None reaches from one section into the
    next, unless one of the two is tiny; a heading stays with the text that follows it.

    Parameters
    ----------
    document
        The document as read.
    max_tokens
        Longest passage, as ``count_tokens`` counts; no passage has over 12 times as many characters.
    count_tokens
        Length of a text; each sentence is counted once and the counts are added up, after taking off what
        the empty text counts (the special tokens).

    Returns
    -------
    list of Passage
    """
    lengths = _Lengths(count_tokens)
    budget = max(1, max_tokens - lengths.overhead)
    marked = _marked(document)
    repeats = sorted(document.repeats, key=lambda span: span.start)
    pieces: list[_Piece] = []
    for section in _sections(document):
        for segment in _without(section, repeats):
            pieces.extend(_split_segment(marked, segment, budget, lengths))
    pieces = _absorb_tiny(marked, pieces, budget)
    longest = _CHARACTERS_PER_TOKEN * max_tokens
    pieces = [part for piece in pieces for part in _capped(marked, piece, longest, budget, lengths)]
    language = single_language(document.text)
    return [_passage(document, ordinal, piece, language) for ordinal, piece in enumerate(pieces)]


def embedding_text(passage: Passage) -> str:
    """Return what is embedded for a passage: its heading, unless the passage says it, and its text."""
    if passage.heading is None or passage.heading in passage.text:
        return passage.text
    return f"{passage.heading}\n{passage.text}"


class _Lengths:
    """Lengths of marked texts in tokens, special tokens not included; each sentence is counted once."""

    def __init__(self, count_tokens: Callable[[str], int]) -> None:
        self.overhead = count_tokens("")
        self._count_tokens = count_tokens
        self._known = {"": 0}

    def __call__(self, marked: str) -> int:
        return sum(self._sentence(sentence.strip()) for sentence in _BOUNDARY.split(marked))

    def _sentence(self, sentence: str) -> int:
        if sentence not in self._known:
            self._known[sentence] = self._count_tokens(sentence) - self.overhead
        return self._known[sentence]


def _marked(document: Document) -> str:
    """Return the text with the whitespace before each sentence marked, as long as the text itself."""
    text = document.text
    replaced: dict[int, str] = {}
    previous_end = 0
    for span in sentence_spans(text):
        gap = text[previous_end : span.start]
        # A sentence that follows a blank line needs no mark, and the blank line must stay one.
        if gap.isspace() and gap.count("\n") < 2:
            replaced[span.start - 1] = _MARK
        previous_end = span.end
    for heading in document.headings:
        # A heading and the sentence after it become one unit.
        for position in range(heading.start, _skip_space(text, heading.end)):
            if text[position].isspace():
                replaced[position] = " "
    parts: list[str] = []
    copied = 0
    for position in sorted(replaced):
        parts += [text[copied:position], replaced[position]]
        copied = position + 1
    return "".join([*parts, text[copied:]])


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _sections(document: Document) -> Iterator[Span]:
    """Yield the text from heading to heading; headings with nothing between them share a section."""
    text = document.text
    start, body = 0, 0
    for heading in document.headings:
        if text[body : heading.start].strip():
            yield Span(start, heading.start)
            start = heading.start
        body = heading.end
    yield Span(start, len(text))


def _without(section: Span, repeats: Sequence[Span]) -> Iterator[Span]:
    start = section.start
    for position in range(bisect_right(repeats, start, key=lambda span: span.end), len(repeats)):
        if repeats[position].start >= section.end:
            break
        yield Span(start, max(start, repeats[position].start))
        start = min(repeats[position].end, section.end)
    yield Span(start, section.end)


def _split_segment(marked: str, segment: Span, budget: int, lengths: _Lengths) -> list[_Piece]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=budget,
        chunk_overlap=0,
        length_function=lengths,
    )
    pieces: list[_Piece] = []
    position = segment.start
    for chunk in splitter.split_text(marked[segment.start : segment.end]):
        # Chunks come in order and only whitespace lies between them: the first match is the place.
        start = marked.index(chunk, position)
        position = start + len(chunk)
        piece = _Piece(start, position, lengths(chunk))
        if pieces and min(pieces[-1].tokens, piece.tokens) < budget * _TINY_SHARE:
            pieces[-1:] = _joined(marked, pieces[-1], piece, budget, lengths)
        else:
            pieces.append(piece)
    return pieces


def _joined(marked: str, first: _Piece, second: _Piece, budget: int, lengths: _Lengths) -> list[_Piece]:
    """Return two neighbours, one of them tiny, as one piece, or as two of more even length."""
    if first.tokens + second.tokens <= budget:
        return [_Piece(first.start, second.end, first.tokens + second.tokens)]
    best = [first, second]
    for gap in _BOUNDARY.finditer(marked, first.start, second.end):
        left, right = marked[first.start : gap.start()].rstrip(), marked[gap.end() : second.end].lstrip()
        halves = [
            _Piece(first.start, first.start + len(left), lengths(left)),
            _Piece(second.end - len(right), second.end, lengths(right)),
        ]
        if max(half.tokens for half in halves) < max(half.tokens for half in best):
            best = halves
    return best


def _absorb_tiny(marked: str, pieces: list[_Piece], budget: int) -> list[_Piece]:
    """Let tiny sections join the next one, or the one before where the next has no room."""
    forward: list[_Piece] = []
    for piece in pieces:
        if forward and forward[-1].tokens < budget * _TINY_SHARE and _fit(marked, forward[-1], piece, budget):
            forward[-1] = _Piece(forward[-1].start, piece.end, forward[-1].tokens + piece.tokens)
        else:
            forward.append(piece)
    backward: list[_Piece] = []
    for piece in forward:
        if backward and piece.tokens < budget * _TINY_SHARE and _fit(marked, backward[-1], piece, budget):
            backward[-1] = _Piece(backward[-1].start, piece.end, backward[-1].tokens + piece.tokens)
        else:
            backward.append(piece)
    return backward


def _fit(marked: str, first: _Piece, second: _Piece, budget: int) -> bool:
    return first.tokens + second.tokens <= budget and not marked[first.end : second.start].strip()


def _capped(marked: str, piece: _Piece, longest: int, budget: int, lengths: _Lengths) -> Iterator[_Piece]:
    """Cut a piece of too many characters at white space, where it has any, or anywhere."""
    start = piece.start
    while piece.end - start > longest:
        words = marked[start : start + longest + 1].rsplit(maxsplit=1)
        end = start + (len(words[0]) if len(words) == 2 else longest)
        # Parts of a word may count more tokens than the whole did.
        while lengths(marked[start:end]) > budget and end - start > 1:
            end = start + (end - start) // 2
        part = marked[start:end].rstrip()
        yield _Piece(start, start + len(part), lengths(part))
        start = _skip_space(marked, end)
    if start < piece.end:
        yield _Piece(start, piece.end, lengths(marked[start : piece.end]))


def _passage(document: Document, ordinal: int, piece: _Piece, language: str | None) -> Passage:
    text = document.text[piece.start : piece.end]
    heading = _heading(document, piece)
    return Passage(
        id=f"{document.id}:{piece.start}-{piece.end}",
        document_id=document.id,
        document=document.path,
        title=document.title,
        ordinal=ordinal,
        text=text,
        start=piece.start,
        end=piece.end,
        page=max(1, bisect_right(document.page_starts, piece.start)) if document.page_starts else None,
        heading=heading.text if heading else None,
        language=language or _language(document, text),
    )


def _heading(document: Document, piece: _Piece) -> Heading | None:
    """Return the heading above the first words that are not themselves a heading."""
    headings = document.headings
    position = piece.start
    following = bisect_left(headings, position, key=lambda heading: heading.start)
    while following < len(headings) and headings[following].start <= position < piece.end:
        position = _skip_space(document.text, headings[following].end)
        following += 1
    return headings[following - 1] if following else None


def _language(document: Document, text: str) -> str:
    if len(text) < _LANGUAGE_CHARACTERS:
        return document.language
    language = detect_language(text)
    return document.language if language == "und" else language
