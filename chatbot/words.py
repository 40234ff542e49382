"""Words of French and English: tokens with exact spans, stems, stop words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import snowballstemmer  # type: ignore[import-untyped]  # the package ships no types

LEXICON_FOLDER = Path(__file__).parent / "models" / "lexicon"
LANGUAGES = ("en", "fr")

_SNOWBALL_NAMES = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}
# Combining marks and the soft hyphen stand inside words of decomposed or hyphenated text.
_LETTER = r"(?:[^\W_][\u0300-\u036f\u00ad]*)"
_WORD = re.compile(
    r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|(?<![\d.,])\d+[.,]\d+(?![.,]?\d)"
    r"|(?:[A-Z]\.){2,}"
    rf"|{_LETTER}+(?:['’]{_LETTER}+)*"
)
_ELISIONS = frozenset(["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu"]) | frozenset(
    ["lorsqu", "puisqu", "quoiqu", "quelqu", "presqu"]
)
_WHOLE_WORDS = frozenset(["aujourd'hui", "presqu'île", "prud'hommes", "prud'homme"])
_ENGLISH_ENDINGS = frozenset(["s", "re", "ve", "ll", "d", "m"])
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\s\u00ad](?=\d{3}(?!\d))")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|e|er|ère|re|ème|eme|ième|nde?)")
# British and American spellings get one form, which need not be a word.
_SPELLINGS = (
    (re.compile(r"(?<=\w\w)our(?=(?:ed|ing|s|er|ers|y|able|ful|less|ite|ites|hood|ly)?$)"), "or"),
    (re.compile(r"(?<=\w\w\w)iz(?=(?:ed?|es|ing|ers?|ations?|ements?)$)"), "is"),
    (re.compile(r"^(def|off|lic|pret)ence(?=s?$)"), r"\1ense"),
    (
        re.compile(r"^((?:kilo|centi|milli)?met|cent|theat|lit|fib|calib|somb|spect|lust)re(?=[sd]?$)"),
        r"\1er",
    ),
    (
        re.compile(
            r"^(travel|cancel|level|label|model|fuel|signal|counsel|quarrel|tunnel|shovel|marvel|total)l"
        ),
        r"\1",
    ),
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of a text: ``source[start:end] == text``."""

    text: str
    start: int
    end: int


def tokenize(text: str, language: str) -> list[Token]:
    """Split a text into words and numbers, each with its exact span.

    French elisions are split in every language, since French names stand in English text
    (``l'Étoile``); ``'s`` and its like are split everywhere but in French.
    """
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if "'" in word or "’" in word:
            tokens.extend(_split_apostrophes(word, start, language))
        else:
            tokens.append(Token(word, start, match.end()))
    return tokens


@lru_cache(maxsize=1 << 17)
def stem(word: str, language: str) -> str:
    """Return the stem that the lexicon knows a word by: lower case, accents kept.

    Irregular forms come back to their base, British spellings to American ones, numbers to plain
    digits without thousands separators or ordinal endings; the rest is Snowball's stem
    (Porter, 2001). Words of languages without a Snowball stemmer are only normalised.
    """
    word = unicodedata.normalize("NFC", word).replace("\u00ad", "").replace("’", "'").lower()
    if word[:1].isdigit():
        return _plain_number(word)
    word = word.replace(".", "").replace("œ", "oe")
    word = _irregular_forms(language).get(word, word)
    if language == "en":
        for pattern, replacement in _SPELLINGS:
            word = pattern.sub(replacement, word)
    name = _SNOWBALL_NAMES.get(language)
    return str(_stemmer(name).stemWord(word)) if name else word


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """Return a word in lower case without its accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=16)
def stop_words(language: str) -> frozenset[str]:
    """Return the function and question words of a language, in lower case.

    Both lists together for ``"und"``; empty for languages other than French and English.
    """
    if language == "und":
        return stop_words("en") | stop_words("fr")
    if language not in LANGUAGES:
        return frozenset()
    words = frozenset(word for line in _data_lines(f"stop-words.{language}.txt") for word in line.split())
    return words | {fold(word) for word in words if language == "fr" and len(word) > 3}


def is_stop_word(word: str, language: str) -> bool:
    """Tell whether a word carries grammar only; ``US`` and ``May`` do not, ``us`` and ``may`` do."""
    if (len(word) > 1 and word.isupper()) or word == "May":
        return False
    return word.replace("’", "'").lower() in stop_words(language)


def content_words(text: str, language: str) -> list[str]:
    """Return the words of a text that carry its matter, as they stand in the text."""
    return [token.text for token in content_tokens(text, language)]


def content_tokens(text: str, language: str) -> list[Token]:
    """Return the tokens of a text without its stop words.

    Acronyms are kept (``US`` is not ``us``) unless the whole text is in capitals, and so is a
    capitalised ``May`` that does not open the text.
    """
    shouted = text.isupper()
    kept = []
    for token in tokenize(text, language):
        plain = shouted or (token.text == "May" and token.start == 0)
        if not is_stop_word(token.text.lower() if plain else token.text, language):
            kept.append(token)
    return kept


def _split_apostrophes(word: str, start: int, language: str) -> list[Token]:
    """Split elided words from the front and, but in French, short endings from the back."""
    # Lengths are those of the word as it stands: lower case may be longer ("İ").
    end = start + len(word)
    tokens: list[Token] = []
    while True:
        plain = word.replace("’", "'")
        cut = plain.find("'")
        if cut < 0 or plain.lower() in _WHOLE_WORDS or plain[:cut].lower() not in _ELISIONS:
            break
        if language == "en" and plain[cut + 1 :].lower() in _ENGLISH_ENDINGS:
            break
        tokens.append(Token(word[:cut], start, start + cut))
        word, start = word[cut + 1 :], start + cut + 1
    cut = plain.rfind("'")
    ends = cut >= 0 and plain[cut + 1 :].lower() in _ENGLISH_ENDINGS
    if ends and language != "fr" and plain.lower() not in _WHOLE_WORDS:
        middle = start + cut
        return [*tokens, Token(word[:cut], start, middle), Token(word[cut + 1 :], middle + 1, end)]
    return [*tokens, Token(word, start, end)]


def _plain_number(word: str) -> str:
    """Return a number without thousands separators or ordinal ending, with a decimal point."""
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal:
        return ordinal.group(1)
    return _THOUSANDS.sub("", word).replace(",", ".")


@lru_cache(maxsize=8)
def _stemmer(name: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(name)


@lru_cache(maxsize=8)
def _irregular_forms(language: str) -> dict[str, str]:
    """Return the base form of every irregular form; the first base that claims a form keeps it."""
    if language not in LANGUAGES:
        return {}
    bases: dict[str, str] = {}
    for line in _data_lines(f"irregular.{language}.txt"):
        prefixes, colon, words = line.replace("œ", "oe").rpartition(":")
        base, *forms = words.split()
        for prefix in prefixes.split() if colon else ["-"]:
            lead = prefix.replace("-", "")
            for form in forms:
                bases.setdefault(lead + form, lead + base)
    for form, base in list(bases.items()):
        if len(form) > 3:  # "né" without its accent is the negation
            bases.setdefault(fold(form), base)
    return bases


def _data_lines(name: str) -> list[str]:
    """Return the lines of a data file without its comments."""
    lines = (LEXICON_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
