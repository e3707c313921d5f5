"""``lz cost``: what the zone costs each month before anyone uses it, and which choice causes it."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landing_zone.assessment.digests import ASSESSMENT
from landing_zone.cli.commands.options import AssemblyArgument, assessment_of
from landing_zone.console.console import output_console, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from landing_zone.cost.report import Cost, Share
    from landing_zone.yaml.yaml_file import YamlFile

CONFIGURATION = "landing-zone.yaml"


class CostFormat(StrEnum):
    """How the cost is given."""

    TEXT = "text"
    JSON = "json"


def cost(
    assembly: AssemblyArgument = Path("cdk.out"),
    output_format: Annotated[CostFormat, typer.Option("--format", help="For a terminal, or a program.")] = (
        CostFormat.TEXT
    ),
    prices: Annotated[
        Path | None,
        typer.Option("--prices", help="Another list of prices, such as those of your contract.", show_default=False),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", help=f"The configuration; by default {CONFIGURATION} here.", show_default=False),
    ] = None,
) -> None:
    """Show what an assembly costs each month before anyone uses it: by account, by service, and by choice.

    Counted is what AWS charges by the hour or the month, from a dated list of prices; what it charges by use is named,
    and not counted. Of each choice it says what another value saves, and which control asks for this one.

        lz cost
        lz cost --format json
    """
    # Imported here: no other command needs it.
    from landing_zone.cloudformation.assembly.load import load_assembly
    from landing_zone.cost.price_list import price_list
    from landing_zone.cost.report import cost_of

    found = load_assembly(assembly)
    judged = assembly / ASSESSMENT
    result = cost_of(
        found,
        price_list(prices),
        assessment=assessment_of(assembly) if judged.is_file() else None,
        configuration=_configuration(config, found.zone),
    )
    if output_format is CostFormat.JSON:
        sys.stdout.write(result.model_dump_json(indent=1) + "\n")
    else:
        _print(output_console(), result)


def _configuration(config: Path | None, zone: object) -> YamlFile | None:
    """Return the configuration's file, where it is that of the assembly: only then are its lines right."""
    from landing_zone.config.load import load_landing_zone
    from landing_zone.errors import UserError
    from landing_zone.yaml.yaml_file import read_yaml

    path = config or Path(CONFIGURATION)
    if zone is None or (config is None and not path.is_file()):
        return None
    try:
        same = load_landing_zone(path).snapshot() == zone
    except UserError:
        if config is not None:
            raise
        return None
    return read_yaml(path) if same else None


def _print(console: Console, found: Cost) -> None:
    say(console, f"  {found.assembly}", head=f"{found.dollars:,.2f} dollars a month", head_style="bold")
    say(console, f"List prices; {found.hours_a_month} hours a month; before anyone uses it.", style="dim")
    for title, shares in (("By account", found.accounts), ("By service", found.services), ("By Region", found.regions)):
        _shares(console, title, shares)
    if found.choices:
        say(console, "", head="By choice", head_style="bold")
    for choice in found.choices:
        where = f"line {choice.line}, {choice.key}" if choice.line else choice.key
        say(console, f"  {choice.what}: {choice.value}", head=f"{choice.dollars:>10,.2f}", indent=2)
        say(console, where, indent=14, style="dim")
        for value, saved in choice.saves.items():
            say(console, f"{value}: saves {saved:,.2f}", indent=14)
        for asked in choice.asked_by:
            say(console, f"asked by {asked}", indent=14, style="cyan")
    say(console, "", head="Prices", head_style="bold")
    for price in found.prices:
        say(console, f"  {price.quantity} x {price.what}", head=f"{price.dollars:>10,.2f}", indent=2)
        say(console, f"{price.source}, read {price.read}", indent=14, style="dim")
        if price.unsourced:
            say(console, f"not found in its source for {', '.join(price.unsourced)}", indent=14, style="yellow")
        if price.grows:
            say(console, price.grows, indent=14, style="yellow")
    if found.unsourced_dollars:
        text = f"{found.unsourced_dollars:,.2f} dollars are by prices that were not found in their source."
        say(console, text, style="yellow")
    say(console, "", head="Charged by use, and not counted", head_style="bold")
    for type_, what in found.by_use.items():
        say(console, f"  {what}", head=type_, indent=2)
    for what in found.unpriced:
        say(console, f"  {what}", head="not counted", head_style="bold red")
    say(console, f"Not charged for by AWS: {', '.join(found.free)}", style="dim")


def _shares(console: Console, title: str, shares: Iterable[Share]) -> None:
    say(console, "", head=title, head_style="bold")
    for share in shares:
        say(console, f"  {share.name}", head=f"{share.dollars:>10,.2f}", indent=2)
