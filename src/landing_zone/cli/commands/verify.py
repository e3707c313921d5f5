"""``lz verify``: refuse an assembly that is not the one that was judged."""

from __future__ import annotations

from pathlib import Path

import typer

from landing_zone.assessment.verify import verify as verify_assembly
from landing_zone.cli.commands.options import AssemblyArgument
from landing_zone.console.console import output_console
from landing_zone.errors import ExitCode
from landing_zone.waivers.as_of import as_of


def verify(assembly: AssemblyArgument = Path("cdk.out")) -> None:
    """Check that an assembly is, to the byte, the one whose verdict is in its assessment, and that it held.

    Exit code 1 when it is not, or did not. For pipelines that deploy with `cdk deploy --app cdk.out`, where no synth
    runs, and so no gate:

        lz verify cdk.out && cdk deploy --app cdk.out --all
    """
    differences = verify_assembly(assembly, as_of())
    console = output_console()
    for difference in differences:
        console.print(f"[red]{difference.kind:8}[/] ", end="")
        console.print(f"{difference.path}: {difference.what}", markup=False, soft_wrap=True)
    if differences:
        console.print(
            f"[bold red]REFUSED[/]  {assembly} is not what was judged, or did not hold; run `cdk synth` again"
        )
        raise typer.Exit(ExitCode.NOT_HELD)
    console.print(f"[bold green]VERIFIED[/]  {assembly} is what was judged, and it held")
