"""A security group with its rules: ``DescribeSecurityGroups``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found = only(
        request.client("ec2"),
        "describe_security_groups",
        "SecurityGroups",
        "InvalidGroup.NotFound",
        GroupIds=[request.physical_id],
    )
    if not found:
        return None
    return Reading(
        {
            "GroupDescription": found.get("Description"),
            "GroupName": found.get("GroupName"),
            "SecurityGroupEgress": list(_rules(found.get("IpPermissionsEgress", []), "Destination")),
            "SecurityGroupIngress": list(_rules(found.get("IpPermissions", []), "Source")),
            **picked(found, "Tags", "VpcId"),
        },
        {"GroupId": found["GroupId"], "Id": found["GroupId"], "VpcId": found.get("VpcId")},
    )


def _rules(permissions: list[dict[str, Any]], side: str) -> Iterator[dict[str, Any]]:
    """Yield a rule for each peer: the API groups the peers of a port range, CloudFormation has one rule each."""
    for permission in permissions:
        ports = {
            "IpProtocol": permission["IpProtocol"],
            # the API has no ports for "all protocols"; CloudFormation writes -1, if anything
            "FromPort": permission.get("FromPort", -1),
            "ToPort": permission.get("ToPort", -1),
        }
        peers = {"IpRanges": "CidrIp", "Ipv6Ranges": "CidrIpv6", "PrefixListIds": "PrefixListId"}
        for key, name in peers.items():
            written = f"{side}{name}" if key == "PrefixListIds" else name
            for peer in permission.get(key, []):
                yield {**ports, written: peer[name], "Description": peer.get("Description")}
        for peer in permission.get("UserIdGroupPairs", []):
            yield {
                **ports,
                f"{side}SecurityGroupId": peer.get("GroupId"),
                f"{side}SecurityGroupOwnerId": peer.get("UserId"),
                "Description": peer.get("Description"),
            }


READER = Reader(
    "AWS::EC2::SecurityGroup",
    read,
    unordered=frozenset({"SecurityGroupEgress", "SecurityGroupIngress"}),
    open_lists=frozenset({"Tags"}),
)
