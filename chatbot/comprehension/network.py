"""The networks over the encoder's word rows, and how pairs of texts are laid out for them.

The layers of a network are kept apart from the encoder's word rows, which it shares: they are three
times smaller so, and words seen in no training question still mean what the encoder knows of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

WEIGHTS = "model.safetensors"
WORD_ROWS = "embeddings.word_embeddings.weight"
_CLASSIFY, _SEPARATE = "[CLS]", "[SEP]"


class PairNetwork(nn.Module):
    """A BERT over ``[CLS] first [SEP] second [SEP]`` with a linear layer on every token.

    Parameters
    ----------
    config
        Shape of the BERT.
    outputs
        Figures given for each token.
    attention
        How transformers computes attention: ``"sdpa"`` reads twice as fast, ``"eager"`` learns faster.
    """

    def __init__(self, config: BertConfig, outputs: int, attention: str = "sdpa") -> None:
        super().__init__()
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        config._attn_implementation = attention
        self.bert: Any = BertModel(config, add_pooling_layer=False)
        self.head = nn.Linear(config.hidden_size, outputs)

    def forward(self, pieces: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """Return figures of shape ``(pairs, tokens, outputs)``.

        Parameters
        ----------
        pieces, kinds, mask
            Token numbers, 0 for the first text and 1 for the second, and 1 where there is a token; all of
            shape ``(pairs, tokens)``, int64.
        """
        states = self.bert(input_ids=pieces, token_type_ids=kinds, attention_mask=mask).last_hidden_state
        scores: Tensor = self.head(states)
        return scores


def load_tokenizer(encoder: Path) -> Any:
    """Return the encoder's tokenizer, which neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def load_network(
    folder: Path,
    encoder: Path,
    outputs: int,
    dtype: torch.dtype = torch.float32,
    attention: str = "sdpa",
) -> PairNetwork:
    """Return a trained network: its layers from ``folder``, its word rows from ``encoder``.

    Parameters
    ----------
    folder
        Folder with the layers, or the encoder's own folder for a network to be trained, whose last linear
        layer then starts at random.
    encoder
        Folder of the encoder.
    outputs
        Figures for each token.
    dtype
        Type of the weights: float32 to train, bfloat16 where the processor computes in it.
    attention
        As `PairNetwork` takes it.
    """
    network = PairNetwork(BertConfig.from_pretrained(encoder), outputs, attention)
    weights = {f"bert.{name}": value for name, value in load_file(encoder / WEIGHTS).items()}
    weights = {name: value for name, value in weights.items() if not name.startswith("bert.pooler.")}
    if folder != encoder:
        weights |= load_file(folder / WEIGHTS)
    else:
        weights |= {f"head.{name}": value for name, value in network.head.state_dict().items()}
    network.load_state_dict(weights)
    return network.to(dtype).eval()


def layers(network: PairNetwork) -> dict[str, Tensor]:
    """Return the weights that are the network's own, in float16."""
    return {
        name: value.detach().to(torch.float16).contiguous()
        for name, value in network.state_dict().items()
        if name != f"bert.{WORD_ROWS}"
    }


def rows_digest(encoder: Path) -> str:
    """Return the name of the encoder's word rows: 32 hexadecimal digits of their SHA-256."""
    with safe_open(encoder / WEIGHTS, framework="pt") as file:
        rows: Tensor = file.get_tensor(WORD_ROWS)
    return hashlib.sha256(rows.contiguous().view(torch.uint8).numpy().tobytes()).hexdigest()[:32]


class PairLayout:
    """Lays out pairs of texts already cut into tokens.

    Parameters
    ----------
    tokenizer
        The encoder's tokenizer.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._classify = tokenizer.token_to_id(_CLASSIFY)
        self._separate = tokenizer.token_to_id(_SEPARATE)

    def __call__(self, pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> tuple[Tensor, Tensor, Tensor]:
        """Return token numbers, kinds and mask, each of shape ``(pairs, longest)``, int64."""
        longest = max(len(first) + len(second) + 3 for first, second in pairs)
        pieces = torch.zeros(len(pairs), longest, dtype=torch.int64)
        kinds, mask = torch.zeros_like(pieces), torch.zeros_like(pieces)
        for row, (first, second) in enumerate(pairs):
            whole = [self._classify, *first, self._separate, *second, self._separate]
            pieces[row, : len(whole)] = torch.tensor(whole)
            kinds[row, len(first) + 2 : len(whole)] = 1
            mask[row, : len(whole)] = 1
        return pieces, kinds, mask
