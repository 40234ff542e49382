from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from chatbot.cli import app
from chatbot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# The lines of shell in the README, without their comments.
SHELL = [
    line.split("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    for line in block.splitlines()
]


def _options(*path: str) -> set[str]:
    command = get_command(app)
    for name in path:
        command = command.commands[name]  # type: ignore[attr-defined]  # a group, or the test fails
    return {option for parameter in command.params for option in parameter.opts} | {"--help"}


def _commands() -> set[tuple[str, ...]]:
    group = get_command(app)
    found: set[tuple[str, ...]] = set()
    for name, command in group.commands.items():  # type: ignore[attr-defined]  # the app is a group
        inner = getattr(command, "commands", None)
        found |= {(name,)} if inner is None else {(name, below) for below in inner}
    return found


def _used() -> list[list[str]]:
    lines = [shlex.split(line.removeprefix(".venv/bin/")) for line in SHELL]
    return [words[1:] for words in lines if words and words[0] == "chatbot"]


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _split(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    size = 2 if words[0] == "evaluate" else 1
    return tuple(words[:size]), words[size:]


def test_every_command_is_shown_and_every_command_shown_exists() -> None:
    assert {_split(words)[0] for words in _used()} == _commands()


@pytest.mark.parametrize("words", _used(), ids=" ".join)
def test_every_option_shown_exists(words: list[str]) -> None:
    command, rest = _split(words)
    assert {word for word in rest if word.startswith("-")} <= _options(*command)


def test_what_is_said_of_the_common_options_holds() -> None:
    for command in _commands():
        options = _options(*command)
        assert {"--documents", "--model"} <= options, command
        assert ("--index" in options) == (command != ("benchmark",)), command
        assert ("--json" in options) == (command != ("serve",)), command
    assert "--debug" in _options()


def test_every_option_named_in_the_text_exists_somewhere() -> None:
    everywhere = set().union(_options(), *(_options(*command) for command in _commands()))
    named = set(re.findall(r"`(?:chatbot )?(--[a-z-]+)`", README))
    assert named
    assert named <= everywhere


def test_every_setting_is_listed_with_its_variable_default_and_meaning() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|(.*?)\| (.*?) \|$", README, flags=re.MULTILINE)
    listed = {
        name: (variable, default.strip().strip("`"), meaning) for name, variable, default, meaning in rows
    }
    settings = Settings()
    expected = {
        name: (f"CHATBOT_{name.upper()}", _shown(getattr(settings, name)), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert listed == expected


def test_the_make_targets_and_variables_shown_exist() -> None:
    for words in (shlex.split(line) for line in SHELL if line.startswith("make ")):
        assert re.search(rf"^{words[1]}:", MAKEFILE, flags=re.MULTILINE), words
        for variable in words[2:]:
            assert variable.split("=")[0] in re.findall(r"\$\((\w+)\)", MAKEFILE), variable


def test_every_file_named_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    data = [word for words in _used() for word in words if word.startswith("tests/")]
    assert data
    for path in [*links, *data, "app.py", "constraints.txt"]:
        assert (ROOT / path).exists(), path


def test_the_checks_run_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "make test" in SHELL
    assert script[-1] == "make test"
