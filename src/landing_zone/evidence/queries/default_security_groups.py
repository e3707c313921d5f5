"""Default security groups allow nothing."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.default_groups import judged_group
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the default security group of every VPC, including the VPCs that AWS created."""
    filters = [{"Name": "group-name", "Values": ["default"]}]
    for group in place.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters):
        yield judged_group(
            place,
            group["GroupId"],
            place.account.id,
            place.region,
            {"vpc": group.get("VpcId"), "in": group["IpPermissions"], "out": group["IpPermissionsEgress"]},
        )


QUERY = Query(
    id="default_security_groups",
    title="Default security groups allow nothing",
    controls=("default-sg-closed",),
    level=Level.ENVIRONMENT,
    actions=("ec2:DescribeSecurityGroups",),
    ask=ask,
)
