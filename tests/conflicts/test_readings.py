from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.conflicts.readings import decode_statements, encode_statements
from chatbot.conflicts.statements import read_statements
from chatbot.types import Passage

_PARTS = (
    "On 3 May 1921", "from 20 to 22 August", "by the summer of 1943", "in the 1880s", "le 1er août au soir",
    "at 5 o'clock", "from 9 am to 5 pm", "à 14 h 30", "about 3.2 million euros", "5 to 10 houses",
    "more than 41 mm", "près de 600 morts parmi les civils", "General Leclerc", "in Orval", "the 2e DB",
    "on the 23rd", "twelve boats", "12 %", "on Monday",
)  # fmt: skip


def _passage(text: str, start: int = 0) -> Passage:
    return Passage("id", "d", "a.txt", "The year 1944", 0, text, start, start + len(text), None, None, "en")


@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=6), st.integers(0, 999))
def test_what_is_kept_of_a_passage_is_what_was_read(parts: list[str], moved: int) -> None:
    passage = _passage("They came " + " and left ".join(parts) + ". So they said.")
    read = list(read_statements(passage))

    assert decode_statements(encode_statements(read), passage) == read
    elsewhere = _passage(passage.text, moved)
    assert decode_statements(encode_statements(read), elsewhere) == list(read_statements(elsewhere))


@pytest.mark.parametrize("text", ["No value at all.", "Half a letter \ud800 cost 5 francs.", ""])
def test_any_text_can_be_kept(text: str) -> None:
    read = list(read_statements(_passage(text)))

    assert decode_statements(encode_statements(read), _passage(text)) == read
