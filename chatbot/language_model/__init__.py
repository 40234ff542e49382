"""A language model behind an OpenAI-compatible endpoint: what is asked of it, and how it may fail."""

from chatbot.language_model.configured import label_of, language_model_from
from chatbot.language_model.endpoint import EndpointModel
from chatbot.language_model.faults import Fault, LanguageModelError, fault_sentence
from chatbot.language_model.model import LanguageModel, Prompt

__all__ = [
    "EndpointModel",
    "Fault",
    "LanguageModel",
    "LanguageModelError",
    "Prompt",
    "fault_sentence",
    "label_of",
    "language_model_from",
]
