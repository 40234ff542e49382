"""The encoder as it trains: a small BERT, mean pooling, unit vectors, and its folder on disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file
from safetensors.torch import load_file as load_torch_file
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

_WEIGHTS = "model.safetensors"
_POOLER = "pooler."
WORD_ROWS = "embeddings.word_embeddings.weight"
_COPIED = (
    "modules.json",
    "1_Pooling/config.json",
    "config_sentence_transformers.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
)


class Encoder(nn.Module):
    """Texts to unit vectors, differentiable.

    Parameters
    ----------
    folder
        A sentence-transformers folder whose first module is a BERT with mean pooling and normalisation.
    longest
        Longest text read, in tokens; the rest is cut off.
    """

    def __init__(self, folder: Path, longest: int) -> None:
        super().__init__()
        config = AutoConfig.from_pretrained(folder)
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        self.bert: Any = AutoModel.from_pretrained(
            folder, config=config, attn_implementation="eager", dtype=torch.float32, add_pooling_layer=False
        )
        self.bert.embeddings.word_embeddings.sparse = True
        self.tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(longest)
        self.tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106 - a token of the text kind

    def forward(self, texts: Sequence[str]) -> Tensor:
        """Return unit vectors of shape ``(len(texts), dimension)``, float32."""
        cut = self.tokenizer.encode_batch_fast(list(texts))
        pieces = torch.tensor([one.ids for one in cut])
        mask = torch.tensor([one.attention_mask for one in cut])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.bert(input_ids=pieces, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        pooled = (states * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(pooled, dim=-1)

    @torch.no_grad()
    def encode(self, texts: Sequence[str], characters: int = 20_000) -> NDArray[np.float32]:
        """Return unit vectors of shape ``(len(texts), dimension)``, in batches of like length."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        vectors = np.zeros((len(texts), self.bert.config.hidden_size), dtype=np.float32)
        start = 0
        for end in range(1, len(order) + 1):
            if end == len(order) or (end + 1 - start) * min(len(texts[order[end]]), 1200) > characters:
                batch = order[start:end]
                vectors[batch] = self([texts[place] for place in batch]).numpy()
                start = end
        return vectors


def with_rows(source: Path, target: Path, rows: NDArray[np.float32]) -> None:
    """Write ``source``'s weights into ``target``, which holds its own tokenizer, with these word rows."""
    target.mkdir(parents=True, exist_ok=True)
    weights = {name: torch.from_numpy(value) for name, value in load_file(source / _WEIGHTS).items()}
    weights[WORD_ROWS] = torch.from_numpy(rows)
    _describe(source, target, len(rows))
    # Written last: a start folder with weights is a whole one.
    save_file(weights, target / _WEIGHTS, metadata={"format": "pt"})


def export(encoder: Encoder, source: Path, target: Path) -> None:
    """Write ``encoder`` as a sentence-transformers folder with weights in float16.

    Parameters
    ----------
    encoder
        The trained encoder.
    source
        Folder it started from: tokenizer and pooling are copied from it.
    target
        Folder to write; it is replaced as a whole.
    """
    unfinished = target.with_name(target.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    # Nothing reads the pooler, but transformers warns where a model has none.
    state = {
        name: value for name, value in load_torch_file(source / _WEIGHTS).items() if name.startswith(_POOLER)
    }
    state |= {name: value.detach() for name, value in encoder.bert.state_dict().items()}
    state = {name: value.to(torch.float16) for name, value in state.items()}
    save_file(state, unfinished / _WEIGHTS, metadata={"format": "pt"})
    _describe(source, unfinished, len(state[WORD_ROWS]))
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


def _describe(source: Path, target: Path, vocabulary: int) -> None:
    """Copy what is not weights; the tokenizer only where ``target`` has none."""
    for name in _COPIED:
        if (source / name).exists() and not (target / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target / name)
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    config |= {"vocab_size": vocabulary, "dtype": "float32"}
    (target / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    reading = json.loads((source / "sentence_bert_config.json").read_text(encoding="utf-8"))
    (target / "sentence_bert_config.json").write_text(json.dumps(reading) + "\n", encoding="utf-8")
