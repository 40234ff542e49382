from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chatbot.errors import EmbeddingError
from chatbot.index import build_in_memory
from chatbot.reading import document_from_text
from chatbot.retrieval import Reranker, Retriever, load_reranker
from chatbot.types import Hit
from tests.helpers.fakes import HashEmbedder

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "bridge", "harbour", "was", "old", "?", "."]
TEXTS = {
    f"{number}.txt": f"The bridge of the harbour was built in {1900 + number}." for number in range(5)
} | {"cake.txt": "Beat the eggs with sugar, fold in the flour and bake for an hour."}


class _ByYear:
    """Prefers the latest year named."""

    def score(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        assert query == "When was the bridge built?"
        return np.array([float(text[-5:-1]) if text[-5:-1].isdigit() else 0.0 for text in texts], np.float32)


def _search(reranker: Reranker | None) -> list[Hit]:
    embedder = HashEmbedder()
    documents = [document_from_text(name, text) for name, text in TEXTS.items()]
    with build_in_memory(documents, embedder, 60) as index:
        return Retriever(index, embedder, reranker).search("When was the bridge built?", 4)


def _write_model(folder: Path, labels: int) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    BertTokenizer({word: number for number, word in enumerate(WORDS)}).save_pretrained(str(folder))
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=1.0,
    )
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(str(folder))
    return folder


def test_the_reranker_decides_the_order() -> None:
    hits = _search(_ByYear())
    assert [hit.passage.document for hit in hits] == ["4.txt", "3.txt", "2.txt", "1.txt"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_scores_are_those_the_search_gave() -> None:
    assert {hit.score for hit in _search(_ByYear())[:1]} == {hit.score for hit in _search(None)[:1]}


def test_a_cross_encoder_scores_each_passage(tmp_path: Path) -> None:
    name = str(_write_model(tmp_path / "model", 1))
    reranker = load_reranker(name)
    assert reranker is not None
    texts = ["the old bridge", "the harbour was old", "the old bridge"]
    scores = reranker.score("the bridge ?", texts)
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-5)
    assert abs(scores[0] - scores[1]) > 1e-6
    assert reranker.score("the bridge ?", []).shape == (0,)
    assert load_reranker(name) is reranker


def test_no_name_loads_nothing() -> None:
    assert load_reranker("") is None


def test_a_model_that_does_not_rank_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="CHATBOT_RERANKER"):
        load_reranker(str(_write_model(tmp_path / "model", 3)))


def test_a_missing_model_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmbeddingError, match="CHATBOT_RERANKER"):
        load_reranker(str(tmp_path / "empty"))
