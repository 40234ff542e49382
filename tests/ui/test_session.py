from __future__ import annotations

from typing import Any

import pytest

from chatbot.types import Message
from chatbot.ui.session import Session, Turn, pick
from tests.ui.fake_bot import OPENING, REFUSAL


def test_history_leaves_out_turns_without_an_answer() -> None:
    session = Session(turns=[Turn("one", OPENING), Turn("two", notice="an error")])
    assert session.history() == (Message("user", "one"), Message("assistant", OPENING.text))


def test_records_belong_to_their_turn() -> None:
    session = Session(turns=[Turn("one", OPENING), Turn("two", REFUSAL)])
    assert session.record(0, 1) is OPENING.citations[1]
    assert session.record(0, 2) is OPENING.conflicts[0].claims[0]
    assert session.record(1, 1) is REFUSAL.nearest[1]


@pytest.mark.parametrize("number", [-1, 2, None, "0", 0.0, True, [0], 10**30])
def test_only_whole_numbers_in_range_are_taken(number: Any) -> None:
    session = Session(turns=[Turn("one", OPENING), Turn("two", REFUSAL)])
    assert pick(("a", "b"), number) is None
    assert session.record(number, 0) is None
    assert session.record(1, number) is None
