"""``lz verify``: refuse an assembly that is not the one that was judged."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.verify import Difference, Kind, unapproved
from landing_zone.assessment.verify import verify as verify_assembly
from landing_zone.cli.commands.options import AssemblyArgument, PoliciesOption
from landing_zone.console.console import output_console
from landing_zone.errors import ExitCode
from landing_zone.waivers.as_of import VARIABLE as AS_OF_VARIABLE
from landing_zone.waivers.as_of import as_of, today


def verify(
    assembly: AssemblyArgument = Path("cdk.out"),
    policies: PoliciesOption = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", help="The configuration; by default landing-zone.yaml here.", show_default=False),
    ] = None,
    allow_overrides: Annotated[
        bool,
        typer.Option("--allow-overrides", help="Accept a verdict as of a chosen day, or by policies of LZ_POLICIES."),
    ] = False,
    approved: Annotated[
        bool,
        typer.Option("--approved", help="Refuse waivers that policies/approvals.yaml does not approve."),
    ] = False,
) -> None:
    """Check that an assembly is, to the byte, the one whose verdict is in its assessment, and that it held.

    All that follows in the assessment is computed again, and policies and configuration are those of this folder. Exit
    code 1 when it is not what was judged, or did not hold; 2 when the assessment contradicts itself. For pipelines that
    deploy with `cdk deploy --app cdk.out`, where no synth runs, and so no gate:

        lz verify --approved cdk.out && cdk deploy --app cdk.out --all
    """
    from landing_zone.gate.compare_inputs import compare_assembly, compare_inputs

    differences = verify_assembly(assembly, as_of(), today())
    assessment = read_assessment(assembly / ASSESSMENT)
    if not any(difference.kind in (Kind.CHANGED, Kind.MISSING, Kind.ADDED) for difference in differences):
        differences += compare_assembly(assessment, assembly)
    if chosen := os.environ.get(AS_OF_VARIABLE):
        what = f"{AS_OF_VARIABLE}={chosen} is set now: waivers may have expired since that day"
        differences.append(Difference(Kind.OVERRIDE, ASSESSMENT, what))
    compared = compare_inputs(assessment, assembly, Path.cwd(), policies=policies, configuration=config)
    differences += compared.differences
    if approved:
        differences += unapproved(assessment, as_of())
        if not compared.policies and not compared.differences:
            what = "the policies that judged it are not here, so nothing shows its approvals: name them with --policies"
            differences.append(Difference(Kind.UNAPPROVED, ASSESSMENT, what))
    differences.sort()
    console = output_console()
    for difference in differences:
        accepted = allow_overrides and difference.kind is Kind.OVERRIDE
        console.print(f"[{'yellow' if accepted else 'red'}]{difference.kind:8}[/] ", end="")
        console.print(f"{difference.path}: {difference.what}", markup=False, soft_wrap=True)
    for what in compared.not_compared:
        console.print("[yellow]not compared[/] ", end="")
        console.print(what, markup=False, soft_wrap=True)
    refused = [d for d in differences if not (allow_overrides and d.kind is Kind.OVERRIDE)]
    if refused:
        again = "run `cdk synth` again"
        if all(difference.kind is Kind.OVERRIDE for difference in refused):
            again = "run `cdk synth` again without it, or accept it with --allow-overrides"
        if all(difference.kind is Kind.UNAPPROVED for difference in refused):
            console.print(
                f"[bold red]REFUSED[/]  {assembly} has waivers that are not approved; approve, then synthesize"
            )
            raise typer.Exit(ExitCode.NOT_HELD)
        console.print(f"[bold red]REFUSED[/]  {assembly} is not what was judged, or did not hold; {again}")
        raise typer.Exit(ExitCode.NOT_HELD)
    console.print(f"[bold green]VERIFIED[/]  {assembly} is what was judged, and it held")
