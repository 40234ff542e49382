"""The whole job in the real window: ask, open a citation, see a conflict, change a file, rebuild, ask.

And with a language model: see what it wrote and what of that is not supported, stop it, switch it off.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chatbot import Chatbot, Settings
from tests.helpers.browser import GRADIO_WARNING, served_window, visiting
from tests.helpers.scripted_endpoint import Reply, answering, scripted_endpoint

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


def test_a_language_model_writes_in_the_window_is_checked_and_stopped(
    chromium: Browser, documents: Path, tmp_path: Path
) -> None:
    whole = answering(
        "The harbour of Orval was opened on 12 May 1931 by the prefect [1][2]. "
        "The quays had cost 300,000 francs [1][2]."
    )
    halting = Reply(
        "The harbour of Orval was opened on 12 May 1931 by the prefect [1][2]. The keeper of the lighthouse "
        "lived in it with goats [1][2]. And then there was much more to be said of it.",
        fault="hang_midway",
    )
    # Between the two, the follow-up is put anew; nothing comes of it, so that it is asked as it stands.
    with scripted_endpoint(whole, answering(""), halting) as endpoint:
        settings = Settings(
            documents=documents,
            index=tmp_path / "index",
            llm=True,
            llm_url=endpoint.url,
            llm_model="scripted",
        )
        bot = Chatbot(settings)
        with served_window(bot) as url, visiting(chromium, url) as visitor:
            page = visitor.page
            visitor.ask("When was the harbour of Orval opened?")
            answer = page.locator("#conversation .turn .answer").first
            expect(answer.locator(".byline")).to_contain_text("Written by scripted")
            expect(answer.locator(".unsupported")).to_have_text("The quays had cost 300,000 francs.")
            expect(answer.locator(".doubts")).to_contain_text("300,000")
            expect(answer.locator(".conflict")).to_contain_text("3 juin 1931")
            answer.locator(".text button.cite").first.click()
            expect(page.locator(".excerpt mark")).to_contain_text("1931")
            page.keyboard.press("Escape")

            page.locator("#question textarea").fill("When was the harbour of Orval opened?")
            page.locator("#question textarea").press("Enter")
            expect(page.locator("#live .text")).to_contain_text("12 May 1931")
            page.get_by_role("button", name="Stop").click()
            stopped = page.locator("#conversation .turn .answer").nth(1)
            expect(stopped.locator(".notice")).to_contain_text("stopped")
            expect(stopped.locator(".text")).not_to_contain_text("much more")

            page.get_by_role("switch").click()
            expect(page.get_by_role("switch")).not_to_be_checked()
            asked = len(endpoint.requests)
            visitor.ask("When was the harbour of Orval opened?")
            expect(page.locator("#conversation .turn .answer").nth(2)).to_contain_text("12 May 1931")
            assert len(endpoint.requests) == asked
            assert [one for one in visitor.requests if not one.startswith((url, "data:", "blob:"))] == []
            assert visitor.errors == []
        bot.close()
