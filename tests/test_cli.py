from __future__ import annotations

import csv
import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chatbot.cli import main
from tests.helpers.fakes import HashEmbedder

Captured = pytest.CaptureFixture[str]

HARBOUR = "The old harbour of Varne was built in 1840. It had three granite quays and one lighthouse."
REVISED = "Its lighthouse keeper was called Jonas Wick. Masons built the harbour of Varne in 1852."
QUESTION = "When was the harbour of Varne built?"


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> HashEmbedder:
    """Put an embedder without a model in the place of the real one."""
    fake = HashEmbedder()
    monkeypatch.setattr("chatbot.chatbot.load_embedder", lambda _: fake)
    monkeypatch.setattr("chatbot.chatbot.model_fingerprint", lambda _: fake.fingerprint)
    return fake


@pytest.fixture
def folder(tmp_path: Path, embedder: HashEmbedder) -> Path:
    """Return a small collection whose two documents disagree."""
    del embedder
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "guide.txt").write_text(HARBOUR, encoding="utf-8")
    (documents / "almanac.txt").write_text(REVISED, encoding="utf-8")
    return documents


def _read_json(capsys: Captured) -> Any:
    return json.loads(capsys.readouterr().out)


def _error(capsys: Captured) -> str:
    """Return what stands on standard error, which must be one sentence, with nothing on standard output."""
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.mark.usefixtures("folder")
def test_index_reports_what_it_did(capsys: Captured) -> None:
    assert main(["index", "--json"]) == 0
    first = _read_json(capsys)
    assert first["added"] == ["almanac.txt", "guide.txt"]
    assert first["embedded"] == first["passages"] == 2
    assert main(["index", "--json"]) == 0
    second = _read_json(capsys)
    assert (second["unchanged"], second["embedded"]) == (["almanac.txt", "guide.txt"], 0)


def test_index_names_each_file_it_could_not_read_and_still_succeeds(folder: Path, capsys: Captured) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    assert main(["index"]) == 0
    out = capsys.readouterr().out
    assert "2 added, 0 changed, 0 removed, 0 unchanged, 2 failed; 2 passages, 2 embedded" in out
    assert re.search(r"not read: broken\.pdf: \w+", out)
    assert re.search(r"not read: empty\.txt: \w+", out)
    assert main(["status", "--json"]) == 0
    assert [failure["path"] for failure in _read_json(capsys)["failed"]] == ["broken.pdf", "empty.txt"]


def test_status_says_what_changed_and_changes_nothing(folder: Path, capsys: Captured) -> None:
    assert main(["status"]) == 0
    assert "no index yet" in capsys.readouterr().out
    assert not (folder.parent / "index" / "CURRENT").exists()
    main(["index"])
    capsys.readouterr()
    assert main(["status"]) == 0
    assert "The index is fresh." in capsys.readouterr().out
    (folder / "guide.txt").write_text(HARBOUR + " It closed in 1960.", encoding="utf-8")
    (folder / "new.txt").write_text("A new file.", encoding="utf-8")
    (folder / "almanac.txt").unlink()
    assert main(["status"]) == 0
    out = capsys.readouterr().out
    assert "stale" in out
    for line in ("added: new.txt", "changed: guide.txt", "removed: almanac.txt"):
        assert line in out
    main(["status", "--json"])
    assert _read_json(capsys)["fresh"] is False


@pytest.mark.usefixtures("folder")
def test_ask_prints_the_answer_its_quotes_and_the_conflict(capsys: Captured) -> None:
    assert main(["ask", QUESTION]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^\[1\] guide\.txt: “The old harbour", out, flags=re.MULTILINE)
    assert "Conflict (date)" in out
    assert "guide.txt: “The old harbour of Varne was built in 1840.”" in out
    assert "almanac.txt: “Masons built the harbour of Varne in 1852.”" in out


def test_ask_prints_the_answer_as_json_and_nothing_else(folder: Path, capsys: Captured) -> None:
    assert main(["ask", *QUESTION.split(), "--json"]) == 0
    answer = _read_json(capsys)
    assert answer["answered"] is True
    assert {"text", "language", "confidence", "citations", "conflicts"} <= answer.keys()
    for citation in answer["citations"]:
        text = (folder / citation["document"]).read_text(encoding="utf-8")
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.usefixtures("folder")
def test_a_question_without_an_answer_exits_with_3(capsys: Captured) -> None:
    assert main(["ask", "Which saxophone did the astronaut repair?", "--json"]) == 3
    assert _read_json(capsys)["answered"] is False


def test_many_questions_are_answered_one_object_a_line_in_order(folder: Path, capsys: Captured) -> None:
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "In 1840."}]
    lines: list[dict[str, Any]] = [
        {"q": "Who kept the lighthouse?"},
        {"question": "How many quays had it?", "history": history},
        {"question": "Which saxophone did the astronaut repair?"},
    ]
    file = folder.parent / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert main(["ask", "--questions", str(file), "--json"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == 3
    assert answers[0]["query"] == "Who kept the lighthouse?"
    assert answers[2]["answered"] is False
    assert main(["ask", "--questions", str(file)]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("> ")] == [
        "> Who kept the lighthouse?",
        "> How many quays had it?",
        "> Which saxophone did the astronaut repair?",
    ]


@pytest.mark.usefixtures("folder")
def test_a_bad_line_is_named_before_anything_is_asked(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"q": "Why?"}\n{"q": }\n', encoding="utf-8")
    assert main(["ask", "--questions", str(file), "--json"]) == 2
    assert f"Line 2 of '{file}'" in _error(capsys)


@pytest.mark.usefixtures("folder")
def test_search_lists_passages_best_first(capsys: Captured) -> None:
    assert main(["search", "lighthouse keeper Jonas", "-k", "1", "--json"]) == 0
    (hit,) = _read_json(capsys)
    assert hit["passage"]["document"] == "almanac.txt"
    assert main(["search", "granite quays"]) == 0
    assert re.match(r"1\. guide\.txt .*\n   The old harbour", capsys.readouterr().out)


@pytest.mark.usefixtures("folder")
def test_conflicts_lists_those_of_a_kind(capsys: Captured) -> None:
    assert main(["conflicts", "--json"]) == 0
    found = _read_json(capsys)
    assert [conflict["kind"] for conflict in found] == ["date"]
    assert main(["conflicts", "--kind", "place", "--json"]) == 0
    assert _read_json(capsys) == []
    assert main(["conflicts"]) == 0
    assert capsys.readouterr().out.endswith("1 conflict.\n")


@pytest.mark.usefixtures("folder")
def test_conflicts_are_filtered_and_written_for_a_spreadsheet(capsys: Captured) -> None:
    assert main(["conflicts", "--csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [(row["conflict"], row["document"], row["value"]) for row in rows] == [
        ("1", "almanac.txt", "1852"),
        ("1", "guide.txt", "1840"),
    ]
    assert rows[0]["quote"] == "Masons built the harbour of Varne in 1852."
    for filters, expected in (
        (["--document", "gui*"], 1),
        (["--document", "*.pdf", "--document", "alm*"], 1),
        (["--document", "*.pdf"], 0),
        (["--least", "1"], 0),
        (["--limit", "1"], 1),
    ):
        assert main(["conflicts", "--json", *filters]) == 0
        assert len(_read_json(capsys)) == expected


def test_what_a_terminal_would_obey_is_not_printed(folder: Path, capsys: Captured) -> None:
    (folder / "guide.txt").write_text(HARBOUR.replace("granite", "\x1b]0;mine\x07granite"), encoding="utf-8")
    assert main(["ask", "How many granite quays had the harbour?"]) in (0, 3)
    captured = capsys.readouterr()
    assert "granite" in captured.out
    assert "\x1b" not in captured.out + captured.err


def test_each_collection_has_an_index_of_its_own(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    other = tmp_path / "papers"
    other.mkdir()
    (other / "only.txt").write_text("A kestrel nests above the chapel door.", encoding="utf-8")
    assert main(["index"]) == 0
    assert main(["index", "--documents", str(other)]) == 0
    capsys.readouterr()
    main(["status", "--json"])
    assert _read_json(capsys)["documents"] == 2
    main(["status", "--documents", str(other), "--json"])
    assert _read_json(capsys)["documents"] == 1
    assert sorted(path.name for path in other.iterdir()) == ["only.txt"]
    assert len(list(folder.iterdir())) == 2


def test_evaluate_scores_a_file_of_questions(folder: Path, capsys: Captured) -> None:
    sides = {"a": "1840", "b": "1852", "sources": ["guide", "almanac"]}
    lines = [
        {
            "id": "keeper",
            "q": "Who was the lighthouse keeper?",
            "lang": "en",
            "answer": "Jonas",
            "sources": ["almanac"],
        },
        {"id": "built", "q": QUESTION, "lang": "en", "conflict": sides},
        {"id": "none", "q": "Which saxophone did the astronaut repair?", "lang": "en", "unanswerable": True},
    ]
    file = folder.parent / "known.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert main(["evaluate", "answers", str(file), "--json"]) == 0
    result = _read_json(capsys)
    assert [verdict["id"] for verdict in result["verdicts"]] == ["keeper", "built", "none"]
    assert result["totals"]["conflicts"] == {"right": 1, "of": 1}
    assert result["totals"]["refusals"] == {"right": 1, "of": 1}
    assert main(["evaluate", "answers", str(file)]) == 0
    out = capsys.readouterr().out
    assert "conflicts flagged: 1 of 1" in out
    assert re.search(r"none +│ refusal right", out)


@pytest.mark.usefixtures("folder")
def test_questions_for_other_documents_are_not_scored(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "known.jsonl"
    file.write_text('{"q": "Why?", "answer": "x", "sources": ["absent"]}', encoding="utf-8")
    assert main(["evaluate", "answers", str(file)]) == 2
    assert "'absent'" in _error(capsys)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "a question or --questions FILE"),
        (["ask", "why", "--questions", "x.jsonl"], "a question or --questions FILE"),
        (["ask", "  "], "question is empty"),
        (["ask", "why", "--colour", "red"], "--colour"),
        (["ask", "--questions", "absent.jsonl"], "absent.jsonl"),
        (["search"], "QUERY"),
        (["search", "x", "-k", "0"], "-k"),
        (["conflicts", "--kind", "colour"], "'colour'"),
        (["conflicts", "--json", "--csv"], "either --json or --csv"),
        (["conflicts", "--least", "2"], "--least"),
        (["conflicts", "--limit", "0"], "--limit"),
        (["serve", "--port", "99999"], "'port'"),
        (["status", "--model", ""], "'model'"),
        (["index", "--documents", "absent"], "absent"),
        (["dance"], "'dance'"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exits_with_2(
    arguments: list[str], said: str, embedder: HashEmbedder, capsys: Captured
) -> None:
    assert main(arguments) == 2
    assert said.casefold() in _error(capsys).casefold()
    assert embedder.embedded == []


@pytest.mark.usefixtures("folder")
def test_a_port_in_use_is_said_with_the_remedy(capsys: Captured) -> None:
    main(["index"])
    capsys.readouterr()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert re.search(rf"{port}.*port", _error(capsys))


@pytest.mark.usefixtures("folder")
def test_the_unexpected_is_one_sentence_that_says_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("all gone\nwrong")

    monkeypatch.setattr("chatbot.chatbot.Chatbot.status", fail)
    monkeypatch.setenv("CHATBOT_DEBUG", "0")
    assert main(["status"]) == 1
    assert re.search(r"ZeroDivisionError: all gone wrong.*CHATBOT_DEBUG=1", _error(capsys))
    with pytest.raises(ZeroDivisionError):
        main(["--debug", "status"])


def test_help_is_printed_by_a_new_process() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "chatbot", "ask", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[1],
    )
    assert "--questions" in result.stdout
