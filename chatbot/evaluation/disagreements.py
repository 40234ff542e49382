"""Measures conflict flags on search results, claims on documents that disagree, and pairs of sentences.

- Search results (question, contexts, conflict): is a conflict flagged where people saw one (QACC, Liu et
  al. 2024)?
- Documents (question, documents with the answer each supports): is each document's answer found, and are
  two documents told to say the same or not (RAMDocs, Wang et al. 2025)?
- Pairs of sentences (premise, hypothesis, contradiction or label): do they contradict each other?
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from chatbot.chatbot import Chatbot
from chatbot.evaluation.figures import Figure, binary_f1, mean, word_f1
from chatbot.evaluation.questions import bad_line, read_objects
from chatbot.settings import Settings
from chatbot.types import Answer, Claim, Progress, ProgressCallback

_ENOUGH = 0.5
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SourcedQuestion:
    """A question with the texts to answer it from, by name.

    Attributes
    ----------
    conflict
        Whether people found that the texts conflict; ``None`` where nobody was asked.
    answers
        The answer each text supports, by name; an empty string where it has none.
    """

    question: str
    texts: Mapping[str, str]
    conflict: bool | None
    answers: Mapping[str, str]


def read_sourced_questions(path: Path) -> list[SourcedQuestion]:
    """Return the questions of a file of search results or of documents.

    Raises
    ------
    QuestionsError
        The file cannot be read or a line has other fields.
    """
    return [_sourced_question(path, number, fields) for number, fields in read_objects(path)]


def _sourced_question(path: Path, number: int, fields: dict[str, Any]) -> SourcedQuestion:
    sources = fields.get("contexts", fields.get("documents"))
    if not isinstance(sources, list) or not all(
        isinstance(one, dict) and isinstance(one.get("text"), str) for one in sources
    ):
        raise bad_line(path, number, "has no list of {'text'} in the field 'contexts' or 'documents'")
    if not isinstance(fields.get("question"), str):
        raise bad_line(path, number, "has no text in the field 'question'")
    named = {f"{place:02} {one.get('source') or ''}".strip(): one for place, one in enumerate(sources, 1)}
    answers = {
        name: "" if one["answer"] == _UNKNOWN else str(one["answer"])
        for name, one in named.items()
        if "answer" in one
    }
    conflict = fields.get("conflict")
    return SourcedQuestion(
        fields["question"],
        {name: one["text"] for name, one in named.items()},
        conflict if isinstance(conflict, bool) else None,
        answers,
    )


def evaluate_disagreements(
    name: str, questions: Sequence[SourcedQuestion], settings: Settings, progress: ProgressCallback
) -> list[Figure]:
    """Ask each question of its own texts, and score flags and claims."""
    # Every text is a witness here, so none may be left unread.
    answers = []
    for number, one in enumerate(questions, start=1):
        wide = settings.model_copy(update={"results": max(settings.results, 2 * len(one.texts))})
        with Chatbot.from_texts(one.texts, settings=wide) as bot:
            answers.append(bot.ask(one.question))
        progress(Progress("asking", number, len(questions)))
    flags = [
        (bool(answer.conflicts), one.conflict)
        for answer, one in zip(answers, questions, strict=True)
        if one.conflict is not None
    ]
    figures = _flag_figures(name, flags)
    if any(one.answers for one in questions):
        figures += _claim_figures(name, questions, answers)
    return figures


def _flag_figures(name: str, flags: Sequence[tuple[bool, bool]]) -> list[Figure]:
    if not flags:
        return []
    told, truth = [flag for flag, _ in flags], [conflict for _, conflict in flags]
    precision, recall, f1 = binary_f1(told, truth)
    calm = [flag for flag, conflict in flags if not conflict]
    return [
        Figure(name, "precision of the flag", precision, sum(told)),
        Figure(name, "recall of the flag", recall, sum(truth)),
        Figure(name, "F1 of the flag", f1, len(flags)),
        Figure(name, "false alarms", sum(calm) / len(calm) if calm else 0.0, len(calm)),
    ]


def _claim_figures(
    name: str, questions: Sequence[SourcedQuestion], answers: Sequence[Answer]
) -> list[Figure]:
    found, invented = [], []
    told, truth = list[bool](), list[bool]()
    told_any = []
    for one, answer in zip(questions, answers, strict=True):
        claims = {claim.document: claim for claim in answer.claims}
        for text, wanted in one.answers.items():
            claim = claims.get(text)
            if wanted:
                found.append(claim is not None and word_f1(_words(claim), [wanted]) > _ENOUGH)
            else:
                invented.append(claim is not None)
        speaking = [text for text, wanted in one.answers.items() if wanted]
        for first, second in combinations(speaking, 2):
            told_any.append(first in claims and second in claims)
            apart = told_any[-1] and claims[first].camp != claims[second].camp
            told.append(apart)
            truth.append(one.answers[first] != one.answers[second])
    precision, recall, f1 = binary_f1(told, truth)
    same = [both and not apart for both, apart in zip(told_any, told, strict=True)]
    return [
        Figure(name, "answer of a document found", mean(found), len(found)),
        Figure(name, "answer given for a document without one", mean(invented), len(invented)),
        Figure(name, "pairs told different: precision", precision, sum(told)),
        Figure(name, "pairs told different: recall", recall, sum(truth)),
        Figure(name, "pairs told different: F1", f1, len(told)),
        Figure(name, "pairs told same: F1", binary_f1(same, [not one for one in truth])[2], len(same)),
    ]


def _words(claim: Claim) -> str:
    return claim.quote[claim.value_start : claim.value_end] or claim.value
