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

from chatbot.answering.cited_sentences import CitedSentence, Source, cited_sentences
from chatbot.answering.orders import ordered_spans
from chatbot.answering.stated_values import contradicts, has_translation, is_stated, name_is_written
from chatbot.answering.statement_comparison import (
    Cause,
    ClauseComparison,
    StatementComparison,
    Words,
    coverage,
)
from chatbot.answering.statements import WrittenStatement
from chatbot.embedding import Embedder, Vectors
from chatbot.expansion import expand
from chatbot.types import Span
from chatbot.values import NameValue, Value, extract_values, known_names
from chatbot.words import content_words, fold, is_stop_word, tokenize

_CLAUSE_WORDS = 3
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
        if ordered_spans(statement.text):
            return Verdict("order")
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
        return Verdict(quotes=comparison.quotes())

    def _comparison(
        self,
        text: str,
        cited: Sequence[CitedSentence],
        by_text: Mapping[str, Vectors],
    ) -> StatementComparison:
        words = self._words(text)
        known = known_names(" ".join([self._question, *(sentence.text for sentence in cited)]))
        known |= self._opening_name(text)
        found = extract_values(text, language=self._language, known=known)
        # "One of them", "une partie": an article more than a number.
        values = [one for one in found if not _ONE.match(text[one.start : one.end])]
        return StatementComparison(
            text=text,
            language=self._language,
            values=values,
            cited=cited,
            clauses=[self._clause(clause, cited, by_text) for clause in _clauses(text, self._language)],
            cosines=_cosines(by_text, text, cited),
            covers=[coverage(words, sentence.keys) for sentence in cited],
            met=[coverage(words, sentence.near) for sentence in cited],
            holding=[self._holding(value, cited) for value in values],
        )

    def _clause(
        self, text: str, cited: Sequence[CitedSentence], by_text: Mapping[str, Vectors]
    ) -> ClauseComparison:
        words = self._words(text)
        met = [coverage(words, sentence.near) for sentence in cited]
        return ClauseComparison(_cosines(by_text, text, cited), met)

    def _words(self, text: str) -> Words:
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
