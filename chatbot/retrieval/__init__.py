"""Query to hits: dense and keyword search fused, spread over sources and languages, repeats collapsed."""

from chatbot.retrieval.query_words import keywords, readable
from chatbot.retrieval.reranking import Reranker, load_reranker
from chatbot.retrieval.retriever import Halves, Retriever

__all__ = ["Halves", "Reranker", "Retriever", "keywords", "load_reranker", "readable"]
