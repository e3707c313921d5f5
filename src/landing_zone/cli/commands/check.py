"""``lz check``: the gates of a synth, on any assembly or template."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from landing_zone.cli.commands.options import PoliciesOption, StockOption
from landing_zone.console.console import errors_console, output_console
from landing_zone.errors import ExitCode, UserError


class OutputFormat(StrEnum):
    """Format of the output."""

    TEXT = "text"
    JSON = "json"


def check(
    path: Annotated[Path, typer.Argument(help="A cdk.out, a CloudFormation template, or a folder of them.")],
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="For people, or for programs.")
    ] = OutputFormat.TEXT,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude",
            metavar="PATTERN",
            help="Leave out files of a folder of templates whose path or name matches, or that of a folder of theirs; "
            "repeatable.",
        ),
    ] = None,
    policies: PoliciesOption = None,
    stock_engines: StockOption = False,
) -> None:
    """Judge templates by the same engines, and with the same verdict, as a synth does.

    Takes an assembly of this landing zone, or any CloudFormation templates, JSON or YAML, also from elsewhere. An
    engine that cannot judge a template says so by name. Assertions about the zone as a whole apply to an assembly of
    this landing zone alone; waivers count for any template.

    Loose templates in a folder are judged one by one: what another declares does not count. Files of any ending are
    looked into. One that may be a template and cannot be read is named, and ends the command with 2; the verdict of
    the others is given.

        lz check cdk.out
        lz check templates/ --format json --exclude 'drafts/*'
    """
    # Imported here: `lz explain` and others must not wait for the engines' imports.
    from landing_zone.assessment.write import render
    from landing_zone.console.verdict_text import print_verdict
    from landing_zone.gate.judge import judge_path

    with errors_console().status(f"judging {path}"):
        assessment = judge_path(
            path, policies=policies, stock=stock_engines, exclude=exclude or (), partly=True
        ).assessment
    if output_format is OutputFormat.JSON:
        sys.stdout.write(render(assessment))
    else:
        print_verdict(assessment, output_console())
    if assessment.broken_files:
        for broken in assessment.broken_files:
            error = UserError(broken.what, str(path / broken.file), broken.line, fix=broken.fix)
            errors_console().print(error.render(), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(ExitCode.BROKEN)
    raise typer.Exit(ExitCode.HELD if assessment.verdict.held else ExitCode.NOT_HELD)
