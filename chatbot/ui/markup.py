"""Text to safe HTML: everything is escaped, and only marks of our own become elements."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Literal

Mark = Callable[[int], str | None]

_INLINE = re.compile(
    r"\\([\\*\[\]_#><`-])|(\*\*)|\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]"
    r"|~~(?!~)((?:(?!~~(?!~))[^\n])+)~~[ ]?\[\?(\d{1,3})\]"
)
_LIST_ITEM = re.compile(r"\s{0,3}(?:[-*•]|(\d{1,3})[.)])\s+(.*)", re.DOTALL)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*)")


def attributes(**values: str | int | None) -> str:
    """Write attributes with their values escaped; ``None`` leaves one out, ``_`` becomes ``-``."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for name, value in values.items()
        if value is not None
    )


def _unknown(number: int) -> None:
    """Mark nothing."""


def inline(text: str, citation: Mark = _unknown, doubt: Mark = _unknown) -> str:
    """Render one paragraph: ``**bold**``, citation and doubt marks, backslash escapes; the rest is text.

    Parameters
    ----------
    citation
        Gives the HTML of a citation number, ``None`` where there is no such citation.
    doubt
        Gives the HTML of the mark ``[?1]`` after a statement between ``~~``, ``None`` where there is no such
        doubt; the ``~~`` are then text.
    """
    pieces: list[str] = []
    position, bold_at = 0, -1
    while match := _INLINE.search(text, position):
        pieces.append(escape(text[position : match.start()]))
        position = match.end()
        literal, stars, numbers, statement, doubted = match.groups()
        if literal:
            pieces.append(escape(literal))
        elif stars and bold_at < 0:
            bold_at = len(pieces)
            pieces.append("**")
        elif stars:
            pieces[bold_at] = "<strong>"
            pieces.append("</strong>")
            bold_at = -1
        elif numbers:
            pieces.append(_citations(match.group(), numbers, citation))
        elif (mark := doubt(int(doubted))) is None:
            pieces.append("~~")
            position = match.start() + len("~~")
        else:
            pieces.append(f'<span class="unsupported">{inline(statement)}</span> {mark}')
    pieces.append(escape(text[position:]))
    return "".join(pieces)


def _citations(mark: str, numbers: str, citation: Mark) -> str:
    rendered = [citation(int(number)) for number in numbers.split(",")]
    if any(one is None for one in rendered):
        return escape(mark)
    return "".join(one for one in rendered if one is not None)


def blocks(text: str, citation: Mark = _unknown, doubt: Mark = _unknown) -> str:
    """Render paragraphs, lists and headings (as bold lines) of our Markdown; marks as in ``inline``."""
    return "".join(_block(block, citation, doubt) for block in re.split(r"\n\s*\n", text) if block.strip())


def _block(block: str, citation: Mark, doubt: Mark) -> str:
    html: list[str] = []
    items: list[str] = []
    prose: list[str] = []
    first: str | None = None

    def close() -> None:
        if items:
            listed = "".join(f"<li>{inline(item, citation, doubt)}</li>" for item in items)
            html.append(f"<ol{attributes(start=first)}>{listed}</ol>" if first else f"<ul>{listed}</ul>")
            items.clear()
        if prose:
            html.append(f"<p>{inline(chr(10).join(prose), citation, doubt)}</p>")
            prose.clear()

    for line in block.strip("\n").split("\n"):
        item, heading = _LIST_ITEM.fullmatch(line), _HEADING.fullmatch(line)
        if item:
            if prose or (items and bool(first) != bool(item.group(1))):
                close()
            if not items:
                first = item.group(1)
            items.append(item.group(2))
        elif heading:
            close()
            html.append(f'<p class="heading">{inline(heading.group(1), citation, doubt)}</p>')
        elif items:
            items[-1] += f"\n{line}"
        else:
            prose.append(line)
    close()
    return "".join(html)


def marked(text: str, start: int, end: int, tag: Literal["mark", "strong"] = "mark") -> str:
    """Escape a text and put an element around ``[start, end)``, where that names words inside it."""
    if not 0 <= start < end <= len(text):
        return escape(text)
    return f"{escape(text[:start])}<{tag}>{escape(text[start:end])}</{tag}>{escape(text[end:])}"


def shortened(text: str, start: int, end: int, limit: int = 220) -> tuple[str, int, int]:
    """Cut a text to about ``limit`` characters around ``[start, end)``, with the span moved along.

    Cuts fall between words and show as ``…``; white space becomes single spaces only at the ends.
    """
    if len(text) <= limit:
        return text, start, end
    if not 0 <= start < end <= len(text):
        start, end = 0, 0
    room = max(0, limit - (end - start)) // 2
    left, right = max(0, start - room), min(len(text), end + room)
    if left == 0:
        right = min(len(text), max(right, limit))
    elif right == len(text):
        left = max(0, min(left, len(text) - limit))
    while 0 < left < start and not text[left - 1].isspace():
        left += 1
    while end < right < len(text) and not text[right].isspace():
        right -= 1
    before, after = "…" if left else "", "…" if right < len(text) else ""
    moved = len(before) - left
    return before + text[left:right] + after, start + moved, end + moved
