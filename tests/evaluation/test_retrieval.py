from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chatbot.cli import main
from chatbot.errors import QuestionsError
from chatbot.evaluation.own import has_both_sides, is_right, read_own_questions
from chatbot.evaluation.retrieval import SEARCHES, evaluate_retrieval, evaluate_task, table
from chatbot.evaluation.tasks import read_tasks
from chatbot.settings import Settings
from chatbot.types import Progress
from tests.helpers.fakes import HashEmbedder

TEXTS = {
    "anna.txt": "Anna Kerrec kept the lighthouse of Penmarch from 1901 to 1925.",
    "port.txt": "The harbour of Concarneau was dredged in 1912 and again in 1930.",
    "phare.txt": "Anna Kerrec garda le phare de Penmarch de 1903 à 1925.",
}


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _quiet(progress: Progress) -> None:
    assert progress.done <= progress.total


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_search_is_scored_on_a_public_set(tmp_path: Path) -> None:
    rows = [
        {"question": "Who kept the lighthouse of Penmarch?", "context": TEXTS["anna.txt"]},
        {"question": "When was the harbour of Concarneau dredged?", "context": TEXTS["port.txt"]},
    ]
    (task,) = read_tasks(_write(tmp_path / "set.jsonl", rows))

    figures = evaluate_task(Settings(passage_tokens=60), task, HashEmbedder(), None, _quiet)

    assert [one.search for one in figures] == list(SEARCHES)
    by_search = {one.search: one.scores for one in figures}
    assert by_search["keyword"] is not None
    assert by_search["keyword"].recall_1 == 1.0
    assert all(one.queries == 2 and one.scores and one.scores.recall_10 == 1.0 for one in figures)


def test_a_limit_leaves_the_collection_whole(tmp_path: Path) -> None:
    rows = [
        {"question": f"Question {number}?", "context": text} for number, text in enumerate(TEXTS.values())
    ]
    (task,) = read_tasks(_write(tmp_path / "set.jsonl", rows))
    figures = evaluate_task(Settings(passage_tokens=60), task, HashEmbedder(), 1, _quiet)
    assert {one.queries for one in figures} == {1}
    assert len(task.texts) == 3


def test_ones_own_questions_are_put_to_ones_own_documents(
    documents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = _write(
        tmp_path / "questions.jsonl",
        [
            {"q": "When was the harbour dredged?", "sources": ["port.txt"]},
            {"q": "Who kept the lighthouse?", "quote": "Anna Kerrec  kept the lighthouse"},
            {"q": "Since when did she keep it?", "conflict": {"a": "1901", "b": "1903"}},
            {"q": "Who painted it?", "unanswerable": True},
        ],
    )

    folders = ["--documents", str(documents), "--index", str(tmp_path / "index")]
    assert main(["evaluate", "retrieval", str(questions), *folders, "--json"]) == 0

    figures = json.loads(capsys.readouterr().out)
    assert [one["search"] for one in figures] == list(SEARCHES)
    fused = figures[-1]
    assert fused["queries"] == 2
    assert fused["scores"]["recall_10"] == 1.0
    assert fused["both_sides"] == {"right": 1, "of": 1}


def test_a_passage_is_right_by_its_source_and_its_words(documents: Path, tmp_path: Path) -> None:
    from chatbot.index import build_in_memory
    from chatbot.reading import document_from_text

    (one,) = read_own_questions(
        _write(tmp_path / "q.jsonl", [{"q": "Since when?", "conflict": {"a": "1901", "b": "1903"}}])
    )
    read = [document_from_text(name, text) for name, text in TEXTS.items()]
    with build_in_memory(read, HashEmbedder(), 60) as index:
        anna, port, phare = index.passages([index.rows_of_document(name)[0] for name in TEXTS])
    assert has_both_sides(one.wanted, [anna, port, phare])
    assert not has_both_sides(one.wanted, [anna, port])
    assert not is_right(one.wanted, anna)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"q": "Who?"}], "'sources'"),
        ([{"q": "Who?", "quote": 3}], "'quote'"),
        ([{"q": "Who?", "sources": ["nowhere.txt"]}], "nowhere.txt"),
        ([{"q": "Who?", "unanswerable": True}], "Line 1"),
    ],
)
def test_a_question_that_cannot_be_scored_is_named(
    documents: Path, tmp_path: Path, rows: list[dict[str, Any]], words: str
) -> None:
    settings = Settings(documents=documents, index=tmp_path / "index")
    with pytest.raises(QuestionsError) as caught:
        evaluate_retrieval(settings, [_write(tmp_path / "q.jsonl", rows)], progress=_quiet)
    assert words in str(caught.value)


def test_the_table_has_a_column_of_conflicts_only_where_there_are_some(tmp_path: Path) -> None:
    rows = [{"question": "Who kept the lighthouse?", "context": TEXTS["anna.txt"]}]
    (task,) = read_tasks(_write(tmp_path / "set.jsonl", rows))
    columns, lines = table(evaluate_task(Settings(passage_tokens=60), task, HashEmbedder(), None, _quiet), 8)
    assert columns[-1] == "nDCG@10"
    assert all(len(line) == len(columns) for line in lines)
