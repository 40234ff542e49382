"""Scores answers against what is known: facts cited, conflicts flagged, refusals given, nothing over-flagged.

A fact counts as right when its pattern matches inside a quote cited from one of the listed sources, so an
answer is only as good as the words it rests on. A conflict counts as right when one flag holds a claim for
either side, from different documents. A flag on a question whose sources agree is a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chatbot.errors import QuestionsError
from chatbot.evaluation.questions import Question, bad_line
from chatbot.types import Answer, Citation, Conflict

_SHORT = 160


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of the answer to one question.

    Attributes
    ----------
    answer
        Pattern of the fact, ``None`` where none is asked for.
    sides
        Patterns of the two sides of the conflict, ``None`` where the sources do not disagree.
    sources
        Beginnings of the paths of the documents that say it; empty where any may.
    refusal
        True where the documents do not answer the question.
    """

    id: str
    language: str
    answer: re.Pattern[str] | None
    sides: tuple[re.Pattern[str], re.Pattern[str]] | None
    sources: tuple[str, ...]
    refusal: bool
    follow_up: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one answer fared; ``None`` where the question does not ask for that.

    Attributes
    ----------
    cross_language
        True where no listed source is in the language of the question.
    false_flag
        A conflict was flagged where there is none.
    text
        The beginning of the answer, on one line.
    """

    id: str
    fact: bool | None
    conflict: bool | None
    refusal: bool | None
    false_flag: bool | None
    cross_language: bool
    follow_up: bool
    text: str

    @property
    def right(self) -> bool:
        """True where everything the question asks for is there, and nothing is flagged beside it."""
        return all(part is not False for part in (self.fact, self.conflict, self.refusal)) and (
            not self.false_flag
        )


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of one run; of ``false_flags`` fewer is better, of all others more."""

    facts_same_language: Count
    facts_cross_language: Count
    conflicts: Count
    refusals: Count
    follow_ups: Count
    false_flags: Count

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain dictionaries."""
        return asdict(self)


def expected(path: Path, question: Question) -> Expected:
    """Return what the line of the file says about the answer.

    Fields: ``id``, ``lang``, ``answer`` (pattern), ``sources`` (beginnings of paths), ``conflict``
    (``a`` and ``b``, patterns, and ``sources``), ``unanswerable``. ``agree`` says that the sources
    were compared and agree; like every line without ``conflict`` it allows no flag.

    Raises
    ------
    QuestionsError
        The line says nothing of the answer, or says it in a way that cannot be scored.
    """
    fields = question.fields
    conflict = fields.get("conflict")
    refusal = fields.get("unanswerable") is True
    if conflict is not None and not isinstance(conflict, dict):
        raise bad_line(path, question.line, 'has a \'conflict\' that is not {"a", "b", "sources"}')
    if conflict is None and not refusal and "answer" not in fields:
        raise bad_line(path, question.line, "has neither 'answer' nor 'conflict' nor 'unanswerable'")
    sides = None
    if conflict is not None:
        sides = (_pattern(path, question, conflict.get("a")), _pattern(path, question, conflict.get("b")))
    sources = (conflict or {}).get("sources", fields.get("sources", []))
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise bad_line(path, question.line, "has 'sources' that are not a list of texts")
    return Expected(
        id=str(fields.get("id", question.line)),
        language=str(fields.get("lang", "und")),
        answer=_pattern(path, question, fields["answer"]) if "answer" in fields else None,
        sides=sides,
        sources=tuple(sources),
        refusal=refusal,
        follow_up=bool(question.history),
    )


def check_sources(path: Path, question: Question, wanted: Expected, documents: Sequence[str]) -> None:
    """Raise ``QuestionsError`` where a listed source is no document of the collection."""
    for source in wanted.sources:
        if not any(document.startswith(source) for document in documents):
            raise QuestionsError(
                f"Line {question.line} of '{path}' lists '{source}', but no document's path begins with it; "
                "point --documents to the folder the questions were written for."
            )


def score(wanted: Expected, answer: Answer, languages: Mapping[str, str]) -> Verdict:
    """Return how the answer fared; ``languages`` gives the language of each document by its path."""
    spoken = {language for path, language in languages.items() if _listed(path, wanted.sources)}
    return Verdict(
        id=wanted.id,
        fact=_has_fact(wanted.answer, wanted.sources, answer.citations) if wanted.answer else None,
        conflict=(
            any(_has_sides(wanted.sides, wanted.sources, conflict) for conflict in answer.conflicts)
            if wanted.sides
            else None
        ),
        refusal=not answer.answered if wanted.refusal else None,
        false_flag=bool(answer.conflicts) if wanted.sides is None else None,
        cross_language=bool(wanted.sources) and wanted.language not in spoken,
        follow_up=wanted.follow_up,
        text=_one_line(answer.text),
    )


def summarise(verdicts: Sequence[Verdict]) -> Totals:
    """Return the figures of a run."""
    facts = [verdict for verdict in verdicts if verdict.fact is not None]
    return Totals(
        facts_same_language=_count([bool(one.fact) for one in facts if not one.cross_language]),
        facts_cross_language=_count([bool(one.fact) for one in facts if one.cross_language]),
        conflicts=_count([one.conflict for one in verdicts if one.conflict is not None]),
        refusals=_count([one.refusal for one in verdicts if one.refusal is not None]),
        follow_ups=_count([one.right for one in verdicts if one.follow_up]),
        false_flags=_count([one.false_flag for one in verdicts if one.false_flag is not None]),
    )


def _has_fact(pattern: re.Pattern[str], sources: tuple[str, ...], citations: Sequence[Citation]) -> bool:
    return any(_listed(cited.document, sources) and _matches(pattern, cited.quote) for cited in citations)


def _has_sides(
    sides: tuple[re.Pattern[str], re.Pattern[str]], sources: tuple[str, ...], conflict: Conflict
) -> bool:
    listed = [claim for claim in conflict.claims if _listed(claim.document, sources)]
    first, second = ([claim for claim in listed if _matches(side, claim.quote)] for side in sides)
    return any(one.document != other.document for one in first for other in second)


def _listed(document: str, sources: tuple[str, ...]) -> bool:
    return not sources or document.startswith(sources)


def _matches(pattern: re.Pattern[str], quote: str) -> bool:
    # A quote is verbatim, so a line of the source may end in the middle of the words looked for.
    return bool(pattern.search(quote) or pattern.search(" ".join(quote.split())))


def _pattern(path: Path, question: Question, value: object) -> re.Pattern[str]:
    if not isinstance(value, str):
        raise bad_line(path, question.line, "has a pattern that is not a text")
    try:
        return re.compile(value)
    except re.error as error:
        raise bad_line(path, question.line, f"has a pattern that cannot be used ({error})") from None


def _count(outcomes: Sequence[bool]) -> Count:
    return Count(sum(outcomes), len(outcomes))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"
