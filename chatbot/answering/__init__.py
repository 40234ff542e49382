"""Evidence to answers: follow-up questions, the extractive answerer, refusals, wording."""

from chatbot.answering.answerer import Answerer
from chatbot.answering.extractive import ExtractiveAnswerer
from chatbot.answering.follow_up import resolve

__all__ = ["Answerer", "ExtractiveAnswerer", "resolve"]
