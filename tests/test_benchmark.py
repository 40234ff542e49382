from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.benchmark import lines, percentile, run_benchmark
from chatbot.cli import main
from chatbot.errors import DocumentsError
from chatbot.settings import Settings
from tests.helpers.fakes import HashEmbedder


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> HashEmbedder:
    fake = HashEmbedder()
    monkeypatch.setattr("chatbot.embedding.load_embedder", lambda _: fake)
    monkeypatch.setattr("chatbot.chatbot.load_embedder", lambda _: fake)
    monkeypatch.setattr("chatbot.chatbot.model_fingerprint", lambda _: fake.fingerprint)
    return fake


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"q": "When was the mill built?"}\n{"q": "Who owned it?"}\n', encoding="utf-8")
    return path


def _collection(folder: Path) -> Path:
    documents = folder / "documents"
    documents.mkdir()
    (documents / "mill.txt").write_text("The mill was built in 1712. Anna Brod owned it.", encoding="utf-8")
    (documents / "page.html").write_text(
        "<html><body><p>Twelve boats lay in the harbour.</p></body></html>", encoding="utf-8"
    )
    return documents


@pytest.mark.usefixtures("embedder")
def test_the_figures_are_those_of_the_builds_and_leave_the_documents_alone(
    tmp_path: Path, questions: Path
) -> None:
    documents = _collection(tmp_path)
    before = {path.name: path.read_bytes() for path in documents.iterdir()}
    figures = run_benchmark(Settings(documents=documents, index=tmp_path / "index"), questions)
    assert (figures.documents, figures.passages, figures.questions) == (2, 2, 2)
    assert figures.changed_embedded == 1
    assert figures.full_embedded == figures.passages
    assert 0 < figures.ask_median_ms <= figures.ask_95_ms
    assert figures.memory_mib > 0
    assert {path.name: path.read_bytes() for path in documents.iterdir()} == before
    assert not (tmp_path / "index").exists()
    assert any("1 passages embedded" in line for line in lines(figures))


@pytest.mark.usefixtures("embedder")
def test_the_command_prints_the_figures_as_json(
    tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _collection(tmp_path)
    assert main(["benchmark", "--questions", str(questions), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["questions"] == 2


@pytest.mark.usefixtures("embedder")
def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentsError, match="absent"):
        run_benchmark(Settings(documents=tmp_path / "absent"))


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([3.0, 1.0, 2.0], 50, 2.0), ([1.0], 95, 1.0), (list(range(1, 101)), 95, 95), ([1.0, 9.0], 95, 9.0)],
)
def test_a_percentile_is_a_value_that_was_measured(
    values: list[float], percent: float, expected: float
) -> None:
    assert percentile(values, percent) == expected
