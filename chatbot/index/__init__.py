"""What is on disk for a folder of documents: vectors, keywords and a catalogue, in whole generations."""

from chatbot.index.memory import build_in_memory
from chatbot.index.reader import OpenIndex, open_index

__all__ = ["OpenIndex", "build_in_memory", "open_index"]
