"""The words of the passages, searched by BM25 with tantivy.

Every passage is indexed five times over: stemmed as English, stemmed as French, as its plain words
without case and accents, as its numbers and as its dates in one canonical form. A word of the question
counts by the field it matches best, so nothing depends on knowing the language of either.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import tantivy

from chatbot.errors import IndexDamagedError
from chatbot.index.date_terms import date_terms

_ROW = "row"
_ENGLISH, _FRENCH, _PLAIN, _NUMBERS, _DATES = "english", "french", "plain", "numbers", "dates"
_WORD_FIELDS = (_ENGLISH, _FRENCH, _PLAIN)
# A passage that matches in several fields matches more exactly; a little of the other fields says so.
_TIE_BREAKER = 0.1
_SMALLEST_HEAP = 15_000_000
_BUILD_HEAP = 256_000_000

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’ʼ](?=\w{2})", re.IGNORECASE)
_CONTRACTION = re.compile(r"(?<=\w)['’ʼ](?:s|t|re|ve|ll|d|m)\b", re.IGNORECASE)
_GROUPED = r"\d{1,3}(?:(?: \d{3})+|(?:,\d{3})+|(?:\.\d{3})+|(?:['’]\d{3})+)(?!\d)"
# The look-ahead comes first because it fails fastest: most of a text is no number.
_NUMBER = re.compile(
    rf"(?=\d)(?:(?<![\d.,])(?P<grouped>{_GROUPED})(?:[.,](?P<decimals>\d+))?|(?P<plain>\d+(?:[.,]\d+)?))"
)
_SEPARATOR = re.compile(r"\D")
_SOFT_HYPHEN = "\u00ad"


# A term with this in front is a date of `date_terms`; no word of a text has it.
DATE_MARK = "date:"


class KeywordStore(Protocol):
    """Which rows hold which words."""

    def search(self, terms: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """Return the rows of the ``k`` best by weighted BM25, with their scores, best first."""
        ...

    def document_frequency(self, term: str) -> int:
        """Return in how many rows the term occurs, in the field where it occurs most."""
        ...


class TantivyKeywords:
    """A `KeywordStore` on tantivy, on disk or in memory.

    Raises
    ------
    IndexDamagedError
        The folder holds no index that tantivy can read.
    """

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._schema = index.schema
        self._analyzers = _analyzers()
        for name, analyzer in self._analyzers.items():
            index.register_tokenizer(name, analyzer)
        index.reload()
        self._searcher = index.searcher()

    @classmethod
    def create(cls, texts: Iterable[tuple[int, str]], folder: Path | None = None) -> TantivyKeywords:
        """Index ``(row, text)`` pairs, in an empty folder or in memory.

        Raises
        ------
        OSError
            The disk refuses.
        """
        try:
            index = tantivy.Index(_schema(), str(folder) if folder else None)
            for name, analyzer in _analyzers().items():
                index.register_tokenizer(name, analyzer)
            # One thread writes one segment: the order of equal scores is then the same at every build.
            writer = index.writer(_BUILD_HEAP if folder else _SMALLEST_HEAP, 1)
            for row, text in texts:
                writer.add_document(_entry(row, text))
            writer.commit()
            if folder:
                writer.wait_merging_threads()
        except ValueError as error:
            raise OSError(f"tantivy cannot write the keywords: {error}") from error
        return cls(index)

    @classmethod
    def read(cls, folder: Path) -> TantivyKeywords:
        """Open the index in a folder that `create` filled."""
        try:
            return cls(tantivy.Index.open(str(folder)))
        except ValueError as error:
            raise IndexDamagedError(
                f"The keywords of the index in '{folder}' cannot be read; "
                "run 'chatbot index' to build them again."
            ) from error

    def search(self, terms: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """Return the rows of the ``k`` best by weighted BM25, with their scores, best first.

        Parameters
        ----------
        terms
            Words, numbers or short phrases, with the weight of each; any characters may stand in them.
        """
        parts = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(query, weight))
            for term, weight in terms.items()
            if math.isfinite(weight) and weight > 0
            for query in self._term_queries(term)
        ]
        if not parts or k < 1:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(parts), k, count=False).hits
        rows = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        found = [
            (int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True) if row is not None
        ]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def document_frequency(self, term: str) -> int:
        """Return in how many rows the term occurs, in the field where it occurs most.

        Of a term of several words, the rarest word counts.
        """
        return min(
            (
                max(self._searcher.doc_freq(field, token) for field, token in alternatives)
                for alternatives in self._alternatives(term)
            ),
            default=0,
        )

    def _term_queries(self, term: str) -> list[tantivy.Query]:
        return [
            tantivy.Query.disjunction_max_query(
                [
                    tantivy.Query.term_query(self._schema, field, token, index_option="freq")
                    for field, token in alternatives
                ],
                _TIE_BREAKER,
            )
            for alternatives in self._alternatives(term)
        ]

    def _alternatives(self, term: str) -> list[list[tuple[str, str]]]:
        """Return, for each word of the term, the fields and tokens it may be found as."""
        if term.startswith(DATE_MARK):
            return [[(_DATES, term.removeprefix(DATE_MARK))]]
        text = _CONTRACTION.sub(" ", _ELISION.sub(" ", _normalised(term)))
        numbers: list[list[tuple[str, str]]] = [[(_NUMBERS, number)] for number in _canonical_numbers(text)]
        if _NUMBER.fullmatch(text.strip()):
            return numbers
        columns = [
            [(field, token) for token in self._analyzers[field].analyze(text)] for field in _WORD_FIELDS
        ]
        return numbers + [list(tokens) for tokens in zip(*columns, strict=True)]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder().add_integer_field(_ROW, fast=True)
    for field in (*_WORD_FIELDS, _NUMBERS, _DATES):
        builder = builder.add_text_field(field, tokenizer_name=field, index_option="freq")
    return builder.build()


def _analyzers() -> dict[str, tantivy.TextAnalyzer]:
    lowercase, fold = tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold()
    english, french = tantivy.Filter.stemmer("english"), tantivy.Filter.stemmer("french")
    return {
        _ENGLISH: _analyzer(tantivy.Tokenizer.simple(), lowercase, fold, english),
        # French stems are found by the accents; they go afterwards.
        _FRENCH: _analyzer(tantivy.Tokenizer.simple(), lowercase, french, fold),
        _PLAIN: _analyzer(tantivy.Tokenizer.simple(), lowercase, fold),
        _NUMBERS: _analyzer(tantivy.Tokenizer.whitespace()),
        _DATES: _analyzer(tantivy.Tokenizer.whitespace()),
    }


def _analyzer(tokenizer: tantivy.Tokenizer, *filters: tantivy.Filter) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tokenizer)
    for token_filter in filters:
        builder = builder.filter(token_filter)
    return builder.build()


def _entry(row: int, text: str) -> tantivy.Document:
    normalised = _normalised(text)
    entry = tantivy.Document()
    entry.add_integer(_ROW, row)
    for field in _WORD_FIELDS:
        entry.add_text(field, normalised)
    entry.add_text(_NUMBERS, " ".join(_canonical_numbers(normalised)))
    entry.add_text(_DATES, " ".join(date_terms(normalised)))
    return entry


def _normalised(text: str) -> str:
    """Return the text with composed letters, plain digits, and spaces of one kind."""
    return unicodedata.normalize("NFKC", text).replace(_SOFT_HYPHEN, "")


def _canonical_numbers(normalised: str) -> list[str]:
    """Return the numbers of a text without thousands separators and with a decimal point."""
    numbers = []
    for match in _NUMBER.finditer(normalised):
        if match["grouped"]:
            whole = _SEPARATOR.sub("", match["grouped"])
            numbers.append(f"{whole}.{match['decimals']}" if match["decimals"] else whole)
        else:
            numbers.append(match["plain"].replace(",", "."))
    return numbers
