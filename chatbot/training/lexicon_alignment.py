"""Word alignment: IBM Model 1 in both directions, trained to agree. See ``chatbot.training.lexicon``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.progress import track


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """The choices of the training; the defaults made the lexicon in the box.

    Attributes
    ----------
    separate_rounds, joint_rounds
        Rounds of expectation maximisation before and with the agreement of the two directions.
    position_strength
        How fast a pair of words loses weight with the distance of their relative positions.
    null_weight
        Weight of leaving a word untranslated.
    smoothing
        Count added to every denominator: words seen once never get a probability near 1.
    least_count
        Smallest expected count of a pair, in everyday sentences.
    least_probability
        Smallest geometric mean of the two directions' probabilities.
    most_translations
        Translations kept for a stem; a pair stays where either stem keeps it.
    false_friend_count, false_friend_share
        Stems written alike are false friends where both occur this often (in everyday sentences)
        and translate each other in a smaller share of their occurrences.
    glossary_probability
        Probability that a hand-written pair gets in each direction, at least.
    """

    separate_rounds: int = 3
    joint_rounds: int = 5
    position_strength: float = 2.0
    null_weight: float = 0.3
    smoothing: float = 0.5
    least_count: float = 0.3
    least_probability: float = 0.08
    most_translations: int = 4
    false_friend_count: float = 10.0
    false_friend_share: float = 0.02
    glossary_probability: float = 0.3


@dataclass(frozen=True, slots=True)
class ParallelText:
    """Sentence pairs as stem numbers, and the vocabularies the numbers point into."""

    pairs: list[tuple[list[int], list[int], float]]
    english: list[str]
    french: list[str]
    forms: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Cells:
    """Every pairing of an English with a French word inside a sentence pair; arrays of shape (cells,).

    Attributes
    ----------
    pair
        Which distinct pair of stems it is; int32.
    english_place, french_place
        Which word occurrence of the corpus it joins; int32.
    prior
        Weight of the two positions; float32.
    weight
        Weight of the sentence pair; float32.
    pair_english, pair_french
        The stems of each distinct pair, shape (pairs,); int32.
    """

    pair: NDArray[np.int32]
    english_place: NDArray[np.int32]
    french_place: NDArray[np.int32]
    prior: NDArray[np.float32]
    weight: NDArray[np.float32]
    pair_english: NDArray[np.int32]
    pair_french: NDArray[np.int32]


def make_cells(text: ParallelText, position_strength: float) -> Cells:
    """Lay out every word pairing of the text as flat arrays."""
    codes, english_places, french_places, priors, weights = [], [], [], [], []
    english_seen = french_seen = 0
    size = len(text.french)
    for english, french, weight in track(text.pairs, description="pairing words"):
        rows, columns = len(english), len(french)
        codes.append((np.array(english, np.int64)[:, None] * size + np.array(french, np.int64)).ravel())
        english_places.append(
            np.repeat(np.arange(english_seen, english_seen + rows, dtype=np.int32), columns)
        )
        french_places.append(np.tile(np.arange(french_seen, french_seen + columns, dtype=np.int32), rows))
        distance = np.abs((np.arange(rows) + 0.5)[:, None] / rows - (np.arange(columns) + 0.5) / columns)
        priors.append(np.exp(-position_strength * distance).astype(np.float32).ravel())
        weights.append(np.full(rows * columns, weight, np.float32))
        english_seen += rows
        french_seen += columns
    distinct, pair = np.unique(np.concatenate(codes), return_inverse=True)
    return Cells(
        pair=pair.astype(np.int32),
        english_place=np.concatenate(english_places),
        french_place=np.concatenate(french_places),
        prior=np.concatenate(priors),
        weight=np.concatenate(weights),
        pair_english=(distinct // size).astype(np.int32),
        pair_french=(distinct % size).astype(np.int32),
    )


def expected_counts(cells: Cells, options: TrainingOptions) -> NDArray[np.float64]:
    """Return the expected count of each distinct pair after training, shape (pairs,)."""
    counts = sum_by(cells.pair, cells.weight * cells.prior)
    rounds = options.separate_rounds + options.joint_rounds
    given_english = conditional(counts, cells.pair_english, 0.0)
    given_french = conditional(counts, cells.pair_french, 0.0)
    for number in track(range(rounds), description="training"):
        to_french = _posterior(given_english, cells, cells.french_place, cells.pair_french, options)
        to_english = _posterior(given_french, cells, cells.english_place, cells.pair_english, options)
        if number >= options.separate_rounds:
            to_french *= to_english
            to_english = to_french
        counts = sum_by(cells.pair, to_french * cells.weight)
        counts_back = sum_by(cells.pair, to_english * cells.weight)
        given_english = conditional(counts, cells.pair_english, options.smoothing)
        given_french = conditional(counts_back, cells.pair_french, options.smoothing)
    return counts


def sum_by(groups: NDArray[np.int32], values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the sum of the values of each group, shape (groups,)."""
    return np.bincount(groups, values).astype(np.float64)


def conditional(
    counts: NDArray[np.float64], given: NDArray[np.int32], smoothing: float
) -> NDArray[np.float64]:
    """Return counts divided by the total of the word they are conditioned on."""
    totals = sum_by(given, counts)
    # The smallest addend keeps a word that was never aligned from dividing by zero.
    return counts / (totals[given] + smoothing + 1e-9)


def _posterior(
    probability: NDArray[np.float64],
    cells: Cells,
    place: NDArray[np.int32],
    produced: NDArray[np.int32],
    options: TrainingOptions,
) -> NDArray[np.float32]:
    """Return how likely each cell explains the word at its place, against the others and nothing."""
    frequency = sum_by(produced[cells.pair], cells.weight)
    untranslated = (options.null_weight * frequency / frequency.sum()).astype(np.float32)
    explained = probability.astype(np.float32)[cells.pair] * cells.prior
    totals = sum_by(place, explained).astype(np.float32)[place]
    totals += untranslated[produced[cells.pair]]
    explained /= totals
    return explained
