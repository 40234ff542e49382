"""Conflicts chosen and written out: filters, and one row a claim for a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from io import StringIO

from chatbot.types import Conflict

COLUMNS = (
    "conflict", "kind", "confidence", "summary", "value", "document", "page", "language", "quote",
)  # fmt: skip
# What a spreadsheet takes for the beginning of a formula; what is not printed may be lost on the way there.
_FORMULA = re.compile(
    r"[\t\r]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\s]*[=+\-@＝＋－＠]"
)


def choose(
    conflicts: Iterable[Conflict],
    kind: str | None = None,
    documents: Sequence[str] = (),
    least: float = 0.0,
    limit: int | None = None,
) -> list[Conflict]:
    """Return the conflicts that pass all filters, in their order.

    Parameters
    ----------
    kind
        Only this kind.
    documents
        Patterns of `fnmatch` for paths, upper and lower case apart; one claim of a document whose path
        matches one of them is enough.
    least
        Only those of at least this confidence.
    limit
        At most so many.
    """
    chosen = [
        conflict
        for conflict in conflicts
        if kind in (None, conflict.kind)
        and conflict.confidence >= least
        and (not documents or _concerns(conflict, documents))
    ]
    return chosen[:limit]


def as_csv(conflicts: Sequence[Conflict]) -> str:
    """Return the conflicts as CSV after RFC 4180, a line of names first, one row a claim.

    A cell that a spreadsheet would run as a formula has an apostrophe put in front of it.
    """
    written = StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for number, conflict in enumerate(conflicts, start=1):
        confidence = f"{conflict.confidence:.3f}"
        for claim in conflict.claims:
            page = "" if claim.page is None else str(claim.page)
            cells = (
                str(number), conflict.kind, confidence, conflict.summary, claim.value,
                claim.document, page, claim.language, claim.quote,
            )  # fmt: skip
            rows.writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _concerns(conflict: Conflict, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(claim.document, pattern) for claim in conflict.claims for pattern in patterns)


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
