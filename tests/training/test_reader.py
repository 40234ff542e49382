from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from typer.testing import CliRunner

from chatbot.comprehension.reader import SpanReader
from chatbot.errors import DocumentsError
from chatbot.training.encoder_data import digest
from chatbot.training.reader import Recipe, main, prepare, tokens_of_span
from chatbot.training.reader_calibration import fit_curve
from chatbot.training.reader_data import (
    Distractors,
    Example,
    Mixture,
    crop,
    epoch,
    read_examples,
    read_examples_across,
    switch_words,
)
from tests.training.tiny_encoder import write_tiny_encoder

COLOURS = ("red", "blue", "green", "white", "black", "brown")
ANIMALS = ("cat", "dog", "horse", "fox", "hen", "owl")


def rows() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for colour, animal in zip(COLOURS, ANIMALS, strict=True):
        text = f"the {animal} lives here. it is {colour} and old. nobody knows why."
        start = text.index(colour)
        answers = [{"text": colour, "start": start}]
        found.append({"question": f"which colour is the {animal}?", "context": text, "answers": answers})
    found.append({"question": "how old is it?", "context": text, "answers": [], "title": "T", "lang": "en"})
    return found


def write(path: Path, lines: Sequence[Mapping[str, object]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    return path


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    return write_tiny_encoder(tmp_path / "encoder", [*COLOURS, *ANIMALS, "which", "colour", "is", "the"])


def test_examples_hold_the_answer_where_it_stands(tmp_path: Path) -> None:
    examples = read_examples(write(tmp_path / "set.jsonl.gz", rows()))

    assert [one.answer for one in examples] == [*COLOURS, ""]
    assert examples[-1].article == "T"


def test_french_questions_are_tied_to_their_paragraph_and_some_are_held_out(tmp_path: Path) -> None:
    known = read_examples(write(tmp_path / "set.jsonl.gz", rows()))
    lines: list[dict[str, object]] = [
        {"paragraph": digest(known[0].text), "question": "quelle couleur ?", "answer": [0, 3]},
        {
            "paragraph": digest(known[1].text),
            "question": "quel animal ?",
            "answer": [4, 7],
            "held_out": True,
        },
    ]

    found, held_out = read_examples_across(write(tmp_path / "fr.jsonl.gz", lines), known)

    assert [(one.language, one.answer) for one in found] == [("fr", "the")]
    assert held_out == {known[1].text}
    with pytest.raises(DocumentsError, match="None of the paragraphs"):
        read_examples_across(tmp_path / "fr.jsonl.gz", known[2:3])


@given(
    st.lists(
        st.text("abc é", min_size=1, max_size=12).filter(lambda text: bool(text.strip())),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 99),
    st.data(),
)
def test_a_cropped_text_keeps_the_answer(sentences: list[str], seed: int, data: st.DataObject) -> None:
    text = ". ".join(sentences) + "."
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    example = Example("why?", text, start, end)

    cropped = crop(example, np.random.default_rng(seed))

    assert cropped.answer == example.answer
    assert cropped.text in text


def test_words_are_put_into_the_other_language() -> None:
    switched = switch_words("When was the river crossed?", "en", 1.0, np.random.default_rng(1))

    assert switched != "When was the river crossed?"
    assert switched.endswith("?")
    assert switch_words("When was it?", "en", 0.0, np.random.default_rng(1)) == "When was it?"


def test_a_distractor_does_not_hold_the_answer() -> None:
    examples = [
        Example("colour?", f"text {n} is {colour}.", 10, 10, article="A") for n, colour in enumerate(COLOURS)
    ]
    examples = [Example(one.question, one.text, 10, len(one.text) - 1, article="A") for one in examples]
    texts = [one.text for one in examples]
    distractors = Distractors(examples, np.eye(len(texts), dtype=np.float32), texts)
    generator = np.random.default_rng(3)

    drawn = [distractors.draw(examples[0], generator) for _ in range(40)]

    kept = [one for one in drawn if one is not None]
    assert kept
    assert all(not one.answer and examples[0].answer not in one.text for one in kept)


def test_an_epoch_asks_french_questions_more_often() -> None:
    examples = [Example("q1?", "one two.", 0, 3), Example("q2?", "un deux.", 0, 2, "fr")]
    distractors = Distractors(examples, np.eye(2, dtype=np.float32), [one.text for one in examples])
    mixture = Mixture(french=3, wrong=0.0, cropped=0.0, switched=0.0)

    asked = list(epoch(examples, distractors, mixture, np.random.default_rng(1)))

    assert [one.question for one in asked] == ["q1?", "q2?", "q2?", "q2?"]


def test_tokens_of_a_span_are_those_that_touch_it() -> None:
    offsets = [(0, 3), (4, 7), (7, 8)]

    assert tokens_of_span(offsets, 5, 8) == (1, 2)
    assert tokens_of_span(offsets, 3, 4) == (-1, -1)


def test_batches_point_at_the_answer(tmp_path: Path, encoder: Path) -> None:
    path = write(tmp_path / "set.jsonl.gz", rows())
    mixture = Mixture(wrong=0.0, cropped=0.0, switched=0.0)
    batches = prepare([path], [], encoder, Recipe(batch=100, mixture=mixture))
    (pieces, kinds, mask), first, last = batches[0]

    assert pieces.shape == kinds.shape == mask.shape
    answered = first > 0
    assert int(answered.sum()) == len(COLOURS)
    assert bool((kinds[answered].gather(1, first[answered, None]) == 1).all())
    assert bool((first == last)[answered].all())
    assert bool((batches[0][0][0] == pieces).all())


def test_a_stopped_training_goes_on_and_what_it_made_reads(tmp_path: Path, encoder: Path) -> None:
    path = write(tmp_path / "set.jsonl.gz", rows())
    app = typer.Typer()
    app.command()(main)

    def run(output: str, work: str, steps: int) -> None:
        arguments = [str(tmp_path / output), "--questions", str(path), "--encoder", str(encoder)]
        arguments += ["--work", str(tmp_path / work), "--steps", str(steps), "--threads", "1"]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output

    run("whole", "one", 4)
    run("again", "one", 4)
    whole, again = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "again"))
    assert all(bool((whole[name] == again[name]).all()) for name in whole)
    assert not any("word_embeddings" in name for name in whole)

    (reading,) = SpanReader(tmp_path / "whole", encoder).read("which colour is the cat?", ["the cat is red."])
    assert reading.best(0, 15) is not None


def test_the_curve_follows_how_often_a_score_was_right() -> None:
    generator = np.random.default_rng(4)
    scores = generator.normal(2, 4, size=4000)
    truth = generator.random(4000) < 1 / (1 + np.exp(-(0.5 * scores - 1)))

    slope, shift = fit_curve(scores.tolist(), truth.tolist())

    assert slope == pytest.approx(0.5, abs=0.06)
    assert shift == pytest.approx(-1, abs=0.2)


def test_calibrating_changes_the_probability_alone(tmp_path: Path, encoder: Path) -> None:
    path = write(tmp_path / "set.jsonl.gz", rows())
    app = typer.Typer()
    app.command()(main)
    arguments = [str(tmp_path / "out"), "--questions", str(path), "--encoder", str(encoder), "--steps", "1"]
    arguments += ["--work", str(tmp_path / "work"), "--threads", "1"]
    text = "the cat is red."
    spans = []
    for more in ([], ["--calibration", str(path)]):
        result = CliRunner().invoke(app, [*arguments, *more])
        assert result.exit_code == 0, result.output
        (reading,) = SpanReader(tmp_path / "out", encoder).read("which colour?", [text])
        spans.append(reading.best(0, len(text)))

    before, after = spans
    assert before is not None
    assert after is not None
    assert (before.start, before.end, before.score) == (after.start, after.end, after.score)
    assert before.probability != after.probability


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentsError, match="missing"):
        read_examples(tmp_path / "missing.jsonl.gz")
