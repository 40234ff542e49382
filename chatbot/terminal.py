"""How results look in a terminal: plain lines for answers and lists, a table for figures, a progress bar."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from chatbot.types import (
    Answer,
    Citation,
    Claim,
    Conflict,
    FileFailure,
    Hit,
    IndexReport,
    IndexStatus,
    ModelLabel,
    Progress,
)

_EXCERPT = 240
_STATES = {"good": "ok", "notice": "notice", "bad": "PROBLEM"}
_STAGES = {"reading": "Reading", "embedding": "Embedding", "writing": "Writing"}
# Everything a terminal might obey instead of showing: a document must not be able to drive it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def say(text: str = "") -> None:
    """Print text to the standard output, without what a terminal would obey."""
    sys.stdout.write(_CONTROLS.sub("", text) + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print one sentence to the standard error."""
    sys.stderr.write(_CONTROLS.sub("", text) + "\n")
    sys.stderr.flush()


def say_json(value: Any, indent: int | None = 2) -> None:
    """Print a value as JSON to the standard output; the only thing printed there in that mode."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


@contextmanager
def progress_bar(keep: bool = False) -> Iterator[Callable[[Progress], None]]:
    """Show the progress of a build on the standard error, one bar a stage; nothing until there is some.

    Parameters
    ----------
    keep
        Leave the full bars standing at the end.
    """
    detail = TextColumn("{task.fields[detail]}", markup=False)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        detail,
    )
    console = Console(stderr=True)
    # Off a terminal a bar that vanishes would leave an empty line behind.
    hidden = not keep and not console.is_terminal
    bar = RichProgress(*columns, console=console, transient=not keep, disable=hidden)
    tasks: dict[str, TaskID] = {}

    def show(progress: Progress) -> None:
        if not tasks:
            bar.start()
        if progress.stage not in tasks:
            label = _STAGES.get(progress.stage, progress.stage.capitalize())
            tasks[progress.stage] = bar.add_task(label.ljust(9), total=progress.total, detail="")
        # The last file's name has no place behind a bar that is full.
        name = "" if progress.done >= progress.total else _CONTROLS.sub("", progress.detail)
        bar.update(tasks[progress.stage], completed=progress.done, total=progress.total, detail=name)

    try:
        yield show
    finally:
        if tasks:
            bar.stop()


def show_report(report: IndexReport) -> None:
    """Print what a build did, and every file it could not read."""
    if report.reason:
        say(report.reason)
    counts = (
        f"{len(getattr(report, fate))} {fate}"
        for fate in ("added", "changed", "removed", "unchanged", "failed")
    )
    say(
        f"{', '.join(counts)}; {count(report.passages, 'passage')}, "
        f"{report.embedded} embedded, in {report.seconds:.1f} s."
    )
    _show_failures(report.failed)


def show_status(status: IndexStatus) -> None:
    """Print whether the index is fresh, what has changed, and every file that could not be read."""
    if not status.built_at:
        say("There is no index yet; 'chatbot index' builds it.")
    elif status.fresh:
        say("The index is fresh.")
    else:
        say("The index is stale; 'chatbot index' brings it up to date.")
    if status.reason:
        say(status.reason)
    for fate in ("added", "changed", "removed"):
        for path in getattr(status, fate):
            say(f"  {fate}: {path}")
    _show_failures(status.failed)
    if status.built_at:
        say(
            f"{count(status.documents, 'document')}, {count(status.passages, 'passage')}, "
            f"built {status.built_at} with the model '{status.model}'."
        )


@contextmanager
def waiting_for(model: ModelLabel | None) -> Iterator[None]:
    """Say on the standard error, where that is a terminal, which language model is being waited for."""
    console = Console(stderr=True)
    if model is None or not console.is_terminal:
        yield
        return
    where = "on this machine" if model.local else f"at {model.host}"
    with console.status(Text(f"Searching, then {model.name} writes {where}…")):
        yield


def show_check(subject: str, state: str, sentence: str) -> None:
    """Print one line of the doctor's findings."""
    say(f"{_STATES.get(state, state):<8}{subject}: {sentence}")


def show_answer(answer: Answer) -> None:
    """Print an answer, its numbered quotes and its conflicts, or the nearest passages of a refusal."""
    if answer.note:
        say(f"({answer.note})\n")
    if sys.stdout.isatty():
        Console().print(Markdown(_CONTROLS.sub("", answer.text), hyperlinks=False))
    else:
        say(answer.text)
    for doubt in answer.doubts:
        say(f"[?{doubt.number}] {doubt.reason}")
    if answer.citations:
        say()
    for citation in answer.citations:
        _show_quote(f"[{citation.number}] ", citation)
    for conflict in answer.conflicts:
        say()
        show_conflict(conflict)
    if answer.nearest:
        say("\nNearest passages:")
    for nearest in answer.nearest:
        _show_quote("  - ", nearest)


def show_conflict(conflict: Conflict) -> None:
    """Print the sentence of a conflict and the quote of each side."""
    say(f"Conflict ({conflict.kind}): {conflict.summary}")
    for claim in conflict.claims:
        _show_quote("  - ", claim)


def show_hits(hits: Sequence[Hit]) -> None:
    """Print the passages found, best first."""
    for rank, hit in enumerate(hits, start=1):
        passage = hit.passage
        place = _place(passage.document, passage.page)
        heading = f" — {passage.heading}" if passage.heading else ""
        say(f"{rank}. {place}{heading} (score {hit.score:.3f}, similarity {hit.similarity:.2f})")
        say(f"   {shorten(passage.text, _EXCERPT)}")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the last column takes what room is left."""
    # Off a terminal nothing is gained by squeezing a table into 80 columns.
    console = Console() if sys.stdout.isatty() else Console(width=200)
    table = Table(show_edge=False, pad_edge=False)
    for name in columns:
        table.add_column(name, no_wrap=name is not columns[-1])
    for row in rows:
        table.add_row(*(Text(_CONTROLS.sub("", cell)) for cell in row))
    console.print(table)


def count(number: int, noun: str) -> str:
    """Return the number with its noun, in the plural where it wants it."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shorten(text: str, longest: int) -> str:
    """Return the text on one line, cut with an ellipsis where it has more than ``longest`` characters."""
    line = _one_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _show_failures(failures: Sequence[FileFailure]) -> None:
    for failure in failures:
        say(f"  not read: {failure.path}: {failure.reason}")


def _show_quote(mark: str, source: Citation | Claim) -> None:
    say(f"{mark}{_place(source.document, source.page)}: “{_one_line(source.quote)}”")


def _place(document: str, page: int | None) -> str:
    return document if page is None else f"{document}, page {page}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
