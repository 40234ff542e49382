from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chatbot.types import (
    DocumentSummary,
    Excerpt,
    FileFailure,
    IndexReport,
    IndexStatus,
    ModelLabel,
    Progress,
)
from chatbot.ui import panels
from chatbot.ui.words import ENGLISH, FRENCH
from tests.ui.fake_bot import LOCAL_MODEL, OPENED_EN, REMOTE_MODEL, citation
from tests.ui.html_reading import assert_ours
from tests.ui.test_markup import HOSTILE

FRESH = IndexStatus(True, (), (), (), (), 3, 40, "model", "2026-01-02T03:04:05Z")


def excerpt(**changes: Any) -> Excerpt:
    record = citation(1, OPENED_EN)
    values = {"heading": "Opening", "before": "B ", "quote": record.quote, "after": " A", **changes}
    return Excerpt(record.document, record.title, "en", 2, **values)


def test_the_excerpt_marks_the_quote_and_emphasises_the_value() -> None:
    record = citation(1, OPENED_EN)
    html = panels.render_excerpt(excerpt(), record, ENGLISH)
    assert "<mark>The bridge over the Orne was opened to traffic on <strong>12 May 1931</strong>," in html
    text = assert_ours(html).text
    for said in ("The bridge of Orne", "history/bridge.md", "p. 2", "Opening", "EN"):
        assert said in text


def test_a_value_is_not_looked_for_in_other_words() -> None:
    html = panels.render_excerpt(excerpt(quote="Something else entirely."), citation(1, OPENED_EN), ENGLISH)
    assert "<mark>Something else entirely.</mark>" in html


def test_no_banner_for_a_fresh_index() -> None:
    assert panels.render_banner(FRESH, ENGLISH) == ""


def test_the_banner_counts_what_changed() -> None:
    stale = replace(FRESH, fresh=False, added=("a",), changed=("b",), removed=("c",))
    html = panels.render_banner(stale, ENGLISH)
    assert "3 documents changed since the index was built." in html
    assert assert_ours(html).values("data-event") == ["rebuild"]
    one = replace(FRESH, fresh=False, changed=("b",))
    assert "1 document changed" in panels.render_banner(one, ENGLISH)
    assert "1 document a changé" in panels.render_banner(one, FRENCH)


def test_the_banner_says_why_everything_must_be_rebuilt() -> None:
    stale = replace(FRESH, fresh=False, reason="The embedding model has changed.")
    text = assert_ours(panels.render_banner(stale, ENGLISH)).text
    assert "The index must be rebuilt (The embedding model has changed)." in text
    assert "no index yet" in panels.render_banner(replace(stale, built_at=""), ENGLISH)


def test_progress_is_a_share_of_the_stage() -> None:
    reading = assert_ours(panels.render_progress(Progress("embedding", 3, 12, "a.md"), ENGLISH))
    assert reading.values("aria-valuenow") == ["25"]
    assert "Embedding the passages… 3 / 12" in reading.text
    assert assert_ours(panels.render_progress(None, ENGLISH)).values("aria-valuenow") == ["0"]


@given(st.integers(), st.integers())
def test_progress_stays_between_nothing_and_all(done: int, total: int) -> None:
    reading = assert_ours(panels.render_progress(Progress("reading", done, total), FRENCH))
    assert 0 <= int(reading.values("aria-valuenow")[0]) <= 100


def test_the_report_is_told_with_its_failures() -> None:
    report = IndexReport(("a",), (), ("b", "c"), ("d",), (FileFailure("x.pdf", "locked"),), 1, 1, 2.34)
    assert panels.report_sentence(report, ENGLISH) == (
        "The index is up to date: 1 passage in 2.3 s. 1 added, 0 changed, 2 removed, 1 unchanged. "
        "Not readable: x.pdf."
    )


def test_documents_that_need_attention_come_first() -> None:
    states = ("indexed", "removed", "failed", "added", "changed", "odd")
    listed = panels.in_order([DocumentSummary(f"{state}.md", "", "en", state, 1, 1) for state in states])
    assert [one.state for one in listed] == ["failed", "added", "changed", "removed", "indexed", "odd"]


def test_rows_carry_their_number_and_removed_files_no_button() -> None:
    listed = [
        DocumentSummary("a.md", "A", "en", "indexed", 3, 9),
        DocumentSummary("b.md", "B", "en", "removed", 3, 9),
        DocumentSummary("c.md", "C", "und", "failed", 0, 0, "It is encrypted."),
    ]
    reading = assert_ours(panels.render_documents(listed, ENGLISH))
    assert reading.values("data-first") == ["0", "2"]
    assert "It is encrypted." in reading.text


def test_a_long_list_says_what_it_leaves_out() -> None:
    listed = [DocumentSummary(f"{n}.md", "", "en", "indexed", 1, 1) for n in range(panels.ROWS_SHOWN + 5)]
    html = panels.render_documents(listed, ENGLISH)
    assert "and 5 more files" in html
    assert html.count("<tr>") == panels.ROWS_SHOWN + 1


def test_the_switch_says_who_writes_and_what_leaves_the_machine() -> None:
    local = assert_ours(panels.render_writer(LOCAL_MODEL, True, ENGLISH))
    assert local.values("aria-checked") == ["true"]
    assert local.values("data-event") == ["writer"]
    assert local.text == "Answers written by llama3.2On this machine (localhost:11434)."
    remote = assert_ours(panels.render_writer(REMOTE_MODEL, True, FRENCH))
    assert "Vos questions et les passages trouvés sont envoyés à api.example.org." in remote.text
    assert "where outside" in remote.values("class")
    assert "where outside" not in local.values("class")


def test_the_switch_says_what_answers_are_made_of_without_the_model() -> None:
    off = assert_ours(panels.render_writer(REMOTE_MODEL, False, ENGLISH))
    assert off.values("aria-checked") == ["false"]
    assert off.text == "Answers written by gpt-5-miniOff: answers are made of quotes alone."
    assert "where outside" not in off.values("class")


def test_there_is_no_switch_without_a_model() -> None:
    assert panels.render_writer(None, True, ENGLISH) == ""


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_of_a_document_becomes_markup(one: str, two: str, three: str) -> None:
    summary = DocumentSummary(one, two, three, two, 3, 9, three)
    stale = replace(FRESH, fresh=False, added=(one,), reason=two, built_at=three)
    record = replace(citation(1, OPENED_EN), quote=one, value_start=0, value_end=2)
    read = Excerpt(one, two, three, 1, two, one, one, three)
    for words in (ENGLISH, FRENCH):
        assert_ours(panels.render_documents([summary], words))
        assert_ours(panels.render_writer(ModelLabel(one, two, local=False), True, words))
        assert_ours(panels.render_banner(stale, words))
        assert_ours(panels.render_summary(stale, words))
        assert_ours(panels.render_removal(one, words))
        assert_ours(panels.render_notice(one, problem=True))
        assert_ours(panels.render_panel_notice(two, words))
        assert_ours(panels.render_progress(Progress(one, 1, 2, two), words))
        assert_ours(panels.render_excerpt(read, record, words))
