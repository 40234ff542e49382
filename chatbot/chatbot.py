"""The one object the faces talk to: it opens an index, keeps it fresh, and answers from it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from chatbot import collection
from chatbot.answering import Answerer, ExtractiveAnswerer, resolve
from chatbot.answering.examples import example_questions
from chatbot.answering.support import Verdict
from chatbot.answering.written import WritingLimits
from chatbot.comprehension import AnswerReader
from chatbot.conversation import History, messages_of
from chatbot.draft import Draft
from chatbot.embedding import Embedder, load_embedder, model_fingerprint
from chatbot.engine import Engine
from chatbot.errors import DocumentsError, IndexDamagedError, IndexMissingError, SettingsError
from chatbot.index import (
    EmbedderSource,
    build_in_memory,
    build_index,
    current_generation,
    document_summaries,
    forget_current,
    index_status,
    open_index,
)
from chatbot.language_model import LanguageModel, label_of, language_model_from
from chatbot.reading import document_from_text
from chatbot.retrieval import readable
from chatbot.settings import Settings
from chatbot.types import (
    Answer,
    Citation,
    Claim,
    Conflict,
    DocumentSummary,
    Excerpt,
    Hit,
    IndexReport,
    IndexStatus,
    ModelLabel,
    ProgressCallback,
)

_DAMAGED = "a file of the index was damaged, so all is built again"
_CLOSED = "This chatbot has been closed; open a new one."


class Chatbot:
    """A chatbot over a folder of documents.

    Parameters
    ----------
    settings
        Where the documents and the index are, and how to read them; defaults from the environment.
    progress
        Told how far the build has come, where one is needed.
    refresh
        Build or refresh a missing or stale index when opening; otherwise it is used as it is.
    answerer
        Makes answers of quotes; extractive where none is given.
    language_model
        Writes answers where it is asked to; that of the settings where none is given.

    Raises
    ------
    ChatbotError
        The settings, the documents folder or the index cannot be used; the text says what to do.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        progress: ProgressCallback | None = None,
        refresh: bool = True,
        answerer: Answerer | None = None,
        language_model: LanguageModel | None = None,
    ) -> None:
        self._prepare(settings or Settings(), answerer, language_model)
        if refresh:
            self.rebuild(progress)
        else:
            self._open_if_there()

    @classmethod
    def from_texts(
        cls,
        texts: Mapping[str, str],
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        reader: AnswerReader | None = None,
        answerer: Answerer | None = None,
        language_model: LanguageModel | None = None,
    ) -> Chatbot:
        """Return a chatbot over texts in memory, by name; nothing is read from or written to disk."""
        bot = cls.__new__(cls)
        bot._prepare(settings or Settings(), answerer, language_model)
        model = embedder or load_embedder(bot.settings.model)
        documents = [document_from_text(name, text) for name, text in texts.items() if text.strip()]
        bot._in_memory = True
        bot._embedder = model
        index = build_in_memory(documents, model, bot.settings.passage_tokens)
        bot._engine = Engine(index, model, bot._answerer, bot.settings.results, reader=reader)
        return bot

    def _prepare(
        self, settings: Settings, answerer: Answerer | None, language_model: LanguageModel | None
    ) -> None:
        if settings.index_folder.resolve() == settings.documents.resolve():
            raise SettingsError(
                f"The index cannot be kept among the documents in '{settings.documents}'; "
                "choose another folder with the setting 'index'."
            )
        self.settings = settings
        self._answerer: Answerer = answerer or ExtractiveAnswerer()
        self._model = language_model
        self._engine: Engine | None = None
        self._embedder: Embedder | None = None
        self._in_memory = False
        self._closed = False
        self._unusable: IndexMissingError | IndexDamagedError | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Chatbot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index; the chatbot cannot be used afterwards."""
        with self._lock:
            if self._engine is not None:
                self._engine.retire()
            self._engine = None
            self._closed = True

    @property
    def ready(self) -> bool:
        """Whether the embedding model is in memory, so that a question is answered at once."""
        return self._embedder is not None

    def warm_up(self) -> None:
        """Load the embedding model; meant for a thread in the background of a window's start."""
        with self._using() as engine:
            engine.warm_up()
        self._embedder = self._load_embedder()

    def rebuild(self, progress: ProgressCallback | None = None) -> IndexReport:
        """Bring the index up to date with the documents folder, embedding only what is new.

        Questions are answered from the old index until the new one is whole.

        Raises
        ------
        ChatbotError
            The documents folder cannot be read, or the index not be written.
        """
        if self._in_memory:
            raise DocumentsError("This collection lives in memory; make a new one from the changed texts.")
        report = build_index(self.settings, self._source(), progress)
        try:
            self._open()
        except IndexDamagedError:
            # Damage that keeps sizes shows only when the files are opened.
            forget_current(self.settings.index_folder)
            report = replace(build_index(self.settings, self._source(), progress), reason=_DAMAGED)
            self._open()
        return report

    def status(self) -> IndexStatus:
        """Return how the index compares with the documents folder now."""
        if self._in_memory:
            with self._using() as engine:
                return engine.status(self.settings.model)
        return index_status(self.settings, model_fingerprint(self.settings.model), self.settings.model)

    def documents(self) -> list[DocumentSummary]:
        """Return every file of the documents folder and of the index, with its state."""
        if self._in_memory:
            with self._using() as engine:
                return engine.summaries()
        return document_summaries(self.settings)

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Return at most ``k`` passages for a query, best first."""
        with self._using() as engine:
            return engine.retriever.search(query, k)

    @property
    def language_model(self) -> ModelLabel | None:
        """The language model that may write answers, ``None`` where none is set."""
        if self._model is not None:
            return self._model.label
        return label_of(self.settings)

    @property
    def writes_by_default(self) -> bool:
        """Whether the language model writes where a call does not say."""
        return self.settings.llm and self.language_model is not None

    def ask(
        self,
        question: str,
        history: History = (),
        *,
        llm: bool | None = None,
        draft: Draft | None = None,
    ) -> Answer:
        """Return the answer to a question, in its language, with citations and conflicts.

        Parameters
        ----------
        history
            The conversation so far, oldest first: messages, or ``{"role": ..., "content": ...}``.
        llm
            Whether the language model writes the answer; as the settings have it where ``None``.
        draft
            Shown the answer while the language model writes it, and asked whether to stop.

        Raises
        ------
        SettingsError
            The language model is to write, and none is set.
        """
        messages = messages_of(history)
        with self._using() as engine:
            if not (self.settings.llm if llm is None else llm):
                return engine.ask(resolve(readable(question), messages))
            try:
                model = self._language_model()
            except SettingsError as error:
                if self.language_model is None:
                    raise
                return replace(engine.ask(resolve(readable(question), messages)), note=str(error))
            limits = WritingLimits(self.settings.llm_context_tokens, self.settings.llm_answer_tokens)
            return engine.ask_writer(model, readable(question), messages, limits, draft or Draft())

    def check(self, statement: str, document: str, quote: str, question: str = "") -> Verdict:
        """Return whether a passage supports a statement, as it is judged where a language model writes.

        Parameters
        ----------
        document, quote
            The passage: the first of that document, by its path, that holds the words.
        question
            What the statement answers; its language is the statement's.

        Raises
        ------
        DocumentsError
            No passage of the document holds the words.
        """
        with self._using() as engine:
            return engine.check(statement, document, quote, resolve(question or statement))

    def _language_model(self) -> LanguageModel:
        with self._lock:
            if self._model is None:
                self._model = language_model_from(self.settings)
            if self._model is None:
                raise SettingsError(
                    "No language model is set; name an OpenAI-compatible endpoint with CHATBOT_LLM_URL and "
                    "its model with CHATBOT_LLM_MODEL, or turn it off with '--no-llm' or the setting 'llm'."
                )
            return self._model

    def conflicts(self) -> list[Conflict]:
        """Return the conflicts of the whole collection, the surest first."""
        with self._using() as engine:
            return engine.conflicts()

    def excerpt(self, record: Citation | Claim, context: int = 700) -> Excerpt:
        """Return a quote in its surroundings: up to ``context`` characters on each side.

        Raises
        ------
        DocumentsError
            The document is not in the index any more, or says something else there.
        """
        with self._using() as engine:
            return engine.excerpt(record, context)

    def example_questions(self, count: int = 4) -> list[str]:
        """Return questions that the documents answer, in their languages, to begin with."""
        with self._using() as engine:
            return example_questions(engine.index, count)

    def add_document(self, source: Path, name: str) -> str:
        """Copy a file into the documents folder and return its relative path; the index turns stale.

        Raises
        ------
        DocumentsError
            The file's name, type or size is refused, or the folder cannot be written.
        """
        return collection.add_file(self.settings.documents, source, name, self.settings.max_file_megabytes)

    def remove_document(self, path: str) -> None:
        """Delete a file of the documents folder; the index turns stale.

        Raises
        ------
        DocumentsError
            The path is not that of a file in the folder, or it cannot be deleted.
        """
        collection.remove_file(self.settings.documents, path)

    def _source(self) -> EmbedderSource:
        model = self.settings.model
        return EmbedderSource(model_fingerprint(model), model, lambda: load_embedder(model))

    def _load_embedder(self) -> Embedder:
        return load_embedder(self.settings.model)

    def _open(self) -> None:
        """Open the current generation in the place of the one at hand.

        Raises
        ------
        IndexMissingError
            There is none, or another model made it.
        IndexDamagedError
            A file of it is missing or unreadable.
        """
        with self._lock:
            if self._closed:
                raise IndexMissingError(_CLOSED)
            index = open_index(self.settings.index_folder)
            current = self._engine
            if current is not None and current.index.generation == index.generation:
                index.close()
                return
            if index.model != model_fingerprint(self.settings.model):
                index.close()
                raise IndexMissingError(
                    f"The index was not made with the embedding model '{self.settings.model}'; "
                    "run 'chatbot index' to embed the documents with it."
                )
            settings = self.settings
            self._engine = Engine(
                index, self._load_embedder, self._answerer, settings.results, settings.reranker
            )
            self._unusable = None
        if current is not None:
            current.retire()

    def _open_if_there(self) -> None:
        try:
            self._open()
        except (IndexMissingError, IndexDamagedError) as error:
            # The status can still be told; only asking needs a whole index.
            self._unusable = error

    def _follow(self) -> None:
        """Open the index anew where another process has built a newer generation."""
        engine = self._engine
        if engine is None or self._in_memory or self._closed:
            return
        with suppress(IndexMissingError, IndexDamagedError):
            if current_generation(self.settings.index_folder) != engine.index.generation:
                self._open()

    @contextmanager
    def _using(self) -> Iterator[Engine]:
        """Hold the engine open for one call, whatever a rebuild puts in its place meanwhile."""
        self._follow()
        with self._lock:
            engine = self._engine
            if engine is None:
                raise self._unusable or IndexMissingError(_CLOSED)
            engine.acquire()
        try:
            yield engine
        finally:
            engine.release()
