from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chatbot.errors import QuestionsError
from chatbot.evaluation.answers import Count, Expected, check_sources, expected, score, summarise
from chatbot.evaluation.questions import Question
from chatbot.types import Answer, Citation, Claim, Conflict, Message

FILE = Path("questions.jsonl")
LANGUAGES = {"001_a.txt": "en", "002_b.txt": "fr", "003_c.txt": "fr"}


def _wanted(history: tuple[Message, ...] = (), **fields: Any) -> Expected:
    return expected(FILE, Question(7, "Why?", history, {"id": "x", "lang": "en", **fields}))


def _citation(document: str, quote: str) -> Citation:
    return Citation(1, document, document, quote, 0, len(quote), None, "p", LANGUAGES[document])


def _claim(document: str, quote: str) -> Claim:
    return Claim("date", "?", quote, document, document, 0, len(quote), None, "p", LANGUAGES[document])


def _answer(*citations: Citation, conflicts: tuple[Conflict, ...] = (), answered: bool = True) -> Answer:
    return Answer("The\nanswer.", "en", answered, 0.5, citations, conflicts)


def _conflict(*claims: Claim) -> Conflict:
    return Conflict("date", "They differ.", claims)


@pytest.mark.parametrize(
    ("document", "quote", "right"),
    [
        ("001_a.txt", "It weighs 31 g.", True),
        ("001_a.txt", "It weighs 31\n  g.", True),
        ("001_a.txt", "It weighs 32 g.", False),
        ("002_b.txt", "It weighs 31 g.", False),
    ],
)
def test_a_fact_is_right_when_a_listed_source_is_quoted_with_it(
    document: str, quote: str, right: bool
) -> None:
    wanted = _wanted(answer="31 g", sources=["001"])
    verdict = score(wanted, _answer(_citation(document, quote)), LANGUAGES)
    assert (verdict.fact, verdict.right) == (right, right)
    assert (verdict.conflict, verdict.refusal, verdict.false_flag) == (None, None, False)


def test_a_fact_in_the_text_of_the_answer_alone_does_not_count() -> None:
    answer = Answer("It weighs 31 g.", "en", answered=True, confidence=1.0)
    assert score(_wanted(answer="31 g", sources=["001"]), answer, LANGUAGES).fact is False


def test_a_fact_without_listed_sources_may_come_from_any() -> None:
    answer = _answer(_citation("003_c.txt", "31 g"))
    assert score(_wanted(answer="31 g"), answer, LANGUAGES).fact is True


@pytest.mark.parametrize(
    ("sources", "language", "cross"),
    [
        (["001"], "en", False),
        (["001"], "fr", True),
        (["001", "002"], "fr", False),
        (["002", "003"], "en", True),
    ],
)
def test_a_question_is_cross_language_when_no_listed_source_speaks_it(
    sources: list[str], language: str, cross: bool
) -> None:
    wanted = _wanted(answer="x", sources=sources, lang=language)
    assert score(wanted, _answer(), LANGUAGES).cross_language is cross


SIDES = {"a": "1 August", "b": "6 juin", "sources": ["001", "002"]}
FIRST, SECOND = _claim("001_a.txt", "on 1 August"), _claim("002_b.txt", "le 6 juin")


@pytest.mark.parametrize(
    ("conflicts", "right"),
    [
        ((_conflict(FIRST, SECOND),), True),
        ((_conflict(_claim("003_c.txt", "en mai")), _conflict(SECOND, FIRST)), True),
        ((), False),
        ((_conflict(FIRST), _conflict(SECOND)), False),
        ((_conflict(FIRST, _claim("001_a.txt", "6 juin")),), False),
        ((_conflict(FIRST, _claim("003_c.txt", "le 6 juin")),), False),
        ((_conflict(FIRST, _claim("002_b.txt", "en juin")),), False),
    ],
)
def test_a_conflict_is_right_when_one_flag_quotes_both_sides(
    conflicts: tuple[Conflict, ...], right: bool
) -> None:
    verdict = score(_wanted(conflict=SIDES), _answer(conflicts=conflicts), LANGUAGES)
    assert (verdict.conflict, verdict.right, verdict.false_flag) == (right, right, None)


@pytest.mark.parametrize("extra", [{}, {"agree": True}])
def test_a_flag_where_no_conflict_is_known_is_a_false_flag(extra: dict[str, Any]) -> None:
    wanted = _wanted(answer="31 g", sources=["001"], **extra)
    citation = _citation("001_a.txt", "31 g")
    verdict = score(wanted, _answer(citation, conflicts=(_conflict(FIRST, SECOND),)), LANGUAGES)
    assert (verdict.fact, verdict.false_flag, verdict.right) == (True, True, False)


@pytest.mark.parametrize("answered", [True, False])
def test_a_refusal_is_right_when_the_answer_says_so(answered: bool) -> None:
    verdict = score(_wanted(unanswerable=True), _answer(answered=answered), LANGUAGES)
    assert (verdict.refusal, verdict.right, verdict.fact) == (not answered, not answered, None)


def test_totals_count_each_kind_apart() -> None:
    cited = _answer(_citation("001_a.txt", "31 g"))
    turn = (Message("user", "And?"),)
    verdicts = [
        score(_wanted(answer="31", sources=["001"]), cited, LANGUAGES),
        score(_wanted(answer="32", sources=["001"]), cited, LANGUAGES),
        score(_wanted(answer="31", sources=["001"], lang="fr", history=turn), cited, LANGUAGES),
        score(_wanted(conflict=SIDES), _answer(conflicts=(_conflict(FIRST, SECOND),)), LANGUAGES),
        score(_wanted(unanswerable=True), _answer(answered=False), LANGUAGES),
        score(_wanted(unanswerable=True), _answer(conflicts=(_conflict(FIRST, SECOND),)), LANGUAGES),
    ]
    totals = summarise(verdicts)
    assert totals.facts_same_language == Count(1, 2)
    assert totals.facts_cross_language == Count(1, 1)
    assert totals.conflicts == Count(1, 1)
    assert totals.refusals == Count(1, 2)
    assert totals.follow_ups == Count(1, 1)
    assert totals.false_flags == Count(1, 5)
    assert totals.to_dict()["refusals"] == {"right": 1, "of": 2}


def test_the_text_of_a_verdict_is_one_short_line() -> None:
    answer = Answer("word\n" * 200, "en", answered=True, confidence=1.0)
    text = score(_wanted(answer="x"), answer, LANGUAGES).text
    assert "\n" not in text
    assert len(text) <= 160


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"answer": "("},
        {"answer": 31},
        {"answer": "31", "sources": "001"},
        {"conflict": True},
        {"conflict": {"a": "x"}},
        {"conflict": {"a": "x", "b": "["}},
    ],
)
def test_a_line_that_cannot_be_scored_is_named(fields: dict[str, Any]) -> None:
    with pytest.raises(QuestionsError, match=r"^Line 7 of 'questions\.jsonl'"):
        _wanted(**fields)


def test_a_source_that_no_document_answers_to_is_named() -> None:
    question = Question(3, "Why?", (), {"answer": "x", "sources": ["001", "009"]})
    wanted = expected(FILE, question)
    check_sources(FILE, question, wanted, ["001_a.txt", "009.txt"])
    with pytest.raises(QuestionsError, match=r"Line 3 .*'009'.*--documents"):
        check_sources(FILE, question, wanted, list(LANGUAGES))
