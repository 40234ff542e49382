"""The client against a server that others wrote, with a tiny model that learns one answer here."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chatbot.language_model import EndpointModel, LanguageModelError, Prompt

NAME = "tests/tiny"
PROMPT = Prompt("Answer from the passages.", "When was the library opened?")
ANSWER = "The library was opened in 1973 [1]. Élan ✓"
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "
STEPS = 150
# Importing torch and transformers takes a busy machine its time.
START_SECONDS = 200

MISSING = [name for name in ("accelerate", "fastapi", "tokenizers") if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"'transformers serve' needs {', '.join(MISSING)}, which is not installed"
)


def learned_tokenizer() -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    untyped: Any = PreTrainedTokenizerFast
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        [PROMPT.system, PROMPT.user, ANSWER],
        trainers.BpeTrainer(
            vocab_size=300,
            special_tokens=["<s>", "</s>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    return untyped(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="</s>",
        chat_template=TEMPLATE,
    )


def save_model(folder: Path) -> None:
    """Train a Llama of two layers to give one answer to one question, and save it."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = learned_tokenizer()
    messages = [{"role": "system", "content": PROMPT.system}, {"role": "user", "content": PROMPT.user}]
    prompt = tokenizer.apply_chat_template(messages, tokenize=False)
    tokens = torch.tensor([tokenizer(prompt + ANSWER + "</s>")["input_ids"]])
    torch.manual_seed(0)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=512,
            bos_token_id=0,
            eos_token_id=1,
            pad_token_id=1,
        )
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(STEPS):
        loss = model(input_ids=tokens, labels=tokens).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_until_healthy(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    begun = time.monotonic()
    while time.monotonic() - begun < START_SECONDS and server.poll() is None:
        try:
            with opener.open(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"'transformers serve' did not start:\n{log.read_text(errors='replace')[-3000:]}")


def end(server: subprocess.Popen[bytes]) -> None:
    """End the server and whatever it has started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if server.poll() is None:
            os.killpg(server.pid, number)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                continue


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a server that has the model in its cache, under `NAME`."""
    pytest.importorskip("transformers.cli.serving", reason="this version of transformers has no 'serve'")
    home = tmp_path_factory.mktemp("hub")
    repository = home / "hub" / f"models--{NAME.replace('/', '--')}"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0" * 40)
    save_model(repository / "snapshots" / ("0" * 40))
    port, log = free_port(), home / "log.txt"
    environment = os.environ | {
        "HF_HOME": str(home),
        "HF_HUB_CACHE": str(home / "hub"),
        "HF_HUB_OFFLINE": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
    }
    program = "from transformers.cli.transformers import main; main()"
    options = f"serve --host 127.0.0.1 --port {port} --device cpu".split()
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", program, *options],
            stdout=output,
            stderr=output,
            env=environment,
            start_new_session=True,
        )
    try:
        wait_until_healthy(port, server, log)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        end(server)


def test_the_models_of_a_real_server_are_listed(url: str) -> None:
    assert EndpointModel(url, NAME).models() == [NAME]


def test_a_real_server_writes_the_text_in_pieces_and_to_its_end(url: str) -> None:
    pieces = list(EndpointModel(url, NAME).write(PROMPT, 200))
    assert "".join(pieces).strip() == ANSWER
    assert len(pieces) > 1


def test_a_text_that_a_real_server_cuts_is_cut(url: str) -> None:
    pieces: list[str] = []
    with pytest.raises(LanguageModelError) as caught:
        pieces.extend(EndpointModel(url, NAME).write(PROMPT, 4))
    assert caught.value.fault == "cut"
    assert ANSWER.startswith("".join(pieces).strip() or "-")


def test_a_real_server_goes_on_after_a_text_was_stopped(url: str) -> None:
    model = EndpointModel(url, NAME)
    got: list[str] = []
    with pytest.raises(LanguageModelError) as caught:
        got.extend(model.write(PROMPT, 200, stopped=lambda: bool(got)))
    assert caught.value.fault == "stopped"
    assert got
    assert "".join(model.write(PROMPT, 200)).strip() == ANSWER


def test_a_model_that_a_real_server_does_not_have_is_a_fault(url: str) -> None:
    with pytest.raises(LanguageModelError) as caught:
        list(EndpointModel(url, "tests/absent").write(PROMPT, 20))
    assert caught.value.fault in ("model", "refused", "server")
