"""Whether a statement is supported by the passages it cites: its values stand there, and it means alike.

Nothing here trusts the model that wrote the statement. Dates, times, numbers and names must stand in the
cited text, in one form or another, near what the statement says of them; what is said must be met by the
words of the text and be close to one of its sentences by the encoder; and neither may deny what the other
affirms. It cannot tell who did what to whom.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from chatbot.answering.cited_sentences import CitedSentence, Source, cited_sentences, keys_of
from chatbot.answering.stated_values import (
    contradicts,
    has_translation,
    is_stated,
    name_is_written,
    peoples,
)
from chatbot.answering.statements import WrittenStatement
from chatbot.embedding import Embedder, Vectors
from chatbot.expansion import expand
from chatbot.types import Span
from chatbot.values import (
    DateValue,
    NameValue,
    Value,
    extract_values,
    known_names,
    polarity,
)
from chatbot.words import content_words, fold, is_stop_word, tokenize

Cause = Literal["", "uncited", "unknown", "value", "address", "apart", "denied", "meaning", "order"]

# Chosen on the "dev" half of statements written by hand: see `chatbot evaluate support`.
_LEAST_COSINE = 0.3
_LEAST_MET = 0.3
_LEAST_TOGETHER = 0.25
_LEAST_OF_CLAUSE = 0.5
_CLAUSE_WORDS = 3
_LEAST_DENIED = 0.5
_CLAUSES = re.compile(r"[,;:–—]\s|\s(?:but|mais)\s", re.IGNORECASE)
_LONGEST_BESIDE_DATE = 3
_VALUE_COUNTS = 0.3
_YES_OR_NO = re.compile(r"^(?:yes|no|oui|non|si)\b[.,!;:\s]+", re.IGNORECASE)
_WORD_MARKS = re.compile(r"[-_./]+")
_ADDRESS = re.compile(
    r"\b\w{2,12}://\S+|\bwww\.\S+|\b(?:[\w-]{1,60}\.){1,4}[a-z]{2,10}/\S*|\b[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{1,60}",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"[;:–—]|,?\s\b(?:and|but|while|whereas|after|before|because|which|who|et|mais|tandis\sque|alors\sque|après|avant"
    r"|parce\sque|car|qui|dont)\s",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?:one|une?)\b", re.IGNORECASE)
_Words = Sequence[tuple[Mapping[str, float], float]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement is supported.

    Attributes
    ----------
    cause
        Why it is not; empty where it is.
    detail
        The words that do not stand in the sources, where there are such.
    quotes
        For each passage cited, by its number: the sentence that speaks to the statement best, as a span of
        the document, and the words of a value in it, as a span of the sentence.
    """

    cause: Cause = ""
    detail: str = ""
    quotes: Mapping[int, tuple[Span, Span]] = field(default_factory=dict)

    @property
    def supported(self) -> bool:
        """Whether the passages cited support the statement."""
        return not self.cause


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of a statement beside the sentences it cites, by their places."""

    text: str
    cosines: Sequence[float]
    met: Sequence[float]

    @property
    def is_said(self) -> bool:
        """Whether a sentence means something alike, or has its words, or is something of both."""
        return max(self.cosines) + max(self.met) >= _LEAST_OF_CLAUSE


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A statement beside the sentences it cites; what belongs to a sentence stands at its place.

    Attributes
    ----------
    cosines
        Of the embeddings of statement and sentence.
    clauses
        The statement's clauses, each with its cosines and what of its words is met in and near a sentence.
    covers, met
        Weighted share of the statement's words met in the sentence; in it and near it.
    holding
        For each value of the statement, the places of the sentences that state it.
    """

    text: str
    language: str
    words: _Words
    values: Sequence[Value]
    cited: Sequence[CitedSentence]
    clauses: Sequence[_Clause]
    cosines: Sequence[float]
    covers: Sequence[float]
    met: Sequence[float]
    holding: Sequence[set[int]]

    def cause(self) -> tuple[Cause, str]:
        """Return why the statement is not supported, and the words at fault."""
        missing = self._missing()
        if missing:
            return "value", missing
        if max(self.cosines) < _LEAST_COSINE or max(self.met) < _LEAST_MET:
            return "meaning", ""
        if not all(clause.is_said for clause in self.clauses):
            return "meaning", ""
        for value, held in zip(self.values, self.holding, strict=True):
            if self._is_apart(value, held):
                return "apart", self.text[value.start : value.end]
        return ("denied", "") if self._is_denied() else ("", "")

    def _missing(self) -> str:
        """Return the first value, or name of a people, that no sentence states; empty where all are."""
        for value, held in zip(self.values, self.holding, strict=True):
            if not held:
                return self.text[value.start : value.end]
        for word in peoples(self.text, self.language):
            keys = expand(word, self.language).keys()
            foreign = any(sentence.passage.language != self.language for sentence in self.cited)
            if foreign and not has_translation(word, self.language):
                continue
            if not any(keys & sentence.near for sentence in self.cited):
                return word
        return ""

    def _is_apart(self, value: Value, held: set[int]) -> bool:
        """Tell whether a value stands only where something else is spoken of."""
        if self._another_is_stated(value, held):
            return True
        together = max(self.met[place] for place in held)
        return together < _LEAST_TOGETHER and not self._dates_nearest(value, held)

    def _dates_nearest(self, value: Value, held: set[int]) -> bool:
        """Tell whether a date is the last one said before the nearest sentence, as diaries date entries."""
        place = self._nearest_place()
        last = max((at for at in range(place + 1) if _dates(self.cited[at])), default=None)
        return isinstance(value, DateValue) and last in held

    def ranks(self) -> list[float]:
        """Return how well each sentence speaks to the statement."""
        return [
            self.cosines[place]
            + self.covers[place]
            + _VALUE_COUNTS * sum(place in held for held in self.holding)
            for place in range(len(self.cited))
        ]

    def _nearest(self) -> CitedSentence:
        """Return the sentence that says most of what the statement says, its values aside."""
        return self.cited[self._nearest_place()]

    def _nearest_place(self) -> int:
        return max(range(len(self.cited)), key=lambda place: self.cosines[place] + self.covers[place])

    def _another_is_stated(self, value: Value, held: set[int]) -> bool:
        """Tell whether the nearest sentence states another value in the place of one stated elsewhere."""
        place = self._nearest_place()
        if place in held:
            return False
        sentence = self.cited[place]
        if isinstance(value, DateValue) and not _dates(sentence):
            sentence = self._date_heading(place) or sentence
        own = [other for other in self.values if isinstance(other, type(value))]
        return any(
            contradicts(value, stated)
            and not any(
                is_stated(stated, sentence.passage.language, [other], self.language, own) for other in own
            )
            for stated in sentence.values
        )

    def _date_heading(self, place: int) -> CitedSentence | None:
        """Return the date that stands alone before a sentence, as over the entries of a diary."""
        for sentence in reversed(self.cited[:place]):
            if _dates(sentence):
                bare = _without(sentence.text, [one for one in sentence.values if isinstance(one, DateValue)])
                alone = sum(map(str.isalnum, bare)) <= _LONGEST_BESIDE_DATE
                return sentence if alone and sentence.number == self.cited[place].number else None
        return None

    def _is_denied(self) -> bool:
        """Tell whether a clause and that of the nearest sentence with its words gainsay each other."""
        sentence = self._nearest()
        language = sentence.passage.language
        said = [(clause, keys_of(clause, language)) for clause in _CLAUSES.split(sentence.text)]
        for clause in _CLAUSES.split(_YES_OR_NO.sub("", self.text)):
            words = [expand(word, self.language) for word in content_words(clause, self.language)]
            if not words:
                continue
            weighed = [(forms, 1.0) for forms in words]
            nearest, keys = max(said, key=lambda one: _coverage(weighed, one[1]))
            if _coverage(weighed, keys) < _LEAST_DENIED:
                continue
            if polarity(clause, self.language).negated != polarity(nearest, language).negated:
                return True
        return False


class SupportChecker:
    """Checks statements against passages.

    Parameters
    ----------
    embedder
        Says what is meant alike.
    question
        The question answered; names in it may be said of a passage that has them only near it.
    language
        Language of the statements.
    rarity
        How much a word of that language says, positive.
    """

    def __init__(
        self, embedder: Embedder, question: str, language: str, rarity: Callable[[str, str], float]
    ) -> None:
        self._embedder = embedder
        self._question = question
        self._language = language
        self._rarity = rarity

    def check(self, statements: Sequence[WrittenStatement], sources: Sequence[Source]) -> list[Verdict]:
        """Return the verdict on each statement; ``sources[0]`` is the passage of number 1."""
        cited = sorted({n for one in statements for n in one.cites if 1 <= n <= len(sources)})
        sentences = {number: cited_sentences(number, sources[number - 1]) for number in cited}
        texts = list(dict.fromkeys(one.text for group in sentences.values() for one in group))
        said = [text for one in statements for text in [one.text, *_clauses(one.text, self._language)]]
        every = list(dict.fromkeys([*said, *texts]))
        by_text = dict(zip(every, self._embedder.embed_passages(every), strict=True))
        return [self._verdict(statement, sentences, by_text) for statement in statements]

    def _verdict(
        self,
        statement: WrittenStatement,
        sentences: Mapping[int, Sequence[CitedSentence]],
        by_text: Mapping[str, Vectors],
    ) -> Verdict:
        given = [number for number in statement.cites if number in sentences]
        if len(given) < len(statement.cites) or not given:
            return Verdict("unknown" if statement.cites else "uncited")
        every = [sentence for number in given for sentence in sentences[number]]
        cited = [sentence for sentence in every if not sentence.is_order]
        if not cited:
            return Verdict("order")
        for address in _ADDRESS.findall(statement.text):
            if not any(address.rstrip(".,;:!?)") in sentence.text for sentence in cited):
                return Verdict("address", address)
        comparison = self._comparison(statement.text, cited, by_text)
        cause, detail = comparison.cause()
        if cause:
            return Verdict("order") if len(cited) < len(every) else Verdict(cause, detail)
        return Verdict(quotes=_quotes(comparison))

    def _comparison(
        self,
        text: str,
        cited: Sequence[CitedSentence],
        by_text: Mapping[str, Vectors],
    ) -> _Comparison:
        words = self._words(text)
        known = known_names(" ".join([self._question, *(sentence.text for sentence in cited)]))
        known |= self._opening_name(text)
        found = extract_values(text, language=self._language, known=known)
        # "One of them", "une partie": an article more than a number.
        values = [one for one in found if not _ONE.match(text[one.start : one.end])]
        return _Comparison(
            text=text,
            language=self._language,
            words=words,
            values=values,
            cited=cited,
            clauses=[self._clause(clause, cited, by_text) for clause in _clauses(text, self._language)],
            cosines=_cosines(by_text, text, cited),
            covers=[_coverage(words, sentence.keys) for sentence in cited],
            met=[_coverage(words, sentence.near) for sentence in cited],
            holding=[self._holding(value, cited) for value in values],
        )

    def _clause(self, text: str, cited: Sequence[CitedSentence], by_text: Mapping[str, Vectors]) -> _Clause:
        words = self._words(text)
        met = [_coverage(words, sentence.near) for sentence in cited]
        return _Clause(text, _cosines(by_text, text, cited), met)

    def _words(self, text: str) -> _Words:
        """Return the content words of a text: what each may be met as, and how much it says."""
        return [
            (expand(word, self._language), self._rarity(word, self._language))
            for word in content_words(text, self._language)
        ]

    def _opening_name(self, text: str) -> frozenset[str]:
        """Return the capitalised word that opens a statement, folded, where no dictionary has it."""
        opening = next(iter(tokenize(text, self._language)), None)
        if opening is None or not opening.text[0].isupper() or is_stop_word(opening.text, self._language):
            return frozenset()
        known = has_translation(opening.text, self._language)
        return frozenset() if known else frozenset([fold(opening.text)])

    def _holding(self, value: Value, cited: Sequence[CitedSentence]) -> set[int]:
        """Return the places of the sentences that state a value."""
        every = [value for sentence in cited for value in sentence.values]
        return {place for place, one in enumerate(cited) if self._states(one, value, every)}

    def _states(self, sentence: CitedSentence, value: Value, every: Sequence[Value]) -> bool:
        language = sentence.passage.language
        if is_stated(value, self._language, sentence.values, language, every):
            return True
        if not isinstance(value, NameValue):
            return False
        passage = sentence.passage
        about = f"{passage.title} {passage.heading or ''} {_WORD_MARKS.sub(' ', passage.document)}"
        if any(
            name_is_written(value.text, self._language, text, language) for text in (sentence.text, about)
        ):
            return True
        return self._is_taken_up(value, sentence)

    def _is_taken_up(self, name: NameValue, sentence: CitedSentence) -> bool:
        """Tell whether a name of the question may be what the sentence calls "it" or "the division".

        Its document speaks of it nearby, if only in part.
        """
        language = sentence.passage.language
        if not name_is_written(name.text, self._language, self._question, self._language) or any(
            contradicts(name, other) for other in sentence.values
        ):
            return False
        words = content_words(name.text, self._language)
        return any(name_is_written(word, self._language, sentence.around, language) for word in words)


def _clauses(text: str, language: str) -> list[str]:
    """Return the clauses of a statement that say enough to be judged; none of one without a joint."""
    pieces: list[str] = []
    for piece in _JOINTS.split(text):
        if pieces and len(content_words(pieces[-1], language)) < _CLAUSE_WORDS:
            pieces[-1] = f"{pieces[-1]} {piece.strip()}"
        elif piece.strip():
            pieces.append(piece.strip())
    long = [piece for piece in pieces if len(content_words(piece, language)) >= _CLAUSE_WORDS]
    return long if len(pieces) > 1 else []


def _cosines(by_text: Mapping[str, Vectors], text: str, cited: Sequence[CitedSentence]) -> list[float]:
    return [float(by_text[text] @ by_text[sentence.text]) for sentence in cited]


def _quotes(comparison: _Comparison) -> dict[int, tuple[Span, Span]]:
    """Return the best sentence of each passage, with where the first value stands that it states."""
    ranks = comparison.ranks()
    quotes: dict[int, tuple[Span, Span]] = {}
    for place in sorted(range(len(ranks)), key=lambda place: -ranks[place]):
        sentence = comparison.cited[place]
        if sentence.number not in quotes:
            quotes[sentence.number] = (sentence.span, _place_of_value(comparison, sentence))
    return quotes


def _place_of_value(comparison: _Comparison, sentence: CitedSentence) -> Span:
    for value in sorted(comparison.values, key=lambda value: isinstance(value, NameValue)):
        for stated in sentence.values:
            if is_stated(value, comparison.language, [stated], sentence.passage.language):
                return Span(stated.start, stated.end)
    return Span(0, 0)


def _without(text: str, values: Sequence[Value]) -> str:
    """Return a text with its values blanked out."""
    for value in values:
        text = f"{text[: value.start]}{' ' * (value.end - value.start)}{text[value.end :]}"
    return text


def _dates(sentence: CitedSentence) -> bool:
    return any(isinstance(value, DateValue) for value in sentence.values)


def _coverage(words: _Words, keys: frozenset[str]) -> float:
    total = sum(weight for _, weight in words)
    met = sum(
        weight * max((strength for key, strength in forms.items() if key in keys), default=0.0)
        for forms, weight in words
    )
    return met / total if total else 1.0
