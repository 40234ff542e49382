"""The command line. Exit codes: 0 done or answered, 2 wrong usage or setting, 3 nothing found to answer."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from chatbot import cli_checks, cli_evaluate, terminal
from chatbot.cli_options import (
    DONE,
    WRONG,
    DocumentsOption,
    IndexOption,
    JsonOption,
    LlmOption,
    ModelOption,
    QuestionsOption,
    opened,
    settings_from,
)
from chatbot.errors import ChatbotError
from chatbot.settings import Settings
from chatbot.types import ConflictKind, ModelLabel

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot

NOTHING_FOUND = 3
DEBUG = "CHATBOT_DEBUG"
USER = "chatbot"

app = typer.Typer(
    name="chatbot",
    help="Ask a folder of documents: cited answers, and a flag wherever the sources disagree.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(cli_evaluate.commands, name="evaluate")


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
    debug: Annotated[bool, typer.Option("--debug", help="Show the details of an error.")] = False,
) -> None:
    if debug:
        os.environ[DEBUG] = "1"


@app.command()
def index(
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Build the index or bring it up to date.

    Only new and changed text is embedded; files that cannot be read are listed with their reasons.
    """
    settings = settings_from(documents=documents, index=index, model=model)
    with opened(settings, refresh=False) as bot, terminal.progress_bar(keep=True) as show:
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
    """Say whether the index is fresh.

    Lists what has changed, and every file that could not be read with its reason.
    """
    with opened(settings_from(documents=documents, index=index, model=model), refresh=False) as bot:
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
    with opened(settings_from(documents=documents, index=index, model=model)) as bot:
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
    llm: LlmOption = None,
    as_json: JsonOption = False,
) -> int:
    """Answer a question, or a file of them, with quotes.

    With --llm the language model of the settings writes the answer, and each statement is checked.
    A line of the file is {"q": "..."} or {"question": "..."}, with "history" if it has one.
    """
    if (question is None) == (questions is None):
        raise typer.BadParameter("give either a question or --questions FILE")
    settings = settings_from(documents=documents, index=index, model=model)
    if questions is not None:
        return _ask_many(settings, questions, llm, as_json)
    words = _words(question or [], "question")
    with opened(settings) as bot, terminal.waiting_for(_writer(bot, llm)):
        answer = bot.ask(words, llm=llm)
    if as_json:
        terminal.say_json(answer.to_dict())
    else:
        terminal.show_answer(answer)
    return DONE if answer.answered else NOTHING_FOUND


@app.command()
def conflicts(
    kind: Annotated[
        str | None,
        typer.Option("--kind", help="Only this kind, 'date' or 'number' say.", show_default=False),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            metavar="PATTERN",
            help="Only those with a claim of a document so named, '*.pdf' say; may be given again.",
            show_default=False,
        ),
    ] = None,
    least: Annotated[
        float, typer.Option("--least", min=0.0, max=1.0, help="Only those of at least this confidence.")
    ] = 0.0,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="At most so many, the surest.", show_default=False)
    ] = None,
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV, one row a claim, and nothing else.")
    ] = False,
) -> int:
    """List where the documents disagree with each other, the surest first."""
    _check_kind(kind)
    if as_json and as_csv:
        raise typer.BadParameter("give either --json or --csv, not both")
    from chatbot.conflicts import export

    with opened(settings_from(documents=documents, index=index, model=model)) as bot:
        found = export.choose(bot.conflicts(), kind, document or (), least, limit)
    if as_json:
        terminal.say_json([conflict.to_dict() for conflict in found])
    elif as_csv:
        terminal.say(export.as_csv(found).removesuffix("\r\n"))
    else:
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
    """Open the chat window; stop it with Ctrl-C."""
    settings = settings_from(documents=documents, index=index, model=model, host=host, port=port)
    # Ctrl-C is how the window is meant to be closed, not an error.
    with opened(settings, keep_bar=True) as bot, suppress(KeyboardInterrupt):
        from chatbot.ui import serve as serve_window

        _warn_of_strangers(settings)
        _warn_of_no_model(settings)
        secret = settings.password.get_secret_value()
        serve_window(
            bot,
            settings.host,
            settings.port,
            ready=lambda address: terminal.say(f"The chat window is at {address} (stop it with Ctrl-C)."),
            auth=(USER, secret) if secret else None,
            max_file_megabytes=settings.max_file_megabytes,
        )
    return DONE


app.command()(cli_checks.benchmark)
app.command()(cli_checks.doctor)


def _ask_many(settings: Settings, file: Path, llm: bool | None, as_json: bool) -> int:
    from chatbot.evaluation.questions import read_questions

    questions = read_questions(file)
    with opened(settings) as bot:
        for question in questions:
            history = [{"role": turn.role, "content": turn.content} for turn in question.history]
            answer = bot.ask(question.text, history, llm=llm)
            if as_json:
                terminal.say_json(answer.to_dict(), indent=None)
            else:
                terminal.say(f"> {question.text}")
                terminal.show_answer(answer)
                terminal.say()
    return DONE


def _writer(bot: Chatbot, llm: bool | None) -> ModelLabel | None:
    return bot.language_model if (bot.writes_by_default if llm is None else llm) else None


def _words(words: list[str], name: str) -> str:
    text = " ".join(words).strip()
    if not text:
        raise typer.BadParameter(f"the {name} is empty")
    return text


def _check_kind(kind: str | None) -> None:
    kinds = get_args(ConflictKind)
    if kind is not None and kind not in kinds:
        raise typer.BadParameter(f"'{kind}' is no kind of conflict; the kinds are {', '.join(kinds)}")


def _warn_of_strangers(settings: Settings) -> None:
    if settings.host not in ("127.0.0.1", "::1", "localhost") and not settings.password.get_secret_value():
        terminal.complain(
            f"Anyone who reaches {settings.host} can read, add and remove documents; "
            f"set CHATBOT_PASSWORD to ask visitors for the name '{USER}' and that password."
        )


def _warn_of_no_model(settings: Settings) -> None:
    """Say why the window has no language model to switch on, where the settings ask for one."""
    from chatbot.language_model import language_model_from

    try:
        model = language_model_from(settings)
    except ChatbotError as error:
        terminal.complain(str(error))
        return
    if model is None and settings.llm:
        terminal.complain(
            "The setting 'llm' asks for a language model and none is set; answers are made of quotes until "
            "CHATBOT_LLM_URL and CHATBOT_LLM_MODEL name one."
        )


def _complain_of_usage(error: typer.TyperException) -> int:
    reason = getattr(error, "format_message", lambda: str(error))().removeprefix("Invalid value: ")
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        terminal.complain(reason)
        return WRONG
    command = context.command_path if context is not None else "chatbot"
    terminal.complain(f"{reason.rstrip('.')}; '{command} --help' lists what there is.")
    return WRONG


def _debugging() -> bool:
    return os.environ.get(DEBUG, "") not in ("", "0")
