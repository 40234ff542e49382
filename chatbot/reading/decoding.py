"""From bytes to characters, and what bytes are not text at all."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from chatbot.errors import ReadingError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
# Characters of French, English and their typography outside ASCII, as Windows-1252 holds them.
_WESTERN = frozenset("éèêëàâäçùûüîïôöœæÉÈÊËÀÂÄÇÙÛÜÎÏÔÖŒÆ’‘“”«»–—…°€£§·•×²³½©®\u00a0")
# Control bytes that text files do not use; tabs, line and page breaks, escape and end-of-file they do.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))
_SAMPLE = 200_000


def kind_of_content(content: bytes) -> str | None:
    """Name what a content is by its first bytes ("a PDF"), ``None`` where they say nothing."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, kind in _SIGNATURES:
        if content.startswith(signature) or (signature == b"%PDF-" and start.startswith(signature)):
            return kind
    return None


def has_byte_order_mark(content: bytes) -> bool:
    """Tell whether a content says its Unicode encoding by its first bytes."""
    return any(content.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)


def decode(content: bytes) -> str:
    """Return the characters of a text file in any common encoding.

    Tried in this order: byte order mark, UTF-8, UTF-16 and UTF-32 without a mark, Windows-1252 where it
    reads as French or English, and what charset-normalizer finds.

    Raises
    ------
    ReadingError
        The content is not text.
    """
    kind = kind_of_content(content)
    if kind is not None:
        raise ReadingError(
            f"is {kind} under the name of a text; give it the ending that belongs to it, or convert it."
        )
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    wide = _wide_encoding(content)
    if wide:
        return content.decode(wide, errors="replace")
    _refuse_binary(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_single_bytes(content)


def _wide_encoding(content: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 without a mark by where the zero bytes of common letters and spaces fall."""
    sample = content[: _SAMPLE // 4 * 4]
    quarter = len(sample) // 4
    if quarter == 0 or 0 not in sample:
        return None
    zeros = [sample[offset::4].count(0) / quarter for offset in range(4)]
    if len(content) % 4 == 0 and zeros[2] > 0.9 and zeros[3] > 0.9 and zeros[0] < 0.1:
        return "utf-32-le"
    if len(content) % 4 == 0 and zeros[0] > 0.9 and zeros[1] > 0.9 and zeros[3] < 0.1:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if odd > 0.1 and even < 0.02:
        return "utf-16-le"
    if even > 0.1 and odd < 0.02:
        return "utf-16-be"
    return None


def _decode_single_bytes(content: bytes) -> str:
    western = content.decode("cp1252", errors="replace")
    foreign = [sign for sign in western[:_SAMPLE] if sign > "\x7f"]
    if foreign and sum(sign in _WESTERN for sign in foreign) / len(foreign) > 0.95:
        return western
    # One broken byte in a long UTF-8 file does not make it another encoding.
    unicode = content.decode("utf-8", errors="replace")
    damaged, sound = unicode.count("\ufffd"), sum(sign > "\x7f" for sign in unicode)
    if sound - damaged > 20 * damaged:
        return unicode
    best = from_bytes(content[:_SAMPLE]).best()
    if best is None:
        raise ReadingError("is not text in any known encoding; save it as UTF-8 text.")
    return content.decode(best.encoding, errors="replace")


def _refuse_binary(content: bytes) -> None:
    sample = content[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > 0.02 * len(sample) or (0 in sample and controls > 0.002 * len(sample)):
        raise ReadingError("is binary, not text; convert it to text, Markdown, HTML, PDF or Word.")
