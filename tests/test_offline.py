"""With a local model the whole job opens no socket to anywhere."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import NoReturn

import pytest

from chatbot import Chatbot, Settings

FILES = {
    "harbour.txt": "The harbour of Orval was opened on 12 May 1931 by the prefect, before a large crowd.",
    "port.txt": "Le port d’Orval fut inauguré le 3 juin 1931 par le préfet, devant une foule nombreuse.",
}


def _refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError("a socket was opened")


def test_building_and_asking_open_no_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    for name, text in FILES.items():
        (documents / name).write_text(text, encoding="utf-8")
    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)
    monkeypatch.setattr(socket, "create_connection", _refuse)

    with Chatbot(Settings(documents=documents, index=tmp_path / "index")) as bot:
        answer = bot.ask("When was the harbour of Orval opened?")
        bot.conflicts()

    assert answer.answered
    assert {citation.document for citation in answer.citations} >= {"harbour.txt"}
