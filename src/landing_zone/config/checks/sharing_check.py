"""Cross checks of networks whose subnets other accounts use.

Source: Amazon VPC user guide, "Share your VPC subnets with other accounts": owner and participants are in one
organisation; https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html, read 2026-12-01.
"""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Account, Role, Scope
from landing_zone.config.addresses import Vpc
from landing_zone.config.draft import Draft
from landing_zone.config.fields import joined
from landing_zone.config.part import Part
from landing_zone.yaml.issue import Issue, did_you_mean, one_of

_ONE_NETWORK = "one network for each account and Region"


def check_sharing(draft: Draft) -> Iterator[Issue]:
    """Refuse a shared network that mixes stages or scopes, reaches the CDE, or is not that of the network account."""
    accounts = {part.model.name: part for part in draft.accounts if part.knows("name")}
    users: dict[tuple[str, str], str] = {}
    names: dict[tuple[str, str], str] = {}
    for part in draft.vpcs:
        if not part.knows("account", "region", "name", "shared_with"):
            continue
        vpc = part.model
        if not vpc.shared_with:
            users[vpc.account, vpc.region] = f"the VPC of '{vpc.account}'"
            if vpc.name:
                yield Issue(
                    (*part.location, "name"),
                    "a network that is not shared has no name of its own: it is its account's",
                    vpc.name,
                    allowed="'name' together with 'shared_with'",
                    fix="remove it, or say with whom the network is shared",
                )
            continue
        yield from _owner(draft, part, accounts, names)
    for part in draft.vpcs:
        if part.knows("account", "region", "name", "shared_with") and part.model.shared_with:
            yield from _participants(draft, part, accounts, users)


def _owner(
    draft: Draft, part: Part[Vpc], accounts: dict[str, Part[Account]], names: dict[tuple[str, str], str]
) -> Iterator[Issue]:
    vpc = part.model
    if not draft.has_organisation:
        yield Issue(
            (*part.location, "shared_with"),
            "there is no organisation, and AWS shares subnets within one alone",
            allowed="an organisation with 'id' and 'root'",
            fix="leave 'shared_with' out",
        )
    if not vpc.name:
        yield Issue(part.location, "a shared network has no name", allowed="'name: production'", fix="add 'name: ...'")
    elif (vpc.region, joined(vpc.name)) in names:
        yield Issue(
            (*part.location, "name"),
            f"another shared network in {vpc.region} is named '{names[vpc.region, joined(vpc.name)]}'",
            vpc.name,
            allowed="a name that no other has in the Region, hyphens left out",
            fix="give it another name",
        )
    else:
        names[vpc.region, joined(vpc.name)] = vpc.name
    owner = accounts.get(vpc.account)
    if owner and owner.knows("role", "also") and Role.NETWORK not in owner.model.roles:
        networks = [one.model.name for one in accounts.values() if Role.NETWORK in one.model.roles]
        yield Issue(
            (*part.location, "account"),
            f"'{vpc.account}' does not have the role network, and so owns no network of others",
            vpc.account,
            allowed=one_of(networks),
            fix=f"write 'account: {networks[0]}'" if networks else "name the account with the role network",
        )


def _participants(
    draft: Draft, part: Part[Vpc], accounts: dict[str, Part[Account]], users: dict[tuple[str, str], str]
) -> Iterator[Issue]:
    vpc = part.model
    first: Account | None = None
    for position, name in enumerate(vpc.shared_with):
        at = (*part.location, "shared_with", position)
        if name not in accounts:
            if draft.account_names and name not in draft.account_names:
                fix = did_you_mean(name, draft.account_names, "add the account, or remove it here")
                yield Issue(at, f"'{name}' is not an account", name, one_of(draft.account_names), fix)
            continue
        if (name, vpc.region) in users:
            what = f"'{name}' is in {users[name, vpc.region]} in {vpc.region} already"
            yield Issue(at, what, name, allowed=_ONE_NETWORK, fix="remove it here, or there")
            continue
        users[name, vpc.region] = f"the network '{vpc.name}'"
        account = accounts[name]
        if not account.knows("role", "scope", "stage", "also"):
            continue
        here = account.model
        if Role.WORKLOAD not in here.roles:
            what = f"'{name}' has no workloads: its role is {here.role}"
            yield Issue(at, what, name, allowed="accounts with the role workload", fix="remove it")
        elif here.scope is Scope.CDE:
            yield Issue(
                at,
                f"'{name}' is in the cardholder data environment: in a network with others, all of them would be too",
                name,
                allowed="accounts of the scopes connected or out-of-scope",
                fix="give it a VPC of its own",
            )
        elif first is None:
            first = here
        elif here.stage is not first.stage:
            what = f"'{name}' is in {here.stage}, and '{first.name}' in {first.stage}: one network would join the two"
            yield Issue(at, what, name, allowed=f"accounts in {first.stage}", fix="make one network for each stage")
        elif here.scope is not first.scope:
            what = f"'{name}' is {here.scope}, and '{first.name}' {first.scope}: in one network both are connected"
            fix = "make one network for each scope, or write the same scope for both"
            yield Issue(at, what, name, allowed=f"accounts of the scope {first.scope}", fix=fix)
