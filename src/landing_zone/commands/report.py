"""``lz report``: write the reports of the last synth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landing_zone.commands.options import AssemblyArgument, assessment_of
from landing_zone.console import output_console
from landing_zone.reports.site import write_site


def report(
    assembly: AssemblyArgument = Path("cdk.out"),
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write into.")] = Path("build/report"),
) -> None:
    """Write the auditor's site: a static folder that opens from disk, with a page for each requirement and control."""
    assessment = assessment_of(assembly)
    pages = write_site(assessment, output)
    output_console().print(f"{pages} pages in {output}: open {output / 'index.html'} in a browser", soft_wrap=True)
