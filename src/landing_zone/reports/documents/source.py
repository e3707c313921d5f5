"""The source of documents: the assessment, with the zone's typed configuration and the names of places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pydantic import ValidationError

from landing_zone.assessment.model import Assessment, ControlEntry, ControlStatus, FrameworkEntry
from landing_zone.config.account import Account
from landing_zone.config.landing_zone import LandingZone
from landing_zone.errors import UserError
from landing_zone.inventory.model import Inventory, NetworkFact
from landing_zone.yaml.pydantic_errors import to_issues

NOT_KNOWN = "not known"
_KEY = "key "
_ONE_LINE = 6
"""More places than this are counted, not listed, when they are all that there are."""


@dataclass(frozen=True)
class Source:
    """The one argument of every document.

    Args:
        assessment: the whole of it.
        zone: the configuration that it is of.
        inventory: what the templates would build.
    """

    assessment: Assessment
    zone: LandingZone
    inventory: Inventory

    @cached_property
    def environments(self) -> dict[str, str]:
        """``account/region`` by ids to the environment's name."""
        return {f"{e.account_id}/{e.region}": e.name for e in self.assessment.environments}

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """Account id to account."""
        return {account.id: account for account in self.zone.accounts}

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """Stack and logical id to the name that people know: a key's alias, a store's name."""
        resources = self.assessment.resources
        known = [(key.resource, key.alias) for key in self.inventory.keys]
        known += [(store.resource, store.name) for store in self.inventory.stores]
        return {(resources[i].stack, resources[i].logical_id): name for i, name in known if name}

    @cached_property
    def frameworks(self) -> dict[str, FrameworkEntry]:
        """Id to framework."""
        return {framework.id: framework for framework in self.assessment.frameworks}

    @cached_property
    def components(self) -> dict[str, Counter[str]]:
        """Account id to type of resource to number; the account is "" for a resource without a known environment."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for resource in self.assessment.resources:
            found[resource.environment.partition("/")[0]][resource.type] += 1
        return dict(found)

    def place(self, environment: str) -> str:
        """Return an environment's name, or its id if it is not in the zone."""
        return self.environments.get(environment, environment) or "no environment"

    def network_place(self, network: NetworkFact) -> str:
        """Return where a network is, and for whom it is where its subnets are shared."""
        users = ", ".join(
            sorted(self.accounts[one].name if one in self.accounts else one for one in network.shared_with)
        )
        return f"{self.place(network.environment)}, for {users}" if users else self.place(network.environment)

    def places(self, environments: Iterable[str]) -> str:
        """Name many environments in few words: all of them, or accounts with the Regions that they share."""
        wanted = set(environments)
        if len(wanted) > _ONE_LINE:
            if wanted == set(self.environments):
                return f"all {len(wanted)} environments"
            if wanted == {network.environment for network in self.inventory.networks}:
                return f"all {len(wanted)} environments with a network"
        regions: dict[str, set[str]] = defaultdict(set)
        for environment in wanted:
            account, _, region = self.place(environment).partition("/")
            regions[account].add(region)
        groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for account, found in regions.items():
            groups[tuple(sorted(found))].append(account)
        return "\n".join(
            f"{', '.join(sorted(accounts))} ({', '.join(found)})" if any(found) else ", ".join(sorted(accounts))
            for found, accounts in sorted(groups.items(), key=lambda group: sorted(group[1]))
        )

    def account_of(self, environment: str) -> Account | None:
        """Return the account of an environment, or ``None`` if it is not in the zone."""
        return self.accounts.get(environment.partition("/")[0])

    def scope(self, environment: str) -> str:
        """Return an environment's PCI DSS scope."""
        account = self.account_of(environment)
        return account.scope.value if account else NOT_KNOWN

    def name(self, position: int, text: str) -> str:
        """Return the name of what a resource's property refers to, where the text is a logical id of the same stack."""
        prefix = _KEY if text.startswith(_KEY) else ""
        logical_id = text.removeprefix(prefix).partition(".")[0]
        known = self.names.get((self.assessment.resources[position].stack, logical_id))
        return f"{prefix}{known}" if known else text

    def network(self, environment: str) -> NetworkFact | None:
        """Return the first network of an environment."""
        return next((n for n in self.inventory.networks if n.environment == environment), None)

    def controls_for(self, framework: str, *requirements: str) -> list[ControlEntry]:
        """Return the controls that answer some requirements or their parts, those that hold first, then by id."""
        found = [
            control
            for control in self.assessment.controls
            if any(m.framework == framework and m.requirement.startswith(requirements) for m in control.requirements)
        ]
        held = (ControlStatus.HELD, ControlStatus.HELD_WITH_WAIVERS)
        return sorted(found, key=lambda control: (control.status not in held, control.id))


def source_of(assessment: Assessment) -> Source | None:
    """Return what documents are made of, or ``None`` for templates that come with no configuration.

    Raises:
        UserError: the assessment's configuration is not one that this version reads.
    """
    if assessment.zone is None or assessment.inventory is None:
        return None
    try:
        zone = LandingZone.model_validate(assessment.zone)
    except ValidationError as error:
        issue = to_issues(LandingZone, error)[0]
        raise UserError(
            f"the configuration in the assessment cannot be read: {issue.what}",
            file="assessment.json",
            value=issue.value,
            allowed=issue.allowed,
            fix="make the assessment again with this version: make synth",
        ) from None
    return Source(assessment, zone, assessment.inventory)
