"""What the commands of the command line share: their options, and how they open the chatbot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chatbot import terminal
from chatbot.settings import Settings
from chatbot.types import Progress

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot

DONE, WRONG = 0, 2

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
LlmOption = Annotated[
    bool | None,
    typer.Option(
        "--llm/--no-llm", help="Let the language model of the settings write, or not.", show_default=False
    ),
]
QuestionsOption = Annotated[
    Path | None,
    typer.Option("--questions", help="File of questions, one JSON object a line.", show_default=False),
]


def settings_from(**given: Any) -> Settings:
    """Return the settings, those given in the place of the environment's and the file's."""
    return Settings(**{name: value for name, value in given.items() if value is not None})


@contextmanager
def opened(settings: Settings, refresh: bool = True, keep_bar: bool = False) -> Iterator[Chatbot]:
    """Open the chatbot; where that builds something, show the progress and count the files not read."""
    from chatbot.chatbot import Chatbot

    built = False
    with terminal.progress_bar(keep_bar) as show:

        def progress(step: Progress) -> None:
            nonlocal built
            built = built or step.stage == "writing"
            show(step)

        bot = Chatbot(settings, progress=progress, refresh=refresh)
    with closing(bot):
        failed = len(bot.status().failed) if built else 0
        if failed:
            terminal.complain(
                f"{terminal.count(failed, 'file')} could not be read; 'chatbot status' says why."
            )
        yield bot
