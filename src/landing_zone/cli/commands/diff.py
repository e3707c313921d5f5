"""``lz diff``: what changes for compliance between two assemblies or commits."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.cli.commands.options import StockOption
from landing_zone.console.console import output_console, working
from landing_zone.errors import ExitCode, UserError


class DiffFormat(StrEnum):
    """How the difference is given."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    old: Annotated[str, typer.Argument(help="A judged cdk.out, or a commit of this repository.")],
    new: Annotated[str, typer.Argument(help="The same; the last synth when not given.")] = "cdk.out",
    output_format: Annotated[
        DiffFormat, typer.Option("--format", help="For a terminal, a pull request, or a program.")
    ] = DiffFormat.TEXT,
    stock_engines: StockOption = False,
) -> None:
    """Compare two assemblies: requirements, claims, resources, guardrails, rights, and what a deployment would do.

    Ends with 1 when a requirement got worse, or a deployment would fail, lose data or leave stacks or data behind.
    --stock-engines is for the commits that are synthesized.

        lz diff main
        lz diff main HEAD --format markdown
        lz diff before/cdk.out cdk.out
    """
    from landing_zone.diff.compare import Side, compare, read_side
    from landing_zone.diff.markdown import markdown
    from landing_zone.diff.synth_commit import assembly_of, is_commit

    synthesized = []

    def side(name: str, stack: ExitStack) -> Side:
        try:
            there, judged = Path(name).exists(), (Path(name) / ASSESSMENT).is_file()
        except OSError as error:
            raise UserError(f"it cannot be read: {error.strerror}", value=name) from None
        # A branch may have the name of a folder of the repository.
        if judged:
            return read_side(Path(name))
        if is_commit(name, Path.cwd()):
            synthesized.append(name)
            with working(f"synthesizing {name}"):
                made = stack.enter_context(assembly_of(name, Path.cwd(), stock=stock_engines))
                return read_side(made, name, just_made=True)
        if there:
            return read_side(Path(name))
        raise UserError(
            "there is no such assembly, and no such commit", value=name, allowed="a folder, a branch, a tag or a commit"
        )

    with ExitStack() as stack:
        sides = side(old, stack), side(new, stack)
        if stock_engines and not synthesized:
            raise UserError(
                "no commit is synthesized: the engines that judged a folder cannot be chosen afterwards",
                value="--stock-engines",
                allowed="with a commit on one side at least",
                fix="leave the option out, or judge the folders again, with LZ_STOCK_ENGINES=1",
            )
        difference = compare(*sides)
    if output_format is DiffFormat.JSON:
        sys.stdout.write(difference.model_dump_json(indent=1) + "\n")
    elif output_format is DiffFormat.MARKDOWN:
        sys.stdout.write(markdown(difference))
    else:
        from rich.markdown import Markdown

        output_console().print(Markdown(markdown(difference)))
    if difference.stops:
        raise typer.Exit(ExitCode.NOT_HELD)
