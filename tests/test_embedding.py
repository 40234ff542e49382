from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from chatbot import embedding
from chatbot.embedding import SentenceTransformerEmbedder, load_embedder, model_fingerprint
from chatbot.errors import EmbeddingError

SYLLABLES = ("ba", "do", "ki", "lu", "me", "pra", "sto", "ven")
VOCABULARY = [
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", ".", ",", "query", "passage", "bridge", "harbour"),
    *(first + second + third for first in SYLLABLES for second in SYLLABLES for third in SYLLABLES[:4]),
    *(f"##{syllable}" for syllable in SYLLABLES),
]
PROMPTS = {"query": "query: ", "document": "passage: "}


def make_model(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """Save a model with one layer of width 16 and random weights, the same at every call."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    parts = folder.with_name(f"{folder.name}-parts")
    parts.mkdir(parents=True)
    BertTokenizer({word: number for number, word in enumerate(VOCABULARY)}).save_pretrained(str(parts))
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(str(parts))
    transformer = Transformer(str(parts), max_seq_length=64)
    pooling = Pooling(16)
    SentenceTransformer(modules=[transformer, pooling], prompts=prompts, device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "plain", PROMPTS)


@pytest.fixture(scope="module")
def embedder(folder: Path) -> SentenceTransformerEmbedder:
    return load_embedder(str(folder))


def test_vectors_are_float32_of_unit_length(embedder: SentenceTransformerEmbedder) -> None:
    texts = ["badoki", "a bridge.", "harbour, bridge: stovenba luluba"]
    for vectors in (embedder.embed_passages(texts), embedder.embed_queries(texts)):
        assert vectors.shape == (3, embedder.dimension) == (3, 16)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)


def test_vectors_stand_in_the_order_of_their_texts(embedder: SentenceTransformerEmbedder) -> None:
    texts = [" ".join(VOCABULARY[20 + 7 * number :][: 1 + number * 5 % 11]) for number in range(20)] * 2
    together = embedder.embed_passages(texts)
    alone = np.concatenate([embedder.embed_passages([text]) for text in texts])
    # Padding changes sums in the last bits; another text would be another direction.
    nearest = np.argmax(alone @ together.T, axis=0) % 20
    assert nearest.tolist() == [number % 20 for number in range(40)]


def test_progress_counts_up_to_all_texts(embedder: SentenceTransformerEmbedder) -> None:
    steps: list[int] = []
    embedder.embed_passages(["bridge"] * 70, steps.append)
    assert steps == sorted(steps)
    assert steps[-1] == 70


def test_no_text_gives_no_vectors(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.embed_passages([]).shape == embedder.embed_queries([]).shape == (0, 16)


def test_special_tokens_are_counted(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.count_tokens("") == 2
    assert embedder.count_tokens("bridge, harbour.") == 6
    assert embedder.count_tokens("bridge " * 100) == 102
    assert embedder.max_tokens == 64


def test_queries_and_passages_get_the_prompts_of_the_model(
    embedder: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    query, passage = embedder.embed_queries(["bridge"]), embedder.embed_passages(["bridge"])
    assert (query @ passage.T).item() < 0.999
    plain = load_embedder(str(make_model(tmp_path / "without")))
    assert np.allclose(plain.embed_queries(["bridge"]), plain.embed_passages(["bridge"]))
    assert np.allclose(plain.embed_passages(["passage: bridge"]), passage, atol=1e-2)


def test_a_model_is_loaded_once(embedder: SentenceTransformerEmbedder, folder: Path) -> None:
    assert load_embedder(str(folder)) is embedder


@pytest.mark.parametrize("name", ["model.safetensors", "config_sentence_transformers.json", "tokenizer.json"])
def test_the_fingerprint_changes_with_weights_and_settings(folder: Path, tmp_path: Path, name: str) -> None:
    same, other = (Path(shutil.copytree(folder, tmp_path / copy)) for copy in ("same", "other"))
    (changed,) = other.rglob(name)
    content = bytearray(changed.read_bytes())
    content[-1] ^= 1
    changed.write_bytes(content)
    assert model_fingerprint(str(same)) == model_fingerprint(str(folder))
    assert model_fingerprint(str(other)) != model_fingerprint(str(folder))


@pytest.mark.parametrize("form", ["folder", "name"])
def test_a_missing_model_names_the_setting(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a missing model was looked for on the network")

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    name = str(tmp_path / "nowhere") if form == "folder" else "nobody/no-such-model"
    with pytest.raises(EmbeddingError, match=r"cannot be loaded .*set CHATBOT_MODEL to 'bundled'") as caught:
        load_embedder(name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_broken_model_names_the_setting(folder: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(folder, tmp_path / "broken"))
    (weights,) = broken.rglob("model.safetensors")
    weights.write_bytes(b"no weights")
    with pytest.raises(EmbeddingError, match="set CHATBOT_MODEL"):
        load_embedder(str(broken))


@pytest.mark.parametrize("shown", [True, False])
def test_loading_draws_no_bar_and_leaves_the_switches_as_they_were(
    folder: Path, tmp_path: Path, shown: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    from huggingface_hub.utils.tqdm import are_progress_bars_disabled
    from transformers.utils import logging

    def turn(on: bool) -> None:
        switch: Callable[[], None] = logging.enable_progress_bar if on else logging.disable_progress_bar
        switch()

    before = logging.is_progress_bar_enabled()
    turn(shown)
    try:
        capfd.readouterr()
        SentenceTransformerEmbedder(str(folder))
        assert "Loading" not in capfd.readouterr().err
        assert logging.is_progress_bar_enabled() is shown
        assert are_progress_bars_disabled() is not shown
    finally:
        turn(before)


PAIRS = [
    ("When was Paris freed?", "Paris fut libéré le 25 août 1944 par la 2e division blindée."),
    ("Who refused to blow up the bridges?", "Le général refusa de faire sauter les ponts sur la Seine."),
    ("How much is a ticket for the museum?", "L'entrée du musée coûte 6 euros."),
    (
        "Pourquoi les cheminots ont-ils cessé le travail ?",
        "The railway workers went on strike against arrests.",
    ),
    ("Où le maire est-il né ?", "The mayor was born in a small village of the Alps."),
    (
        "Combien de blessés la bataille a-t-elle faits ?",
        "Three hundred soldiers were wounded in the fighting.",
    ),
]


def test_the_bundled_encoder_finds_the_answer_in_the_other_language() -> None:
    encoder = load_embedder()
    queries = encoder.embed_queries([question for question, _ in PAIRS])
    passages = encoder.embed_passages([passage for _, passage in PAIRS])
    assert (queries @ passages.T).argmax(axis=1).tolist() == list(range(len(PAIRS)))


def test_the_bundled_encoder_is_small_and_has_a_card() -> None:
    folder = Path(embedding.__file__).parent / "models" / "encoder"
    assert sum(path.stat().st_size for path in folder.rglob("*")) < 64_000_000
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("---\nlanguage: [en, fr]")


def test_a_bundled_encoder_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embedding, "_BUNDLED_FOLDER", tmp_path / "gone")
    with pytest.raises(EmbeddingError, match=r"gone.*install the program again"):
        SentenceTransformerEmbedder("bundled")
