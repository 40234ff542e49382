"""The commands that measure answers, conflicts and search on files of questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from chatbot import terminal
from chatbot.cli_options import DONE, DocumentsOption, IndexOption, JsonOption, ModelOption, settings_from

FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="What is asked and known, one JSON object a line.")
]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", min=1, help="Put only the first so many lines of a file.", show_default=False),
]

commands = typer.Typer(
    help="Measure the answers, the conflicts or the search on files of questions.", no_args_is_help=True
)


@commands.command("answers")
def evaluate_answers(
    files: FilesArgument,
    limit: LimitOption = None,
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Score the answers to files of questions.

    On your own documents, a line has "q" and what is known of the answer. Public sets are their own
    collection: "question", "context" and "answers"; or "question", "history", "contexts" and
    "answerability".
    """
    from chatbot.evaluation import run

    settings = settings_from(documents=documents, index=index, model=model)
    with terminal.progress_bar() as show:
        results = run.evaluate_answers(settings, files, limit, show)
    _show(results, as_json)
    return DONE


@commands.command("conflicts")
def evaluate_conflicts(
    files: FilesArgument,
    limit: LimitOption = None,
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Score the conflicts flagged.

    On your own documents, a line has "q" and perhaps "conflict". Public sets bring their texts: "question",
    "contexts" and "conflict"; "question" and "documents", each with its "answer"; or "premise",
    "hypothesis" and "contradiction" or "label".
    """
    from chatbot.evaluation import run

    settings = settings_from(documents=documents, index=index, model=model)
    with terminal.progress_bar() as show:
        results = run.evaluate_conflicts(settings, files, limit, show)
    _show(results, as_json)
    return DONE


def _show(results: Any, as_json: bool) -> None:
    from chatbot.evaluation import figures, run

    if as_json:
        dictionaries = [one.to_dict() for one in [*results.own, *results.figures]]
        terminal.say_json(dictionaries[0] if len(results.own) == 1 == len(dictionaries) else dictionaries)
        return
    for one in results.own:
        terminal.show_table(("line", "verdict", "answer"), run.rows(one))
        terminal.say()
        for line in run.summary(one):
            terminal.say(line)
    if results.figures:
        terminal.show_table(figures.COLUMNS, figures.figure_rows(results.figures))


@commands.command("retrieval")
def evaluate_retrieval(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="What is asked and should be found.")
    ],
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", help="Texts that a file of queries is about.", show_default=False),
    ] = None,
    contexts: Annotated[
        Path | None,
        typer.Option("--contexts", help="File to take the contexts from, by id.", show_default=False),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Put only the first so many queries.", show_default=False),
    ] = None,
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Score keyword, dense and fused search.

    A line has "question" and "context", or "en" and "fr", or "query" and "relevant" (ids in --corpus);
    or, on your own documents, "q" with "sources", "quote", "answer" or "conflict".
    """
    from chatbot.evaluation import retrieval

    settings = settings_from(documents=documents, index=index, model=model)
    with terminal.progress_bar() as show:
        figures = retrieval.evaluate_retrieval(
            settings, files, corpus=corpus, contexts=contexts, limit=limit, progress=show
        )
    if as_json:
        terminal.say_json([one.to_dict() for one in figures])
    else:
        terminal.show_table(*retrieval.table(figures, settings.results))
    return DONE


@commands.command("support")
def evaluate_support(
    files: FilesArgument,
    split: Annotated[
        str, typer.Option("--split", help="Only lines with this in 'split'.", show_default=False)
    ] = "",
    documents: DocumentsOption = None,
    index: IndexOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> int:
    """Score the check of what a language model writes.

    A line has "statement", "document" and "quote" (the passage cited), "supported", and perhaps "question"
    and "fault" (how it was falsified).
    """
    from chatbot.evaluation import figures, support

    settings = settings_from(documents=documents, index=index, model=model)
    with terminal.progress_bar() as show:
        judged = {
            file.name: support.judge_statements(settings, support.read_statements(file, split), show)
            for file in files
        }
    found = [one for name, ones in judged.items() for one in support.support_figures(name, ones)]
    if as_json:
        terminal.say_json([one.to_dict() for one in found])
        return DONE
    wrong = [one for ones in judged.values() for one in ones if not one.well_judged]
    rows = [(str(one.line), one.fault, one.cause or "kept", one.statement) for one in wrong]
    terminal.show_table(("line", "is", "judged", "statement"), rows)
    terminal.say()
    terminal.show_table(figures.COLUMNS, figures.figure_rows(found))
    return DONE
