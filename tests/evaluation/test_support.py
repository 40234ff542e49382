from __future__ import annotations

import json
from pathlib import Path

import pytest

from chatbot.cli import main
from chatbot.errors import DocumentsError, QuestionsError
from chatbot.evaluation.support import judge_statements, read_statements, support_figures
from chatbot.settings import Settings
from chatbot.types import Progress

TEXT = "The harbour of Varne was built in 1840. It has three granite quays."
LINES = [
    {"statement": "The harbour of Varne dates from 1840.", "supported": True, "split": "dev"},
    {
        "statement": "The harbour of Varne was built in 1850.",
        "supported": False,
        "fault": "date",
        "split": "dev",
    },
    {"statement": "It has five granite quays.", "supported": False, "fault": "number", "split": "test"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "guide.txt").write_text(TEXT, encoding="utf-8")
    path = tmp_path / "statements.jsonl"
    cited = {"document": "guide.txt", "quote": "The harbour of Varne"}
    path.write_text("\n".join(json.dumps({**line, **cited}) for line in LINES), encoding="utf-8")
    return path


def test_statements_are_judged_and_counted_by_fault(file: Path) -> None:
    steps: list[Progress] = []
    judged = judge_statements(Settings(), read_statements(file), steps.append)
    assert [one.cause for one in judged] == ["", "value", "value"]
    assert all(one.well_judged for one in judged)
    figures = {one.name: (one.value, one.count) for one in support_figures("file", judged)}
    assert figures == {
        "right ones kept": (1.0, 1),
        "false ones caught": (1.0, 2),
        "caught: date": (1.0, 1),
        "caught: number": (1.0, 1),
    }
    assert steps[-1] == Progress("checking", 3, 3)


def test_one_split_can_be_read_alone(file: Path) -> None:
    assert [one.line for one in read_statements(file, "test")] == [3]


@pytest.mark.parametrize("missing", ["statement", "document", "quote", "supported"])
def test_a_line_without_a_field_is_named(tmp_path: Path, missing: str) -> None:
    line = {"statement": "It is.", "document": "guide.txt", "quote": "It", "supported": True}
    del line[missing]
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(QuestionsError, match=rf"bad\.jsonl.*{missing}"):
        read_statements(path)


def test_a_quote_that_no_passage_holds_is_named(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace('The harbour of Varne"', 'The lighthouse"')
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentsError, match=r"guide\.txt.*The lighthouse"):
        judge_statements(Settings(), read_statements(file), lambda _: None)


def test_the_command_prints_what_was_misjudged_and_the_figures(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "support", str(file), "--split", "dev"]) == 0
    out = capsys.readouterr().out
    assert "right ones kept" in out
    assert "caught: date" in out
    assert "caught: number" not in out
    assert main(["evaluate", "support", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "right ones kept"
