from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from chatbot.errors import QuestionsError
from chatbot.evaluation.tasks import file_format, read_tasks

PARAGRAPHS = [
    {"id": 1, "question": "Who kept the light?", "context": "Anna kept the light."},
    {"id": 2, "question": "When?", "context": "In 1901."},
    {"id": 3, "question": "Who was Anna?", "context": "Anna kept the light."},
]
OTHER = [
    {"id": name, "question": "?", "context": text}
    for name, text in ((1, "Anna."), (2, "1901."), (3, "Anna."))
]


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_paragraphs_make_a_collection_of_their_different_contexts(tmp_path: Path) -> None:
    (task,) = read_tasks(_write(tmp_path / "set.jsonl", PARAGRAPHS))

    assert list(task.texts.values()) == ["Anna kept the light.", "In 1901."]
    assert [[task.texts[name] for name in query.relevant] for query in task.queries] == [
        ["Anna kept the light."],
        ["In 1901."],
        ["Anna kept the light."],
    ]


def test_contexts_of_another_file_are_matched_by_id(tmp_path: Path) -> None:
    other = _write(tmp_path / "other.jsonl", OTHER)
    (task,) = read_tasks(_write(tmp_path / "set.jsonl", PARAGRAPHS), contexts=other)
    assert list(task.texts.values()) == ["Anna.", "1901."]
    assert "other.jsonl" in task.name


def test_pairs_make_a_task_of_each_direction(tmp_path: Path) -> None:
    rows = [{"en": "The light", "fr": "Le phare"}, {"en": "The port", "fr": "Le port"}]
    to_french, to_english = read_tasks(_write(tmp_path / "pairs.jsonl", rows))
    assert list(to_french.texts.values()) == ["Le phare", "Le port"]
    assert [query.text for query in to_english.queries] == ["Le phare", "Le port"]


def test_queries_are_put_to_a_corpus(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl.gz"
    with gzip.open(corpus, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": 4, "title": "Light", "text": "Anna kept it."}) + "\n")
    queries = _write(tmp_path / "queries.jsonl", [{"query": "who", "relevant": [4]}])

    (task,) = read_tasks(queries, corpus=corpus)

    assert task.texts == {"4": "Light\n\nAnna kept it."}
    assert task.queries[0].relevant == {"4"}


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (PARAGRAPHS[0], "paragraphs"),
        ({"en": "a", "fr": "b"}, "pairs"),
        ({"query": "a", "relevant": ["1"]}, "queries"),
        ({"q": "a"}, "own"),
        ({"question": "a"}, "own"),
    ],
)
def test_a_format_is_told_by_its_fields(tmp_path: Path, row: dict[str, Any], kind: str) -> None:
    assert file_format(_write(tmp_path / "set.jsonl", [row])) == kind


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{"title": "no question"}], "Line 1"),
        ([PARAGRAPHS[0], {"question": "Who?"}], "Line 2"),
        ([{"query": "who", "relevant": ["1"]}], "--corpus"),
        ([{"en": "a", "fr": "b"}, {"en": " ", "fr": "b"}], "'en'"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, rows: list[dict[str, Any]], words: str) -> None:
    path = _write(tmp_path / "set.jsonl", rows)
    with pytest.raises(QuestionsError) as caught:
        read_tasks(path)
    assert words in str(caught.value)
    assert "set.jsonl" in str(caught.value)


def test_ids_that_do_not_match_are_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "set.jsonl", PARAGRAPHS)
    other = _write(tmp_path / "other.jsonl", OTHER[:2])
    with pytest.raises(QuestionsError, match="'3'"):
        read_tasks(path, contexts=other)
    queries = _write(tmp_path / "queries.jsonl", [{"query": "who", "relevant": ["9"]}])
    corpus = _write(tmp_path / "corpus.jsonl", [{"id": "4", "text": "Anna."}])
    with pytest.raises(QuestionsError, match="'9'"):
        read_tasks(queries, corpus=corpus)
