"""The sentences of a passage that could answer a question, with what stands around each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chatbot.evidence.terms import TermMatch, TermMatcher
from chatbot.sentences import sentence_spans
from chatbot.tables import cell_headers, header_of
from chatbot.types import Document, Passage, Span
from chatbot.values import DateValue, NumberValue, Value, extract_values, known_names
from chatbot.words import fold

_CONTEXT_STRENGTH = 0.6
# "Weight: 31 g" says what its document is about of that thing, without naming it.
_LABELLED = re.compile(r"[^\s:|][^:|.!?]{1,30}\s?:\s\S.{0,50}$")
_LABELLED_STRENGTH = 0.6
_HEADING_STRENGTH = 0.5
_HEADER_STRENGTH = 0.9
_REACH = 1_500
_LONGEST_DATE_HEADING = 40
_LONGEST_HEADING = 90


@dataclass(frozen=True, slots=True)
class CandidateSentence:
    """A sentence of a passage.

    Attributes
    ----------
    start, end
        Its span in the document.
    before
        The text of the passage before it, under title and heading: what its dates are understood by.
    known
        The names known from the text around, by which one that opens the sentence is told from a word.
    header
        For a row of a table, the row of headers above it, else an empty string.
    matches
        Where each term of the question is met in it.
    around
        How well each is met in the sentences, headings and headers around it.
    document
        How well each is met in the document, not too far away.
    """

    passage: Passage
    text: str
    start: int
    end: int
    before: str
    known: frozenset[str]
    header: str
    matches: tuple[TermMatch, ...]
    around: tuple[float, ...]
    document: tuple[float, ...]


def candidate_sentences(
    passage: Passage, source: Document | None, matcher: TermMatcher
) -> list[CandidateSentence]:
    """Return the sentences of a passage; headings and questions are left out, for they state nothing.

    Parameters
    ----------
    source
        The passage's document; ``None`` where only the passage is known.
    matcher
        Matches the question's terms.
    """
    language = passage.language
    spans = _with_date_headings(passage.text, sentence_spans(passage.text), language)
    texts = [passage.text[span.start : span.end] for span in spans]
    matches = [matcher.match(text, language) for text in texts]
    headings = [
        match.strength for match in matcher.match(f"{passage.title}. {passage.heading or ''}", language)
    ]
    text_around = surroundings(passage, source)
    document = tuple(match.strength for match in matcher.match(text_around, language))
    known = known_names(text_around)
    sentences = []
    for number, (span, text) in enumerate(zip(spans, texts, strict=True)):
        if _is_heading(text, passage) or text.rstrip(' »”"').endswith("?"):
            continue
        neighbours = matches[max(0, number - 2) : number] + matches[number + 1 : number + 2]
        header = _header(passage, span, source)
        headers = [match.strength for match in matcher.match(header, language)]
        met = _met_in_row(matches[number], headers)
        labelled = _LABELLED.match(text) is not None
        around = tuple(
            max(
                _HEADING_STRENGTH * headings[term],
                _LABELLED_STRENGTH * document[term] if labelled else 0.0,
                _CONTEXT_STRENGTH * max((other[term].strength for other in neighbours), default=0.0),
            )
            for term in range(len(headings))
        )
        context = f"{passage.title}\n{passage.heading or ''}\n{passage.text[: span.start]}"
        start = passage.start + span.start
        sentences.append(
            CandidateSentence(
                passage, text, start, start + len(text), context, known, header, met, around, document
            )
        )
    return sentences


def _met_in_row(matches: Sequence[TermMatch], headers: Sequence[float]) -> tuple[TermMatch, ...]:
    """Count the words of a row's header as words of the row, though none of its own can be pointed at."""
    return tuple(
        TermMatch(_HEADER_STRENGTH * header) if header > match.strength else match
        for match, header in zip(matches, headers, strict=True)
    )


def with_headers(sentence: CandidateSentence, values: Sequence[Value]) -> tuple[Value, ...]:
    """Return the values of a table's row, its bare numbers counting what their column's header says."""
    return named_by_columns(sentence.text, sentence.header, values)


def named_by_columns(row: str, header: str, values: Sequence[Value]) -> tuple[Value, ...]:
    """Return the values of a row, its bare numbers counting what its header says, if it has one."""
    cells = cell_headers(row, header) if header else []
    named: list[Value] = []
    for value in values:
        noun = next((name for start, end, name in cells if start <= value.start < end), "")
        if noun and isinstance(value, NumberValue) and not (value.noun or value.unit):
            named.append(replace(value, noun=noun.lower()))
        else:
            named.append(value)
    return tuple(named)


def surroundings(passage: Passage, source: Document | None) -> str:
    """Return the title, and the text of a passage with what stands near it in its document."""
    text = source.text if source else passage.text
    return f"{passage.title}\n{text[max(0, passage.start - _REACH) : passage.end + _REACH]}"


def _header(passage: Passage, span: Span, source: Document | None) -> str:
    if source is None:
        return header_of(passage.text, span.start, span.end) or ""
    return header_of(source.text, passage.start + span.start, passage.start + span.end) or ""


def _is_heading(sentence: str, passage: Passage) -> bool:
    """Tell whether a sentence is only a heading; it says what follows is about, and is no evidence itself."""
    bare = sentence.lstrip("# ").strip()
    if sentence.startswith("#") or bare in (passage.heading, passage.title):
        return True
    unfinished = bare[-1:].isalpha() and not any(mark in bare for mark in ":|")
    return unfinished and len(bare) <= _LONGEST_HEADING and not any(c.isdigit() for c in bare)


def _with_date_headings(text: str, spans: Sequence[Span], language: str) -> list[Span]:
    """Join a date that stands as a sentence of its own, as in a diary, to the sentence it dates."""
    joined: list[Span] = []
    for span in spans:
        previous = joined[-1] if joined else None
        same_line = previous is not None and "\n" not in text[previous.end : span.start]
        if (
            previous is not None
            and same_line
            and _is_date_heading(text[previous.start : previous.end], language)
        ):
            joined[-1] = Span(previous.start, span.end)
        else:
            joined.append(span)
    return joined


def _is_date_heading(sentence: str, language: str) -> bool:
    if len(sentence) > _LONGEST_DATE_HEADING or not any(c.isdigit() for c in sentence):
        return False
    dates = [v for v in extract_values(sentence, language=language) if isinstance(v, DateValue)]
    covered = sum(value.end - value.start for value in dates)
    return covered >= 0.5 * len(sentence.strip(" .:—-"))


def without_repeats(sentences: Iterable[CandidateSentence]) -> list[CandidateSentence]:
    """Drop sentences that a document says again."""
    kept: dict[tuple[str, str], CandidateSentence] = {}
    for sentence in sentences:
        kept.setdefault((sentence.passage.document, " ".join(fold(sentence.text).split())), sentence)
    return list(kept.values())
