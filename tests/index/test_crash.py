"""A build killed at any of its steps leaves the old index, and the next build makes good."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import chatbot
from chatbot.errors import IndexLockedError
from chatbot.index import EmbedderSource, build_index, open_index
from chatbot.settings import Settings
from tests.index.conftest import FILES

ROOT = Path(chatbot.__file__).parent.parent
DYING_BUILD = """
import os, signal, sys
from pathlib import Path
from chatbot.index import EmbedderSource, build_index
from chatbot.settings import Settings
from tests.helpers.fakes import HashEmbedder

documents, index, last_step, wait = sys.argv[1:]

def die():
    if wait:
        print("waiting", flush=True)
        sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)

def watch(step):
    if f"{step.stage} {step.done}" == last_step:
        die()

for name in ("rename", "replace"):
    original = getattr(Path, name)
    def dying(self, target, name=name, original=original):
        if last_step == f"before {name}":
            die()
        result = original(self, target)
        if last_step == f"after {name}":
            die()
        return result
    setattr(Path, name, dying)

embedder = HashEmbedder()
source = EmbedderSource(embedder.fingerprint, "hash", lambda: embedder)
build_index(Settings(documents=documents, index=index), source, watch)
"""
# Each costs a process with its imports, so one of a kind must do.
STEPS = [
    "reading 1",
    "embedding 0",
    "writing 1",
    "writing 3",
    "before rename",
    "before replace",
    "after replace",
]

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")


def dying_build(collection: Settings, step: str, wait: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DYING_BUILD, str(collection.documents), str(collection.index), step, wait],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("step", STEPS)
def test_kill_9_at_any_step_leaves_a_whole_index(
    collection: Settings, source: EmbedderSource, step: str
) -> None:
    build_index(collection, source)
    (collection.documents / "tower.txt").write_text("The tower is 312 metres high.", encoding="utf-8")
    with dying_build(collection, step) as process:
        assert process.wait(120) == -signal.SIGKILL
    with open_index(collection.index_folder) as index:
        document = index.document("tower.txt")
        assert document is not None
        assert ("312" in document.text) == (step == "after replace")
        assert len(index.passages(range(index.passage_count))) == 3
    report = build_index(collection, source)
    assert (report.reason, report.passages) == ("", 3)
    assert report.changed == (() if step == "after replace" else ("tower.txt",))
    left = sorted(path.name.partition("-")[0] for path in collection.index.iterdir())
    assert left == ["CURRENT", "generation", "lock"]


def test_kill_9_during_the_first_build_leaves_no_half_index(
    collection: Settings, source: EmbedderSource
) -> None:
    with dying_build(collection, "before replace") as process:
        assert process.wait(120) == -signal.SIGKILL
    report = build_index(collection, source)
    assert (set(report.added), report.reason) == (set(FILES), "")


def test_a_second_process_is_refused_until_the_first_is_killed(
    collection: Settings, source: EmbedderSource
) -> None:
    with dying_build(collection, "embedding 0", wait="yes") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        with pytest.raises(IndexLockedError):
            build_index(collection, source)
        process.kill()
        process.wait(120)
    assert build_index(collection, source).passages == 3
