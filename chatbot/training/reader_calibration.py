"""From the reader's log-odds to a probability that means what it says (Platt 1999)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from chatbot.comprehension.reader import CONFIGURATION, SpanReader
from chatbot.training.reader_data import Example, read_examples

_ROUNDS = 50


def fit_curve(scores: Sequence[float], truth: Sequence[bool]) -> tuple[float, float]:
    """Return slope and shift of the logistic curve that makes the outcomes most likely.

    Parameters
    ----------
    scores
        Log-odds as the network gives them.
    truth
        Whether each was an answer.
    """
    inputs = np.stack([np.asarray(scores, dtype=float), np.ones(len(scores))], axis=1)
    outcomes = np.asarray(truth, dtype=float)
    weights = np.zeros(2)
    for _ in range(_ROUNDS):
        found = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (found - outcomes) + 1e-3 * weights
        curve = (inputs * (found * (1 - found))[:, None]).T @ inputs + 1e-3 * np.eye(2)
        weights = weights - np.linalg.solve(curve, slope)
    return float(weights[0]), float(weights[1])


def calibrate(folder: Path, encoder: Path, questions: Sequence[Path], most: int) -> tuple[float, float]:
    """Fit the curve on questions asked of their own paragraph and of the next one, and write it down.

    Parameters
    ----------
    folder
        Folder of the reader; its configuration is written anew.
    questions
        Files of questions that the reader was not trained on.
    most
        Questions taken from each file, evenly spread.
    """
    reader = SpanReader(folder, encoder)
    scores: list[float] = []
    truth: list[bool] = []
    for path in questions:
        examples = read_examples(path)
        texts = list(dict.fromkeys(one.text for one in examples))
        for one in examples[:: max(1, len(examples) // most)]:
            other = texts[(texts.index(one.text) + 1) % len(texts)]
            for text, answers in ((one.text, one.end > 0), (other, False)):
                score = _score(reader, one, text)
                if score is not None:
                    scores.append(score)
                    truth.append(answers)
    slope, shift = fit_curve(scores, truth)
    path = folder / CONFIGURATION
    settings = json.loads(path.read_text(encoding="utf-8")) | {"slope": slope, "shift": shift}
    path.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    return slope, shift


def _score(reader: SpanReader, example: Example, text: str) -> float | None:
    (reading,) = reader.read(example.question, [text])
    found = reading.best(0, len(text))
    return None if found is None else found.score
