"""What a browser would make of rendered HTML: its elements, its attributes, its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TAGS = frozenset(
    "abbr article aside blockquote button code div h2 h3 header li mark ol p section span strong "
    "table tbody td th thead tr ul".split()
)
ATTRIBUTES = frozenset(
    "aria-checked aria-describedby aria-label aria-labelledby aria-modal aria-valuemax aria-valuemin "
    "aria-valuenow class data-close data-copy data-event data-first data-label data-second id lang role "
    "scope start style tabindex title type".split()
)


@dataclass
class Reading(HTMLParser):
    """The elements, attributes and text of a piece of HTML."""

    html: str
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.attributes if known == name]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open_tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag, f"{tag} closed out of turn in {self.html!r}"

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came through: {data!r}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration came through: {decl!r}")


def assert_ours(html: str) -> Reading:
    """Check that only elements and attributes of our own are there, all of them closed."""
    reading = Reading(html)
    assert set(reading.tags) <= TAGS
    assert {name for name, _ in reading.attributes} <= ATTRIBUTES
    assert reading.open_tags == []
    return reading
