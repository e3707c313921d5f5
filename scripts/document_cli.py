"""The reference of the command line, docs/cli.md, from the application itself; ``scripts/generate.py`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

import typer
from typer.main import get_command

from landing_zone.cli.main import app


def cli_page() -> str:
    """Return the page: a section for each command, with every argument and option."""
    command = get_command(app)
    head = "# The command `lz`\n\nGenerated from the commands by `make generate`: do not edit."
    return "\n\n".join([head, *_sections(command, typer.Context(command, info_name="lz"))]) + "\n"


def _sections(command: Any, context: Any) -> Iterator[str]:
    if context.parent:
        yield f"## `{context.command_path}`"
    yield from map(_paragraph, cleandoc(command.help or "").split("\n\n"))
    asked = [parameter for parameter in command.get_params(context) if parameter.name != "help"]
    if asked:
        rows = [(parameter.param_type_name, *map(_cell, parameter.get_help_record(context))) for parameter in asked]
        yield "\n".join(["| | | |", "|---|---|---|", *(f"| {kind} | `{name}` | {text} |" for kind, name, text in rows)])
    for name, below in getattr(command, "commands", {}).items():
        yield from _sections(below, typer.Context(below, parent=context, info_name=name))


def _paragraph(text: str) -> str:
    return f"```\n{cleandoc(text)}\n```" if text.lstrip().startswith("lz ") else text


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
