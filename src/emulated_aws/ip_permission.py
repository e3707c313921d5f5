"""Converts a rule of a security group from CloudFormation's shape to the API's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def permission(rule: Mapping[str, Any], side: str) -> dict[str, Any]:
    """Return one ``IpPermission``.

    Args:
        rule: an item of ``SecurityGroupIngress`` or ``SecurityGroupEgress``.
        side: ``Source`` or ``Destination``, the prefix of the rule's keys for groups and prefix lists.
    """
    said = {"Description": rule["Description"]} if "Description" in rule else {}
    found: dict[str, Any] = {"IpProtocol": str(rule["IpProtocol"])}
    for name in ("FromPort", "ToPort"):
        if name in rule:
            found[name] = int(rule[name])
    if "CidrIp" in rule:
        found["IpRanges"] = [{"CidrIp": rule["CidrIp"], **said}]
    if "CidrIpv6" in rule:
        found["Ipv6Ranges"] = [{"CidrIpv6": rule["CidrIpv6"], **said}]
    if f"{side}SecurityGroupId" in rule:
        found["UserIdGroupPairs"] = [{"GroupId": rule[f"{side}SecurityGroupId"], **said}]
    if f"{side}PrefixListId" in rule:
        found["PrefixListIds"] = [{"PrefixListId": rule[f"{side}PrefixListId"], **said}]
    return found
