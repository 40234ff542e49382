from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.tables import cell_headers, header_of

PLAIN = "Fréquentation\n\nAnnée | Visiteurs | Groupes\n2021 | 5 310 | 22\n2023 | 8 260 | 47\n\nSécurité"
MARKDOWN = (
    "# Dates\n\n| Date | Event |\n|---|:---:|\n| 14 June 1940 | The city falls. |\n| 1944 | It is free. |\n"
)
CELL = st.text("abc 12é€.,'()", min_size=1, max_size=8).map(str.strip).filter(bool)
TABLES = st.integers(2, 5).flatmap(
    lambda columns: st.lists(st.lists(CELL, min_size=columns, max_size=columns), min_size=2, max_size=5)
)


def span(text: str, part: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


@pytest.mark.parametrize(
    ("text", "row", "header"),
    [
        (PLAIN, "2023 | 8 260 | 47", "Année | Visiteurs | Groupes"),
        (PLAIN, "2021 | 5 310 | 22", "Année | Visiteurs | Groupes"),
        (PLAIN, "8 260", "Année | Visiteurs | Groupes"),
        (MARKDOWN, "| 14 June 1940 | The city falls. |", "| Date | Event |"),
        (MARKDOWN, "It is free.", "| Date | Event |"),
        (PLAIN, "Année | Visiteurs | Groupes", None),
        (PLAIN, "Fréquentation", None),
        (PLAIN, "2021 | 5 310 | 22\n2023 | 8 260 | 47", None),
        (MARKDOWN, "| Date | Event |", None),
        (MARKDOWN, "|---|:---:|", None),
        (MARKDOWN, "# Dates", None),
        ("2023 | 47", "2023 | 47", None),
        ("A | B\n1 | 2\n\nC | D\n3 | 4", "3 | 4", "C | D"),
    ],
)
def test_the_header_is_the_first_row_of_the_same_table(text: str, row: str, header: str | None) -> None:
    assert header_of(text, *span(text, row)) == header


def test_each_cell_gets_the_header_of_its_column() -> None:
    row = "2023 | 8 260 | 47"
    found = cell_headers(row, "Année | Visiteurs | Groupes")
    assert [(row[start:end], name) for start, end, name in found] == [
        ("2023", "Année"),
        ("8 260", "Visiteurs"),
        ("47", "Groupes"),
    ]


def test_the_bars_of_markdown_frame_the_row() -> None:
    row = "| 1944 |  | It is free. |"
    found = cell_headers(row, "Date | Place | Event")
    assert [(row[start:end], name) for start, end, name in found] == [
        ("1944", "Date"),
        ("", "Place"),
        ("It is free.", "Event"),
    ]


def test_an_escaped_bar_is_part_of_its_cell() -> None:
    row = r"| a\|b | c |"
    assert [row[start:end] for start, end, _ in cell_headers(row, "x | y")] == [r"a\|b", "c"]


@pytest.mark.parametrize(("row", "header"), [("1 | 2", "a | b | c"), ("", "a | b"), ("1 | 2 | 3", "a | b")])
def test_rows_that_do_not_fit_their_header_have_no_cells(row: str, header: str) -> None:
    assert cell_headers(row, header) == []


@given(TABLES, st.booleans(), st.data())
def test_every_cell_of_every_table_is_found(
    table: list[list[str]], markdown: bool, data: st.DataObject
) -> None:
    lines = [f"| {' | '.join(row)} |" if markdown else " | ".join(row) for row in table]
    if markdown:
        lines.insert(1, "|---" * len(table[0]) + "|")
    text = "\n".join(["Before.", "", *lines, "", "After."])
    position = data.draw(st.integers(1, len(table) - 1))
    line = lines[position + markdown]
    start = len("\n".join(["Before.", "", *lines[: position + markdown]])) + 1
    header = header_of(text, start, start + len(line))
    assert header == lines[0]
    found = cell_headers(line, header)
    assert [line[low:high] for low, high, _ in found] == table[position]
    assert [name for _, _, name in found] == table[0]


@given(st.text("ab |-:\n\\", max_size=60), st.data())
def test_any_text_is_taken(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    header = header_of(text, start, end)
    if header is not None:
        assert header in text[:start] or header in text
        assert "|" in header
    low_high = cell_headers(text, text)
    assert all(text[low:high] == name and 0 <= low <= high <= len(text) for low, high, name in low_high)


def test_the_header_of_a_row_far_down_a_table_is_its_own() -> None:
    rows = "\n".join(f"{year} | {year * 2}" for year in range(5_000))
    text = f"Other | table\n\nProse stands between.\nYear | Visitors\n--- | ---\n{rows}"
    last = text.rindex("\n") + 1

    assert header_of(text, last, len(text)) == "Year | Visitors"


def test_every_row_of_neighbouring_tables_gets_the_header_of_its_own() -> None:
    tables = [f"Year | Number {number}\n1 | a{number}\n2 | b{number}" for number in range(3)]
    for gap in ("\n\n", "\nProse.\n", "\n \t\n"):
        text = gap.join(tables)
        for number in range(3):
            expected = f"Year | Number {number}"
            assert header_of(text, *span(text, expected)) is None
            assert header_of(text, *span(text, f"1 | a{number}")) == expected
            assert header_of(text, *span(text, f"2 | b{number}")) == expected
