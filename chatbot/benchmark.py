"""Times the whole job on a copy of a collection: building, rebuilding, asking, and the memory it takes."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatbot.errors import DocumentsError
from chatbot.types import IndexReport, Message, Progress

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot
    from chatbot.settings import Settings
    from chatbot.writing_speed import WritingTime

Show = Callable[[Progress], None]
_EDITABLE = (".txt", ".md", ".html", ".htm")
_EXAMPLES = 20
_MEBI = 1024.0


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The figures of one run: seconds of wall clock unless named otherwise.

    Attributes
    ----------
    model_seconds
        Importing the libraries of the embedding model and loading it, once per process.
    build_seconds
        Building the index of ``documents`` files and ``passages`` passages from nothing.
    unchanged_seconds
        Building again when nothing has changed.
    changed_seconds, changed_embedded
        Building again when one file has a new sentence, and how many passages that embedded.
    full_seconds, full_embedded
        The same content from nothing: what ``changed_seconds`` is to be compared with.
    passages_per_second
        Speed of embedding alone.
    ask_median_ms, ask_95_ms
        Milliseconds for one answer: the median and the 95th percentile over ``questions`` questions.
    first_word_ms
        Milliseconds from the question to the first word shown, where a language model writes that answers
        at once: the median of what this program adds.
    written_ms
        The same to the end of the answer, its three statements checked.
    memory_mib, peak_memory_mib
        Resident memory of the process at the end and at its highest, in MiB.
    """

    documents: int
    passages: int
    model_seconds: float
    build_seconds: float
    unchanged_seconds: float
    changed_seconds: float
    changed_embedded: int
    full_seconds: float
    full_embedded: int
    passages_per_second: float
    questions: int
    ask_median_ms: float
    ask_95_ms: float
    first_word_ms: float
    written_ms: float
    memory_mib: float
    peak_memory_mib: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as a plain dictionary."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Builds:
    first: IndexReport
    unchanged: IndexReport
    changed: IndexReport
    full: IndexReport


def run_benchmark(settings: Settings, questions: Path | None = None, show: Show | None = None) -> Benchmark:
    """Copy the documents to a temporary folder and time the whole job there.

    Parameters
    ----------
    settings
        Names the documents and the model; its index is not touched.
    questions
        JSON Lines file of the questions to ask; the collection's own example questions where ``None``.

    Raises
    ------
    DocumentsError
        The folder is not there, or holds no text file that could be edited, or nothing to ask about.
    """
    if not settings.documents.is_dir():
        raise DocumentsError(
            f"The documents folder '{settings.documents}' does not exist; name one with --documents."
        )
    started = time.perf_counter()
    _load_model(settings.model)
    model_seconds = time.perf_counter() - started
    with tempfile.TemporaryDirectory(prefix="chatbot-benchmark-") as folder:
        copy = Path(folder) / "documents"
        shutil.copytree(settings.documents, copy, symlinks=True)
        values = {**settings.model_dump(exclude={"documents", "index"}), "documents": copy}
        builds = _time_builds(values, Path(folder), show)
        opened = {**values, "index": Path(folder) / "index"}
        milliseconds, rate = _time_answers(opened, questions)
        written = _time_writing(opened, questions)
    resident, peak = _memory()
    return Benchmark(
        documents=len(builds.first.added),
        passages=builds.first.passages,
        model_seconds=model_seconds,
        build_seconds=builds.first.seconds,
        unchanged_seconds=builds.unchanged.seconds,
        changed_seconds=builds.changed.seconds,
        changed_embedded=builds.changed.embedded,
        full_seconds=builds.full.seconds,
        full_embedded=builds.full.embedded,
        passages_per_second=rate,
        questions=len(milliseconds),
        ask_median_ms=statistics.median(milliseconds),
        ask_95_ms=percentile(milliseconds, 95),
        first_word_ms=statistics.median(one.first_word_ms for one in written),
        written_ms=statistics.median(one.whole_ms for one in written),
        memory_mib=resident,
        peak_memory_mib=peak,
    )


def lines(figures: Benchmark) -> list[str]:
    """Return the figures as lines to read."""
    times = figures.full_seconds / max(figures.changed_seconds, 1e-9)
    return [
        f"model loaded in {figures.model_seconds:.1f} s; embeds {figures.passages_per_second:.0f} passages/s",
        f"index of {figures.documents} documents, {figures.passages} passages: {figures.build_seconds:.2f} s",
        f"nothing changed: {figures.unchanged_seconds:.2f} s",
        f"one file changed: {figures.changed_seconds:.2f} s, {figures.changed_embedded} passages embedded",
        f"the same from nothing: {figures.full_seconds:.2f} s ({times:.1f} times as long)",
        f"{figures.questions} answers: median {figures.ask_median_ms:.0f} ms, p95 {figures.ask_95_ms:.0f} ms",
        f"a language model that answers at once: first word shown after {figures.first_word_ms:.0f} ms, "
        f"three statements checked after {figures.written_ms:.0f} ms",
        f"memory: {figures.memory_mib:.0f} MiB resident, {figures.peak_memory_mib:.0f} MiB at its highest",
    ]


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least ``percent`` per cent of the values do not exceed."""
    ordered = sorted(values)
    # Nearest rank: always a value that was measured, also where there are few.
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(int(rank), 1) - 1]


def _load_model(name: str) -> None:
    from chatbot.embedding import load_embedder

    load_embedder(name).embed_queries(["warm"])


def _time_builds(values: dict[str, Any], folder: Path, show: Show | None) -> _Builds:
    first = _build({**values, "index": folder / "index"}, show)
    unchanged = _build({**values, "index": folder / "index"})
    _edit_one(values["documents"])
    changed = _build({**values, "index": folder / "index"})
    return _Builds(first, unchanged, changed, _build({**values, "index": folder / "index-full"}))


def _build(values: dict[str, Any], show: Show | None = None) -> IndexReport:
    bot = _open(values)
    try:
        return bot.rebuild(show)
    finally:
        bot.close()


def _open(values: dict[str, Any]) -> Chatbot:
    from chatbot.chatbot import Chatbot
    from chatbot.settings import Settings

    return Chatbot(Settings(**values), refresh=False)


def _edit_one(documents: Path) -> None:
    files = (path for path in documents.rglob("*") if path.is_file() and not path.is_symlink())
    editable = [path for path in files if path.suffix.lower() in _EDITABLE]
    if not editable:
        raise DocumentsError(
            "No text, Markdown or HTML file could be changed for the benchmark; add one to the documents."
        )
    # Plain text first: of a web page the reader may leave a new paragraph out.
    path = min(editable, key=lambda path: (_EDITABLE.index(path.suffix.lower()), path))
    sentence = b"\n\nThis sentence was added to see what one changed file costs.\n"
    content = path.read_bytes()
    body, closing, rest = content.rpartition(b"</body>")
    path.write_bytes(body + b"<p>" + sentence + b"</p>" + closing + rest if closing else content + sentence)


def _time_answers(values: dict[str, Any], questions: Path | None) -> tuple[list[float], float]:
    from chatbot.embedding import load_embedder

    bot = _open(values)
    try:
        asked = questions_to_ask(bot, questions)
        bot.ask(*asked[0])
        milliseconds = []
        for question, history in asked:
            started = time.perf_counter()
            bot.ask(question, history)
            milliseconds.append((time.perf_counter() - started) * 1000)
        texts = sorted({hit.passage.text for question, _ in asked for hit in bot.search(question, 100)})
    finally:
        bot.close()
    started = time.perf_counter()
    load_embedder(values["model"]).embed_passages(texts)
    return milliseconds, len(texts) / (time.perf_counter() - started)


def _time_writing(values: dict[str, Any], questions: Path | None) -> list[WritingTime]:
    from chatbot.settings import Settings
    from chatbot.writing_speed import time_writing

    bot = _open(values)
    try:
        asked = questions_to_ask(bot, questions)
    finally:
        bot.close()
    return time_writing(Settings(**values), asked)


def questions_to_ask(bot: Chatbot, file: Path | None) -> list[tuple[str, list[Message]]]:
    """Return the questions of a file, each with its conversation, or those the documents suggest.

    Raises
    ------
    DocumentsError
        The documents suggest none.
    """
    from chatbot.evaluation.questions import read_questions

    if file is not None:
        return [(question.text, list(question.history)) for question in read_questions(file)]
    asked: list[tuple[str, list[Message]]] = [(one, []) for one in bot.example_questions(_EXAMPLES)]
    if not asked:
        raise DocumentsError("The documents suggest no question to time; name a file with --questions.")
    return asked


def _memory() -> tuple[float, float]:
    """Return the resident memory now and at its highest, in MiB."""
    import resource

    # Kilobytes on Linux; where the system does not tell the memory of now, the highest stands for it.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEBI
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return peak, peak
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(resident.split()[1]) / _MEBI, peak
