from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.chunking import embedding_text, split_document
from chatbot.types import Document, Heading, Passage, Span
from tests.helpers.fakes import HashEmbedder

count_tokens = HashEmbedder().count_tokens
SENTENCE = "The bridge over the river was opened to traffic in June."


def document(
    text: str,
    headings: tuple[tuple[str, int], ...] = (),
    repeats: tuple[Span, ...] = (),
    pages: tuple[int, ...] = (),
) -> Document:
    found: list[Heading] = []
    for heading, level in headings:
        start = text.index(heading, found[-1].end if found else 0)
        found.append(Heading(start, start + len(heading), level, heading))
    return Document("0123456789abcdef", "a/b.md", "A title", "en", text, "hash", pages, tuple(found), repeats)


def split(made: Document, max_tokens: int = 40) -> list[Passage]:
    return split_document(made, max_tokens=max_tokens, count_tokens=count_tokens)


def check_invariants(made: Document, passages: list[Passage], max_tokens: int) -> None:
    covered = set[int]()
    for ordinal, passage in enumerate(passages):
        assert made.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert passage.ordinal == ordinal
        assert passage.id == f"{made.id}:{passage.start}-{passage.end}"
        assert not covered & set(range(passage.start, passage.end))
        assert count_tokens(passage.text) <= max_tokens
        covered |= set(range(passage.start, passage.end))
    repeated = {position for span in made.repeats for position in range(span.start, span.end)}
    assert not covered & repeated
    spoken = {position for position, letter in enumerate(made.text) if not letter.isspace()}
    assert spoken - repeated <= covered
    assert [passage.start for passage in passages] == sorted(passage.start for passage in passages)


words = st.sampled_from(
    ["river", "été", "Laënnec", "1944", "don't", "U.S.", "x" * 60, "桥在河上。", "…", "e\u0301"]
)
sentences = st.lists(words, min_size=1, max_size=30).map(lambda chosen: " ".join(chosen) + ".")
gaps = st.sampled_from([" ", "\n", "\n\n", "\n \n\n", "\x1e", "\t", "\u00a0", "\r\n"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text, headings, repeats = "", list[Heading](), list[Span]()
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(["text", "text", "text", "heading", "repeat"]))
        content = draw(sentences if kind != "heading" else words)
        start, text = len(text), text + content
        if kind == "heading":
            headings.append(Heading(start, len(text), draw(st.integers(1, 6)), content))
        elif kind == "repeat":
            repeats.append(Span(start, len(text)))
        text += draw(gaps)
    return replace(document(text), headings=tuple(headings), repeats=tuple(repeats))


@settings(deadline=None)
@given(documents(), st.integers(8, 60))
def test_any_document_is_cut_into_exact_disjoint_bounded_passages(made: Document, max_tokens: int) -> None:
    check_invariants(made, split(made, max_tokens), max_tokens)


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(3, 30))
def test_any_text_at_all_is_cut(text: str, max_tokens: int) -> None:
    made = document(text)
    check_invariants(made, split(made, max_tokens), max_tokens)


@settings(deadline=None)
@given(documents())
def test_the_same_document_is_always_cut_the_same_way(made: Document) -> None:
    assert split(made) == split(made)


def test_a_passage_ends_where_a_sentence_ends() -> None:
    passages = split(document(" ".join([SENTENCE] * 12)))
    assert len(passages) > 2
    assert all(
        passage.text.startswith("The bridge") and passage.text.endswith("June.") for passage in passages
    )


def test_paragraphs_that_fit_stay_whole() -> None:
    paragraph = f"{SENTENCE} {SENTENCE}"
    passages = split(document("\n\n".join([paragraph] * 4)), max_tokens=30)
    assert [passage.text for passage in passages] == [paragraph] * 4


def test_a_passage_does_not_reach_into_the_next_section() -> None:
    text = f"First\n\n{SENTENCE}\n\nSecond\n\n{SENTENCE}"
    passages = split(document(text, (("First", 1), ("Second", 1))), max_tokens=80)
    assert [passage.heading for passage in passages] == ["First", "Second"]
    assert passages[1].text == f"Second\n\n{SENTENCE}"


def test_tiny_sections_share_a_passage() -> None:
    text = f"First\n\nYes.\n\nSecond\n\n{SENTENCE}"
    passages = split(document(text, (("First", 1), ("Second", 1))), max_tokens=80)
    assert [passage.text for passage in passages] == [text]


def test_headings_without_text_go_with_the_section_below_and_the_lowest_names_it() -> None:
    text = f"{SENTENCE}\n\nPart\n\nChapter\n\n{SENTENCE}"
    passages = split(document(text, (("Part", 1), ("Chapter", 2))))
    assert passages[0].heading is None
    assert passages[1].text == f"Part\n\nChapter\n\n{SENTENCE}"
    assert passages[1].heading == "Chapter"


def test_a_heading_is_never_cut_from_the_text_it_heads() -> None:
    text = "Opening of the bridge\n\n" + " ".join([SENTENCE] * 9)
    passages = split(document(text, (("Opening of the bridge", 1),)))
    assert passages[0].text.startswith(f"Opening of the bridge\n\n{SENTENCE}")
    assert {passage.heading for passage in passages} == {"Opening of the bridge"}


def test_a_short_remainder_is_evened_out_with_its_neighbour() -> None:
    passages = split(document(" ".join([SENTENCE] * 5) + " It rained."), max_tokens=64)
    assert [count_tokens(passage.text) > 20 for passage in passages] == [True, True]


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    passages = split(document(" ".join(["river"] * 100)), max_tokens=12)
    assert {word for passage in passages for word in passage.text.split()} == {"river"}


def test_pages_are_those_where_the_passages_start() -> None:
    first, second = " ".join([SENTENCE] * 3), " ".join([SENTENCE] * 3)
    passages = split(document(f"{first}\n\n{second}", pages=(0, len(first) + 2)))
    assert [passage.page for passage in passages] == [1, 2]
    assert split(document(first))[0].page is None


def test_a_long_passage_in_another_language_says_so() -> None:
    french = (
        "Le pont qui enjambe la rivière fut ouvert à la circulation au mois de juin, après de longs travaux "
        "que la ville avait longtemps retardés. Les habitants se réunirent le soir sur la place du marché."
    )
    english = " ".join([SENTENCE] * 4)
    passages = split(document(f"{english}\n\n{french}\n\nOui."), max_tokens=64)
    assert [passage.language for passage in passages[:2]] == ["en", "fr"]


FRENCH = "Le pont qui enjambe la rivière fut ouvert à la circulation au mois de juin. "
ENGLISH = f"{SENTENCE} "


def test_a_section_in_another_language_within_a_long_document_says_so() -> None:
    text = ENGLISH * 150 + "\n\n" + FRENCH * 30 + "\n\n" + ENGLISH * 150
    first, last = text.index(FRENCH), text.rindex(FRENCH) + len(FRENCH)

    passages = split(document(text), max_tokens=64)

    inside = [passage for passage in passages if first <= passage.start and passage.end <= last]
    outside = [passage for passage in passages if passage.end <= first or last <= passage.start]
    assert len(inside) > 5
    assert {passage.language for passage in inside} == {"fr"}
    assert {passage.language for passage in outside} == {"en"}


def test_every_passage_of_a_long_document_in_one_language_is_in_it() -> None:
    made = document(FRENCH * 150)
    assert {passage.language for passage in split(made, max_tokens=64)} == {"fr"}


@pytest.mark.parametrize("text", ["x" * 300_000, "x" * 2_000 + " " + "y" * 900, f"{SENTENCE} {'é' * 5_000}"])
def test_a_word_without_end_is_cut_into_passages_of_bounded_length(text: str) -> None:
    made = document(text)
    passages = split(made, max_tokens=40)
    check_invariants(made, passages, 40)
    assert len(passages) > 1
    assert max(len(passage.text) for passage in passages) <= 12 * 40


@given(st.lists(st.sampled_from(["x" * 90, " ", "\n\n", "a b", "é."]), max_size=40).map("".join))
def test_long_words_are_cut_into_exact_disjoint_passages(text: str) -> None:
    made = document(text)
    passages = split(made, max_tokens=6)
    check_invariants(made, passages, 6)
    assert all(len(passage.text) <= 72 for passage in passages)


def test_parts_of_a_word_that_count_more_than_the_whole_are_cut_again() -> None:
    def count(text: str) -> int:
        return sum(1 if len(word) > 100 else len(word) for word in text.split())

    made = document(" ".join(["x" * 130] * 50))
    passages = split_document(made, max_tokens=20, count_tokens=count)
    assert all(count(passage.text) <= 20 and len(passage.text) <= 240 for passage in passages)
    assert "".join(passage.text for passage in passages).replace(" ", "") == "x" * 6_500


def test_each_sentence_is_counted_once() -> None:
    counted: list[str] = []

    def count(text: str) -> int:
        counted.append(text)
        return count_tokens(text)

    sentences = [f"Sentence number {number} is about the old bridge." for number in range(400)]
    split_document(document(" ".join(sentences)), max_tokens=60, count_tokens=count)
    assert sum(map(len, counted)) < 1.1 * sum(map(len, sentences))


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Opening", "Opening\nIt rained."),
        ("It rained", "It rained."),
        (None, "It rained."),
    ],
)
def test_the_heading_is_embedded_unless_the_passage_says_it(heading: str | None, expected: str) -> None:
    passage = replace(split(document("It rained."))[0], heading=heading)
    assert embedding_text(passage) == expected
