"""HTML: the main content of a page, with its comments and tables, without menus, banners and forms."""

from __future__ import annotations

import codecs
import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from chatbot.errors import ReadingError
from chatbot.reading.decoding import decode, has_byte_order_mark, kind_of_content
from chatbot.reading.extract import Block, Extract, join_blocks
from chatbot.reading.markup import INLINE_TAGS, MarkupBlock, blocks_of

# Beyond this, extraction takes minutes; such pages are logs and data dumps, not texts.
MOST_ELEMENTS = 200_000
# Beyond this, the extractor takes more than seconds, and its work is left out.
_MOST_EXTRACTED_ELEMENTS = 30_000
# The extractor is trusted unless it keeps less than this share of the page's visible text.
_LEAST_SHARE = 0.25
_LEAST_LENGTH = 200
# Letters and digits of a paragraph that must be found in the extractor's text to tell it is the same.
_FINGERPRINT = 32
# Above this share of links a block is a menu, not a text.
_MOST_LINKS = 0.5
# The page's own paragraphs replace the extractor's where they hold at least this much of its text.
_LEAST_COVERAGE = 0.95

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding=[\"']([\w.:-]+)",
    re.IGNORECASE,
)
# Browsers read these names as the Windows or Chinese code page that contains them.
_WIDER_CHARSET = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030"}
_TAG = re.compile(r"</?([a-zA-Z][\w-]*)[^<>]*>")
_SHALLOW_TAGS = frozenset(
    [
        "html",
        "head",
        "body",
        "title",
        "meta",
        "script",
        "style",
        "p",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_html(content: bytes) -> Extract:
    """Read a web page.

    Which part of the page is its content is told by trafilatura (Barbaresi 2021). It leaves out headings,
    captions, repeated paragraphs and line breaks inside that part, and some threads of comments; these are
    taken from the page itself. Where it keeps nothing or far too little, all visible text outside
    navigation is kept.
    """
    tree = _parse(_decode_page(content))
    title = _title(tree)
    _drop_hidden(tree)
    # The extractor changes the tree, so what may have to replace its result is gathered first.
    everything = blocks_of(tree, drop_furniture=True) or blocks_of(tree, drop_furniture=False)
    main = _main_content(tree)
    kept, whole = _length(main), _length(everything)
    if kept < _LEAST_SHARE * whole or kept < min(_LEAST_LENGTH, whole):
        return join_blocks(everything, title)
    return join_blocks(_restored(everything, main), title)


def _decode_page(content: bytes) -> str:
    kind = kind_of_content(content)
    if kind is not None:
        raise ReadingError(
            f"is {kind} under the name of a web page; give it the ending that belongs to it, or convert it."
        )
    declared = _CHARSET.search(content[:4096])
    if declared and not has_byte_order_mark(content):
        name = (declared[1] or declared[2]).decode("ascii").lower()
        try:
            return content.decode(codecs.lookup(_WIDER_CHARSET.get(name, name)).name)
        except (LookupError, UnicodeError):
            pass  # a wrong declaration is common; the bytes themselves tell better
    return decode(content)


def _parse(page: str, *, flatten: bool = True) -> HtmlElement:
    # As bytes, for lxml refuses characters under an XML declaration that names an encoding.
    parser = HTMLParser(
        encoding="utf-8", no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise ReadingError("holds no words; put text in it or remove it.") from None
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        # The parser stops there, and what follows would be missing in silence.
        if not flatten:
            raise ReadingError("is nested too deeply to be read; save its text as .txt.")
        return _parse(_TAG.sub(_flat, page), flatten=False)
    if sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise ReadingError("is too large a page to be read; split it, or save its text as .txt.")
    return tree


def _flat(tag: re.Match[str]) -> str:
    """Replace the tags that nest: pages that never close a ``<font>`` are deeper than any parser goes."""
    name = tag[1].lower()
    if name in _SHALLOW_TAGS:
        return tag[0]
    return "" if name in INLINE_TAGS else "<p>"


def _title(tree: HtmlElement) -> str | None:
    for path in ("//head/title", "//title[not(ancestor::*[local-name() = 'svg'])]", "//h1"):
        for element in tree.xpath(path):
            title = " ".join("".join(element.itertext()).split())
            if title:
                return title
    return None


def _drop_hidden(tree: HtmlElement) -> None:
    hidden = [
        element
        for element in tree.iter(etree.Element)
        if "hidden" in element.attrib
        or element.get("aria-hidden", "").lower() == "true"
        or _HIDING_STYLE.search(element.get("style", ""))
    ]
    for element in hidden:
        if element.getparent() is not None and element.tag not in ("html", "body"):
            element.drop_tree()


def _restored(everything: list[MarkupBlock], main: list[MarkupBlock]) -> list[Block]:
    """Return the page's own blocks from the first to the last that the extractor kept, and the comments."""
    kept = "".join(_letters(block.text) for block in main)
    prints = [_letters(block.text) for block in everything]
    known = [
        len(letters) > 0 and (letters[:_FINGERPRINT] in kept or letters[-_FINGERPRINT:] in kept)
        for letters in prints
    ]
    anchors = [
        number for number, letters in enumerate(prints) if known[number] and len(letters) >= _FINGERPRINT
    ]
    if not anchors:
        return list(everything if _length(everything) >= _length(main) else main)
    first, last = anchors[0], anchors[-1]
    while first > 0 and everything[first - 1].level:
        first -= 1
    chosen: list[Block] = []
    coverage = 0
    for number, block in enumerate(everything):
        inside = first <= number <= last or block.is_comment
        if inside and (known[number] or block.links <= _MOST_LINKS):
            chosen.append(block)
            coverage += len(prints[number]) if known[number] else 0
    return chosen if coverage >= _LEAST_COVERAGE * len(kept) else list(main)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _main_content(tree: HtmlElement) -> list[MarkupBlock]:
    if sum(1 for _ in tree.iter()) > _MOST_EXTRACTED_ELEMENTS:
        return []
    from trafilatura import bare_extraction

    extracted = bare_extraction(tree, include_comments=True, include_tables=True)
    if extracted is None or isinstance(extracted, dict):
        return []
    bodies = [body for body in (extracted.body, extracted.commentsbody) if body is not None]
    return [block for body in bodies for block in blocks_of(body, drop_furniture=False)]


def _length(blocks: list[MarkupBlock]) -> int:
    return sum(len(block.text) for block in blocks)
