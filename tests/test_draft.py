from __future__ import annotations

from chatbot.draft import Draft


def test_a_draft_shows_its_last_text_and_remembers_that_it_was_stopped() -> None:
    draft = Draft()
    assert (draft.text, draft.stopped()) == ("", False)
    draft.show("One")
    draft.show("One two")
    draft.stop()
    assert (draft.text, draft.stopped()) == ("One two", True)
