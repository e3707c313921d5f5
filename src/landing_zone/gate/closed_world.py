"""Properties that no control reads: a finding for each resource that sets one, so that nothing slips in by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from landing_zone.catalogue.closed_world import ClosedWorld
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.types.property_paths import property_paths
from landing_zone.config.account import Scope
from landing_zone.config.landing_zone import LandingZone
from landing_zone.findings.finding import Finding, Status
from landing_zone.findings.on_resource import on_resource
from landing_zone.gate.bypass_checks import BypassCheck

UNKNOWN = BypassCheck(
    "gate::unknown-property",
    "a property that no control reads, and that the facts of its type do not call neutral",
    "leave it out, write a control that reads it, or give the reason why no value of it weakens anything: "
    "docs/closed-world.md",
)
_SHOWN = 4


def find_unknown(assembly: Assembly, world: ClosedWorld, zone: LandingZone | None = None) -> Iterator[Finding]:
    """Yield a finding for each resource with unknown properties, and a pass for each stack without one.

    In the zone's own stacks it fails. In other stacks it is undetermined where the account holds card data; a waiver
    may accept that. Elsewhere there is no finding: :func:`count_unknown` counts.

    Args:
        assembly: what is judged.
        world: what is known.
        zone: its configuration; without one the zone's own stacks alone are judged.

    Raises:
        UserError: the facts of a type are not valid.
    """
    files = {template.name: assembly.file(template) for template in assembly.templates}
    accounts = _with_card_data(zone)
    for template in assembly.templates:
        own = world.is_own(template.name)
        if not own and template.account not in accounts:
            continue
        clean = True
        for resource in template.resources.values():
            if unknown := _unknown(resource, world):
                clean = False
                status = Status.FAIL if own else Status.UNDETERMINED
                here = replace(resource, stack=template.name)  # a proof gives its copies of a template other names
                yield on_resource(here, UNKNOWN.rule, status, _message(resource, unknown), files)
        if clean:
            yield Finding(UNKNOWN.rule, template.name, "", "", Status.PASS, environment=template.environment)


def count_unknown(assembly: Assembly, world: ClosedWorld, zone: LandingZone | None) -> tuple[str, ...]:
    """Return one line about the other stacks of a zone: how many of their properties are unknown; none for none."""
    accounts = _with_card_data(zone)
    counted: Counter[str] = Counter()
    for template in assembly.templates:
        if zone is not None and not world.is_own(template.name) and template.account not in accounts:
            for resource in template.resources.values():
                counted[resource.type] += len(_unknown(resource, world))
    total = counted.total()
    if not total:
        return ()
    types = len(+counted)
    what = f"{total} properties of {types} types" if types > 1 else f"{total} properties of {next(iter(+counted))}"
    return (f"{what} are read by no control: in stacks of teams outside environments with card data",)


def _with_card_data(zone: LandingZone | None) -> Collection[str]:
    return {account.id for account in zone.accounts if account.scope is Scope.CDE} if zone is not None else ()


def _unknown(resource: Resource, world: ClosedWorld) -> list[str]:
    known = world.known(resource.type)
    # A list of texts is constrained where taking it out changes a verdict.
    return sorted(
        p for p in property_paths(resource.type, resource.properties) if not {p, p.removesuffix("[]")} & known
    )


def _message(resource: Resource, unknown: list[str]) -> str:
    more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
    file = f"{resource.type.replace('::', '-')}.yaml"
    paths = f"{', '.join(unknown[:_SHOWN])}{more} of {resource.type}"
    return f"{paths}: {UNKNOWN.what} ({file} under 'neutral'); {UNKNOWN.fix}"
