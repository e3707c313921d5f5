"""The stacks of a zone: in which environments each is deployed, and after which others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import aws_cdk as cdk
from constructs import Construct

from landing_zone.config import Environment, LandingZone, Role
from landing_zone.errors import UserError
from stacks.baseline import Baseline
from stacks.bootstraps import add_bootstraps
from stacks.conformance import Conformance
from stacks.delegation import Delegation
from stacks.detection import Detection
from stacks.edge import Edge
from stacks.landing_zone_stack import LandingZoneStack, stack_name
from stacks.log_archive import LogArchive
from stacks.network import Network
from stacks.organisation import Organisation
from stacks.security import Security
from stacks.workload import Workload

Where = Callable[[LandingZone, Environment], bool]
Order = Callable[[Environment, Environment], bool]
"""Whether a stack in the first environment depends on one in the second."""


class StackKind(Protocol):
    """A stack that can be made from an environment and the configuration alone."""

    __name__: str

    def __call__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> LandingZoneStack:
        """Make the stack."""


@dataclass(frozen=True)
class Placement:
    """One row of the table.

    Args:
        stack: the stack.
        where: the environments that get the stack.
        after: stacks that must be deployed before it, and in which environments.
    """

    stack: StackKind
    where: Where
    after: Mapping[StackKind, Order] = field(default_factory=dict)


def _role(role: Role) -> Where:
    return lambda _zone, here: role in here.account.roles


def _log_archive(zone: LandingZone, here: Environment) -> bool:
    return zone.existing.log_archive is None and Role.LOG_ARCHIVE in here.account.roles


def _organisation(zone: LandingZone, here: Environment) -> bool:
    """Leave it out where it would be empty: no guardrails, no trail, and no alarms on one."""
    trail = zone.existing.trail
    has_something = zone.organisation.id is not None or trail is None or trail.log_group is not None
    return has_something and Role.MANAGEMENT in here.account.roles and here.is_home


def in_home_of(account: str) -> Where:
    """Say where a team's stack goes: to one account, by its name, in the home Region."""
    return lambda _zone, here: here.account.name == account and here.is_home


def _delegates(zone: LandingZone, here: Environment) -> bool:
    return zone.organisation.id is not None and Role.MANAGEMENT in here.account.roles


def _detects(zone: LandingZone, here: Environment) -> bool:
    return zone.organisation.id is not None and Role.SECURITY in here.account.roles


def _everywhere(_zone: LandingZone, _here: Environment) -> bool:
    return True


def _network(zone: LandingZone, here: Environment) -> bool:
    """Leave out an account that is for workloads too: an environment has one network, that of its workloads."""
    roles = here.account.roles
    return Role.NETWORK in roles and Role.WORKLOAD not in roles and bool(zone.vpcs(here))


def _workload(zone: LandingZone, here: Environment) -> bool:
    """Leave out an account that has neither network nor data: CloudFormation refuses an empty stack."""
    has_something = zone.vpc_cidr(here) is not None or bool(here.account.data_classes)
    return Role.WORKLOAD in here.account.roles and has_something


def _internet_facing(_zone: LandingZone, here: Environment) -> bool:
    return here.account.internet_facing


def _in_home(_here: Environment, there: Environment) -> bool:
    return there.is_home


def _any(_here: Environment, _there: Environment) -> bool:
    return True


def _in_same_region(here: Environment, there: Environment) -> bool:
    return here.region == there.region


def in_same_environment(here: Environment, there: Environment) -> bool:
    """Say that a stack needs another of its own account and Region."""
    return here.key == there.key


def _home_after_mirror(here: Environment, there: Environment) -> bool:
    return here.is_home and not there.is_home


def _home_after_home(here: Environment, there: Environment) -> bool:
    return here.is_home and there.is_home


def _of_administrators(here: Environment, there: Environment) -> bool:
    return here.region == there.region and bool({Role.MANAGEMENT, Role.SECURITY}.intersection(there.account.roles))


def _mirror_after_home(here: Environment, there: Environment) -> bool:
    return here.account == there.account and there.is_home and not here.is_home


PLACEMENTS = (
    # The home Region's buckets replicate to the mirror's, so the mirror is deployed first. Copies that fail raise an
    # alarm, to the topic of the security account.
    Placement(LogArchive, _log_archive, {LogArchive: _home_after_mirror, Security: _home_after_home}),
    Placement(Security, _role(Role.SECURITY)),
    # The trail's alarms go to the topic of the security account.
    Placement(Organisation, _organisation, {LogArchive: _in_home, Security: _in_home}),
    # Config's service-linked role is created once per account, in the home Region.
    Placement(Baseline, _everywhere, {LogArchive: _in_home, Security: _in_same_region, Baseline: _mirror_after_home}),
    # Naming an administrator would switch GuardDuty and Macie on in its account, before the baseline does.
    # The policy that switches Inspector on in both Regions needs an administrator in each, and is in the home Region.
    Placement(
        Delegation,
        _delegates,
        {Organisation: _any, Baseline: _of_administrators, Delegation: _home_after_mirror},
    ),
    Placement(Detection, _detects, {Delegation: _in_same_region}),
    # AWS Config deploys a pack only where every account has a recorder; Security Hub's policy covers both Regions.
    Placement(Conformance, _role(Role.SECURITY), {Baseline: _in_same_region, Delegation: _any}),
    # Recording and detection are on before anything else is deployed; Organisation lets networks be shared.
    Placement(
        Network,
        _network,
        {LogArchive: _in_home, Organisation: _any, Baseline: in_same_environment, Detection: _any},
    ),
    # An account that shares a network reads the parameters of the account that owns it.
    Placement(
        Workload,
        _workload,
        {LogArchive: _in_home, Baseline: in_same_environment, Detection: _any, Network: _in_same_region},
    ),
    Placement(Edge, _internet_facing, {Baseline: in_same_environment, Detection: _any}),
)
"""To add a stack, write its file and add a line here."""


def compose(
    app: cdk.App, zone: LandingZone, placements: Sequence[Placement] | None = None
) -> tuple[LandingZoneStack, ...]:
    """Make every stack of every environment, in a fixed order, each after those that it needs.

    No stack reads another's outputs: CloudFormation passes none to another account, and within one account an export
    would couple the two. Stacks refer to each other by names only, and all names are in ``stacks/names.py``.

    Args:
        app: the app, with the context of :func:`stacks.app_context.app_context`.
        zone: the configuration.
        placements: another table than :data:`PLACEMENTS`.

    Returns:
        The stacks, in that order; the bootstrap of each environment is not among them.

    Raises:
        UserError: the configuration has a value that a building block refuses.
    """
    made: dict[tuple[str, str], LandingZoneStack] = {}
    rows = PLACEMENTS if placements is None else placements
    for placement in rows:
        for environment in _environments(placement, zone):
            made[placement.stack.__name__, environment.key] = _make(placement.stack, app, environment, zone)
    for placement in rows:
        for here in _environments(placement, zone):
            for needed, order in placement.after.items():
                for there in zone.environments():
                    other = made.get((needed.__name__, there.key))
                    if other is not None and order(here, there):
                        made[placement.stack.__name__, here.key].add_stack_dependency(other)
    add_bootstraps(app, zone)
    return tuple(made.values())


def _environments(placement: Placement, zone: LandingZone) -> list[Environment]:
    return [environment for environment in zone.environments() if placement.where(zone, environment)]


def _make(kind: StackKind, app: cdk.App, environment: Environment, zone: LandingZone) -> LandingZoneStack:
    try:
        return kind(app, environment=environment, zone=zone)
    except ValueError as error:  # the errors of building blocks
        raise UserError(
            f"the stack {stack_name(kind.__name__, environment)} cannot be built: {error}",
            file="landing-zone.yaml",
            fix="correct the configuration",
        ) from error
