from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.chatbot import Chatbot
from chatbot.doctor import Check, run_checks
from chatbot.settings import Settings
from tests.helpers.scripted_endpoint import Reply, answering, scripted_endpoint


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "note.txt").write_text("The harbour of Varne was built in 1840.", encoding="utf-8")
    return folder


def _checks(**settings: object) -> dict[str, Check]:
    return {check.subject: check for check in run_checks(Settings(**{"llm_timeout": 5, **settings}))}


@pytest.mark.usefixtures("documents")
def test_without_a_language_model_the_doctor_says_how_to_have_one() -> None:
    checks = _checks()
    assert {subject: check.state for subject, check in checks.items()} == {
        "documents": "notice",
        "encoder": "good",
        "reader": "good",
        "language model": "good",
    }
    assert "'chatbot index' builds it" in checks["documents"].sentence
    assert "CHATBOT_LLM_URL" in checks["language model"].sentence


def test_the_doctor_tells_of_stale_indexes_and_unreadable_files(documents: Path) -> None:
    Chatbot().close()
    assert _checks()["documents"] == Check(
        "documents", "good", "1 document in 1 passage; the index is fresh."
    )
    (documents / "other.txt").write_text("One more.", encoding="utf-8")
    assert "stale" in _checks()["documents"].sentence
    (documents / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    Chatbot().close()
    assert "could not be read" in _checks()["documents"].sentence


@pytest.mark.usefixtures("documents")
def test_an_endpoint_that_works_is_good_from_end_to_end() -> None:
    with scripted_endpoint(answering("ready")) as endpoint:
        checks = _checks(llm_url=endpoint.url, llm_model="scripted")
    assert [checks[one].state for one in ("privacy", "endpoint", "round trip")] == ["good"] * 3
    assert "stay on this machine" in checks["privacy"].sentence
    assert "wrote “ready”" in checks["round trip"].sentence


@pytest.mark.usefixtures("documents")
def test_a_model_that_is_not_offered_is_named_with_those_that_are() -> None:
    with scripted_endpoint(Reply(status=404), models=("llama3.2", "qwen3")) as endpoint:
        checks = _checks(llm_url=endpoint.url, llm_model="lama")
    assert "does not list 'lama'; it offers 'llama3.2', 'qwen3'" in checks["endpoint"].sentence
    assert checks["round trip"].state == "bad"
    assert "correct 'llm_model'" in checks["round trip"].sentence


@pytest.mark.usefixtures("documents")
def test_a_refused_key_is_told_without_the_key() -> None:
    with scripted_endpoint(answering("ready"), key="right") as endpoint:
        checks = _checks(llm_url=endpoint.url, llm_model="scripted", llm_key="wrong-secret")
    assert checks["endpoint"].state == "bad"
    assert "refused the key" in checks["endpoint"].sentence
    assert "wrong-secret" not in str(checks)
    assert "round trip" not in checks


@pytest.mark.usefixtures("documents")
def test_no_endpoint_at_the_address_is_told_with_the_remedy() -> None:
    checks = _checks(llm_url="http://127.0.0.1:9/v1", llm_model="scripted")
    assert checks["endpoint"].state == "bad"
    assert "start it, or correct 'llm_url'" in checks["endpoint"].sentence


@pytest.mark.usefixtures("documents")
def test_another_host_and_an_open_line_are_noticed() -> None:
    checks = _checks(llm_url="http://192.0.2.1:9/v1", llm_model="scripted", llm_timeout=0.5)
    assert checks["privacy"].state == "notice"
    assert "leave this machine for 192.0.2.1:9" in checks["privacy"].sentence
    assert "others on the way can read them" in checks["privacy"].sentence


@pytest.mark.usefixtures("documents")
def test_a_key_file_that_is_not_there_is_told() -> None:
    checks = _checks(llm_url="http://localhost:9/v1", llm_model="scripted", llm_key_file="nowhere.txt")
    assert checks["language model"].state == "bad"
    assert "nowhere.txt" in checks["language model"].sentence
