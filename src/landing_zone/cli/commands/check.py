"""``lz check``: the gates of a synth, on any assembly or template."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from landing_zone.cli.commands.options import PoliciesOption, StockOption
from landing_zone.console.console import errors_console, output_console, working
from landing_zone.errors import ExitCode, UserError


class OutputFormat(StrEnum):
    """Format of the output."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"


_REPORTS = {OutputFormat.SARIF: "code-scanning.sarif", OutputFormat.JUNIT: "landing-zone.xml"}
"""The file that ``lz report`` writes. The other SARIF log has waived findings, which some readers count as errors."""


def check(
    path: Annotated[Path, typer.Argument(help="A cdk.out, a CloudFormation template, or a folder of them.")],
    output_format: Annotated[
        OutputFormat,
        typer.Option(
            "--format",
            help="For people; the assessment; or a report as `lz report` writes it, SARIF without what is waived.",
        ),
    ] = OutputFormat.TEXT,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet", "-q", help="Print nothing when all controls hold, else one line, as LZ_OUTPUT=quiet does."
        ),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Cut no list, and print advice too, as LZ_OUTPUT=verbose does."),
    ] = False,
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
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Fail where no control examines a resource, as LZ_STRICT=1 does for a synth."),
    ] = False,
) -> None:
    """Judge templates by the same engines, and with the same verdict, as a synth does.

    Takes an assembly of this landing zone, or any CloudFormation templates, JSON or YAML, also from elsewhere. What
    cannot be judged makes the verdict undetermined, and the exit code 1, unless a waiver accepts it. Assertions about
    the zone as a whole apply to an assembly of this landing zone alone; waivers count for any template.

    Loose templates in a folder are judged one by one: what another declares does not count. Files of any ending are
    looked into. One that may be a template and cannot be read is named, and ends the command with 2; the verdict of
    the others is given.

        lz check cdk.out
        lz check templates/ --format json --exclude 'drafts/*'
        lz check templates/ --format sarif > findings.sarif
    """
    # Imported here: `lz explain` and others must not wait for the engines' imports.
    from landing_zone.assessment.write import render
    from landing_zone.console.verdict_text import Amount, amount_asked_for, print_verdict
    from landing_zone.gate.judge import judge_path

    if quiet and verbose:
        raise UserError("--quiet and --verbose are both given", fix="choose one of them")
    amount = Amount.QUIET if quiet else Amount.VERBOSE if verbose else amount_asked_for()
    with working(f"judging {path}"):
        assessment = judge_path(
            path, policies=policies, stock=stock_engines, strict=strict, exclude=exclude or (), partly=True
        ).assessment
    if output_format is OutputFormat.TEXT:
        print_verdict(assessment, output_console(), amount, more="--verbose")
    elif output_format is OutputFormat.JSON:
        sys.stdout.write(render(assessment))
    else:
        from landing_zone.reports.registry import FORMATS

        sys.stdout.buffer.write(FORMATS[output_format].render(assessment)[_REPORTS[output_format]])
    if assessment.broken_files:
        for broken in assessment.broken_files:
            error = UserError(broken.what, str(path / broken.file), broken.line, fix=broken.fix)
            errors_console().print(error.render(), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(ExitCode.BROKEN)
    raise typer.Exit(ExitCode.HELD if assessment.verdict.held else ExitCode.NOT_HELD)
