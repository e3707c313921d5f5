"""``lz report``: write the reports of the last synth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landing_zone.cli.commands.options import AssemblyArgument, EvidenceOption, assessment_of
from landing_zone.console.console import output_console
from landing_zone.console.stages_text import print_stages
from landing_zone.reports.chromium import find_chromium
from landing_zone.reports.output_folder import prepare_output_folder, write_files
from landing_zone.reports.registry import DEFAULT, FORMATS, SITE, WITH_A_BROWSER, chosen

_KNOWN = FORMATS | WITH_A_BROWSER
_HELP = (
    "Formats, with commas between them, or `all`: site, "
    + "; ".join(f"{name} ({known.summary})" for name, known in _KNOWN.items())
    + "."
)


def report(
    assembly: AssemblyArgument = Path("cdk.out"),
    output: Annotated[Path, typer.Option("--output", "--to", "-o", help="The folder to write into.")] = Path(
        "build/report"
    ),
    formats: Annotated[str, typer.Option("--format", "-f", help=_HELP)] = ",".join(DEFAULT),
    evidence: EvidenceOption = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            help="An earlier cdk.out, or its assessment.json, for what changed.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the reports: the auditor's site, which opens from disk, and machine formats in a folder each beside it.

    Last it prints what each stage says: designed, deployed, operating. Exit code 0: the reports were written, whatever
    they say; 2: wrong input, or a format could not be written.

    For example:

        lz report cdk.out --format site,oscal,xlsx --to build/report
        lz report --evidence build/evidence --since release/assessment.json
    """
    wanted = chosen(formats)
    if not WITH_A_BROWSER.keys().isdisjoint(wanted):
        find_chromium()  # before an earlier report is touched
    assessment = assessment_of(assembly, evidence)
    earlier = assessment_of(since) if since else None
    console = output_console()
    if SITE in wanted:
        # Imported here: other commands do not wait for the pages and their documents.
        from landing_zone.reports.site import write_site

        pages = write_site(assessment, output, earlier)
        console.print(f"{pages} pages in {output}: open {output / 'index.html'} in a browser", soft_wrap=True)
    else:
        prepare_output_folder(output)
    for name in wanted:
        if name != SITE:
            files = _KNOWN[name].render(assessment)
            write_files(output / name, files)
            what = next(iter(files)) if len(files) == 1 else f"{len(files)} files"
            console.print(f"{name}: {what} in {output / name}", soft_wrap=True)
    print_stages(assessment, console)
