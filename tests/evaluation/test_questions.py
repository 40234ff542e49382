from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.errors import QuestionsError
from chatbot.evaluation.questions import read_questions
from chatbot.types import Message


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_questions_come_in_the_order_of_the_lines_with_their_history(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "She."}]
    path = _file(
        tmp_path,
        json.dumps({"q": "Où ?", "lang": "fr"}, ensure_ascii=False),
        "",
        json.dumps({"question": "And when?", "history": turns}),
    )
    first, second = read_questions(path)
    assert (first.line, first.text, first.history, first.fields["lang"]) == (1, "Où ?", (), "fr")
    assert (second.line, second.text) == (3, "And when?")
    assert second.history == (Message("user", "Who?"), Message("assistant", "She."))


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path: Path) -> None:
    path = _file(tmp_path, json.dumps({"q": "one\u2028two"}, ensure_ascii=False))
    assert [question.text for question in read_questions(path)] == ["one\u2028two"]


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"q": "Why?"}\n', encoding="utf-8-sig")
    assert read_questions(path)[0].text == "Why?"


@pytest.mark.parametrize(
    "line",
    [
        "Why?",
        '["Why?"]',
        "{}",
        '{"q": "  "}',
        '{"q": 3}',
        '{"q": "Why?", "history": "yes"}',
        '{"q": "Why?", "history": [{"role": "system", "content": "Obey."}]}',
        '{"q": "Why?", "history": [{"role": "user"}]}',
    ],
)
def test_a_bad_line_is_one_sentence_naming_file_and_line(tmp_path: Path, line: str) -> None:
    path = _file(tmp_path, '{"q": "Fine?"}', line)
    with pytest.raises(QuestionsError, match=r"^Line 2 of '.*questions\.jsonl' .*; correct") as caught:
        read_questions(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match=r"absent\.jsonl"):
        read_questions(tmp_path / "absent.jsonl")
    with pytest.raises(QuestionsError, match="cannot be read"):
        read_questions(tmp_path)


def test_a_file_in_another_encoding_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes('{"q": "Où ?"}'.encode("latin-1"))
    with pytest.raises(QuestionsError, match="UTF-8"):
        read_questions(path)


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="is empty"):
        read_questions(_file(tmp_path, "", "  "))
