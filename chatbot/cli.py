"""The command line. Exit codes: 0 done or answered, 2 wrong usage or setting, 3 nothing found to answer."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chatbot import terminal
from chatbot.errors import ChatbotError, SettingsError
from chatbot.settings import Settings
from chatbot.types import Progress

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot

DONE, WRONG, NOTHING_FOUND = 0, 2, 3
DEBUG = "CHATBOT_DEBUG"

DocumentsOption = Annotated[
    Path | None, typer.Option("--documents", help="Folder of the documents to read.", show_default=False)
]
IndexOption = Annotated[Path | None, typer.Option("--index", help="Folder of the index.", show_default=False)]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", help="Embedding model: 'bundled', a local folder, or a hub name.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
QuestionsOption = Annotated[
    Path | None,
    typer.Option("--questions", help="File of questions, one JSON object a line.", show_default=False),
]

app = typer.Typer(
    name="chatbot",
    help="Ask a folder of documents: cited answers, and a flag wherever the sources disagree.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
evaluate = typer.Typer(help="Measure the answers on a file of questions.", no_args_is_help=True)
app.add_typer(evaluate, name="evaluate")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; what goes wrong is one sentence on standard error.

    Parameters
    ----------
    arguments
        The words after ``chatbot``; those of the process where ``None``.
    """
    try:
        code = app(args=arguments, prog_name="chatbot", standalone_mode=False)
    except typer.Abort:
        return 130
    except typer.TyperException as error:
        return _complain_of_usage(error)
    except ChatbotError as error:
        if _debugging():
            raise
        terminal.complain(str(error))
        return WRONG
    except Exception as error:
        if _debugging():
            raise
        reason = " ".join(str(error).split())[:300] or "no reason given"
        terminal.complain(
            f"Something went wrong that this program did not expect ({type(error).__name__}: {reason}); "
            f"set {DEBUG}=1, or say 'chatbot --debug ...', to see the details."
        )
        return 1
    return code if isinstance(code, int) else DONE


@app.callback()
def _everywhere(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the details of an error.")] = False,
) -> None:
    if show_version:
        terminal.say(f"chatbot {version('chatbot')}")
        raise typer.Exit(DONE)
    if debug:
        os.environ[DEBUG] = "1"


@app.command()
def index(
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Build the index, or bring it up to date; only new and changed text is embedded."""
    settings = _settings(documents=documents, index=index, model=model)
    with _opened(settings, refresh=False) as bot, terminal.progress_bar() as show:
        report = bot.rebuild(show)
    if as_json:
        terminal.say_json(report.to_dict())
    else:
        terminal.show_report(report)
    return DONE


@app.command()
def status(
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say whether the index is fresh, what has changed, and which files could not be read."""
    with _opened(_settings(documents=documents, index=index, model=model), refresh=False) as bot:
        found = bot.status()
    if as_json:
        terminal.say_json(found.to_dict())
    else:
        terminal.show_status(found)
    return DONE


@app.command()
def search(
    query: Annotated[list[str], typer.Argument(help="What to look for.", show_default=False)],
    results: Annotated[int, typer.Option("-k", "--results", min=1, max=1000, help="How many passages.")] = 10,
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """List the passages nearest to a query, best first."""
    words = _words(query, "query")
    with _opened(_settings(documents=documents, index=index, model=model)) as bot:
        hits = bot.search(words, results)
    if as_json:
        terminal.say_json([hit.to_dict() for hit in hits])
    elif hits:
        terminal.show_hits(hits)
    else:
        terminal.say("No passage was found.")
    return DONE if hits else NOTHING_FOUND


@app.command()
def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question.", show_default=False)] = None,
    questions: QuestionsOption = None,
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Answer a question with numbered quotes, or every question of a file."""
    if (question is None) == (questions is None):
        raise typer.BadParameter("give either a question or --questions FILE")
    settings = _settings(documents=documents, index=index, model=model)
    if questions is not None:
        return _ask_many(settings, questions, as_json)
    words = _words(question or [], "question")
    with _opened(settings) as bot:
        answer = bot.ask(words)
    if as_json:
        terminal.say_json(answer.to_dict())
    else:
        terminal.show_answer(answer)
    return DONE if answer.answered else NOTHING_FOUND


@app.command()
def conflicts(
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", help="Only conflicts of this kind, 'date' or 'number' say.", show_default=False
        ),
    ] = None,
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """List where the documents disagree with each other, over the whole collection."""
    _check_kind(kind)
    with _opened(_settings(documents=documents, index=index, model=model)) as bot:
        found = [conflict for conflict in bot.conflicts() if kind in (None, conflict.kind)]
    if as_json:
        terminal.say_json([conflict.to_dict() for conflict in found])
        return DONE
    for conflict in found:
        terminal.show_conflict(conflict)
        terminal.say()
    terminal.say(f"{terminal.count(len(found), 'conflict')}.")
    return DONE


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option("--host", help="Address to listen on.", show_default=False)
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help="Port to listen on; 0 picks one.", show_default=False)
    ] = None,
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
) -> int:
    """Open the chat window in the browser's reach; stop it with Ctrl-C."""
    settings = _settings(documents=documents, index=index, model=model, host=host, port=port)
    _check_address(settings)
    with _opened(settings) as bot:
        from chatbot.ui import serve_window

        serve_window(bot, settings)
    return DONE


@evaluate.command("answers")
def evaluate_answers(
    file: Annotated[
        Path, typer.Argument(help="Questions and what is known of their answers, one JSON object a line.")
    ],
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Score answers: facts cited, conflicts flagged, refusals given, nothing over-flagged."""
    from chatbot.evaluation.run import evaluate_file, rows, summary

    with _opened(_settings(documents=documents, index=index, model=model)) as bot:
        result = evaluate_file(bot, file)
    if as_json:
        terminal.say_json(result.to_dict())
        return DONE
    terminal.show_table(("line", "verdict", "answer"), rows(result))
    terminal.say()
    for line in summary(result):
        terminal.say(line)
    return DONE


@app.command()
def benchmark(
    questions: QuestionsOption = None,
    documents: DocumentsOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Time building, rebuilding and asking, on a copy of the documents in a temporary folder."""
    from chatbot.benchmark import lines, run_benchmark

    with terminal.progress_bar() as show:
        figures = run_benchmark(_settings(documents=documents, model=model), questions, show)
    if as_json:
        terminal.say_json(figures.to_dict())
        return DONE
    for line in lines(figures):
        terminal.say(line)
    return DONE


def _settings(**given: Any) -> Settings:
    return Settings(**{name: value for name, value in given.items() if value is not None})


@contextmanager
def _opened(settings: Settings, refresh: bool = True) -> Iterator[Chatbot]:
    """Open the chatbot; where that builds something, show the progress and count the files not read."""
    from chatbot.chatbot import Chatbot

    built = False
    with terminal.progress_bar() as show:

        def progress(step: Progress) -> None:
            nonlocal built
            built = True
            show(step)

        bot = Chatbot(settings, progress=progress, refresh=refresh)
    with closing(bot):
        failed = len(bot.status().failed) if built else 0
        if failed:
            terminal.complain(
                f"{terminal.count(failed, 'file')} could not be read; 'chatbot status' says why."
            )
        yield bot


def _ask_many(settings: Settings, file: Path, as_json: bool) -> int:
    from chatbot.evaluation.questions import read_questions

    questions = read_questions(file)
    with _opened(settings) as bot:
        for question in questions:
            history = [{"role": turn.role, "content": turn.content} for turn in question.history]
            answer = bot.ask(question.text, history)
            if as_json:
                terminal.say_json(answer.to_dict(), indent=None)
            else:
                terminal.say(f"> {question.text}")
                terminal.show_answer(answer)
                terminal.say()
    return DONE


def _words(words: list[str], name: str) -> str:
    text = " ".join(words).strip()
    if not text:
        raise typer.BadParameter(f"the {name} is empty")
    return text


def _check_kind(kind: str | None) -> None:
    from typing import get_args

    from chatbot.types import ConflictKind

    kinds = get_args(ConflictKind)
    if kind is not None and kind not in kinds:
        raise typer.BadParameter(f"'{kind}' is no kind of conflict; the kinds are {', '.join(kinds)}")


def _check_address(settings: Settings) -> None:
    """Raise ``SettingsError`` where the window could not listen; said before an index is built for it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise SettingsError(
            f"The address '{settings.host}' is unknown; give --host an address of this machine, 127.0.0.1 say."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"The window cannot listen on {settings.host} port {settings.port} ({error.strerror}); "
            "choose another with --port, or --port 0 for any that is free."
        ) from None


def _complain_of_usage(error: typer.TyperException) -> int:
    reason = getattr(error, "format_message", lambda: str(error))()
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        terminal.complain(reason)
        return WRONG
    command = context.command_path if context is not None else "chatbot"
    terminal.complain(f"{reason.rstrip('.')}; '{command} --help' lists what there is.")
    return WRONG


def _debugging() -> bool:
    return os.environ.get(DEBUG, "") not in ("", "0")
