"""Where resources are deployed: the stacks of an assembly, and the environments of the zone."""

from __future__ import annotations

from collections.abc import Iterable

from landing_zone.assessment.model import EnvironmentEntry, StackEntry
from landing_zone.cloudformation.assembly.integrity import is_bootstrap
from landing_zone.cloudformation.assembly.synthesizer import DEFAULT, synthesizer
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.config.landing_zone import LandingZone


def stack_entries(assembly: Assembly) -> tuple[StackEntry, ...]:
    """List the templates, sorted by name; paths are relative to the assembly, so that they are the same everywhere."""
    names = {one.stack: synthesizer(one) for one in assembly.deployments if not is_bootstrap(one)}
    others = {stack: name for stack, name in names.items() if name != DEFAULT}
    return tuple(
        StackEntry(
            name=template.name,
            template=assembly.file(template),
            digest=template.file_digest or template.digest,
            account=template.account,
            region=template.region,
            resources=len(template.resources),
            synthesizer=others.get(template.name, ""),
        )
        for template in in_order(assembly.templates)
    )


def in_order(templates: Iterable[Template]) -> list[Template]:
    """Sort templates as the stacks of an assessment are, which others name by their positions."""
    return sorted(templates, key=lambda template: template.name)


def environment_entries(zone: LandingZone | None) -> tuple[EnvironmentEntry, ...]:
    """List the environments in the zone's order; none for templates from elsewhere."""
    return tuple(
        EnvironmentEntry(
            name=environment.name,
            account_id=environment.account_id,
            region=environment.region,
            role=environment.account.role.value,
            scope=environment.account.scope.value,
            stage=environment.account.stage.value,
            owner=environment.account.owner,
        )
        for environment in (zone.environments() if zone else ())
    )
