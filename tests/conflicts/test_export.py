from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.conflicts.export import COLUMNS, as_csv, choose
from chatbot.types import Claim, Conflict, ConflictKind


def _claim(
    document: str, value: str = "1840", quote: str = "Built in 1840.", page: int | None = None
) -> Claim:
    return Claim("date", value, quote, document, document, 0, len(quote), page, "id", "en")


def _conflict(confidence: float, *documents: str, kind: ConflictKind = "date") -> Conflict:
    return Conflict(kind, "They disagree.", tuple(_claim(document) for document in documents), confidence)


FOUND = (
    _conflict(0.9, "a/one.txt", "b/two.pdf"),
    _conflict(0.6, "a/one.txt", "c/Three.txt", kind="number"),
    _conflict(0.3, "b/two.pdf", "c/Three.txt"),
)


@pytest.mark.parametrize(
    ("filters", "chosen"),
    [
        ({}, [0, 1, 2]),
        ({"kind": "date"}, [0, 2]),
        ({"documents": ["*.pdf"]}, [0, 2]),
        ({"documents": ["a/*", "b/*"]}, [0, 1, 2]),
        ({"documents": ["c/three.txt"]}, []),
        ({"documents": ["c/[ST]hree.txt"], "least": 0.5}, [1]),
        ({"least": 0.6}, [0, 1]),
        ({"limit": 2}, [0, 1]),
        ({"kind": "date", "limit": 1, "documents": ["c/*"]}, [2]),
    ],
)
def test_the_filters_keep_what_passes_all_of_them(filters: dict[str, object], chosen: list[int]) -> None:
    assert choose(FOUND, **filters) == [FOUND[number] for number in chosen]  # type: ignore[arg-type]  # by name


def test_each_claim_is_a_row_with_the_number_of_its_conflict() -> None:
    rows = list(csv.DictReader(StringIO(as_csv(FOUND[:2]))))

    assert [(row["conflict"], row["kind"], row["document"]) for row in rows] == [
        ("1", "date", "a/one.txt"),
        ("1", "date", "b/two.pdf"),
        ("2", "number", "a/one.txt"),
        ("2", "number", "c/Three.txt"),
    ]
    assert rows[0]["confidence"] == "0.900"
    assert rows[0]["page"] == ""


@given(
    st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from('=+-@\t\r\n",')), min_size=1),
    st.integers(1, 9),
)
def test_any_quote_is_read_back_and_none_begins_a_formula(quote: str, page: int) -> None:
    conflict = Conflict("date", quote, (_claim("a.txt", quote, quote, page),))

    [header, cells] = csv.reader(StringIO(as_csv([conflict]), newline=""))

    assert tuple(header) == COLUMNS
    assert cells[-1] in (quote, f"'{quote}")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\x1b=", "\u202e+", " @"])
def test_what_a_spreadsheet_would_run_has_an_apostrophe_before_it(start: str) -> None:
    text = as_csv([Conflict("date", "s", (_claim("a.txt", quote=f"{start}HYPERLINK(1)"),))])

    assert [*csv.reader(StringIO(text, newline=""))][1][-1] == f"'{start}HYPERLINK(1)"
