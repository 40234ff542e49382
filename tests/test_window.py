"""The whole job in the real window: ask, open a citation, see a conflict, change a file, rebuild, ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chatbot import Chatbot, Settings
from tests.helpers.browser import GRADIO_WARNING, served_window, visiting

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_WARNING)]

HARBOUR = """The harbour of Orval

Work on the quays took nine years and cost two lives.

The harbour of Orval was opened on 12 May 1931 by the prefect. A band played until midnight.

The lighthouse followed two years later, and its keeper lived in it with <b>six</b> goats.
"""
PORT = """Le port d'Orval

Le port d'Orval fut inauguré le 3 juin 1931 par le préfet. La fanfare joua jusqu'à minuit.

Le phare vint plus tard ; son gardien y vivait avec des chèvres.
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "port.txt").write_text(PORT, encoding="utf-8")
    return folder


@pytest.fixture
def address(documents: Path, tmp_path: Path) -> Iterator[str]:
    bot = Chatbot(Settings(documents=documents, index=tmp_path / "index"))
    with served_window(bot) as url:
        yield url
    bot.close()


def test_the_whole_job_in_the_window(chromium: Browser, address: str, documents: Path) -> None:
    with visiting(chromium, address) as visitor:
        page = visitor.page
        visitor.ask("When was the harbour of Orval opened?")
        answer = page.locator("#conversation .turn .answer").first
        expect(answer).to_contain_text("12 May 1931")

        conflict = answer.locator(".conflict")
        expect(conflict).to_contain_text("12 May 1931")
        expect(conflict).to_contain_text("3 juin 1931")

        answer.locator("button.cite").first.click()
        excerpt = page.locator(".excerpt")
        expect(excerpt.locator("mark")).to_contain_text("12 May 1931")
        expect(excerpt).to_contain_text("Work on the quays took nine years")
        expect(excerpt).to_contain_text("<b>six</b> goats")
        page.keyboard.press("Escape")

        (documents / "port.txt").write_text(PORT.replace("3 juin", "12 mai"), encoding="utf-8")
        expect(page.locator(".banner")).to_be_visible()
        page.locator(".banner button").click()
        expect(page.locator(".banner")).to_have_count(0)

        visitor.ask("When was the harbour of Orval opened?")
        again = page.locator("#conversation .turn .answer").nth(1)
        expect(again).to_contain_text("12 mai 1931")
        expect(again.locator(".conflict")).to_have_count(0)

        outside = [url for url in visitor.requests if not url.startswith((address, "data:", "blob:"))]
        assert outside == []
        assert visitor.errors == []
