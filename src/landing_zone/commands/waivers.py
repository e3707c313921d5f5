"""``lz waivers``: the exceptions, and how long each still holds."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from landing_zone.commands.options import AssemblyArgument, assessment_of
from landing_zone.console import output_console

SOON_DAYS = 30
"""A waiver with fewer days left is coloured: its owner has to renew it or mend the resource."""


def waivers(assembly: AssemblyArgument = Path("cdk.out")) -> None:
    """List the waivers of the last synth: what each covers, who answers for it, and how many days are left."""
    assessment = assessment_of(assembly)
    table = Table("waiver", "covers", "days left", "owner", "approver", "ticket", "rules", "reason", box=None)
    for waiver in (*assessment.waivers, *assessment.security_hub_waivers):
        colour = "red" if waiver.days_left < SOON_DAYS else ""
        table.add_row(
            waiver.id,
            "switched off" if waiver in assessment.security_hub_waivers else str(waiver.covers),
            str(waiver.days_left),
            waiver.owner,
            waiver.approver,
            waiver.ticket,
            "\n".join(waiver.rules),
            waiver.reason,
            style=colour,
        )
    console = output_console()
    console.print(table)
    console.print(f"{len(assessment.waivers)} waivers cover {assessment.verdict.waived} findings, {assessment.as_of}")
    if assessment.security_hub_waivers:
        console.print(f"{len(assessment.security_hub_waivers)} more switch controls of Security Hub off")
