"""The shipped collection: what it must show, and that the questions about it rest on its words."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from chatbot.reading import read_document
from chatbot.types import Document
from tests.helpers.make_documents import RECIPES, make_all

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "documents"
MAX_BYTES = 5_000_000
KINDS = {"date", "number", "name", "place", "time", "yesno", "why", "list"}

Question = dict[str, Any]
QUESTIONS: list[Question] = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


def _identify(question: Question) -> str:
    return str(question["id"])


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    files = sorted(path for path in DOCUMENTS.iterdir() if not path.name.startswith("."))
    return {path.name: read_document(DOCUMENTS, path.name, MAX_BYTES) for path in files}


def _texts(documents: dict[str, Document], prefixes: list[str]) -> dict[str, str]:
    """The texts of the named sources, line breaks and hard spaces read as spaces."""
    found = {
        name: " ".join(document.text.split())
        for name, document in documents.items()
        if any(name.startswith(prefix) for prefix in prefixes)
    }
    assert len(found) == len(prefixes), f"{prefixes} name {sorted(found)}"
    return found


def test_all_formats_are_present(documents: dict[str, Document]) -> None:
    suffixes = Counter(Path(name).suffix for name in documents)
    assert {".txt", ".md", ".html", ".htm", ".pdf", ".docx"} <= set(suffixes)
    assert len(documents) >= 10


def test_both_languages_are_well_represented(documents: dict[str, Document]) -> None:
    languages = Counter(document.language for document in documents.values())
    assert set(languages) == {"en", "fr"}
    assert min(languages.values()) >= 5


def test_every_document_is_short_and_has_words(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        assert 1_000 < len(document.text) < 7_000, name


def test_french_letters_survive_the_old_encoding(documents: dict[str, Document]) -> None:
    name = "carnet-parisienne.txt"
    with pytest.raises(UnicodeDecodeError):
        (DOCUMENTS / name).read_bytes().decode("utf-8")
    assert "Champs-Élysées" in documents[name].text
    assert "grève générale" in documents[name].text


def test_the_pdf_files_have_pages(documents: dict[str, Document]) -> None:
    for name, document in documents.items():
        assert (len(document.page_starts) >= 2) == name.endswith(".pdf"), name


def test_word_tables_are_read(documents: dict[str, Document]) -> None:
    assert "319" in documents["trip-memo.docx"].text
    assert re.search(r"8\s260", documents["note-musee.docx"].text)


def test_the_shop_page_says_one_paragraph_twice() -> None:
    page = (DOCUMENTS / "boutique-medaille.html").read_text(encoding="utf-8")
    assert page.count("L'insurrection éclate le 19 août.") == 2


def test_the_comments_of_the_forum_are_read_and_its_form_is_not(documents: dict[str, Document]) -> None:
    text = documents["forum-toulouse.html"].text
    assert "US tanks driven by Spaniards" in text
    assert "Post Comment" not in text


def test_binary_documents_are_what_the_script_makes(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in make_all(tmp_path / "first")}
    second = {path.name: path.read_bytes() for path in make_all(tmp_path / "second")}
    committed = {recipe.name: (DOCUMENTS / recipe.name).read_bytes() for recipe in RECIPES}
    assert first == second
    assert first == committed


def test_every_binary_document_has_a_recipe() -> None:
    binary = {path.name for path in DOCUMENTS.iterdir() if path.suffix in {".pdf", ".docx"}}
    assert binary == {recipe.name for recipe in RECIPES}


def test_questions_cover_what_the_program_promises() -> None:
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) >= 45
    assert {question["kind"] for question in QUESTIONS} == KINDS
    counts = Counter(
        trait
        for question in QUESTIONS
        for trait in ("conflict", "unanswerable", "history", "agree")
        if question.get(trait)
    )
    assert counts["conflict"] >= 11
    assert counts["unanswerable"] >= 8
    assert counts["history"] >= 6
    assert counts["agree"] >= 6
    assert {question["lang"] for question in QUESTIONS if "conflict" in question} == {"en", "fr"}


@pytest.mark.parametrize("question", QUESTIONS, ids=_identify)
def test_a_question_expects_exactly_one_thing(question: Question) -> None:
    assert sum(key in question for key in ("answer", "conflict", "unanswerable")) == 1
    assert question["lang"] in {"en", "fr"}
    assert question["q"].strip() == question["q"]


@pytest.mark.parametrize("question", [q for q in QUESTIONS if "answer" in q], ids=_identify)
def test_the_answer_stands_in_its_sources(question: Question, documents: dict[str, Document]) -> None:
    texts = _texts(documents, question["sources"])
    for name, text in texts.items():
        assert re.search(question["answer"], text), name
    assert not question.get("agree") or len(texts) >= 2


@pytest.mark.parametrize("question", [q for q in QUESTIONS if "conflict" in q], ids=_identify)
def test_both_sides_of_a_conflict_stand_in_different_sources(
    question: Question, documents: dict[str, Document]
) -> None:
    conflict = question["conflict"]
    texts = _texts(documents, conflict["sources"])
    assert any(
        re.search(conflict["a"], texts[one]) and re.search(conflict["b"], texts[other])
        for one, other in permutations(texts, 2)
    )
    for name, text in texts.items():
        assert re.search(f"{conflict['a']}|{conflict['b']}", text), name
