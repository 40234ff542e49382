"""What a language model wrote, without what is not for reading: thoughts, addresses, pictures, elements.

Every pattern is bounded: the text is another's, and is read again while it grows.
"""

from __future__ import annotations

import re
import unicodedata

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_UNOPENED_THOUGHTS = re.compile(r"</(?:think|thinking|reasoning)>(?=\s*\S)", re.IGNORECASE)
_LABEL = r"((?:[^\[\]\n]|\[[^\[\]\n]{0,40}\]){0,200})"
_IMAGE_OR_LINK = re.compile(
    rf"!?\[{_LABEL}\]\([ \t]{{0,5}}[^()\s]{{0,300}}(?:\([^()\s]{{0,100}}\)[^()\s]{{0,100}}){{0,3}}"
    r"(?:[ \t][^()\n]{0,100})?\)"
)
_REFERENCE = re.compile(r"!?\[([^\[\]\n]{0,200})\]\[(?=[^\[\]\n]{0,80}[^\d\[\]\n,; ])[^\[\]\n]{0,80}\]")
_DEFINITION = re.compile(
    r"^[ \t]{0,3}\[[^\]\n]{1,80}\]:[ \t]{0,5}<?(?:\w+:|//|/|www\.|\S{1,80}\.\S)\S*[^\n]{0,100}$", re.MULTILINE
)
_ELEMENT = re.compile(r"</?[A-Za-z!][^<>]{0,300}>")
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
# Figures and letters in disguise: circled, full-width, mathematical.
_DISGUISED = re.compile(r"[\u2070-\u209f\u2460-\u24ff\u2776-\u2793\uff01-\uff5e\U0001d400-\U0001d7ff]")
_RAISED = re.compile(r"(?<![mM])([¹²³⁰⁴-⁹]{1,3})")
_ESCAPED_BRACKET = re.compile(r"\\([\[\]])")
_NUMBERS = re.compile(r"\s*\^?\d[\d\s,]*")


def readable_text(written: str) -> str:
    """Return what a model wrote, for reading.

    A link leaves its words, a picture its description, neither its address; raised figures become marks
    ``[1]``; a tilde becomes "≈", for two of them mark what is not supported.
    """
    # Half of a character, as a stream may cut it, is none.
    text = written.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _without_thoughts(text)
    text = _CONTROLS.sub("", text)
    text = _RAISED.sub(lambda found: f" [{unicodedata.normalize('NFKC', found[1])}]", text)
    text = _DISGUISED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = _ESCAPED_BRACKET.sub(r"\1", text)
    text = _DEFINITION.sub("", text)
    for pattern in (_IMAGE_OR_LINK, _IMAGE_OR_LINK, _REFERENCE):
        text = pattern.sub(_label, text)
    text = _ELEMENT.sub("", text)
    return re.sub(r"~{2,}", "", text).replace("~", "≈").strip()


def _without_thoughts(text: str) -> str:
    text = _THOUGHTS.sub("", text)
    ends = list(_UNOPENED_THOUGHTS.finditer(text))
    return text[ends[-1].end() :] if ends else text


def _label(found: re.Match[str]) -> str:
    label = found[1]
    return f"[{label.strip()}]" if _NUMBERS.fullmatch(label) else label
