"""What is on disk for a folder of documents: vectors, keywords and a catalogue, in whole generations."""

from chatbot.index.build import EmbedderSource, build_index
from chatbot.index.freshness import document_summaries, index_status
from chatbot.index.generations import current_generation, forget_current
from chatbot.index.memory import build_in_memory
from chatbot.index.reader import OpenIndex, open_index

__all__ = [
    "EmbedderSource",
    "OpenIndex",
    "build_in_memory",
    "build_index",
    "current_generation",
    "document_summaries",
    "forget_current",
    "index_status",
    "open_index",
]
