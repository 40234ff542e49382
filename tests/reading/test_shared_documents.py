"""Every file of a collection of real, odd and broken files is read, or fails with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from chatbot.errors import ReadingError
from chatbot.reading import list_files, read_document

COLLECTION = Path(__file__).resolve().parents[3] / "shared" / "documents"


@pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection of real files is not here")
def test_every_real_file_is_read_or_fails_with_a_reason() -> None:
    listing = list_files(COLLECTION)
    read = 0
    reasons: list[str] = []
    for entry in listing.files:
        try:
            document = read_document(COLLECTION, entry.path, 50_000_000)
        except ReadingError as error:
            reasons.append(str(error))
            continue
        read += 1
        assert all(
            document.text[heading.start : heading.end] == heading.text for heading in document.headings
        )
        assert list(document.page_starts) == sorted(document.page_starts)
    assert all(reason.endswith(".") for reason in reasons)
    assert not [reason for reason in reasons if "is broken" in reason]
    assert read > 0.8 * len(listing.files)
