"""The commands that look at the program itself: how fast it is, and whether all it takes is there."""

from __future__ import annotations

from typing import Annotated

import typer

from chatbot import terminal
from chatbot.cli_options import (
    DONE,
    WRONG,
    DocumentsOption,
    IndexOption,
    JsonOption,
    ModelOption,
    QuestionsOption,
    settings_from,
)


def doctor(
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Check what answers take, the language model's endpoint included.

    Says what to do about whatever does not work, and exits with 2 where something does not.
    """
    from chatbot.doctor import run_checks

    checks = []
    for check in run_checks(settings_from(documents=documents, index=index, model=model)):
        checks.append(check)
        if not as_json:
            terminal.show_check(check.subject, check.state, check.sentence)
    if as_json:
        terminal.say_json([check.to_dict() for check in checks])
    return WRONG if any(check.state == "bad" for check in checks) else DONE


def benchmark(
    questions: QuestionsOption = None,
    documents: DocumentsOption = None,
    model: ModelOption = None,
    against: Annotated[
        str | None,
        typer.Option("--against", help="Another model, to compare embedding speed.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Time building, rebuilding and asking.

    Works on a copy of the documents in a temporary folder; their index is not touched.
    """
    from chatbot.benchmark import lines, run_benchmark
    from chatbot.encoding_speed import compare_models

    settings = settings_from(documents=documents, model=model)
    with terminal.progress_bar() as show:
        figures = run_benchmark(settings, questions, show)
    speeds = [] if against is None else compare_models(settings, against)
    if as_json:
        terminal.say_json({**figures.to_dict(), "against": [speed.to_dict() for speed in speeds]})
        return DONE
    for line in [*lines(figures), *(speed.line() for speed in speeds)]:
        terminal.say(line)
    return DONE
