"""Cross checks of the address plan."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.addresses import Vpc
from landing_zone.config.draft import Draft
from landing_zone.config.part import Part
from landing_zone.yaml.issue import Issue, did_you_mean, one_of


def check_addresses(draft: Draft) -> Iterator[Issue]:
    """Refuse VPCs of an unknown account or Region, outside the supernet, overlapping, or two for one environment."""
    seen: dict[tuple[str, str], Vpc] = {}
    if draft.vpcs and draft.plans_no_supernet:
        yield Issue(
            ("addresses",),
            "the VPCs are in no supernet",
            allowed="'supernet: 10.0.0.0/8', or another private range that contains every VPC",
            fix="add 'supernet: ...'",
        )
    for part in draft.vpcs:
        yield from _references(draft, part)
        vpc = part.model
        if draft.supernet and part.knows("cidr") and not vpc.cidr.subnet_of(draft.supernet):
            yield Issue(
                (*part.location, "cidr"),
                f"the VPC is outside the supernet {draft.supernet}",
                str(vpc.cidr),
                allowed=f"a range within {draft.supernet}",
                fix="choose another range, or widen the supernet",
            )
        if part.knows("account", "region", "cidr", "shared_with") and not vpc.shared_with:
            if (vpc.account, vpc.region) in seen:
                yield Issue(
                    part.location,
                    f"'{vpc.account}' in {vpc.region} already has the VPC {seen[vpc.account, vpc.region].cidr}",
                    str(vpc.cidr),
                    allowed="one VPC for each account and Region",
                    fix="remove one, or correct its account or Region",
                )
            seen.setdefault((vpc.account, vpc.region), vpc)
    yield from _overlaps([part for part in draft.vpcs if part.knows("cidr")])


def _references(draft: Draft, part: Part[Vpc]) -> Iterator[Issue]:
    vpc = part.model
    if draft.account_names and part.knows("account") and vpc.account not in draft.account_names:
        yield Issue(
            (*part.location, "account"),
            f"'{vpc.account}' is not an account",
            vpc.account,
            allowed=one_of(draft.account_names),
            fix=did_you_mean(vpc.account, draft.account_names, "add the account, or remove the VPC"),
        )
    regions = draft.regions
    if regions and regions.knows("home", "mirror") and part.knows("region"):
        governed = regions.model.governed
        if vpc.region not in governed:
            yield Issue(
                (*part.location, "region"),
                f"the VPC is in {vpc.region}, where nothing is built",
                vpc.region,
                allowed=one_of(governed),
                fix="move it to home or mirror, or remove it",
            )


def _overlaps(parts: list[Part[Vpc]]) -> Iterator[Issue]:
    """Walk the ranges from the lowest address on, and compare each with the one that ends last so far."""
    farthest: Part[Vpc] | None = None
    found: list[tuple[Part[Vpc], Part[Vpc]]] = []
    for part in sorted(parts, key=lambda part: (part.model.cidr, _order(part))):
        if farthest is None:
            farthest = part
            continue
        if part.model.cidr.network_address <= farthest.model.cidr.broadcast_address:
            # The later of the two in the file is the one to fix.
            found.append((part, farthest) if _order(part) > _order(farthest) else (farthest, part))
        if part.model.cidr.broadcast_address > farthest.model.cidr.broadcast_address:
            farthest = part
    for later, earlier in sorted(found, key=lambda pair: _order(pair[0])):
        other = earlier.model
        whose = f", of '{other.account}' in {other.region}" if earlier.knows("account", "region") else ""
        yield Issue(
            (*later.location, "cidr"),
            f"the VPC overlaps {other.cidr}{whose}",
            str(later.model.cidr),
            allowed="a range that overlaps no other",
            fix="choose a free range within the supernet",
        )


def _order(part: Part[Vpc]) -> int:
    return int(part.location[-1])
