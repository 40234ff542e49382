"""Rows of tables in text: cells joined by " | ", as the readers and Markdown write them.

A row means little without the header above it: "2023 | 8 260 | 47" under "Année | Visiteurs | Groupes".
"""

from __future__ import annotations

import re
from itertools import pairwise

# The row of dashes that Markdown puts under a header: "|---|:---:|".
_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*")
# A line with no bar in it that is no rule either; it ends a table above it.
_OTHER_LINE = re.compile(r"^(?:[^|\n]*[^|\n\-: \t][^|\n]*|[ \t]*)$", re.MULTILINE)
_SEPARATOR = re.compile(r"(?<!\\)\|")


def header_of(text: str, start: int, end: int) -> str | None:
    """Return the header of the table that a row stands in, as it is written.

    Parameters
    ----------
    text
        A document or a passage.
    start, end
        Span of the row in it, or of any part of the row.

    Returns
    -------
    str or None
        The first row of the run of rows without a gap, stripped; ``None`` where the span is no table
        row, is the header itself, or covers more than one line.
    """
    line_start, line_end = _line(text, start)
    if end > line_end or not _is_row(text[line_start:line_end]):
        return None
    # One pass over the rows above, which may be many thousands: the table begins after the last other line.
    block = text[text.rfind("\n\n", 0, line_start) + 1 : line_start].removesuffix("\n")
    others = [match.end() for match in _OTHER_LINE.finditer(block)]
    above = block[others[-1] if others else 0 :].split("\n")
    return next((line.strip() for line in above if _is_row(line)), None)


def cell_headers(row: str, header: str) -> list[tuple[int, int, str]]:
    """Return the cells of a row, each with its column's header.

    Returns
    -------
    list of (int, int, str)
        Span of each cell's text inside ``row``, without white space around it, and the header's text;
        an empty list where row and header have not the same number of cells.
    """
    cells, names = _cells(row), _cells(header)
    if len(cells) != len(names):
        return []
    return [(start, end, header[low:high]) for (start, end), (low, high) in zip(cells, names, strict=True)]


def _line(text: str, position: int) -> tuple[int, int]:
    """Return the span of the line that a position stands in."""
    end = text.find("\n", position)
    return text.rfind("\n", 0, position) + 1, len(text) if end < 0 else end


def _is_rule(line: str) -> bool:
    """Return whether a line only separates the header from the rows."""
    return "|" in line and _RULE.fullmatch(line) is not None


def _is_row(line: str) -> bool:
    """Return whether a line holds cells: two at least, or one between the bars of Markdown."""
    bare = line.strip()
    if _is_rule(line) or not bare:
        return False
    return " | " in bare or (len(bare) > 2 and bare.startswith("|") and bare.endswith("|"))


def _cells(row: str) -> list[tuple[int, int]]:
    """Return the spans of a row's cells; bars that frame the row bound no empty cell."""
    start, end = len(row) - len(row.lstrip()), len(row.rstrip())
    bars = [match.start() for match in _SEPARATOR.finditer(row, start, end)]
    edges = [start - 1, *bars, end]
    if bars and bars[0] == start:
        edges.pop(0)
    if bars and bars[-1] == end - 1 and len(edges) > 1:
        edges.pop()
    return [_stripped(row, low + 1, high) for low, high in pairwise(edges) if low < high]


def _stripped(row: str, start: int, end: int) -> tuple[int, int]:
    """Take the white space off both ends of a span."""
    piece = row[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return first, max(first, start + len(piece.rstrip()))
