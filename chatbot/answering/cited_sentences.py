"""The sentences of a passage that a statement cites, with all that statements are compared with."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.answering.orders import order_paragraphs
from chatbot.expansion import word_forms
from chatbot.sentences import sentence_spans
from chatbot.types import Passage, Span
from chatbot.values import Value, date_context, extract_values, known_names


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that a language model was given.

    Attributes
    ----------
    around
        Title, heading and neighbouring text of its document, by which a name stands for a "he".
    """

    passage: Passage
    around: str


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
    orders = order_paragraphs(passage.text)
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
                values=tuple(extract_values(text, language=language, context=context, known=known)),
                keys=keys[place],
                near=named.union(*(keys[place : place + 1] if row else keys[max(0, place - 1) : place + 2])),
                is_order=any(begin < span.end and span.start < end for begin, end in orders),
            )
        )
    return sentences


def keys_of(text: str, language: str) -> frozenset[str]:
    """Return what the words of a text can be met by."""
    return frozenset(key for forms, _ in word_forms(text, language) for key in forms)
