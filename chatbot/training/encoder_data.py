"""What the encoder learns from: parallel text and questions with their paragraphs, cut into batches.

Every batch is a function of the seed and of its number, so a training that stops can go on where it was.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import DocumentsError

_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+(?=\S{2,}\s)")
_SHORTEST_CLOZE = 30
_QUESTIONS_PER_PARAGRAPH = 2
_NEIGHBOURS = 2


@dataclass(frozen=True)
class Pairs:
    """Parallel text: ``english[i]`` and ``french[i]`` say the same; ``share`` of it is used each epoch."""

    english: tuple[str, ...]
    french: tuple[str, ...]
    share: float = 1.0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph and the questions asked of it."""

    text: str
    title: str
    questions: tuple[str, ...]


def read_lines(path: Path) -> Iterator[dict[str, object]]:
    """Yield the objects of a file of one JSON object a line, gzipped where its name ends in ``.gz``.

    Raises
    ------
    DocumentsError
        The file cannot be opened or a line is not a JSON object.
    """
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield dict(json.loads(line))
    except (OSError, ValueError) as error:
        raise DocumentsError(
            f"The training file '{path}' cannot be read ({error}); give a file of one JSON object a line."
        ) from error


def read_pairs(path: Path, share: float = 1.0) -> Pairs:
    """Read parallel text from a file with the fields ``en`` and ``fr``."""
    rows = [(str(row["en"]), str(row["fr"])) for row in read_lines(path)]
    return Pairs(tuple(en for en, _ in rows), tuple(fr for _, fr in rows), share)


def read_questions(path: Path) -> list[Paragraph]:
    """Read paragraphs from a file with the fields ``question``, ``context`` and perhaps ``title``."""
    found: dict[str, tuple[str, list[str]]] = {}
    for row in read_lines(path):
        _, questions = found.setdefault(str(row["context"]), (str(row.get("title") or ""), []))
        questions.append(str(row["question"]))
    return [Paragraph(text, title.replace("_", " "), tuple(asked)) for text, (title, asked) in found.items()]


def read_questions_across(path: Path, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Read questions in one language on paragraphs in another, which are named by `digest`.

    Questions on paragraphs that are not there, and those held out for measuring, are left out.

    Raises
    ------
    DocumentsError
        The file cannot be read, or none of its paragraphs is there.
    """
    known = {digest(paragraph.text): paragraph for paragraph in paragraphs}
    asked: dict[str, list[str]] = {}
    for row in read_lines(path):
        if str(row["paragraph"]) in known and not row.get("held_out"):
            asked.setdefault(str(row["paragraph"]), []).append(str(row["question"]))
    if not asked:
        raise DocumentsError(
            f"None of the paragraphs that '{path}' asks about is in the English questions; "
            "name the files they come from."
        )
    return [
        Paragraph(known[name].text, known[name].title, tuple(questions)) for name, questions in asked.items()
    ]


def digest(text: str) -> str:
    """Return the name of a paragraph: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def join_neighbours(pairs: Pairs, longest: int = 1000) -> Pairs:
    """Join paragraphs that follow each other into sections of at most ``longest`` characters of French."""
    english: list[str] = []
    french: list[str] = []
    left, right = "", ""
    for en, fr in zip(pairs.english, pairs.french, strict=True):
        if right and len(right) + len(fr) + 1 > longest:
            english.append(left)
            french.append(right)
            left, right = "", ""
        left, right = f"{left}\n{en}".strip(), f"{right}\n{fr}".strip()
    if right:
        english.append(left)
        french.append(right)
    return Pairs(tuple(english), tuple(french), pairs.share)


def mix_sentences(pairs: Pairs, count: int, generator: np.random.Generator) -> Pairs:
    """Join 4 to 10 sentences drawn at random into ``count`` passages: everyday words at passage length."""
    sizes = generator.integers(4, 11, size=count)
    drawn = [generator.integers(0, len(pairs.english), size=size) for size in sizes]
    return Pairs(
        tuple(" ".join(pairs.english[one] for one in group) for group in drawn),
        tuple(" ".join(pairs.french[one] for one in group) for group in drawn),
    )


def mix_words(glosses: Mapping[str, Sequence[str]], count: int, generator: np.random.Generator) -> Pairs:
    """Join 1 to 5 entries of a dictionary drawn at random into ``count`` lines of parallel text."""
    words = list(glosses)
    sizes = generator.integers(1, 6, size=count)
    drawn = [[words[place] for place in generator.integers(0, len(words), size=size)] for size in sizes]
    return Pairs(
        tuple(" ".join(glosses[word][0] for word in group) for group in drawn),
        tuple(" ".join(group) for group in drawn),
    )


def cut_batches(
    lengths: NDArray[np.int64], most: int, characters: int, generator: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Cut a shuffled corpus into batches of texts of like length, so that a batch holds little padding.

    Parameters
    ----------
    lengths
        Characters of each text.
    most
        Most texts in a batch.
    characters
        Most characters in a batch, its texts padded to its longest.
    generator
        Decides the order.
    """
    order = generator.permutation(len(lengths))
    batches: list[NDArray[np.int64]] = []
    for start in range(0, len(order), 4096):
        pool = order[start : start + 4096]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        first = 0
        for end in range(1, len(pool) + 1):
            full = end == len(pool) or (end + 1 - first) * min(lengths[pool[end]], 1200) > characters
            if full or end - first >= most:
                batches.append(pool[first:end])
                first = end
    return [batches[number] for number in generator.permutation(len(batches))]


class ParallelBatches:
    """Batches of row numbers over several parallel corpora laid end to end."""

    def __init__(
        self, corpora: Sequence[Pairs], seed: int, most: int = 192, characters: int = 12_000
    ) -> None:
        self.english = [text for corpus in corpora for text in corpus.english]
        self.french = [text for corpus in corpora for text in corpus.french]
        self._sizes = [(len(corpus.english), corpus.share) for corpus in corpora]
        self._lengths = np.array([len(text) for text in self.french], dtype=np.int64)
        self._seed, self._most, self._characters = seed, most, characters
        self._epoch = -1
        self._starts: list[int] = [0]
        self._batches: list[NDArray[np.int64]] = []

    def __getitem__(self, number: int) -> NDArray[np.int64]:
        """Return the row numbers of batch ``number``, counted over all epochs."""
        while number >= self._starts[-1]:
            self._next_epoch()
        if number < self._starts[-2]:
            self._epoch, self._starts = -1, [0]
            return self[number]
        return self._batches[number - self._starts[-2]]

    def _next_epoch(self) -> None:
        self._epoch += 1
        generator = np.random.default_rng([self._seed, self._epoch])
        chosen: list[NDArray[np.int64]] = []
        start = 0
        for corpus, (size, share) in enumerate(self._sizes):
            order = np.random.default_rng([self._seed, 7, corpus]).permutation(size)
            count = max(1, int(size * share))
            turn = (np.arange(count) + self._epoch * count) % size
            chosen.append(order[turn] + start)
            start += size
        rows = np.concatenate(chosen)
        cut = cut_batches(self._lengths[rows], self._most, self._characters, generator)
        self._batches = [rows[batch] for batch in cut]
        self._starts.append(self._starts[-1] + len(self._batches))


class QuestionBatches:
    """Batches of paragraphs that resemble each other (so each is a hard negative), with their questions."""

    def __init__(
        self, paragraphs: Sequence[Paragraph], vectors: NDArray[np.float32], seed: int, size: int = 28
    ) -> None:
        self.paragraphs = list(paragraphs)
        self._seed, self._size = seed, min(size, len(paragraphs))
        self._near = _nearest(vectors, 12)

    def __getitem__(self, number: int) -> tuple[NDArray[np.int64], list[str], NDArray[np.int64]]:
        """Return paragraph numbers, questions, and for each question its place among the paragraphs."""
        generator = np.random.default_rng([self._seed, number])
        chosen: dict[int, None] = {}
        per_epoch = -(-len(self.paragraphs) // (self._size // _NEIGHBOURS or 1))
        order = np.random.default_rng([self._seed, 11, number // per_epoch]).permutation(len(self.paragraphs))
        cursor = (number % per_epoch) * (self._size // _NEIGHBOURS or 1)
        while len(chosen) < self._size:
            seed_paragraph = int(order[cursor % len(order)])
            cursor += 1
            chosen[seed_paragraph] = None
            for near in generator.permutation(self._near[seed_paragraph])[: _NEIGHBOURS - 1]:
                chosen[int(near)] = None
        rows = np.array(list(chosen)[: self._size], dtype=np.int64)
        questions: list[str] = []
        owners: list[int] = []
        for place, row in enumerate(rows):
            asked = _ask(self.paragraphs[row], generator)
            questions += asked
            owners += [place] * len(asked)
        return rows, questions, np.array(owners, dtype=np.int64)


def _nearest(vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return for each vector the ``count`` nearest others, itself and the very nearest (a twin?) left out."""
    count = min(count, len(vectors) - 2)
    blocks = []
    for start in range(0, len(vectors), 512):
        near = vectors[start : start + 512] @ vectors.T
        first = np.argpartition(-near, count + 1, axis=1)[:, : count + 2]
        ranked = np.take_along_axis(first, np.argsort(-np.take_along_axis(near, first, axis=1), axis=1), 1)
        blocks.append(ranked[:, 2:])
    return np.concatenate(blocks).astype(np.int64)


def _ask(paragraph: Paragraph, generator: np.random.Generator) -> list[str]:
    """Draw questions of a paragraph and, one time in two, a sentence or the title as one more."""
    count = min(len(paragraph.questions), _QUESTIONS_PER_PARAGRAPH)
    drawn = generator.choice(len(paragraph.questions), size=count, replace=False)
    asked = [paragraph.questions[one] for one in drawn]
    if generator.random() < 0.5:
        sentence = draw_sentence(paragraph.text, generator)
        asked.append(f"{paragraph.title}: {sentence}" if generator.random() < 0.2 else sentence)
    return asked


def draw_sentence(text: str, generator: np.random.Generator) -> str:
    """Draw one sentence or clause of ``text``; the whole of a text that has but one."""
    sentences = [one for one in _SENTENCE_END.split(text) if len(one) >= _SHORTEST_CLOZE]
    if not sentences:
        return text
    return sentences[int(generator.integers(len(sentences)))]


class SectionBatches:
    """A sentence of one language against the whole section in the other, or in French against the rest."""

    def __init__(self, pairs: Sequence[Pairs], seed: int, size: int = 20, shortest: int = 250) -> None:
        rows = [
            (en, fr)
            for corpus in pairs
            for en, fr in zip(corpus.english, corpus.french, strict=True)
            if len(fr) >= shortest and len(en) >= shortest and len(_SENTENCE_END.split(fr)) > 1
        ]
        self._rows, self._seed, self._size = rows, seed, min(size, len(rows))

    def __getitem__(self, number: int) -> tuple[list[str], list[str]]:
        """Return as many sentences as sections; each sentence belongs to its section."""
        generator = np.random.default_rng([self._seed, 13, number])
        drawn = [self._rows[row] for row in generator.choice(len(self._rows), self._size, replace=False)]
        across = number % 3
        if across < 2:
            sentences = [draw_sentence(pair[across], generator) for pair in drawn]
            return sentences, [pair[1 - across] for pair in drawn]
        sentences = [draw_sentence(french, generator) for _, french in drawn]
        rest = [french.replace(one, " ") for (_, french), one in zip(drawn, sentences, strict=True)]
        return sentences, rest
