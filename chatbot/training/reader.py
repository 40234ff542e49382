"""Train the reader of the box: ``python -m chatbot.training.reader --help``.

The network starts from the layers of the bundled encoder and learns, over its frozen word rows, the first
and the last token of the answer in a passage, or that there is none (Devlin et al. 2019). Each epoch asks
every English question once and every French one twice; adds, for 45 in 100, the question on a text that
does not answer it (of the same article, one that resembles, or any); cuts half of the texts to some of
their sentences; and puts one question in five partly into the other language by the lexicon (Qin et al.
2020). French questions on English paragraphs, written for this project, are among the examples.

Where the data comes from: SQuAD 1.1/2.0, QED and TyDi QA (CC BY-SA and Apache-2.0 for their annotations,
CC BY-SA for their Wikipedia text), PIAF (MIT); ``questions.fr.jsonl`` beside this file.

Every batch follows from the seed and its number; a stopped training goes on from its last checkpoint when
the same command is given again. On a shared machine set ``OMP_WAIT_POLICY=PASSIVE``,
``MALLOC_MMAP_THRESHOLD_=4294967296`` and ``MALLOC_TRIM_THRESHOLD_=17179869184``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from rich.console import Console
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from chatbot.comprehension.network import PairLayout, layers, load_network, load_tokenizer, rows_digest
from chatbot.comprehension.reader import CONFIGURATION, LONGEST, LONGEST_QUESTION, MODELS
from chatbot.errors import ChatbotError
from chatbot.training.encoder_data import cut_batches
from chatbot.training.encoder_model import Encoder
from chatbot.training.reader_calibration import calibrate
from chatbot.training.reader_data import (
    Distractors,
    Example,
    Mixture,
    epoch,
    read_examples,
    read_examples_across,
)

_REPORT = 50
_CALIBRATED = 300
_CHECKPOINT = "checkpoint.safetensors"
# Before the calibration on development sets: the network's own odds.
_UNCALIBRATED = {"slope": 1.0, "shift": 0.0}


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights, beside the data.

    Attributes
    ----------
    steps, warmup
        Steps in all, and of rising learning rate; it falls to zero after them.
    rate, head_rate
        Learning rates of the layers and of the new linear layer.
    batch, characters
        Most examples in a batch, and most characters, padding included.
    """

    steps: int = 3600
    warmup: int = 150
    rate: float = 2e-4
    head_rate: float = 1e-3
    batch: int = 40
    characters: int = 24_000
    seed: int = 20
    mixture: Mixture = field(default_factory=Mixture)


class Batches:
    """Examples as tokens, in batches of like length; each is a function of the seed and of its number."""

    def __init__(
        self, examples: Sequence[Example], distractors: Distractors, encoder: Path, recipe: Recipe
    ) -> None:
        self._examples, self._distractors, self._recipe = examples, distractors, recipe
        self._tokenizer = load_tokenizer(encoder)
        self._layout = PairLayout(self._tokenizer)
        self._starts = [0]
        self._drawn: list[Example] = []
        self._batches: list[NDArray[np.int64]] = []

    def __getitem__(self, number: int) -> tuple[tuple[Tensor, Tensor, Tensor], Tensor, Tensor]:
        """Return the inputs of batch ``number``, counted over all epochs, and the answers' tokens."""
        while number >= self._starts[-1]:
            self._next_epoch()
        return self._tokens([self._drawn[row] for row in self._batches[number - self._starts[-2]]])

    def _next_epoch(self) -> None:
        generator = np.random.default_rng([self._recipe.seed, len(self._starts)])
        self._drawn = list(epoch(self._examples, self._distractors, self._recipe.mixture, generator))
        lengths = np.array([len(one.question) + len(one.text) for one in self._drawn], dtype=np.int64)
        self._batches = cut_batches(lengths, self._recipe.batch, self._recipe.characters, generator)
        self._starts.append(self._starts[-1] + len(self._batches))

    def _tokens(self, batch: Sequence[Example]) -> tuple[tuple[Tensor, Tensor, Tensor], Tensor, Tensor]:
        cut = partial(self._tokenizer.encode_batch, add_special_tokens=False)
        asked = [one.ids[:LONGEST_QUESTION] for one in cut([one.question for one in batch])]
        texts = cut([one.text for one in batch])
        pairs: list[tuple[list[int], list[int]]] = []
        spans: list[tuple[int, int]] = []
        for example, question, text in zip(batch, asked, texts, strict=True):
            first, last = tokens_of_span(text.offsets, example.start, example.end)
            room = LONGEST - len(question) - 3
            # A long text is read in windows: here the one around the answer.
            begin = max(0, min(first - room // 2, len(text.ids) - room)) if first >= 0 else 0
            pairs.append((question, text.ids[begin : begin + room]))
            inside = first >= 0 and last - begin < room
            shift = len(question) + 2 - begin
            spans.append((first + shift, last + shift) if inside else (0, 0))
        places = torch.tensor(spans)
        return self._layout(pairs), places[:, 0], places[:, 1]


def tokens_of_span(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return the first and the last token that touch characters ``[start, end)``; -1, -1 where none does."""
    inside = [place for place, (begin, stop) in enumerate(offsets) if begin < end and stop > start]
    return (inside[0], inside[-1]) if inside else (-1, -1)


class Training:
    """One run: the network, its optimiser and its batches."""

    def __init__(self, encoder: Path, batches: Batches, recipe: Recipe, start: Path | None = None) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.step = recipe, 0
        self.network = load_network(start or encoder, encoder, 2, attention="eager").train()
        self.network.bert.embeddings.word_embeddings.weight.requires_grad = False
        own = [one for one in self.network.bert.parameters() if one.requires_grad]
        self._optimiser = torch.optim.AdamW(
            [
                {"params": own, "rate": recipe.rate},
                {"params": list(self.network.head.parameters()), "rate": recipe.head_rate},
            ],
            weight_decay=0.01,
            fused=True,
        )
        self._batches = batches

    def advance(self) -> float:
        """Take one step; return its loss."""
        inputs, first, last = self._batches[self.step]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.network(*inputs)
        scores = scores.float().masked_fill(inputs[2][:, :, None] == 0, -1e4)
        loss = nn.functional.cross_entropy(scores[..., 0], first)
        loss = (loss + nn.functional.cross_entropy(scores[..., 1], last)) / 2
        recipe = self.recipe
        share = min(
            (self.step + 1) / recipe.warmup, (recipe.steps - self.step) / (recipe.steps - recipe.warmup)
        )
        for group in self._optimiser.param_groups:
            group["lr"] = group["rate"] * max(0.0, min(1.0, share))
        loss.backward()  # type: ignore[no-untyped-call]  # torch does not annotate it
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad()
        self.step += 1
        return float(loss.detach())

    def save(self, path: Path) -> None:
        """Write layers and optimiser as one safetensors file, replaced in one move."""
        state = {f"model.{name}": value for name, value in self.network.state_dict().items()}
        for number, values in self._optimiser.state_dict()["state"].items():
            state |= {f"optimiser.{number}.{name}": value for name, value in values.items()}
        state["step"] = torch.tensor(self.step)
        unfinished = path.with_suffix(".unfinished")
        save_file({name: value.contiguous() for name, value in state.items()}, unfinished)
        unfinished.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a file that `save` wrote."""
        state = load_file(path)
        self.step = int(state["step"])
        self.network.load_state_dict(
            {name.removeprefix("model."): value for name, value in state.items() if name.startswith("model.")}
        )
        whole = self._optimiser.state_dict()
        for key, value in state.items():
            if key.startswith("optimiser."):
                _, number, name = key.split(".")
                whole["state"].setdefault(int(number), {})[name] = value
        self._optimiser.load_state_dict(whole)


def export(training: Training, encoder: Path, output: Path) -> None:
    """Write the layers, in float16, and what is needed to load them into ``output``."""
    output.mkdir(parents=True, exist_ok=True)
    save_file(layers(training.network), output / "model.safetensors", metadata={"format": "pt"})
    settings = {"encoder": rows_digest(encoder), **_UNCALIBRATED, "recipe": asdict(training.recipe)}
    (output / CONFIGURATION).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def train(training: Training, encoder: Path, output: Path, checkpoint: Path, every: float) -> None:
    """Take the steps left, saving and exporting every ``every`` seconds and at the end."""
    console = Console()
    losses: list[float] = []
    saved = time.monotonic()
    while training.step < training.recipe.steps:
        losses.append(training.advance())
        if training.step % _REPORT == 0:
            console.print(f"{time.strftime('%H:%M:%S')} step {training.step}: loss {np.mean(losses):.3f}")
            losses.clear()
        if time.monotonic() - saved > every:
            training.save(checkpoint)
            export(training, encoder, output)
            saved = time.monotonic()
    training.save(checkpoint)
    export(training, encoder, output)


def prepare(questions: Sequence[Path], across: Sequence[Path], encoder: Path, recipe: Recipe) -> Batches:
    """Read the examples and find the texts that resemble each other."""
    known = [one for path in questions for one in read_examples(path)]
    found, held_out = [], set[str]()
    for path in across:
        more, kept = read_examples_across(path, known)
        found += more
        held_out |= kept
    examples = [one for one in (*known, *found) if one.text not in held_out]
    texts = list(dict.fromkeys(one.text for one in examples))
    vectors = Encoder(encoder, 192).eval().encode(texts)
    return Batches(examples, Distractors(examples, vectors, texts), encoder, recipe)


def main(
    output: Annotated[Path, typer.Argument(help="Folder of the trained reader.")],
    questions: Annotated[list[Path], typer.Option(help="Questions (question, context, answers).")],
    across_questions: Annotated[
        list[Path] | None, typer.Option(help="French questions on English paragraphs (paragraph, question).")
    ] = None,
    encoder: Annotated[Path, typer.Option(help="Encoder to start from.")] = MODELS / "encoder",
    calibration: Annotated[
        list[Path] | None, typer.Option(help="Questions not trained on, to fit the probability on.")
    ] = None,
    work: Annotated[Path, typer.Option(help="Folder of checkpoints.")] = Path(".work/reader"),
    steps: Annotated[int, typer.Option(help="Steps in all.")] = Recipe.steps,
    rate: Annotated[float, typer.Option(help="Learning rate of the layers.")] = Recipe.rate,
    start: Annotated[
        Path | None, typer.Option(help="Reader to go on from with a new schedule; the encoder by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed.")] = Recipe.seed,
    threads: Annotated[int, typer.Option(help="Processor threads.")] = 2,
    every: Annotated[float, typer.Option(help="Seconds between checkpoints.")] = 300.0,
) -> None:
    """Train the reader, or go on where a stopped training was."""
    torch.set_num_threads(threads)
    recipe = Recipe(steps=steps, rate=rate, seed=seed)
    try:
        batches = prepare(questions, across_questions or [], encoder, recipe)
    except ChatbotError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    training = Training(encoder, batches, recipe, start)
    work.mkdir(parents=True, exist_ok=True)
    if (work / _CHECKPOINT).exists():
        training.load(work / _CHECKPOINT)
    train(training, encoder, output, work / _CHECKPOINT, every)
    if calibration:
        slope, shift = calibrate(output, encoder, calibration, _CALIBRATED)
        typer.echo(f"calibration: slope {slope:.3f}, shift {shift:.3f}")


if __name__ == "__main__":
    typer.run(main)
