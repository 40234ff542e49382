"""Measures follow-up questions on real conversations: what rewriting them brings, and refusals.

All passages of all conversations are one collection (MTRAG, Katsis et al. 2025). A turn's own passages
should be found from its question, alone and as rewritten from the conversation; a turn that nothing
answers should be refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.answering import resolve
from chatbot.chatbot import Chatbot
from chatbot.embedding import load_embedder
from chatbot.evaluation.figures import Figure, mean
from chatbot.evaluation.metrics import recall
from chatbot.evaluation.questions import Question as Turn
from chatbot.evaluation.questions import bad_line, read_questions
from chatbot.evaluation.retrieval import fused_documents
from chatbot.index import build_in_memory
from chatbot.reading import document_from_text
from chatbot.retrieval import Retriever, readable
from chatbot.settings import Settings
from chatbot.types import Progress, ProgressCallback

_RANKS = 5


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """A turn of a conversation, the passages that answer it by name, and whether anything answers it."""

    turn: Turn
    passages: dict[str, str]
    answerable: bool | None


def read_turns(path: Path) -> list[ConversationTurn]:
    """Return the turns of a file with the fields ``question``, ``history``, ``contexts``, ``answerability``.

    Raises
    ------
    QuestionsError
        The file cannot be read or a line has other fields.
    """
    return [_turn(path, turn) for turn in read_questions(path)]


def _turn(path: Path, turn: Turn) -> ConversationTurn:
    contexts: Any = turn.fields.get("contexts")
    if not isinstance(contexts, list) or not all(isinstance(one, dict) and "text" in one for one in contexts):
        raise bad_line(path, turn.line, "has no list of {'id', 'text'} in the field 'contexts'")
    said = turn.fields.get("answerability")
    words = {str(one).upper() for one in (said if isinstance(said, list) else [said])}
    answerable = True if words == {"ANSWERABLE"} else False if words == {"UNANSWERABLE"} else None
    passages = {str(one.get("id") or one["text"][:80]): str(one["text"]) for one in contexts}
    return ConversationTurn(turn, passages, answerable)


def evaluate_conversations(
    name: str, turns: Sequence[ConversationTurn], settings: Settings, progress: ProgressCallback
) -> list[Figure]:
    """Return recall with and without rewriting, and how often a refusal is right."""
    texts = {passage: text for one in turns for passage, text in one.passages.items()}
    embedder = load_embedder(settings.model)
    documents = [document_from_text(passage, text) for passage, text in texts.items()]
    found: dict[str, list[float]] = {"alone": [], "rewritten": []}
    followed = [one for one in turns if one.turn.history and one.passages]
    with build_in_memory(documents, embedder, settings.passage_tokens, progress) as index:
        retriever = Retriever(index, embedder)
        for number, one in enumerate(followed, start=1):
            text = readable(one.turn.text)
            asked = {"alone": text, "rewritten": resolve(text, one.turn.history).text}
            for kind, query in asked.items():
                ranking = fused_documents(retriever, query, embedder.embed_queries([query]))
                found[kind].append(recall(ranking, one.passages.keys(), _RANKS))
            progress(Progress("searching", number, len(followed)))
    figures = [
        Figure(name, f"recall@{_RANKS} of follow-ups, {kind}", mean(values), len(values))
        for kind, values in found.items()
    ]
    return figures + _refusals(name, turns, texts, settings, progress)


def _refusals(
    name: str,
    turns: Sequence[ConversationTurn],
    texts: dict[str, str],
    settings: Settings,
    progress: ProgressCallback,
) -> list[Figure]:
    judged = [one for one in turns if one.answerable is not None]
    answered = []
    with Chatbot.from_texts(texts, settings=settings) as bot:
        for number, one in enumerate(judged, start=1):
            history = [{"role": turn.role, "content": turn.content} for turn in one.turn.history]
            answered.append(bot.ask(one.turn.text, history).answered)
            progress(Progress("asking", number, len(judged)))
    given = [was for was, one in zip(answered, judged, strict=True) if one.answerable]
    refused = [not was for was, one in zip(answered, judged, strict=True) if not one.answerable]
    return [
        Figure(name, "answered where answerable", mean(given), len(given)),
        Figure(name, "refused where unanswerable", mean(refused), len(refused)),
    ]
