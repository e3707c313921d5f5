"""Pseudo parameters: what CloudFormation knows of a stack by itself.

Source: CloudFormation template reference, "Pseudo parameters".
"""

from __future__ import annotations

from typing import Any

from landing_zone.cloudformation.intrinsics.values import NO_VALUE, Text, Unknown
from landing_zone.cloudformation.model import Template

_PARTITIONS = (("cn-", "aws-cn", "amazonaws.com.cn"), ("us-gov-", "aws-us-gov", "amazonaws.com"))
_OTHER_PARTITIONS = ("us-iso", "eu-iso", "eusc-")


def pseudo_parameter(template: Template, name: str, *, named: bool) -> Any:
    """Return the value of a pseudo parameter as far as the template's environment gives it.

    Args:
        template: the one that uses it.
        name: ``AWS::Region``.
        named: whether the template's name is its stack's.
    """
    account, region = template.account, template.region
    if name == "AWS::NoValue":
        return NO_VALUE
    if name == "AWS::AccountId" and account:
        return account
    if name == "AWS::Region" and region:
        return region
    if name in ("AWS::Partition", "AWS::URLSuffix") and region and not region.startswith(_OTHER_PARTITIONS):
        partition, suffix = next((p[1:] for p in _PARTITIONS if region.startswith(p[0])), ("aws", "amazonaws.com"))
        return partition if name == "AWS::Partition" else suffix
    if name == "AWS::StackName" and named and template.environment:
        return template.name
    reason = frozenset((f"the pseudo parameter {name}",))
    if name == "AWS::NotificationARNs":
        return Unknown(reason)
    start = {"AWS::StackId": "arn:", "AWS::Partition": "aws", "AWS::URLSuffix": ""}.get(name, "")
    return Text(reason, True, False, frozenset(), (start, None) if start else (None,))
