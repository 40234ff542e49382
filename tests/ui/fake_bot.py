"""A chatbot with made-up documents that answers at once, for tests of the window alone."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from chatbot.draft import Draft
from chatbot.errors import ChatbotError
from chatbot.types import (
    Answer,
    Citation,
    Claim,
    Conflict,
    DocumentSummary,
    Doubt,
    Excerpt,
    FileFailure,
    IndexReport,
    IndexStatus,
    Message,
    ModelLabel,
    Progress,
)

ENGLISH_TEXT = (
    "The harbour works were long delayed.\n\nThe bridge over the Orne was opened to traffic on 12 May 1931, "
    "in the presence of the prefect. It carried 3,200 vehicles a day in its first year.\n\n"
    "The toll was lifted in 1934 after protests in the lower town."
)
FRENCH_TEXT = (
    "Les travaux du port prirent du retard.\n\n"
    "Le pont sur l’Orne fut ouvert à la circulation le 3 juin 1931, "
    "devant le préfet. Le péage fut supprimé en 1934."
)
DOCUMENTS = {
    "history/bridge.md": ("The bridge of Orne", "en", ENGLISH_TEXT),
    "pont.pdf": ("Le pont de l’Orne", "fr", FRENCH_TEXT),
}


def span(document: str, quote: str, value: str) -> dict[str, object]:
    """Locate a quote and its value in a made-up document."""
    title, language, text = DOCUMENTS[document]
    start = text.index(quote)
    return {
        "document": document,
        "title": title,
        "language": language,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "page": 2 if document.endswith(".pdf") else None,
        "passage_id": f"{document}:{start}",
        "value_start": quote.index(value),
        "value_end": quote.index(value) + len(value),
    }


OPENED_EN = ("history/bridge.md", ENGLISH_TEXT.split("\n\n")[1].split(" It ")[0], "12 May 1931")
OPENED_FR = ("pont.pdf", FRENCH_TEXT.split("\n\n")[1].split(" Le péage")[0], "3 juin 1931")
TOLL = ("history/bridge.md", ENGLISH_TEXT.split("\n\n")[2], "1934")


def citation(number: int, place: tuple[str, str, str]) -> Citation:
    """Cite a quote under a number."""
    return Citation(number=number, **span(*place))  # type: ignore[arg-type]  # the keys are the fields


def claim(value: str, place: tuple[str, str, str], camp: int) -> Claim:
    """Claim a date from a quote, on one side of a conflict."""
    return Claim(kind="date", value=value, camp=camp, **span(*place))  # type: ignore[arg-type]  # as above


OPENING = Answer(
    text="The bridge was opened on **12 May 1931** [1], or on **3 juin 1931** [2]: the sources disagree.",
    language="en",
    answered=True,
    confidence=0.8,
    citations=(citation(1, OPENED_EN), citation(2, OPENED_FR)),
    conflicts=(
        Conflict(
            kind="date",
            summary="The sources give two dates for the opening of the bridge.",
            claims=(claim("1931-05-12", OPENED_EN, 0), claim("1931-06-03", OPENED_FR, 1)),
        ),
    ),
    query="When was the bridge opened?",
)
TOLL_ANSWER = Answer(
    text="“The toll was lifted in **1934** after protests in the lower town.” [1]",
    language="en",
    answered=True,
    confidence=0.9,
    citations=(citation(1, TOLL),),
)
REFUSAL = Answer(
    text="Les documents ne répondent pas à cette question.",
    language="fr",
    answered=False,
    confidence=0.1,
    nearest=(citation(1, OPENED_FR), citation(2, TOLL)),
)
LOCAL_MODEL = ModelLabel("llama3.2", "localhost:11434", local=True)
REMOTE_MODEL = ModelLabel("gpt-5-mini", "api.example.org", local=False)
SCRIPT = (
    "The bridge over the Orne was opened to traffic on 12 May 1931 [1], or on 3 June 1931 [2].\n\n"
    "- The toll was lifted in 1934 after protests [3].\n- It had brought in 40,000 francs a year [3]."
)
WRITTEN = replace(
    OPENING,
    text="The bridge over the Orne was opened to traffic on 12 May 1931 [1], or on 3 June 1931 [2].\n\n"
    "- The toll was lifted in 1934 after protests [3].\n"
    "- ~~It had brought in 40,000 francs a year.~~ [?1]",
    citations=(*OPENING.citations, citation(3, TOLL)),
    writer=LOCAL_MODEL.name,
    doubts=(
        Doubt(
            1,
            "It had brought in 40,000 francs a year.",
            "“40,000 francs” does not stand in the passage cited.",
        ),
    ),
)
WRITTEN_FRENCH = replace(
    WRITTEN,
    language="fr",
    text="Le pont sur l’Orne fut ouvert à la circulation le 12 mai 1931 [1], ou le 3 juin 1931 [2].\n\n"
    "- Le péage fut supprimé en 1934 à la suite de protestations [3].\n"
    "- ~~Il avait rapporté 40\u202f000\u00a0francs par an.~~ [?1]",
    conflicts=(
        replace(
            OPENING.conflicts[0],
            summary="Les sources donnent deux dates pour l’ouverture du pont.",
        ),
    ),
    doubts=(
        Doubt(
            1,
            "Il avait rapporté 40\u202f000\u00a0francs par an.",
            "«\u00a040\u202f000\u00a0francs\u00a0» ne figure pas dans le passage cité.",
        ),
    ),
)
STOPPED = "The language model was stopped."


class FakeBot:
    """Implements ``ChatbotFace`` over a folder of the test.

    Attributes
    ----------
    asked
        Every question with the history that came with it.
    asked_writer
        Of every question, whether the language model was to write its answer.
    script, written
        What the language model writes, word by word, and the answer that comes of it.
    found
        While it is not set, the language model has not begun: its passages are being looked for.
    flowing
        While it is not set, the language model waits in the middle of its script.
    drafts
        The drafts it wrote into.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, tuple[Message, ...]]] = []
        self.indexed: set[str] = set(DOCUMENTS)
        self.loaded = threading.Event()
        self.loaded.set()
        self.rebuild_seconds = 0.0
        self.language_model: ModelLabel | None = None
        self.writes_by_default = False
        self.asked_writer: list[bool | None] = []
        self.script = SCRIPT
        self.written = WRITTEN
        self.found, self.flowing = threading.Event(), threading.Event()
        self.found.set()
        self.flowing.set()
        self.drafts: list[Draft] = []
        for path in DOCUMENTS:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(DOCUMENTS[path][2], encoding="utf-8")

    @property
    def ready(self) -> bool:
        return self.loaded.is_set()

    def warm_up(self) -> None:
        self.loaded.wait(timeout=60)

    def ask(
        self,
        question: str,
        history: Sequence[Mapping[str, str] | Message] = (),
        *,
        llm: bool | None = None,
        draft: Draft | None = None,
    ) -> Answer:
        self.loaded.wait(timeout=60)
        self.asked.append((question, tuple(one for one in history if isinstance(one, Message))))
        self.asked_writer.append(llm)
        if llm and "break" not in question:
            return self._write(question, draft or Draft())
        lowered = question.lower()
        if "toll" in lowered:
            return replace(TOLL_ANSWER, query=question)
        if "open" in lowered:
            return replace(OPENING, query=question)
        if "lock" in lowered:
            raise ChatbotError("The index is being written by <another> process; try again in a moment.")
        if "break" in lowered:
            raise ZeroDivisionError("a secret detail")
        return replace(REFUSAL, query=question)

    def _write(self, question: str, draft: Draft) -> Answer:
        self.drafts.append(draft)
        self.found.wait(timeout=60)
        pieces = re.findall(r"\S+\s*", self.script)
        for count in range(1, len(pieces) + 1):
            while count > len(pieces) // 2 and not draft.stopped() and not self.flowing.wait(timeout=0.02):
                pass
            if draft.stopped():
                said = "".join(pieces[: count - 1]).strip()
                return replace(self.written, text=said, query=question, doubts=(), note=STOPPED)
            draft.show("".join(pieces[:count]))
            time.sleep(0.01)
        return replace(self.written, query=question)

    def _present(self) -> set[str]:
        return {one.relative_to(self.folder).as_posix() for one in self.folder.rglob("*") if one.is_file()}

    def status(self) -> IndexStatus:
        present = self._present()
        added, removed = sorted(present - self.indexed), sorted(self.indexed - present)
        return IndexStatus(
            fresh=not added and not removed,
            added=tuple(added),
            changed=(),
            removed=tuple(removed),
            failed=(),
            documents=len(self.indexed),
            passages=7,
            model="fake",
            built_at="2026-01-02T03:04:05Z",
        )

    def documents(self) -> list[DocumentSummary]:
        present = self._present()
        return [self._summary(path, present) for path in sorted(present | self.indexed)]

    def _summary(self, path: str, present: set[str]) -> DocumentSummary:
        title, language, text = DOCUMENTS.get(path, (Path(path).stem, "und", ""))
        state = "indexed" if path in self.indexed else "added"
        if path not in present:
            state = "removed"
        if path.endswith(".broken"):
            return DocumentSummary(
                path, title, "und", "failed", 0, 0, "The file is encrypted; remove its password."
            )
        return DocumentSummary(path, title, language, state, 3, len(text))

    def rebuild(self, progress: Callable[[Progress], None] | None = None) -> IndexReport:
        present = self._present()
        added, removed = sorted(present - self.indexed), sorted(self.indexed - present)
        for stage in ("reading", "embedding", "writing"):
            for done in range(5):
                if progress is not None:
                    progress(Progress(stage, done, 4, "history/bridge.md"))
                time.sleep(self.rebuild_seconds / 15)
        unchanged = tuple(sorted(present & self.indexed))
        self.indexed = present
        failed = tuple(FileFailure(path, "encrypted") for path in present if path.endswith(".broken"))
        return IndexReport(tuple(added), (), tuple(removed), unchanged, failed, 7, 2, 1.25)

    def excerpt(self, record: Citation | Claim, context: int = 700) -> Excerpt:
        title, language, text = DOCUMENTS[record.document]
        return Excerpt(
            document=record.document,
            title=title,
            language=language,
            page=record.page,
            heading="Opening",
            before=text[max(0, record.start - context) : record.start],
            quote=text[record.start : record.end],
            after=text[record.end : record.end + context],
        )

    def example_questions(self, count: int = 4) -> list[str]:
        return ["When was the bridge opened?", "When was the toll lifted?", "Qui a peint le pont ?"][:count]

    def add_document(self, source: Path, name: str) -> str:
        if Path(name).suffix not in {".md", ".txt", ".pdf", ".broken"}:
            raise ChatbotError(f"Files of the type '{Path(name).suffix}' cannot be read; use PDF or text.")
        (self.folder / name).write_bytes(source.read_bytes())
        return name

    def remove_document(self, path: str) -> None:
        (self.folder / path).unlink()
