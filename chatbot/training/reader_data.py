"""What the reader learns from: questions with the span that answers them, or none, cut into batches.

Every batch is a function of the seed and of its number, so a training that stops can go on where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot import lexicon
from chatbot.errors import DocumentsError
from chatbot.training.encoder_data import digest, read_lines

_WORD = re.compile(r"[^\W\d_]{3,}")
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+(?=\S)")


@dataclass(frozen=True)
class Example:
    """A question on a text.

    Attributes
    ----------
    language
        Of the question.
    start, end
        Characters of the answer in the text; both 0 where the text does not answer.
    article
        Texts of one article are each other's hard wrong answers; empty where unknown.
    """

    question: str
    text: str
    start: int = 0
    end: int = 0
    language: str = "en"
    article: str = ""

    @property
    def answer(self) -> str:
        """The words of the answer; empty where there is none."""
        return self.text[self.start : self.end]


def read_examples(path: Path) -> list[Example]:
    """Read a file with the fields ``question``, ``context``, ``answers`` and perhaps ``title``, ``lang``."""
    found = []
    for row in read_lines(path):
        answers: Any = row.get("answers") or [{"text": "", "start": 0}]
        start, words = int(answers[0]["start"]), str(answers[0]["text"])
        found.append(
            Example(
                str(row["question"]),
                str(row["context"]),
                start if words else 0,
                start + len(words) if words else 0,
                str(row.get("lang") or "en"),
                str(row.get("title") or ""),
            )
        )
    return found


def read_examples_across(path: Path, known: Sequence[Example]) -> tuple[list[Example], frozenset[str]]:
    """Read French questions with the fields ``paragraph`` (its digest), ``question`` and ``answer`` (a span).

    Returns
    -------
    list of Example
        Those to learn from.
    frozenset of str
        Texts held out for measuring: nothing may be learned from them.

    Raises
    ------
    DocumentsError
        The file cannot be read, or none of its paragraphs is known.
    """
    texts = {digest(one.text): one for one in known}
    found, held_out = [], set()
    for row in read_lines(path):
        home = texts.get(str(row["paragraph"]))
        if home is None:
            continue
        if row.get("held_out"):
            held_out.add(home.text)
            continue
        span: Any = row["answer"]
        found.append(Example(str(row["question"]), home.text, int(span[0]), int(span[1]), "fr", home.article))
    if not found:
        raise DocumentsError(
            f"None of the paragraphs that '{path}' asks about is among the questions; "
            "name the files they come from."
        )
    return found, frozenset(held_out)


def switch_words(question: str, language: str, share: float, generator: np.random.Generator) -> str:
    """Put a share of the words of ``question`` into the other language, as the lexicon translates them.

    A question half in the other language teaches the network to match words across languages
    (Qin et al. 2020, CoSDA-ML).
    """

    def translated(found: re.Match[str]) -> str:
        if generator.random() > share:
            return found[0]
        words = lexicon.translated_words(found[0].lower(), language)
        return words[0][0] if words and words[0][1] > 0.2 else found[0]

    return _WORD.sub(translated, question)


def crop(example: Example, generator: np.random.Generator) -> Example:
    """Keep some sentences before and after the answer, as passages begin and end anywhere in a text."""
    bounds = [0, *(found.end() for found in _SENTENCE_END.finditer(example.text)), len(example.text)]
    begins = [bound for bound in bounds if bound <= example.start]
    ends = [bound for bound in bounds if bound >= max(example.end, 1)]
    begin = begins[int(generator.integers(len(begins)))]
    end = ends[int(generator.integers(len(ends)))]
    return replace(
        example, text=example.text[begin:end], start=example.start - begin, end=example.end - begin
    )


class Distractors:
    """Texts that do not answer: of the same article, resembling, or any."""

    def __init__(
        self, examples: Sequence[Example], vectors: NDArray[np.float32], texts: Sequence[str]
    ) -> None:
        self._texts = list(texts)
        places = {text: place for place, text in enumerate(texts)}
        self._place = places
        self._articles: dict[str, list[int]] = {}
        for text, article in {one.text: one.article for one in examples if one.article}.items():
            self._articles.setdefault(article, []).append(places[text])
        count = min(30, len(texts))
        self._near = np.concatenate(
            [
                np.argpartition(-(vectors[start : start + 512] @ vectors.T), count - 1, axis=1)[:, :count]
                for start in range(0, len(vectors), 512)
            ]
        )

    def draw(self, example: Example, generator: np.random.Generator) -> Example | None:
        """Return the question on a text that does not hold its answer's words, or None."""
        kind = generator.random()
        home = self._place[example.text]
        article = self._articles.get(example.article, [])
        if kind < 0.45 and len(article) > 1:
            place = article[int(generator.integers(len(article)))]
        elif kind < 0.85:
            place = int(generator.choice(self._near[home]))
        else:
            place = int(generator.integers(len(self._texts)))
        text = self._texts[place]
        if place == home or example.answer.lower() in text.lower():
            return None
        return replace(example, text=text, start=0, end=0)


@dataclass(frozen=True)
class Mixture:
    """How an epoch is made of the examples.

    Attributes
    ----------
    french
        How often a French question is taken each epoch.
    wrong
        Questions, as a share of those answered, asked of a text that does not answer.
    cropped, switched
        Shares of examples cropped and put half into the other language.
    """

    french: int = 2
    wrong: float = 0.45
    cropped: float = 0.5
    switched: float = 0.2


def epoch(
    examples: Sequence[Example], distractors: Distractors, mixture: Mixture, generator: np.random.Generator
) -> Iterator[Example]:
    """Yield the examples of one epoch, in no order that matters."""
    for example in examples:
        for _ in range(mixture.french if example.language == "fr" else 1):
            yield _varied(example, mixture, generator)
            if example.end and generator.random() < mixture.wrong:
                other = distractors.draw(example, generator)
                if other is not None:
                    yield _varied(other, mixture, generator)


def _varied(example: Example, mixture: Mixture, generator: np.random.Generator) -> Example:
    if generator.random() < mixture.cropped:
        example = crop(example, generator)
    if generator.random() < mixture.switched:
        share = 0.3 + 0.7 * generator.random()
        question = switch_words(example.question, example.language, share, generator)
        example = replace(example, question=question)
    return example
