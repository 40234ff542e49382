"""One generation of the index with everything that answers from it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing

from chatbot.answering import Answerer, resolve
from chatbot.answering.answerer import Findings
from chatbot.answering.condensing import condensed
from chatbot.answering.statements import WrittenStatement
from chatbot.answering.support import Verdict
from chatbot.answering.written import Desk, WritingLimits, WrittenAnswerer
from chatbot.comprehension import AnswerReader, load_reader
from chatbot.conflicts.claims import source_claims
from chatbot.conflicts.comparison import find_conflicts
from chatbot.conflicts.corpus import collection_conflicts
from chatbot.conflicts.statement_store import FILE as CONFLICTS
from chatbot.conflicts.statement_store import StatementStore
from chatbot.draft import Draft
from chatbot.embedding import Embedder
from chatbot.errors import DocumentsError
from chatbot.evidence.gathering import EvidenceGatherer
from chatbot.evidence.question import Question
from chatbot.index import OpenIndex
from chatbot.language_model import LanguageModel
from chatbot.retrieval import Retriever, load_reranker
from chatbot.types import Answer, Citation, Claim, Conflict, DocumentSummary, Excerpt, IndexStatus, Message


class Engine:
    """Answers from one open index; kept open while a call uses it, closed when retired and unused.

    Parameters
    ----------
    index
        The open index.
    embedder
        The model, or a function that loads it when it is first needed.
    answerer
        Writes the answers.
    results
        Passages considered for an answer.
    reranker
        Name of the cross-encoder that puts the best passages in order; none where it is empty.
    reader
        Finds the words that answer; the one in the box where none is given.
    """

    def __init__(
        self,
        index: OpenIndex,
        embedder: Embedder | Callable[[], Embedder],
        answerer: Answerer,
        results: int,
        reranker: str = "",
        reader: AnswerReader | None = None,
    ) -> None:
        self.index = index
        self._embedder_source = embedder
        self._answerer = answerer
        self._results = results
        self._reranker = reranker
        self._reader = reader
        self._parts: tuple[Embedder, Retriever] | None = None
        self._gatherer: EvidenceGatherer | None = None
        self._users = 0
        self._retired = False
        self._lock = threading.Lock()
        self._parts_lock = threading.Lock()
        self._conflicts: list[Conflict] | None = None
        self._conflicts_lock = threading.Lock()

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        return self._loaded()[0]

    @property
    def retriever(self) -> Retriever:
        """Searches the index."""
        return self._loaded()[1]

    @property
    def gatherer(self) -> EvidenceGatherer:
        """Reads hits for a question; its reader is loaded with the first of them."""
        embedder = self.embedder
        with self._parts_lock:
            if self._gatherer is None:
                self._gatherer = EvidenceGatherer(self.index, embedder, self._reader or load_reader())
            return self._gatherer

    def warm_up(self) -> None:
        """Load the models and run them once, for the first run costs more than the rest."""
        self.embedder.embed_queries(["?"])
        self.gatherer.warm_up()

    def ask(self, question: Question, answerer: Answerer | None = None) -> Answer:
        """Return the answer to a stand-alone question, of another answerer than the engine's where given."""
        vector = self.embedder.embed_queries([question.text])
        hits = self.retriever.search(question.text, self._results, language=question.language, vector=vector)
        evidence = self.gatherer.gather(question, hits, vector)
        claims = source_claims(question, evidence)
        conflicts = find_conflicts(question, claims)
        findings = Findings(question, hits, evidence, claims, conflicts)
        return (answerer or self._answerer).answer(findings)

    def ask_writer(
        self,
        model: LanguageModel,
        question: str,
        history: Sequence[Message],
        limits: WritingLimits,
        draft: Draft,
    ) -> Answer:
        """Return the answer that a language model writes, the engine's own answerer taking its place.

        The model puts a question within a conversation so that it stands alone, where it can be trusted to.
        """
        alone = condensed(model, question, history, draft.stopped) if history else None
        asked = resolve(question, history) if alone is None else resolve(alone)
        return self.ask(asked, WrittenAnswerer(model, self._answerer, self._desk(), limits, draft))

    def check(self, statement: str, document: str, quote: str, question: Question) -> Verdict:
        """Return whether the passage of a document that holds a quote supports a statement."""
        passages = self.index.passages(range(self.index.passage_count))
        cited = [one for one in passages if one.document == document and quote in one.text][:1]
        if not cited:
            raise DocumentsError(f"No passage of '{document}' holds the words “{quote[:80]}”; correct them.")
        desk = self._desk()
        written = WrittenStatement(statement, statement, (1,), line=0, lead="")
        return desk.checker(question).check([written], [desk.source(cited[0])])[0]

    def _desk(self) -> Desk:
        return Desk(self.index, self.embedder, self.gatherer.word_rarity)

    def conflicts(self) -> list[Conflict]:
        """Return the conflicts of the whole collection, found once and kept."""
        with self._conflicts_lock:
            if self._conflicts is None:
                with closing(self._statement_store()) as store:
                    self._conflicts = collection_conflicts(self.index, self._model, store)
            return list(self._conflicts)

    def _model(self) -> Embedder:
        """Return the embedding model without all else that answering takes."""
        source = self._embedder_source
        return source() if callable(source) else source

    def _statement_store(self) -> StatementStore:
        folder = self.index.folder
        return StatementStore(folder / CONFLICTS if folder is not None else None, self.index.model)

    def excerpt(self, record: Citation | Claim, context: int) -> Excerpt:
        """Return a quote in its surroundings."""
        document = self.index.document(record.document)
        if document is None or document.text[record.start : record.end] != record.quote:
            raise DocumentsError(
                f"'{record.document}' has changed since this answer was given; ask the question again."
            )
        first = _word_start(document.text, record.start - context)
        last = _word_end(document.text, record.end + context)
        before = document.text[min(first, record.start) : record.start]
        after = document.text[record.end : max(last, record.end)]
        headings = [heading.text for heading in document.headings if heading.start <= record.start]
        return Excerpt(
            document=document.path,
            title=document.title,
            language=document.language,
            page=record.page,
            heading=headings[-1] if headings else None,
            before=before,
            quote=record.quote,
            after=after,
        )

    def status(self, model: str) -> IndexStatus:
        """Return the status of an index in memory, which is always fresh."""
        return IndexStatus(
            fresh=True,
            added=(),
            changed=(),
            removed=(),
            failed=(),
            documents=len(self.index.paths),
            passages=self.index.passage_count,
            model=model,
            built_at=self.index.built_at,
        )

    def summaries(self) -> list[DocumentSummary]:
        """Return one line for each document of the index."""
        counts: dict[str, int] = {}
        for document in self.index.row_documents:
            counts[document] = counts.get(document, 0) + 1
        documents = [self.index.document(path) for path in self.index.paths]
        return [
            DocumentSummary(
                document.path,
                document.title,
                document.language,
                "indexed",
                counts.get(document.path, 0),
                len(document.text),
            )
            for document in documents
            if document is not None
        ]

    def acquire(self) -> None:
        """Keep the index open until `release`."""
        with self._lock:
            self._users += 1

    def release(self) -> None:
        """Undo one `acquire`."""
        with self._lock:
            self._users -= 1
            last = self._retired and self._users == 0
        if last:
            self.index.close()

    def retire(self) -> None:
        """Close the index as soon as no call uses it any more."""
        with self._lock:
            self._retired = True
            unused = self._users == 0
        if unused:
            self.index.close()

    def _loaded(self) -> tuple[Embedder, Retriever]:
        with self._parts_lock:
            if self._parts is None:
                source = self._embedder_source
                embedder = source() if callable(source) else source
                reranker = load_reranker(self._reranker)
                self._parts = embedder, Retriever(self.index, embedder, reranker)
            return self._parts


def _word_start(text: str, position: int) -> int:
    """Return the first position from ``position`` on at which no word is cut."""
    if position <= 0 or position >= len(text):
        return min(max(position, 0), len(text))
    while position < len(text) and not text[position - 1].isspace():
        position += 1
    return position


def _word_end(text: str, position: int) -> int:
    """Return the last position up to ``position`` at which no word is cut."""
    if position >= len(text):
        return len(text)
    while position > 0 and not text[position].isspace():
        position -= 1
    return position
