"""``lz waivers``: the exceptions, and how long each still holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from landing_zone.assessment.approval_entries import approval_entries
from landing_zone.assessment.approvals import said_of, summed_up
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.cli.commands.options import AssemblyArgument, assessment_of
from landing_zone.console.console import output_console, say

SOON_DAYS = 30
"""A waiver with fewer days left is coloured: its owner has to renew it or fix the resource."""


def waivers(
    assembly: AssemblyArgument = Path("cdk.out"),
    approve: Annotated[
        bool,
        typer.Option(
            "--approve",
            help="Print only the entries of approvals.yaml that are missing, with the accounts and Regions of today.",
        ),
    ] = False,
) -> None:
    """List the waivers of the last synth: what each covers, who owns it, and how many days are left.

    lz waivers --approve
    """
    assessment = assessment_of(assembly)
    if approve:
        sys.stdout.write(approval_entries(assessment))
        return
    console = output_console()
    for waiver in assessment.waivers:
        _print(console, waiver, f"covers {waiver.covers} findings")
    for waiver in assessment.security_hub_waivers:
        _print(console, waiver, "switched off in Security Hub, in the whole organisation")
    say(console, f"{len(assessment.waivers)} waivers cover {assessment.verdict.waived} findings, {assessment.as_of}")
    if approvals := summed_up(assessment):
        say(console, approvals)
    if assessment.security_hub_waivers:
        say(console, f"{len(assessment.security_hub_waivers)} more switch controls of Security Hub off")


def _print(console: Console, waiver: WaiverEntry, covers: str) -> None:
    soon = "bold red" if waiver.days_left < SOON_DAYS else "bold"
    say(
        console,
        f"  {covers}, {waiver.days_left} days left, until {waiver.expires}",
        head=waiver.id,
        head_style=soon,
    )
    say(console, ", ".join(waiver.rules), indent=4, head="rules  ", head_style="dim")
    say(console, waiver.reason, indent=4, head="reason  ", head_style="dim")
    say(console, f"{waiver.owner}; {said_of(waiver)}", indent=4, head="owner  ", head_style="dim")
    console.print()
