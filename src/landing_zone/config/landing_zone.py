"""The landing zone as its configuration describes it."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Any

from pydantic import BaseModel, Field

from landing_zone.config.account import SINGLE_ROLES, Account, Role
from landing_zone.config.addresses import Addresses, Vpc
from landing_zone.config.bootstrap import Bootstrap
from landing_zone.config.contacts import Contacts
from landing_zone.config.data_class import DataClass
from landing_zone.config.data_flow import DataFlow
from landing_zone.config.entity import Entity
from landing_zone.config.environment import Environment
from landing_zone.config.existing import Existing
from landing_zone.config.fields import CONFIG, Days, Line, Name
from landing_zone.config.gate import Gate
from landing_zone.config.organisation import Organisation
from landing_zone.config.organisational_unit import ROOT_UNIT, OrganisationalUnit
from landing_zone.config.regions import Regions
from landing_zone.config.retention import Retention
from landing_zone.config.third_party import ThirdParty
from landing_zone.config.trusted import Trusted


class LandingZone(BaseModel):
    """The whole content of ``landing-zone.yaml``. Read it with :func:`landing_zone.config.load_landing_zone`."""

    model_config = CONFIG

    organisation: Organisation = Field(
        description="Your company, and the AWS organisation that the landing zone is built in, if there is one."
    )
    regions: Regions = Field(description="Where resources live, and where nothing may be created.")
    organisational_units: tuple[OrganisationalUnit, ...] = Field(
        default=(), description="The groups that accounts are in, in an organisation."
    )
    accounts: tuple[Account, ...] = Field(
        min_length=1,
        description="Every account. One each has the roles management, log-archive, security and network, and any "
        "number has the role workload.",
    )
    addresses: Addresses = Field(
        default=Addresses(), description="The address plan; without it no account has a network."
    )
    guardrails: dict[Name, Annotated[tuple[Line, ...], Field(min_length=1)]] = Field(
        default_factory=dict,
        description="Where a policy of policies/guardrails is attached: units, or 'Root', the default.",
    )
    existing: Existing = Field(
        default_factory=Existing, description="What the accounts have already, and the zone does not make."
    )
    retention: Retention = Field(description="How long logs are kept.")
    frameworks: tuple[str, ...] = Field(
        min_length=1,
        description="The frameworks in scope: the names of the files in policies/frameworks, without .yaml.",
    )
    entity: Entity | None = Field(
        default=None,
        description="What the organisation is to the frameworks in scope: it decides which requirements apply. Without "
        "it, all do.",
    )
    gate: Gate = Field(default=Gate(), description="Rules that stop beyond those that a control in scope names.")
    contacts: Contacts = Field(description="The contacts for AWS, auditors and customers.")
    data_classes: dict[Name, DataClass] = Field(min_length=1, description="The classes of data that accounts hold.")
    third_parties: dict[Name, ThirdParty] = Field(
        default_factory=dict, description="The companies that get data, or that can affect its security."
    )
    trusted: tuple[Trusted, ...] = Field(
        default=(), description="Who outside the zone resources may name; all others fail (docs/outsiders.md)."
    )
    evidence_max_age_days: Days = Field(
        default=30, description="Evidence of deployed accounts that is older than this counts as missing."
    )
    data_flows: tuple[DataFlow, ...] = Field(
        default=(), description="The flows of data between accounts, third parties and the internet."
    )
    bootstrap: Bootstrap = Field(
        default_factory=Bootstrap, description="What deploys the zone, and what it may deploy."
    )

    def environments(self) -> tuple[Environment, ...]:
        """Return every account in home and, where there is one, mirror, sorted by account name, then Region."""
        return tuple(
            Environment(account, region, is_home=region == self.regions.home)
            for account in sorted(self.accounts, key=lambda account: account.name)
            for region in self.regions.governed
        )

    def account(self, name: str) -> Account:
        """Return the account with a name.

        Raises:
            KeyError: no account has it.
        """
        for account in self.accounts:
            if account.name == name:
                return account
        raise KeyError(f"no account is named '{name}'; there are {', '.join(sorted(a.name for a in self.accounts))}")

    def account_with_role(self, role: Role | str) -> Account:
        """Return the one account with a role.

        Args:
            role: any but ``workload``, which many accounts have.

        Raises:
            KeyError: the role is ``workload``, or no account has it.
        """
        if role not in SINGLE_ROLES:
            raise KeyError(f"'{role}' is not a role that exactly one account has; these are {', '.join(SINGLE_ROLES)}")
        for account in self.accounts:
            if role in account.roles:
                return account
        raise KeyError(f"no account has the role '{role}'")

    def accounts_in_unit(self, unit: str) -> tuple[Account, ...]:
        """Return the accounts of an organisational unit, sorted by name."""
        return tuple(sorted((a for a in self.accounts if a.unit == unit), key=lambda account: account.name))

    def guardrail_targets(self) -> dict[str, tuple[str, ...]]:
        """Return the ids that each policy under ``guardrails`` is attached to; all others are attached to the root."""
        ids = {unit.name: unit.id for unit in self.organisational_units} | {ROOT_UNIT: self.organisation.root}
        return {policy: tuple(filter(None, map(ids.get, units))) for policy, units in self.guardrails.items()}

    def keeps_configuration_history(self) -> bool:
        """Return whether AWS Config of any account delivers to the zone: not every delivery channel existed before."""
        return not all(self.existing.has("delivery_channel", account.name) for account in self.accounts)

    def zones(self, region: str) -> tuple[str, ...]:
        """Return the Availability Zones of home or mirror, in the file's order.

        Raises:
            KeyError: the Region is neither.
        """
        return self.regions.zones[region]

    def vpcs(self, environment: Environment) -> tuple[Vpc, ...]:
        """Return the VPCs that an environment owns, in the file's order."""
        here = environment.account.name, environment.region
        return tuple(vpc for vpc in self.addresses.vpcs if (vpc.account, vpc.region) == here)

    def shares_networks(self) -> bool:
        """Say whether an account shares subnets with others, which AWS RAM must be allowed to in the organisation."""
        return any(vpc.shared_with for vpc in self.addresses.vpcs)

    def network(self, environment: Environment) -> Vpc | None:
        """Return the VPC that an environment's workloads are in: its own, or one whose subnets it shares."""
        name = environment.account.name
        for vpc in self.addresses.vpcs:
            if vpc.region == environment.region and name in (vpc.shared_with or (vpc.account,)):
                return vpc
        return None

    def vpc_cidr(self, environment: Environment) -> IPv4Network | None:
        """Return the address range of the VPC that an environment's workloads are in; ``None`` when there is none."""
        vpc = self.network(environment)
        return vpc.cidr if vpc else None

    def snapshot(self) -> dict[str, Any]:
        """Return the complete configuration as plain data for JSON, keys sorted, lists in the file's order.

        ``app.py`` writes it into the cloud assembly, so that a later check of the assembly knows its zone.
        """
        sorted_data: dict[str, Any] = _sorted(self.model_dump(mode="json"))
        return sorted_data


def _sorted(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _sorted(node[key]) for key in sorted(node)}
    return [_sorted(item) for item in node] if isinstance(node, list) else node
