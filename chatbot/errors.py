"""The errors a user can cause or meet. The text of each is the message: one sentence and the remedy."""

from __future__ import annotations


class ChatbotError(Exception):
    """Base of every error whose text is meant for the user."""


class SettingsError(ChatbotError):
    """A setting has a value the program cannot work with."""


class DocumentsError(ChatbotError):
    """The documents folder cannot be used."""


class ReadingError(ChatbotError):
    """One file cannot be read; the text is the reason, without the file's name."""


class EmbeddingError(ChatbotError):
    """The embedding model cannot be loaded or used."""


class IndexMissingError(ChatbotError):
    """There is no index yet, or none that this version can read."""


class IndexLockedError(ChatbotError):
    """Another process is writing the index."""


class IndexWriteError(ChatbotError):
    """The index cannot be written, for want of room or of permission."""


class IndexDamagedError(ChatbotError):
    """A file of the index is missing or unreadable."""


class QuestionsError(ChatbotError):
    """A file of questions cannot be read, or a line of it is not a question."""
