"""Figures of an encoder on development sets: translation retrieval and question to paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.training.encoder_data import read_lines

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def translation_accuracy(encode: Encode, path: Path) -> tuple[float, float]:
    """Return accuracy at rank 1 from French to English and from English to French.

    Parameters
    ----------
    encode
        Texts to unit vectors.
    path
        File with the fields ``en`` and ``fr``; the candidates are all of its other side.
    """
    rows = list(read_lines(path))
    english = encode([str(row["en"]) for row in rows])
    french = encode([str(row["fr"]) for row in rows])
    scores = french @ english.T
    truth = np.arange(len(rows))
    return float(np.mean(scores.argmax(1) == truth)), float(np.mean(scores.argmax(0) == truth))


def paragraph_recall(
    encode: Encode, questions: Path, paragraphs: Path | None = None, ranks: Sequence[int] = (1, 5)
) -> list[float]:
    """Return the share of questions whose paragraph is among the first ``ranks`` of all paragraphs.

    Parameters
    ----------
    encode
        Texts to unit vectors.
    questions
        File with the fields ``id``, ``question`` and ``context``.
    paragraphs
        The same questions (by ``id``) with paragraphs in another language; the file itself by default.
    ranks
        Ranks to report.
    """
    asked = list(read_lines(questions))
    contexts = {str(row["id"]): str(row["context"]) for row in read_lines(paragraphs or questions)}
    unique = list(dict.fromkeys(contexts.values()))
    place = {text: number for number, text in enumerate(unique)}
    truth = np.array([place[contexts[str(row["id"])]] for row in asked])
    scores = encode([str(row["question"]) for row in asked]) @ encode(unique).T
    rank = (scores > scores[np.arange(len(asked)), truth][:, None]).sum(axis=1)
    return [float(np.mean(rank < limit)) for limit in ranks]


def development_figures(encode: Encode, folder: Path) -> dict[str, float]:
    """Return every figure whose development file is in ``folder``, by name."""
    figures: dict[str, float] = {}
    for name in ("ntrex", "laws"):
        if (path := folder / f"{name}.en-fr.jsonl").exists():
            figures[f"{name} fr>en"], figures[f"{name} en>fr"] = translation_accuracy(encode, path)
    english = folder / "xquad.en.jsonl"
    for name, questions, paragraphs in (
        ("piaf", folder / "piaf.dev.jsonl", None),
        ("xquad en", english, None),
        ("xquad es>en", folder / "xquad.es.jsonl", english),
    ):
        if questions.exists():
            figures[f"{name} r@1"], figures[f"{name} r@5"] = paragraph_recall(encode, questions, paragraphs)
    return figures


def ranking_quality(encode: Encode, corpus: Path, queries: Path, depth: int = 10) -> float:
    """Return nDCG at ``depth`` of a corpus (``id``, ``title``, ``text``) for queries (``relevant`` ids)."""
    documents = list(read_lines(corpus))
    identifiers = [str(row["id"]) for row in documents]
    vectors = encode([f"{row['title']} {row['text']}" for row in documents])
    asked = list(read_lines(queries))
    order = np.argsort(-(encode([str(row["query"]) for row in asked]) @ vectors.T), axis=1)[:, :depth]
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    values = []
    for row, ranked in zip(asked, order, strict=True):
        wanted = row["relevant"]
        relevant = {str(one) for one in wanted} if isinstance(wanted, list) else set()
        gains = np.array([identifiers[place] in relevant for place in ranked])
        values.append(float((gains * discounts).sum() / discounts[: min(len(relevant), depth)].sum()))
    return float(np.mean(values))
