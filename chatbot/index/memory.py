"""A small index in memory, for texts that are not on disk."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

import numpy as np

from chatbot.chunking import embedding_text, split_document
from chatbot.embedding import Embedder
from chatbot.index.catalogue import Catalogue
from chatbot.index.keywords import TantivyKeywords
from chatbot.index.manifest import now
from chatbot.index.reader import OpenIndex
from chatbot.index.vectors import FaissVectors, vector_key
from chatbot.types import Document, Progress


def build_in_memory(
    documents: Sequence[Document],
    embedder: Embedder,
    passage_tokens: int,
    progress: Callable[[Progress], None] | None = None,
) -> OpenIndex:
    """Index documents in memory; nothing touches the disk.

    Parameters
    ----------
    documents
        Documents with different paths.
    embedder
        Makes the vectors.
    passage_tokens
        Longest passage, in tokens of the embedder.
    progress
        Told how many passages are embedded.
    """

    def report(done: int) -> None:
        if progress is not None:
            progress(Progress("embedding", done, len(texts)))

    catalogue = Catalogue.create()
    texts: list[str] = []
    for document in documents:
        passages = split_document(document, max_tokens=passage_tokens, count_tokens=embedder.count_tokens)
        embedded = [embedding_text(passage) for passage in passages]
        catalogue.add_document(document, passages, [vector_key(text) for text in embedded])
        texts.extend(embedded)
    vectors = embedder.embed_passages(texts, report) if texts else np.zeros((0, 1), np.float32)
    return OpenIndex(
        vectors=FaissVectors.of(vectors),
        keywords=TantivyKeywords.create(enumerate(texts)),
        catalogue=catalogue,
        generation=f"memory-{secrets.token_hex(8)}",
        built_at=now(),
        model=embedder.fingerprint,
    )
