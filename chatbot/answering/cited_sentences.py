"""The sentences of a passage that a statement cites, with all that statements are compared with."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.answering.orders import ordered_spans
from chatbot.evidence.candidates import named_by_columns, surroundings
from chatbot.expansion import word_forms
from chatbot.sentences import sentence_spans
from chatbot.tables import header_of
from chatbot.types import Document, Passage, Span
from chatbot.values import Value, date_context, extract_values, known_names

# How far before a passage an order may stand that speaks of it.
_REACH = 5_000
_LONGEST_ORDER = 300


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that a language model was given.

    Attributes
    ----------
    around
        Title, heading and neighbouring text of its document, by which a name stands for a "he".
    ordered
        Spans of the document that give orders to programs, or follow such orders.
    """

    passage: Passage
    around: str
    ordered: tuple[tuple[int, int], ...] = ()


def source_of(passage: Passage, document: Document | None) -> Source:
    """Return a passage with what stands around it in its document."""
    if document is None:
        return Source(passage, surroundings(passage, None), _shifted(passage.text, passage.start))
    first = max(0, passage.start - _REACH)
    ordered = _shifted(document.text[first : passage.end + _LONGEST_ORDER], first)
    return Source(passage, surroundings(passage, document), ordered)


def _shifted(text: str, start: int) -> tuple[tuple[int, int], ...]:
    return tuple((begin + start, end + start) for begin, end in ordered_spans(text))


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence of a passage.

    Attributes
    ----------
    number
        The passage's number among those given.
    span
        Where the sentence stands in its document.
    keys
        What its words can be met by, as `chatbot.expansion` has it.
    near
        The same of title, heading and the sentences before and after it too; a row of a table has none, for
        each speaks of another thing.
    is_order
        Whether its paragraph gives orders to programs.
    """

    number: int
    passage: Passage
    span: Span
    text: str
    around: str
    values: tuple[Value, ...]
    keys: frozenset[str]
    near: frozenset[str]
    is_order: bool


def cited_sentences(number: int, source: Source) -> list[CitedSentence]:
    """Return the sentences of a passage."""
    passage = source.passage
    language = passage.language
    about = f"{passage.title}\n{passage.heading or ''}"
    known = known_names(source.around)
    spans = sentence_spans(passage.text)
    texts = [passage.text[span.start : span.end] for span in spans]
    keys = [keys_of(text, language) for text in texts]
    named = keys_of(about, language)
    sentences = []
    for place, (span, text) in enumerate(zip(spans, texts, strict=True)):
        context = date_context(f"{about}\n{passage.text[: span.start]}")
        start, row = passage.start + span.start, "|" in text
        sentences.append(
            CitedSentence(
                number=number,
                passage=passage,
                span=Span(start, start + len(text)),
                text=text,
                around=source.around,
                values=named_by_columns(
                    text,
                    (header_of(passage.text, span.start, span.end) if row else None) or "",
                    extract_values(text, language=language, context=context, known=known),
                ),
                keys=keys[place],
                near=named.union(*(keys[place : place + 1] if row else keys[max(0, place - 1) : place + 2])),
                is_order=any(begin < start + len(text) and start < end for begin, end in source.ordered),
            )
        )
    return sentences


def keys_of(text: str, language: str) -> frozenset[str]:
    """Return what the words of a text can be met by."""
    return frozenset(key for forms, _ in word_forms(text, language) for key in forms)
