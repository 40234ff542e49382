"""Measures how well keyword, dense and fused search find what they should, on public sets or one's own.

In a public set each text is a document, found as soon as one of its passages is: documents are ranked by
their best passage. One's own questions are put to one's own documents, and a passage is what must be found.
The two halves are what `Retriever` fuses, and fused search is `Retriever.search` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.answering import resolve
from chatbot.chatbot import Chatbot
from chatbot.embedding import Embedder, Vectors, load_embedder
from chatbot.evaluation.answers import Count
from chatbot.evaluation.metrics import ndcg, recall, reciprocal_rank
from chatbot.evaluation.own import (
    OwnQuestion,
    check_own_sources,
    has_both_sides,
    is_right,
    read_own_questions,
)
from chatbot.evaluation.tasks import Task, file_format, read_tasks
from chatbot.evidence.question import Question
from chatbot.index import OpenIndex, build_in_memory, open_index
from chatbot.reading import document_from_text
from chatbot.retrieval import Retriever, load_reranker, readable
from chatbot.settings import Settings
from chatbot.types import Passage, Progress, ProgressCallback

SEARCHES = ("keyword", "dense", "fused")
_DEPTH = 10
_QUERY_BATCH = 256
# Fused search is asked for ever more passages until they come from ten documents, but for no more than this.
_MOST_PASSAGES = 80
_RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the queries, each between 0 and 1; reciprocal rank and nDCG look at the first ten."""

    recall_1: float
    recall_5: float
    recall_10: float
    mrr_10: float
    ndcg_10: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How one search fared on one task.

    Attributes
    ----------
    task
        The file and, of a file of pairs, the direction.
    search
        One of `SEARCHES`.
    queries
        How many queries the scores are the mean of.
    scores
        ``None`` where there is nothing to take the mean of.
    both_sides
        How many questions on a conflict had both of its sides among the passages an answer is made from;
        ``None`` where no question is on a conflict.
    """

    task: str
    search: str
    queries: int
    scores: Scores | None
    both_sides: Count | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain dictionaries."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Judged:
    """The ranking one search gave for one query, and what it should have found."""

    ranking: Sequence[str]
    relevant: frozenset[str]


def evaluate_retrieval(
    settings: Settings,
    files: Sequence[Path],
    *,
    corpus: Path | None = None,
    contexts: Path | None = None,
    limit: int | None = None,
    progress: ProgressCallback,
) -> list[Figures]:
    """Return the figures of every search on every file.

    Parameters
    ----------
    corpus, contexts
        As for `read_tasks`.
    limit
        Only the first so many queries of each task are put; the collection stays whole.

    Raises
    ------
    ChatbotError
        A file cannot be read or scored, which is found out before anything is embedded; or it was written
        for other documents; or the documents or the model cannot be used.
    """
    own: dict[Path, tuple[OwnQuestion, ...]] = {}
    tasks: dict[Path, tuple[Task, ...]] = {}
    for path in files:
        if file_format(path) == "own":
            own[path] = read_own_questions(path)
        else:
            tasks[path] = read_tasks(path, corpus=corpus, contexts=contexts)
    figures: list[Figures] = []
    for path in dict.fromkeys(files):
        if path in own:
            figures += evaluate_own(settings, path, own[path][:limit], progress)
        for task in tasks.get(path, ()):
            figures += evaluate_task(settings, task, load_embedder(settings.model), limit, progress)
    return figures


def evaluate_task(
    settings: Settings, task: Task, embedder: Embedder, limit: int | None, progress: ProgressCallback
) -> list[Figures]:
    """Index the texts of a task in memory, each passage embedded once, and put the queries to it."""
    queries = task.queries[:limit]
    documents = [document_from_text(name, text) for name, text in task.texts.items()]
    with build_in_memory(documents, embedder, settings.passage_tokens, progress) as index:
        retriever = Retriever(index, embedder, load_reranker(settings.reranker))
        vectors = _embed_queries(embedder, [query.text for query in queries], progress)
        judged: dict[str, list[_Judged]] = {search: [] for search in SEARCHES}
        for number, query in enumerate(queries):
            vector = vectors[number : number + 1]
            halves = retriever.halves(query.text, vector=vector)
            rankings = {
                "keyword": _documents(index.row_documents[row] for row in halves.keyword),
                "dense": _documents(index.row_documents[row] for row in halves.dense),
                "fused": fused_documents(retriever, query.text, vector),
            }
            for search, ranking in rankings.items():
                judged[search].append(_Judged(ranking, query.relevant))
            progress(Progress("searching", number + 1, len(queries)))
    return [Figures(task.name, search, len(queries), _scores(judged[search])) for search in SEARCHES]


def evaluate_own(
    settings: Settings, path: Path, questions: Sequence[OwnQuestion], progress: ProgressCallback
) -> list[Figures]:
    """Bring the index of the documents up to date and put the questions to it as `Chatbot.ask` would.

    The first right passage counts and later ones do not: further witnesses of a fact change nothing.

    Raises
    ------
    ChatbotError
        The documents, the index or the model cannot be used, or the file lists sources that are not there.
    """
    with Chatbot(settings, progress=progress), open_index(settings.index_folder) as index:
        check_own_sources(path, questions, index.paths)
        embedder = load_embedder(settings.model)
        retriever = Retriever(index, embedder, load_reranker(settings.reranker))
        asked = [resolve(readable(one.question.text), one.question.history) for one in questions]
        vectors = _embed_queries(embedder, [question.text for question in asked], progress)
        judged: dict[str, list[_Judged]] = {search: [] for search in SEARCHES}
        sides: dict[str, list[bool]] = {search: [] for search in SEARCHES}
        for number, (one, question) in enumerate(zip(questions, asked, strict=True)):
            vector = vectors[number : number + 1]
            for search in SEARCHES:
                find = partial(_passages, index, retriever, search, question, vector)
                if one.wanted.answer is not None:
                    judged[search].append(_own_judgement(one, find(_DEPTH)))
                if one.wanted.sides is not None:
                    sides[search].append(has_both_sides(one.wanted, find(settings.results)))
            progress(Progress("searching", number + 1, len(questions)))
    return [
        Figures(
            path.name,
            search,
            len(judged[search]),
            _scores(judged[search]),
            Count(sum(sides[search]), len(sides[search])) if sides[search] else None,
        )
        for search in SEARCHES
    ]


def table(figures: Sequence[Figures], results: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the columns' names and the rows; ``results`` is how many passages make an answer."""
    conflicts = any(one.both_sides for one in figures)
    columns = ("file", "search", "n", "recall@1", "recall@5", "recall@10", "MRR@10", "nDCG@10")
    rows = []
    for one in figures:
        values = astuple(one.scores) if one.scores else (None,) * len(fields(Scores))
        row = (one.task, one.search, str(one.queries), *("–" if v is None else f"{v:.3f}" for v in values))
        both = one.both_sides
        rows.append((*row, f"{both.right} of {both.of}" if both else "–") if conflicts else row)
    return ((*columns, f"both sides@{results}") if conflicts else columns), rows


def _passages(
    index: OpenIndex, retriever: Retriever, search: str, question: Question, vector: Vectors, k: int
) -> list[Passage]:
    if search == "fused":
        hits = retriever.search(question.text, k, language=question.language, vector=vector)
        return [hit.passage for hit in hits]
    halves = retriever.halves(question.text, language=question.language, vector=vector)
    found = halves.keyword if search == "keyword" else halves.dense
    return index.passages(list(found)[:k])


def _own_judgement(one: OwnQuestion, passages: Sequence[Passage]) -> _Judged:
    ranking = [passage.id for passage in passages]
    first = next((rank for rank, passage in enumerate(passages) if is_right(one.wanted, passage)), None)
    if first is not None:
        ranking[first] = _RIGHT
    return _Judged(ranking, frozenset({_RIGHT}))


def fused_documents(retriever: Retriever, query: str, vector: Vectors) -> list[str]:
    """Return documents in the order of fused search, asked for more passages until they come from ten."""
    k, documents = _DEPTH, list[str]()
    while k <= _MOST_PASSAGES:
        hits = retriever.search(query, k, vector=vector)
        # What is shown first stays first; more passages may only add documents below.
        documents = _documents([*documents, *(hit.passage.document for hit in hits)])
        if len(documents) >= _DEPTH or len(hits) < k:
            break
        k *= 2
    return documents


def _documents(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _embed_queries(embedder: Embedder, texts: Sequence[str], progress: ProgressCallback) -> Vectors:
    """Return the vectors of all queries, shape ``(len(texts), dimension)``, embedded in batches."""
    vectors = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
    for start in range(0, len(texts), _QUERY_BATCH):
        batch = [readable(text) for text in texts[start : start + _QUERY_BATCH]]
        vectors[start : start + len(batch)] = embedder.embed_queries(batch)
        progress(Progress("queries", start + len(batch), len(texts)))
    return vectors


def _scores(judged: Sequence[_Judged]) -> Scores | None:
    if not judged:
        return None

    def mean(measure: Callable[[Sequence[str], frozenset[str], int], float], k: int) -> float:
        return sum(measure(one.ranking, one.relevant, k) for one in judged) / len(judged)

    return Scores(
        mean(recall, 1),
        mean(recall, 5),
        mean(recall, 10),
        mean(reciprocal_rank, _DEPTH),
        mean(ndcg, _DEPTH),
    )
