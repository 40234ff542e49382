from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.comprehension.reader import LONGEST_ANSWER, MODELS, SpanReader, TokenScores, load_reader
from chatbot.errors import EmbeddingError
from tests.training.tiny_encoder import write_tiny_encoder

HARBOUR = (
    "Work on the quays took nine years. The harbour of Orval was opened on 12 May 1931 by the prefect, "
    "Émile Kervadec. A lighthouse of granite was added later."
)
PORT = "Les travaux coûtèrent 40 000 francs. Le port d'Orval fut inauguré par le préfet Kervadec."


def _answer(question: str, text: str) -> str:
    (reading,) = load_reader().read(question, [text])
    found = reading.best(0, len(text))
    assert found is not None
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("When was the harbour opened?", HARBOUR, "12 May 1931"),
        ("Who opened the harbour?", HARBOUR, "Kervadec"),
        ("Quand le port a-t-il été ouvert ?", HARBOUR, "12 May 1931"),
        ("Combien les travaux ont-ils coûté ?", PORT, "40 000 francs"),
        ("Who opened the harbour of Orval?", PORT, "Kervadec"),
    ],
)
def test_the_words_that_answer_are_found_in_both_languages(question: str, text: str, answer: str) -> None:
    assert answer in _answer(question, text)


def test_a_text_that_answers_scores_above_one_that_does_not() -> None:
    texts = [HARBOUR, "The bakery of Melun sells bread and cakes on Sundays, and nothing else."]
    own, other = (
        reading.best(0, len(text))
        for text, reading in zip(
            texts, load_reader().read("When was the harbour of Orval opened?", texts), strict=True
        )
    )

    assert own is not None
    assert other is not None
    assert own.probability > 0.5 > other.probability


def test_an_answer_is_found_anywhere_in_a_long_text() -> None:
    filler = "The gulls of the bay were counted every spring by the children of the school. "
    for before in (0, 25, 60):
        text = filler * before + HARBOUR + " " + filler * 20
        assert "12 May 1931" in _answer("When was the harbour of Orval opened?", text)


def test_only_the_characters_asked_for_are_searched() -> None:
    (reading,) = load_reader().read("When was the harbour of Orval opened?", [HARBOUR])

    inside = reading.best(0, HARBOUR.index("The harbour"))

    assert inside is not None
    assert inside.end <= HARBOUR.index("The harbour")
    assert reading.best(5, 5) is None


def test_texts_without_a_word_and_no_texts_are_read_too() -> None:
    (empty,) = load_reader().read("When?", [""])

    assert empty.best(0, 0) is None
    assert load_reader().read("When?", []) == []


@given(st.data())
def test_the_best_span_lies_inside_and_none_scores_above_it(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 60))
    lengths = data.draw(st.lists(st.integers(1, 6), min_size=count, max_size=count))
    ends = np.cumsum(np.array(lengths) + 1) - 1
    offsets = np.stack([ends - np.array(lengths), ends], axis=1)
    generator = np.random.default_rng(data.draw(st.integers(0, 1000)))
    starts, finishes = generator.normal(size=(2, count)).astype(np.float32)
    scores = TokenScores(offsets, starts, finishes, 1.0, 0.0)
    start = data.draw(st.integers(0, int(ends[-1])))
    end = data.draw(st.integers(start + 1, int(ends[-1]) + 1))

    found = scores.best(start, end)

    touching = [place for place, (first, last) in enumerate(offsets) if last > start and first < end]
    if not touching:
        assert found is None
        return
    assert found is not None
    assert start <= found.start < found.end <= end
    best = max(
        float(starts[first] + finishes[last])
        for first in touching
        for last in touching
        if first <= last < first + LONGEST_ANSWER
    )
    assert found.score == pytest.approx(best)


def test_a_missing_reader_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"nowhere.*install the program again"):
        SpanReader(tmp_path / "nowhere")


def test_a_reader_of_another_encoder_is_refused(tmp_path: Path) -> None:
    encoder = write_tiny_encoder(tmp_path / "encoder", ["harbour"])
    folder = tmp_path / "reader"
    folder.mkdir()
    from safetensors.torch import save_file

    from chatbot.comprehension.network import layers, load_network

    save_file(layers(load_network(encoder, encoder, 2)), folder / "model.safetensors")
    settings = {"slope": 1.0, "shift": 0.0, "encoder": "0" * 32}
    (folder / "reader.json").write_text(json.dumps(settings), encoding="utf-8")

    with pytest.raises(EmbeddingError, match="another encoder"):
        SpanReader(folder, encoder)


def test_the_reader_in_the_box_is_small_and_named_in_its_card() -> None:
    folder = MODELS / "reader"

    assert sum(path.stat().st_size for path in folder.iterdir()) < 64_000_000
    assert "SQuAD" in (folder / "README.md").read_text(encoding="utf-8")
