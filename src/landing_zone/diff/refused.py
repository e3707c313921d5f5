"""What CloudFormation, or the service, would refuse: a name that is taken, a range that overlaps, a change of the type.

Sources: CloudFormation user guide, "Update behaviors of stack resources", and its error "Update of resource type is not
permitted"; template reference of ``AWS::KMS::Key``; VPC user guide, "Subnet CIDR blocks".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network

from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.cloudformation.types.schemas import schema_of
from landing_zone.diff.by_place import Place, as_text, place
from landing_zone.diff.identities import Identities, Identity
from landing_zone.diff.model import Fate, ResourceChange
from landing_zone.diff.places import Places

_SUBNET = "AWS::EC2::Subnet"


def refused(
    old: Assembly, new: Assembly, there: Places, changes: Iterable[ResourceChange]
) -> Iterator[tuple[ResourceChange, str]]:
    """Yield what cannot be created or changed, and why, once for each resource.

    Args:
        old: what is deployed.
        new: what would be.
        there: both by place.
        changes: of resources.
    """
    changes = tuple(changes)
    then, now = Identities(old), Identities(new)
    made = [change for change in changes if change.fate in (Fate.ADDED, Fate.REPLACED)]
    types = {change.type for change in made}
    held: dict[Identity, Place] = {
        identity: place(resource)
        for resource in there.then.values()
        if resource.type in types
        for identity in then.of(resource)
    }
    subnets = _Subnets(there, changes) if _SUBNET in types else None
    twice: Counter[Identity] = Counter()
    for change in changes:
        if change.fate is Fate.UPDATED and _is_fixed(change, there):
            yield change, "fixed"
    for change in made:
        resource = there.now[_at(change)]
        before = there.then.get(_at(change))
        identities = now.of(resource)
        twice.update(identities)
        if before and before.type != resource.type:
            yield change, "type"
        elif any(identity in held for identity in identities):
            own = all(held.get(identity, place(resource)) == place(resource) for identity in identities)
            yield change, "same name" if own else "taken"
        elif any(twice[identity] > 1 for identity in identities):
            yield change, "twice"
        elif change.fate is Fate.REPLACED and _held_alone(resource, there):
            yield change, "held alone"
        elif subnets and resource.type == _SUBNET and subnets.overlap(resource):
            yield change, "range"


def _at(change: ResourceChange) -> Place:
    return change.environment, change.stack, change.logical_id


def _is_fixed(change: ResourceChange, there: Places) -> bool:
    """Whether a property changes that a service keeps for good; one that is not written has the schema's default."""
    names = resource_type(change.type).refuses_change
    schema = (schema_of(change.type) or {}).get("properties", {}) if names else {}
    before, after = there.then[_at(change)].properties, there.now[_at(change)].properties
    return any(
        before.get(name, default) != after.get(name, default)
        for name in names
        for default in [schema.get(name, {}).get("default")]
    )


def _held_alone(resource: Resource, there: Places) -> bool:
    """Whether a replacement needs what the one that it replaces holds until the end of the update."""
    name = resource_type(resource.type).holds_alone
    before = there.then.get(place(resource))
    if not name or before is None or name not in resource.properties:
        return False
    return as_text(before.properties.get(name)) == as_text(resource.properties[name])


class _Subnets:
    """The ranges of the subnets that are there until the end of the update, by stack and VPC."""

    def __init__(self, there: Places, changes: Iterable[ResourceChange]) -> None:
        replaced = {_at(change) for change in changes if change.fate is Fate.REPLACED}
        self._ranges: defaultdict[tuple[str, str, str], list[IPv4Network]] = defaultdict(list)
        for resource in there.then.values():
            vpc = resource.properties.get("VpcId")
            at = (resource.environment, resource.stack, vpc.get("Ref", "")) if isinstance(vpc, dict) else None
            if resource.type == _SUBNET and at not in replaced and (range_ := _range(resource)):
                self._ranges[resource.environment, resource.stack, as_text(vpc)].append(range_)

    def overlap(self, resource: Resource) -> bool:
        """Whether a new subnet has addresses of one that is there."""
        range_ = _range(resource)
        at = resource.environment, resource.stack, as_text(resource.properties.get("VpcId"))
        return range_ is not None and any(range_.overlaps(other) for other in self._ranges[at])


def _range(resource: Resource) -> IPv4Network | None:
    try:
        return IPv4Network(resource.properties.get("CidrBlock"))
    except ValueError:  # a function of the template, or none
        return None
