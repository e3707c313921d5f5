"""The resource that a delivery is for, as CloudFormation names and describes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from emulated_aws.resource import EmulatedResource


@dataclass(frozen=True, kw_only=True)
class Near:
    """A resource of a stack, or one that an API is asked to make.

    Args:
        type: the CloudFormation type.
        properties: as CloudFormation names them, resolved.
        account, region: where it is.
        arn, ref: its ARN, and what ``Ref`` yields; "" where it has none.
        place: for people: its stack and logical id, or the call.
    """

    type: str
    properties: Mapping[str, Any]
    account: str
    region: str
    arn: str = ""
    ref: str = ""
    place: str = ""

    @property
    def name(self) -> str:
        """What names it within its type."""
        is_address = self.ref.startswith(("arn:", "https:"))
        return self.ref.rpartition(":")[2].rpartition("/")[2] if is_address else self.ref


def all_deployed() -> Iterator[Near]:
    """Yield every resource of every stack of every account and Region."""
    from moto.cloudformation.models import cloudformation_backends

    for account, of_account in list(cloudformation_backends.items()):
        for region, backend in list(of_account.items()):
            for stack in list(backend.stacks.values()):
                for resource in list(getattr(stack.resource_map, "made", {}).values()):
                    yield _near(resource, account, region, stack.name)


def _near(resource: EmulatedResource, account: str, region: str, stack: str) -> Near:
    return Near(
        type=resource.type,
        properties=resource.properties,
        account=account,
        region=region,
        arn=_arn(resource),
        ref=resource.physical_resource_id,
        place=f"{stack} {resource.logical_resource_id}",
    )


def _arn(resource: EmulatedResource) -> str:
    """Return its ARN: an attribute, or what ``Ref`` yields."""
    kind = resource.type.rpartition("::")[2]
    for name in ("Arn", f"{kind}Arn", "ARN", "Ref"):
        value = resource.physical_resource_id if name == "Ref" else resource.attributes.get(name)
        if isinstance(value, str) and value.startswith("arn:"):
            return value
    return ""
