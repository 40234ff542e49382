"""Rows of tables in text: cells joined by " | ", as the readers and Markdown write them.

A row means little without the header above it: "2023 | 8 260 | 47" under "Année | Visiteurs | Groupes".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
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
    block_start = text.rfind("\n\n", 0, line_start) + 1
    block_end = text.find("\n\n", line_start)
    tables = _tables(text, block_start, len(text) if block_end < 0 else block_end)
    above = bisect_left(tables, line_start, key=lambda table: table[1]) - 1
    # A row stands in the last table that begins above it, unless another one begins with the row itself.
    if above < 0 or (above + 1 < len(tables) and tables[above + 1][0] <= line_start):
        return None
    return text[tables[above][1] : _line(text, tables[above][1])[1]].strip()


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


# The rows of a table are asked about one after the other, and a table may have many thousands.
@lru_cache(maxsize=8)
def _tables(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return where each table of a block begins, and where its header does."""
    others = [match.end() + 1 for match in _OTHER_LINE.finditer(text, start, end)]
    tables: list[tuple[int, int]] = []
    for first, limit in pairwise([start, *others, end + 1]):
        position = first
        while position < min(limit, end):
            line_end = _line(text, position)[1]
            if _is_row(text[position:line_end]):
                tables.append((first, position))
                break
            position = line_end + 1
    return tuple(tables)


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
