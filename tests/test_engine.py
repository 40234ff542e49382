"""What every answer of an open index promises: quotes to the letter, numbers that count, passages to open."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chatbot import Chatbot
from chatbot.errors import DocumentsError
from chatbot.reading import document_from_text
from chatbot.types import Answer, Citation, Claim
from tests.helpers.fakes import HashEmbedder, WordReader

TEXTS = {
    "harbour.md": (
        "# The harbour\n\nThe harbour of Orval was built in 1931 by Marie Lenoir. See [1] and **this**: it "
        "is 120 metres long.\n\nThe mayor accepted the offer of the bank. In 1944 the harbour was destroyed."
    ),
    "port.txt": (
        "Le port d’Orval fut construit en 1935 par Paul Brandt [2]. Il mesure 150 mètres. Le maire n’a pas "
        "accepté l’offre de la banque.\nLundi 3 mai. Le port est inondé."
    ),
    "mill.txt": "The mill of Orval was built in 1801.\n\nThe mill of Orval was built in 1801. It has 3 rooms",
}
QUESTIONS = (
    "When was the harbour of Orval built?",
    "Quand le port d’Orval fut-il construit ?",
    "Who built the harbour?",
    "How long is the harbour?",
    "Combien mesure le port ?",
    "Did the mayor accept the offer of the bank?",
    "How many rooms does the mill have?",
    "Tell me about Orval.",
    "Que sait-on du port ?",
    "Why did the stock market fall in Tokyo?",
    "Quand le port est-il inondé ?",
)
SENTENCES = (
    *re.split(r"\n+", "\n".join(TEXTS.values())),
    "The harbour of Orval was built in 1852.",
    "Le maire a accepté l’offre.",
    "[3] “Quoted” — **bold** words of Orval *here*.",
)
_MARK = re.compile(r"(?<!\\)\[(\d+)\]")


def _bot(texts: Mapping[str, str]) -> Chatbot:
    return Chatbot.from_texts(texts, embedder=HashEmbedder(), reader=WordReader())


@pytest.fixture(scope="module")
def bot() -> Chatbot:
    return _bot(TEXTS)


def _check(answer: Answer, texts: Mapping[str, str]) -> None:
    """Check everything an answer promises, whatever it says."""
    documents = {name: document_from_text(name, text).text for name, text in texts.items()}
    records: list[Citation | Claim] = [*answer.citations, *answer.nearest]
    records += [claim for conflict in answer.conflicts for claim in conflict.claims]
    for record in records:
        assert documents[record.document][record.start : record.end] == record.quote
        assert 0 <= record.value_start <= record.value_end <= len(record.quote)
    mentioned = list(dict.fromkeys(int(mark) for mark in _MARK.findall(answer.text)))
    assert mentioned == [citation.number for citation in answer.citations]
    assert mentioned == list(range(1, len(mentioned) + 1))
    cited = {(citation.document, citation.start) for citation in answer.citations}
    assert len(cited) == len(answer.citations)
    for conflict in answer.conflicts:
        assert len({claim.document for claim in conflict.claims}) > 1
        assert {(claim.document, claim.start) for claim in conflict.claims} <= cited
    assert answer.answered == bool(answer.citations)
    assert not (answer.answered and answer.nearest)
    assert 0.0 <= answer.confidence <= 1.0
    json.dumps(answer.to_dict(), allow_nan=False)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_keeps_its_promises(bot: Chatbot, question: str) -> None:
    _check(bot.ask(question), TEXTS)


@given(question=st.text(max_size=80) | st.lists(st.sampled_from(SENTENCES), max_size=2).map(" ".join))
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_question_gets_an_answer_that_keeps_them(bot: Chatbot, question: str) -> None:
    _check(bot.ask(question), TEXTS)


@given(
    parts=st.lists(
        st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map("\n".join), min_size=1, max_size=3
    ),
    question=st.sampled_from(QUESTIONS),
)
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_collection_gives_answers_that_keep_them(parts: list[str], question: str) -> None:
    texts = {f"{number}.txt": text for number, text in enumerate(parts)}

    _check(_bot(texts).ask(question), texts)


def test_an_answer_is_written_as_json_with_its_records(bot: Chatbot) -> None:
    written = json.loads(json.dumps(bot.ask("When was the harbour of Orval built?").to_dict()))

    assert written["answered"] is True
    assert written["citations"][0]["number"] == 1
    assert written["conflicts"][0]["claims"][0]["document"] in TEXTS


def test_the_same_question_gets_the_same_answer(bot: Chatbot) -> None:
    first = bot.ask("When was the harbour of Orval built?")

    assert bot.ask("When was the harbour of Orval built?") == first


@pytest.mark.parametrize("context", [0, 25, 10_000])
def test_an_excerpt_is_the_quote_in_its_verbatim_surroundings(bot: Chatbot, context: int) -> None:
    citation = bot.ask("When was the harbour of Orval built?").citations[0]
    text = document_from_text(citation.document, TEXTS[citation.document]).text

    excerpt = bot.excerpt(citation, context)

    assert excerpt.quote == citation.quote
    assert f"{excerpt.before}{excerpt.quote}{excerpt.after}" in text
    assert len(excerpt.before) <= min(context, citation.start)
    assert len(excerpt.after) <= min(context, len(text) - citation.end)
    if context > len(text):
        assert f"{excerpt.before}{excerpt.quote}{excerpt.after}" == text
    words = f"{excerpt.before}{excerpt.quote}{excerpt.after}".split()
    assert set(words) <= set(text.split())


def test_a_claim_opens_like_a_citation(bot: Chatbot) -> None:
    [conflict] = bot.ask("When was the harbour of Orval built?").conflicts

    for claim in conflict.claims:
        assert bot.excerpt(claim).quote == claim.quote
        assert bot.excerpt(claim).document == claim.document


def test_an_excerpt_names_the_heading_above_its_passage() -> None:
    filler = "\n\n".join(f"In year {number} the keeper painted all {number} doors." for number in range(40))
    bot = _bot(
        {"orval.md": f"# Orval\n\n{filler}\n\n## The mill\n\n{filler}\n\nThe mill was built by Marie Lenoir."}
    )

    [citation] = bot.ask("Who built the mill?").citations

    assert bot.excerpt(citation).heading == "The mill"


@pytest.mark.parametrize(
    "now", [{"mill.txt": "The mill of Orval was rebuilt in 1901."}, {"other.txt": "Other words."}]
)
def test_a_quote_that_is_no_longer_there_is_not_opened(now: dict[str, str]) -> None:
    citation = _bot({"mill.txt": TEXTS["mill.txt"]}).ask("When was the mill of Orval built?").citations[0]

    with pytest.raises(DocumentsError, match=r"mill\.txt.*ask the question again"):
        _bot(now).excerpt(citation)
