"""Measures whether two sentences are told to contradict each other, each sentence being a source of its own.

DACCORD (Skandalis et al. 2023) marks contradictions of French sentence pairs; XNLI (Conneau et al. 2018)
labels pairs as entailment, neutral or contradiction, of which the last counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.chatbot import Chatbot
from chatbot.evaluation.figures import Figure, binary_f1, mean
from chatbot.evaluation.questions import bad_line, read_objects
from chatbot.settings import Settings
from chatbot.types import Progress, ProgressCallback


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Two sentences, and whether people hold that they contradict each other."""

    premise: str
    hypothesis: str
    contradiction: bool


def read_sentence_pairs(path: Path) -> list[SentencePair]:
    """Return the pairs of a file with the fields ``premise``, ``hypothesis``, ``contradiction`` or ``label``.

    Raises
    ------
    QuestionsError
        The file cannot be read or a line has other fields.
    """
    return [_pair(path, number, fields) for number, fields in read_objects(path)]


def _pair(path: Path, number: int, fields: dict[str, Any]) -> SentencePair:
    sentences = [fields.get(name) for name in ("premise", "hypothesis")]
    told = fields.get("contradiction", fields.get("label"))
    if not all(isinstance(one, str) and one.strip() for one in sentences):
        raise bad_line(path, number, "has no texts in the fields 'premise' and 'hypothesis'")
    if not isinstance(told, bool | str):
        raise bad_line(path, number, "has neither 'contradiction' nor 'label'")
    return SentencePair(str(sentences[0]), str(sentences[1]), told is True or told == "contradiction")


def evaluate_sentence_pairs(
    name: str, pairs: Sequence[SentencePair], settings: Settings, progress: ProgressCallback
) -> list[Figure]:
    """Return precision, recall and F1 of the contradictions told, and accuracy."""
    told = []
    for number, pair in enumerate(pairs, start=1):
        texts = {"premise": pair.premise, "hypothesis": pair.hypothesis}
        with Chatbot.from_texts(texts, settings=settings) as bot:
            told.append(bool(bot.conflicts()))
        progress(Progress("comparing", number, len(pairs)))
    truth = [pair.contradiction for pair in pairs]
    precision, recall, f1 = binary_f1(told, truth)
    right = [one == other for one, other in zip(told, truth, strict=True)]
    return [
        Figure(name, "precision of contradiction", precision, sum(told)),
        Figure(name, "recall of contradiction", recall, sum(truth)),
        Figure(name, "F1 of contradiction", f1, len(pairs)),
        Figure(name, "accuracy", mean(right), len(pairs)),
    ]
