"""Questions put to a few texts, without a model."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot import Chatbot
from chatbot.answering import ExtractiveAnswerer
from chatbot.answering.answerer import Findings
from chatbot.types import Answer
from tests.helpers.fakes import HashEmbedder, WordReader


class _Recorder(ExtractiveAnswerer):
    """Answers as always and keeps what the answer was made from."""

    def __init__(self) -> None:
        self.findings: list[Findings] = []

    def answer(self, findings: Findings) -> Answer:
        self.findings.append(findings)
        return super().answer(findings)


def ask(texts: Mapping[str, str], question: str) -> Answer:
    """Return the answer of a chatbot over the texts, by file name."""
    return Chatbot.from_texts(texts, embedder=HashEmbedder(), reader=WordReader()).ask(question)


def findings(texts: Mapping[str, str], question: str) -> Findings:
    """Return what a chatbot over the texts finds for a question before it writes the answer."""
    recorder = _Recorder()
    Chatbot.from_texts(texts, embedder=HashEmbedder(), reader=WordReader(), answerer=recorder).ask(question)
    return recorder.findings[0]
