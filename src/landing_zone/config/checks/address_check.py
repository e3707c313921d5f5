"""Cross checks of the address plan."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.addresses import Vpc
from landing_zone.config.draft import Draft
from landing_zone.config.mistake import Mistake, did_you_mean, one_of


def check_addresses(draft: Draft) -> Iterator[Mistake]:
    """Refuse VPCs of an unknown account or Region, outside the supernet, overlapping, or two for one environment."""
    seen: dict[tuple[str, str], Vpc] = {}
    for index, vpc in draft.vpcs:
        place = ("addresses", "vpcs", index)
        if vpc.account not in draft.account_names:
            yield Mistake(
                (*place, "account"),
                f"the VPC {vpc.cidr} is of '{vpc.account}', which is no account",
                vpc.account,
                allowed=one_of(draft.account_names),
                fix=did_you_mean(vpc.account, draft.account_names, "add the account, or remove the VPC"),
            )
        if draft.regions and vpc.region not in draft.regions.governed:
            yield Mistake(
                (*place, "region"),
                f"the VPC {vpc.cidr} of '{vpc.account}' is in {vpc.region}, where nothing is built",
                vpc.region,
                allowed=one_of(draft.regions.governed),
                fix="move it to home or mirror, or remove it",
            )
        if draft.addresses and not vpc.cidr.subnet_of(draft.addresses.supernet):
            yield Mistake(
                (*place, "cidr"),
                f"the VPC of '{vpc.account}' in {vpc.region} lies outside the supernet",
                str(vpc.cidr),
                allowed=f"a range within {draft.addresses.supernet}",
                fix="choose another range, or widen the supernet",
            )
        if (vpc.account, vpc.region) in seen:
            other = seen[vpc.account, vpc.region]
            yield Mistake(
                place,
                f"'{vpc.account}' in {vpc.region} already has the VPC {other.cidr}",
                str(vpc.cidr),
                allowed="one VPC for each account and Region",
                fix="remove one, or correct its account or Region",
            )
        seen.setdefault((vpc.account, vpc.region), vpc)
    yield from _overlaps(draft)


def _overlaps(draft: Draft) -> Iterator[Mistake]:
    """Walk the ranges from the lowest address on: a range overlaps an earlier one only if that one reaches it."""
    widest: tuple[int, Vpc] | None = None
    ordered = sorted(draft.vpcs, key=lambda item: (item[1].cidr.network_address, item[1].cidr.prefixlen, item[0]))
    found: list[tuple[int, Vpc, Vpc]] = []
    for index, vpc in ordered:
        if widest and vpc.cidr.network_address <= widest[1].cidr.broadcast_address:
            # The later of the two in the file is the one to mend.
            later, earlier = ((index, vpc), widest) if index > widest[0] else (widest, (index, vpc))
            found.append((later[0], later[1], earlier[1]))
        if not widest or vpc.cidr.broadcast_address > widest[1].cidr.broadcast_address:
            widest = (index, vpc)
    for index, vpc, other in sorted(found, key=lambda item: item[0]):
        yield Mistake(
            ("addresses", "vpcs", index, "cidr"),
            f"the VPC of '{vpc.account}' in {vpc.region} overlaps {other.cidr}, of '{other.account}' in {other.region}",
            str(vpc.cidr),
            allowed="a range that overlaps no other",
            fix="choose a free range within the supernet",
        )
