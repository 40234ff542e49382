"""Answers and conflicts scored on public formats, through the commands and with the models of the box."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chatbot.cli import main
from chatbot.errors import QuestionsError
from chatbot.evaluation.comprehension import read_paragraph_questions
from chatbot.evaluation.conversations import read_turns
from chatbot.evaluation.disagreements import read_sourced_questions
from chatbot.evaluation.run import evaluate_answers, evaluate_conflicts
from chatbot.evaluation.sentence_pairs import read_sentence_pairs
from chatbot.settings import Settings
from chatbot.types import Progress

LIGHTHOUSE = "Anna Kerrec kept the lighthouse of Penmarch from 1901 to 1925. She was born in Brest."
HARBOUR = "The harbour of Concarneau was dredged in 1912 by the engineer Paul Le Goff. It has three quays."
MILL = "Le moulin de Melun fut construit en 1801. Il appartient à la famille Brandt."


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _quiet(progress: Progress) -> None:
    assert progress.done <= progress.total


def _values(path: Path, conflicts: bool = False) -> dict[str, float]:
    evaluate = evaluate_conflicts if conflicts else evaluate_answers
    results = evaluate(Settings(), [path], None, _quiet)
    return {one.name: one.value for one in results.figures}


@pytest.fixture
def paragraphs(tmp_path: Path) -> Path:
    def row(question: str, context: str, answer: str) -> dict[str, Any]:
        answers = [{"text": answer, "start": context.index(answer)}]
        return {"question": question, "context": context, "answers": answers, "title": "Bretagne"}

    return _write(
        tmp_path / "paragraphs.jsonl",
        [
            row("Where was Anna Kerrec born?", LIGHTHOUSE, "Brest"),
            row("When was the harbour of Concarneau dredged?", HARBOUR, "1912"),
            row("À qui appartient le moulin de Melun ?", MILL, "la famille Brandt"),
        ],
    )


def test_the_reader_and_the_program_are_scored_on_paragraphs(paragraphs: Path) -> None:
    values = _values(paragraphs)

    assert values["F1 of the span, paragraph given"] > 0.6
    assert values["AUROC of answered or not"] > 0.8
    assert values["first quoted sentence holds the answer"] > 0.6
    assert values["conflict flagged"] == 0.0


def test_a_wrong_answer_scores_nothing(tmp_path: Path) -> None:
    row = {
        "question": "When was the harbour of Concarneau dredged?",
        "context": HARBOUR,
        "answers": [{"text": "quays", "start": 0}],
    }
    values = _values(_write(tmp_path / "wrong.jsonl", [row]))

    assert values["F1 of the span, paragraph given"] == 0.0
    assert values["first quoted sentence holds the answer"] == 0.0


def test_flags_on_search_results_are_scored(tmp_path: Path) -> None:
    other = HARBOUR.replace("1912", "1930")
    rows: list[dict[str, Any]] = [
        {
            "question": "When was the harbour of Concarneau dredged?",
            "contexts": [{"source": "a.org", "text": HARBOUR}, {"source": "b.org", "text": text}],
            "conflict": text is other,
        }
        for text in (other, LIGHTHOUSE)
    ]
    values = _values(_write(tmp_path / "found.jsonl", rows), conflicts=True)

    assert values["F1 of the flag"] == 1.0
    assert values["false alarms"] == 0.0


def test_the_answer_of_each_document_is_scored_and_so_are_pairs(tmp_path: Path) -> None:
    row = {
        "question": "When was the harbour of Concarneau dredged?",
        "documents": [
            {"text": HARBOUR, "answer": "1912"},
            {"text": HARBOUR.replace("1912", "1930"), "answer": "1930"},
            {"text": MILL, "answer": "unknown"},
        ],
    }
    values = _values(_write(tmp_path / "documents.jsonl", [row]), conflicts=True)

    assert values["answer of a document found"] == 1.0
    assert values["answer given for a document without one"] == 0.0
    assert values["pairs told different: F1"] == 1.0


def test_pairs_of_sentences_are_scored(tmp_path: Path) -> None:
    first = "The harbour of Concarneau was opened by the engineer Paul Le Goff on 3 May 1912."
    rows: list[dict[str, Any]] = [
        {"premise": first, "hypothesis": first.replace("1912", "1930"), "contradiction": True},
        {"premise": first, "hypothesis": LIGHTHOUSE, "label": "neutral"},
    ]
    values = _values(_write(tmp_path / "pairs.jsonl", rows), conflicts=True)

    assert values["accuracy"] == 1.0


def test_conversations_are_scored_with_and_without_rewriting(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {
            "question": "And when was it dredged?",
            "history": [
                {"role": "user", "content": "Who dredged the harbour of Concarneau?"},
                {"role": "assistant", "content": "Paul Le Goff."},
            ],
            "contexts": [{"id": "harbour", "text": HARBOUR}],
            "answerability": ["ANSWERABLE"],
        },
        {"question": "Who baked bread?", "contexts": [], "answerability": ["UNANSWERABLE"]},
        {
            "question": "Where was Anna Kerrec born?",
            "contexts": [{"id": "lighthouse", "text": LIGHTHOUSE}],
            "answerability": ["ANSWERABLE"],
        },
    ]
    values = _values(_write(tmp_path / "turns.jsonl", rows))

    assert values["recall@5 of follow-ups, rewritten"] == 1.0
    assert values["refused where unanswerable"] == 1.0


@pytest.mark.parametrize(
    ("read", "row", "message"),
    [
        (read_paragraph_questions, {"question": "q", "context": "c", "answers": "x"}, "'answers'"),
        (read_paragraph_questions, {"question": "q", "context": 3, "answers": []}, "'context'"),
        (read_sourced_questions, {"question": "q", "contexts": ["x"]}, "'contexts' or 'documents'"),
        (read_sourced_questions, {"question": 1, "contexts": []}, "'question'"),
        (read_turns, {"question": "q", "contexts": [3]}, "'contexts'"),
        (read_sentence_pairs, {"premise": "p", "hypothesis": ""}, "'hypothesis'"),
        (read_sentence_pairs, {"premise": "p", "hypothesis": "h"}, "'label'"),
    ],
)
def test_a_line_that_is_not_of_the_format_is_named(
    tmp_path: Path, read: Any, row: dict[str, Any], message: str
) -> None:
    with pytest.raises(QuestionsError, match=f"Line 1 .*{message}"):
        read(_write(tmp_path / "bad.jsonl", [row]))


def test_a_file_that_says_nothing_of_it_is_refused(
    tmp_path: Path, paragraphs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = _write(tmp_path / "pairs.jsonl", [{"premise": "p", "hypothesis": "h", "label": "neutral"}])

    assert main(["evaluate", "conflicts", str(paragraphs)]) == 2
    assert "says nothing of conflicts" in capsys.readouterr().err
    assert main(["evaluate", "answers", str(pairs)]) == 2
    assert "says nothing of answers" in capsys.readouterr().err


def test_the_figures_are_printed_as_a_table_or_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = _write(tmp_path / "pairs.jsonl", [{"premise": "a b", "hypothesis": "c d", "label": "neutral"}])

    assert main(["evaluate", "conflicts", str(pairs)]) == 0
    assert "accuracy" in capsys.readouterr().out
    assert main(["evaluate", "conflicts", "--json", str(pairs)]) == 0
    assert json.loads(capsys.readouterr().out)[-1] == {
        "file": "pairs.jsonl",
        "name": "accuracy",
        "value": 1.0,
        "count": 1,
    }
