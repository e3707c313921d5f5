"""``lz check``: the gates of a synth, on any assembly or template."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from landing_zone.cli.commands.options import PoliciesOption, StockOption
from landing_zone.console.console import output_console, working
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
) -> None:
    """Judge templates by the same engines, and with the same verdict, as a synth does.

    Takes an assembly of this landing zone, or any CloudFormation templates, JSON or YAML, also from elsewhere. An
    engine that cannot judge a template says so by name. Assertions about the zone as a whole apply to an assembly of
    this landing zone alone; waivers count for any template.

        lz check cdk.out
        lz check templates/ --format json
    """
    # Imported here: `lz explain` and others must not wait for the engines' imports.
    from landing_zone.assessment.write import render
    from landing_zone.console.verdict_text import print_verdict
    from landing_zone.gate.judge import judge_path

    with working(f"judging {path}"):
        assessment = judge_path(path, policies=policies, stock=stock_engines).assessment
    if output_format is OutputFormat.JSON:
        sys.stdout.write(render(assessment))
    else:
        print_verdict(assessment, output_console())
    raise typer.Exit(ExitCode.HELD if assessment.verdict.held else ExitCode.NOT_HELD)
