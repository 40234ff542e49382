"""The steps that train the encoder: what each kind of step asks of the student, and how it is updated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from chatbot.training.encoder_data import Pairs, Paragraph, ParallelBatches, QuestionBatches, SectionBatches
from chatbot.training.encoder_model import Encoder

# One letter a step: French to teacher, English to teacher, questions in English, in French, sections across.
CYCLE = "pefpefspeqfpefsp"


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights, beside the data.

    Attributes
    ----------
    steps, warmup, cooldown
        Steps in all, of rising and of falling learning rate.
    rate, row_rate
        Learning rates of the layers and of the word rows.
    temperature
        Divides the cosines of every softmax.
    contrast
        Weight of the softmax beside the squared distance to the teacher.
    anchor
        Weight of the distance to the teacher for English questions and paragraphs.
    memory
        Number of past teacher vectors that serve as wrong answers.
    new_pieces
        French pieces added.
    longest
        Longest text, in tokens.
    """

    steps: int = 2000
    warmup: int = 30
    cooldown: int = 1800
    rate: float = 1.5e-4
    row_rate: float = 1.5e-4
    temperature: float = 0.05
    contrast: float = 0.5
    anchor: float = 0.35
    memory: int = 4096
    new_pieces: int = 24_000
    longest: int = 192
    seed: int = 20
    cycle: str = CYCLE


def learning_share(step: int, recipe: Recipe) -> float:
    """Return the share of the full learning rate at ``step``: rising, level, then falling to zero."""
    rising = (step + 1) / max(1, recipe.warmup)
    falling = (recipe.steps - step) / max(1, recipe.cooldown)
    return max(0.0, min(1.0, rising, falling))


def softmax_loss(scores: Tensor, truth: Tensor) -> Tensor:
    """Return the mean negative log-probability of column ``truth[i]`` in row ``i`` of ``scores``."""
    return nn.functional.cross_entropy(scores, truth)


class Memory:
    """The last vectors seen, as more wrong answers. Vectors of shape ``(n, dimension)``, without gradient."""

    def __init__(self, size: int, dimension: int) -> None:
        self._vectors = torch.zeros(size, dimension)
        self._filled = self._next = 0

    def get(self) -> Tensor:
        """Return the vectors held."""
        return self._vectors[: self._filled]

    def add(self, vectors: Tensor) -> None:
        """Keep ``vectors`` in place of the oldest."""
        size = len(self._vectors)
        places = (torch.arange(min(len(vectors), size)) + self._next) % size
        self._vectors[places] = vectors.detach()[:size]
        self._next = (self._next + len(places)) % size
        self._filled = min(size, self._filled + len(places))


class TeacherVectors:
    """The teacher's vectors of the English side, each computed once and kept on disk in float16."""

    def __init__(self, teacher: Encoder, texts: list[str], path: Path) -> None:
        shape = (len(texts), teacher.bert.config.hidden_size)
        fresh = not path.exists()
        self._kept = np.memmap(path, np.float16, "w+" if fresh else "r+", shape=shape)
        self._teacher, self._texts = teacher, texts

    def __getitem__(self, rows: NDArray[np.int64]) -> Tensor:
        """Return the vectors of ``rows``, float32."""
        missing = rows[~self._kept[rows].any(axis=1)]
        if len(missing):
            self._kept[missing] = self._teacher.encode([self._texts[row] for row in missing])
        return torch.from_numpy(self._kept[rows].astype(np.float32))


@dataclass(frozen=True)
class Corpus:
    """What is learned from.

    Attributes
    ----------
    parallel
        Parallel text.
    joined
        Longer texts joined from it, and lines joined from a dictionary.
    english, french
        Questions with their paragraphs, in one language.
    across
        French questions with English paragraphs.
    """

    parallel: tuple[Pairs, ...]
    joined: tuple[Pairs, ...]
    english: tuple[Paragraph, ...]
    french: tuple[Paragraph, ...]
    across: tuple[Paragraph, ...] = ()


class Training:
    """One run: the student, its two optimisers, and the losses of each kind of step."""

    def __init__(self, start: Path, teacher: Encoder, corpus: Corpus, recipe: Recipe, work: Path) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.student = Encoder(start, recipe.longest)
        self.step = 0
        dimension = self.student.bert.config.hidden_size
        rows = self.student.bert.embeddings.word_embeddings.weight
        layers = [one for one in self.student.parameters() if one is not rows and one.requires_grad]
        self._layers = torch.optim.AdamW(layers, lr=recipe.rate, weight_decay=0.01, fused=True)
        self._rows = torch.optim.SparseAdam([rows], lr=recipe.row_rate)
        parallel = (*corpus.parallel, *corpus.joined)
        self._french = ParallelBatches(parallel, recipe.seed)
        self._english = ParallelBatches(parallel, recipe.seed + 1)
        self._sections = SectionBatches(parallel, recipe.seed)
        self._teacher = TeacherVectors(teacher, self._french.english, work / "teacher.f16")
        self._teacher_encode = teacher.encode
        self._asked: dict[str, QuestionBatches] = {}
        for kind, paragraphs in (("e", corpus.english), ("f", (*corpus.french, *corpus.across))):
            texts = [one.text for one in paragraphs]
            if kind == "e":
                self._anchors = TeacherVectors(teacher, texts, work / "paragraphs.f16")
                vectors = self._anchors[np.arange(len(texts))].numpy()
            else:
                vectors = self.student.encode(texts)
            self._asked[kind] = QuestionBatches(paragraphs, vectors, recipe.seed)
        self._memory = Memory(recipe.memory, dimension)
        self._counted: dict[str, int] = {}

    def advance(self) -> tuple[str, float]:
        """Take one step; return its kind and loss."""
        cycle = self.recipe.cycle
        kind = cycle[self.step % len(cycle)]
        turns, place = divmod(self.step, len(cycle))
        number = turns * cycle.count(kind) + cycle[:place].count(kind)
        loss = self._loss(kind, number)
        share = learning_share(self.step, self.recipe)
        for optimiser, rate in ((self._layers, self.recipe.rate), (self._rows, self.recipe.row_rate)):
            optimiser.param_groups[0]["lr"] = rate * share
        loss.backward()  # type: ignore[no-untyped-call]  # torch does not annotate it
        nn.utils.clip_grad_norm_(self._layers.param_groups[0]["params"], 1.0)
        for optimiser in (self._layers, self._rows):
            optimiser.step()
            optimiser.zero_grad()
        self.step += 1
        return kind, float(loss.detach())

    def _loss(self, kind: str, number: int) -> Tensor:
        if kind in ("p", "q"):
            batches = self._french if kind == "p" else self._english
            rows = batches[number]
            texts = batches.french if kind == "p" else batches.english
            return self._distil([texts[row] for row in rows], self._teacher[rows])
        if kind == "s":
            sentences, sections = self._sections[number]
            scores: Tensor = self.student(sentences) @ self.student(sections).T / self.recipe.temperature
            truth = torch.arange(len(sentences))
            return (softmax_loss(scores, truth) + softmax_loss(scores.T, truth)) / 2
        return self._answer(kind, number)

    def _distil(self, texts: list[str], wanted: Tensor) -> Tensor:
        """Squared distance to the wanted vectors, and a softmax over them and the memory."""
        found: Tensor = self.student(texts)
        distance = (found - wanted).square().sum(dim=1).mean()
        others = self._memory.get()
        scores = found @ torch.cat([wanted, others]).T
        # The same sentence may stand twice in a batch or in the memory: no wrong answer then.
        alike = wanted @ torch.cat([wanted, others]).T > 0.95
        truth = torch.arange(len(texts))
        alike[truth, truth] = False
        scores = scores.masked_fill(alike, -1.0) / self.recipe.temperature
        self._memory.add(wanted)
        back = scores[:, : len(texts)].T
        contrast = (softmax_loss(scores, truth) + softmax_loss(back, truth)) / 2
        return distance + self.recipe.contrast * contrast

    def _answer(self, kind: str, number: int) -> Tensor:
        """Questions to their paragraph among the batch; in English, both stay near the teacher."""
        rows, questions, owners = self._asked[kind][number]
        paragraphs = [self._asked[kind].paragraphs[row].text for row in rows]
        asked, found = self.student(questions), self.student(paragraphs)
        loss = softmax_loss(asked @ found.T / self.recipe.temperature, torch.from_numpy(owners))
        if kind == "e":
            wanted = torch.from_numpy(self._teacher_encode(questions))
            apart = (found - self._anchors[rows]).square().sum(dim=1).mean()
            apart = apart + (asked - wanted).square().sum(dim=1).mean()
            loss = loss + self.recipe.anchor * apart
        return loss

    def save(self, path: Path) -> None:
        """Write weights and optimisers as one safetensors file, replaced in one move."""
        state = {f"model.{name}": value for name, value in self.student.bert.state_dict().items()}
        for title, optimiser in (("layers", self._layers), ("rows", self._rows)):
            for number, values in optimiser.state_dict()["state"].items():
                for name, value in values.items():
                    state[f"{title}.{number}.{name}"] = torch.as_tensor(value)
        state["step"] = torch.tensor(self.step)
        unfinished = path.with_suffix(".unfinished")
        save_file({name: value.contiguous() for name, value in state.items()}, unfinished)
        unfinished.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a file that `save` wrote."""
        state = load_file(path)
        self.step = int(state["step"])
        self.student.bert.load_state_dict(
            {name.removeprefix("model."): value for name, value in state.items() if name.startswith("model.")}
        )
        for title, optimiser in (("layers", self._layers), ("rows", self._rows)):
            whole = optimiser.state_dict()
            for key, value in state.items():
                if key.startswith(f"{title}."):
                    _, number, name = key.split(".")
                    plain = int(value) if title == "rows" and name == "step" else value
                    whole["state"].setdefault(int(number), {})[name] = plain
            optimiser.load_state_dict(whole)
