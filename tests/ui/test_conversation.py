from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from chatbot.types import Answer, Citation, Claim, Conflict, Doubt
from chatbot.ui.conversation import render_conversation, render_live, render_turn
from chatbot.ui.session import Turn
from chatbot.ui.words import ENGLISH, FRENCH
from tests.ui.fake_bot import OPENING, REFUSAL, TOLL_ANSWER, WRITTEN, WRITTEN_FRENCH
from tests.ui.html_reading import assert_ours
from tests.ui.test_markup import HOSTILE


def test_citation_buttons_name_turn_and_place() -> None:
    html = render_turn(3, Turn("When?", OPENING), ENGLISH)
    assert 'class="cite" data-event="cite" data-first="3" data-second="1"' in html
    assert "Source 2, Le pont de l’Orne, p. 2, French" in assert_ours(html).values("aria-label")


def test_every_record_of_the_turn_can_be_opened() -> None:
    turn = Turn("When?", OPENING)
    opened = set(assert_ours(render_turn(0, turn, ENGLISH)).values("data-second"))
    assert opened == {str(place) for place in range(len(turn.records))}
    assert len(turn.records) == 4


def test_a_conflict_shows_its_kind_summary_and_both_sides() -> None:
    text = assert_ours(render_turn(0, Turn("When?", OPENING), FRENCH)).text
    for said in ("Dates differ", "two dates for the opening", "12 May 1931", "3 June 1931"):
        assert said in text


def test_values_are_marked_inside_quotes() -> None:
    html = render_turn(0, Turn("When?", OPENING), ENGLISH)
    assert "<mark>12 May 1931</mark>" in html
    assert "<mark>3 juin 1931</mark>" in html


def test_a_refusal_offers_the_nearest_passages_in_its_own_language() -> None:
    html = render_turn(1, Turn("Qui ?", REFUSAL), ENGLISH)
    assert "Passages les plus proches" in html
    assert "<h3>Sources</h3>" not in html
    assert set(assert_ours(html).values("data-second")) == {"0", "1"}


def test_nearest_passages_of_an_answered_question_are_not_shown() -> None:
    answered = replace(OPENING, nearest=REFUSAL.nearest)
    assert "Nearest passages" not in render_turn(0, Turn("When?", answered), ENGLISH)


def test_the_question_that_was_searched_shows_where_it_differs() -> None:
    html = render_turn(0, Turn("And when?", OPENING), ENGLISH)
    assert "Searched for: When was the bridge opened?" in html
    assert "Searched for" not in render_turn(0, Turn(OPENING.query, OPENING), ENGLISH)


def test_an_empty_conversation_shows_the_examples() -> None:
    reading = assert_ours(render_conversation([], ("Who <b>?", "When?"), ENGLISH))
    assert reading.values("data-event") == ["example", "example"]
    assert reading.values("data-first") == ["0", "1"]
    assert "Who <b>?" in reading.text


def test_an_error_stands_in_place_of_the_answer() -> None:
    assert "a <sentence>" in assert_ours(render_turn(0, Turn("Q", notice="a <sentence>"), ENGLISH)).text


def test_emphasis_is_closed_while_the_answer_unfolds() -> None:
    assert "<strong>12 May</strong>" in render_live("Q", "on **12 May", "", ENGLISH)


def test_a_written_answer_names_its_writer_and_cites_as_ever() -> None:
    html = render_turn(2, Turn("When?", WRITTEN), ENGLISH)
    text = assert_ours(html).text
    assert "Written by llama3.2; each statement was checked against the passages it cites." in text
    assert 'class="cite" data-event="cite" data-first="2" data-second="2"' in html
    assert "Dates differ" in text
    assert "Written by" not in render_turn(2, Turn("When?", OPENING), ENGLISH)


def test_what_is_not_supported_is_marked_where_it_stands_and_listed() -> None:
    html = render_turn(0, Turn("When?", WRITTEN), ENGLISH)
    reading = assert_ours(html)
    reason = "“40,000 francs” does not stand in the passage cited."
    assert '<span class="unsupported">It had brought in 40,000 francs a year.</span> <abbr' in html
    assert reason in reading.values("title")
    assert f"Not supported by the passages cited: {reason}" in reading.values("aria-label")
    assert reading.text.count("It had brought in 40,000 francs a year.") == 2
    assert (
        f"Not supported by the passages citedIt had brought in 40,000 francs a year. {reason}" in reading.text
    )
    assert "~~" not in reading.text


def test_a_written_answer_speaks_its_own_language() -> None:
    text = assert_ours(render_turn(0, Turn("Quand ?", WRITTEN_FRENCH), ENGLISH)).text
    assert "Rédigé par llama3.2\u00a0; chaque affirmation a été confrontée" in text
    assert "non confirmé" in text


def test_tildes_in_an_answer_of_quotes_are_text() -> None:
    quoted = replace(TOLL_ANSWER, text="“~~The toll~~ [?1]” [1]")
    html = render_turn(0, Turn("When?", quoted), ENGLISH)
    assert "“~~The toll~~ [?1]”" in assert_ours(html).text
    assert "doubt" not in html


def test_a_note_stands_above_the_text() -> None:
    for answer in (TOLL_ANSWER, WRITTEN):
        html = render_turn(0, Turn("When?", replace(answer, note="It <failed>; start it.")), ENGLISH)
        reading = assert_ours(html)
        assert "status" in reading.values("role")
        assert html.index("It &lt;failed&gt;; start it.") < html.index('<div class="text"')
    assert "notice" not in render_turn(0, Turn("When?", WRITTEN), ENGLISH)


def test_the_turn_in_progress_can_be_stopped_while_its_text_grows() -> None:
    for text in ("", "so **far"):
        html = render_live("Q", text, "Somebody writes…", ENGLISH, stoppable=True)
        reading = assert_ours(html)
        assert reading.values("data-event") == ["stop"]
        assert "Somebody writes…" in reading.text
        assert text.replace("**", "") in reading.text
    assert "stop" not in render_live("Q", "", "Somebody writes…", ENGLISH)


def test_nothing_in_a_turn_in_progress_can_be_followed() -> None:
    written = (
        "![x](http://127.0.0.1:1/leak) [click](http://evil.example/) <img src=http://evil.example/x> [1]"
    )
    reading = assert_ours(render_live("Q", written, "writes", ENGLISH, stoppable=True))
    assert set(reading.tags) == {"article", "div", "span", "p", "button"}
    assert reading.tags.count("button") == 1
    assert "![x](http://127.0.0.1:1/leak) [click](http://evil.example/) <img src=" in reading.text


def test_the_quotes_of_one_side_stand_under_its_value() -> None:
    (conflict,) = OPENING.conflicts
    first, second = conflict.claims
    three = replace(conflict, claims=(first, replace(first, title="Another account"), second))
    answer = replace(OPENING, conflicts=(three,))

    html = render_turn(0, Turn("Q", answer), ENGLISH)

    assert html.count('class="side"') == 2
    assert html.count('class="value"') == 2
    assert html.count('<div class="card">') == 3


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_nothing_of_a_document_becomes_markup(text: str, title: str, quote: str, value: str) -> None:
    place = {"document": title, "title": title, "quote": quote, "start": 0, "end": len(quote), "page": 1}
    rest = {"passage_id": title, "language": value, "value_start": 1, "value_end": 4}
    citation = Citation(number=1, **place, **rest)  # type: ignore[arg-type]  # the keys are the fields
    claim = Claim(kind="date", value=value, **place, **rest)  # type: ignore[arg-type]  # likewise
    conflict = Conflict("name", text, (claim, claim))
    answer = Answer(text, value, True, 1.0, (citation,), (conflict,), (), query=title)
    refusal = replace(answer, answered=False, nearest=(citation,))
    doubts = (Doubt(1, title, quote), Doubt(2, text, value))
    said = f"{text} ~~{quote}~~ [?1] ~~{title}"
    written = replace(answer, text=said, writer=value, note=title, doubts=doubts)
    turns = [Turn(text, answer), Turn(quote, refusal), Turn(title, notice=text), Turn(value, written)]
    assert_ours(render_conversation(turns, (), ENGLISH))
    assert_ours(render_conversation([], (text, title), FRENCH))
    live = assert_ours(render_live(title, text, value, FRENCH, stoppable=True))
    assert live.values("data-event") == ["stop"]
