"""``lz check``: the gates of a synth, on any assembly or template."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from landing_zone.cli.commands.options import PoliciesOption, StockOption
from landing_zone.console.console import errors_console, output_console
from landing_zone.errors import ExitCode


class OutputFormat(StrEnum):
    """Format of the output."""

    TEXT = "text"
    JSON = "json"


def check(
    path: Annotated[Path, typer.Argument(help="A cdk.out, a CloudFormation template, or a folder of them.")],
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="For people, or for programs.")
    ] = OutputFormat.TEXT,
    policies: PoliciesOption = None,
    stock_engines: StockOption = False,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Fail where no control examines a resource, as LZ_STRICT=1 does for a synth."),
    ] = False,
) -> None:
    """Judge templates by the same engines, and with the same verdict, as a synth does.

    Takes an assembly of this landing zone, or any CloudFormation templates, JSON or YAML, also from elsewhere. What
    cannot be judged makes the verdict undetermined, and the exit code 1, unless a waiver accepts it. Assertions about
    the zone as a whole apply to an assembly of this landing zone alone; waivers count for any template.

        lz check cdk.out
        lz check templates/ --format json
    """
    # Imported here: `lz explain` and others must not wait for the engines' imports.
    from landing_zone.assessment.write import render
    from landing_zone.console.verdict_text import print_verdict
    from landing_zone.gate.judge import judge_path

    with errors_console().status(f"judging {path}"):
        assessment = judge_path(path, policies=policies, stock=stock_engines, strict=strict).assessment
    if output_format is OutputFormat.JSON:
        sys.stdout.write(render(assessment))
    else:
        print_verdict(assessment, output_console())
    raise typer.Exit(ExitCode.HELD if assessment.verdict.held else ExitCode.NOT_HELD)
