"""Reading a passage with a question in mind: where it answers, and how sure that is."""

from chatbot.comprehension.reader import AnswerReader, AnswerSpan, Reading, load_reader

__all__ = ["AnswerReader", "AnswerSpan", "Reading", "load_reader"]
