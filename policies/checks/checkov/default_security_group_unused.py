"""A VPC's default security group admits nothing.

Why: a resource that is started without a group gets the default one; it must stay closed.
Source: AWS Security Hub control EC2.2; PCI DSS 1.2.1, 1.3.1.
"""

from __future__ import annotations

from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult


class DefaultSecurityGroupUnused(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a rule that is added to the default security group of a VPC."""

    def __init__(self) -> None:
        super().__init__(
            name="No rule is added to a VPC's default security group",
            id="LZ_DEFAULT_SECURITY_GROUP_UNUSED",
            categories=[CheckCategories.NETWORKING],
            supported_resources=["AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"],
            guideline="give the workload its own security group, and put the rule there",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Judge one rule by the group that it belongs to."""
        properties = conf.get("Properties") or {}
        group = properties.get("GroupId", properties.get("GroupName"))
        return CheckResult.FAILED if _is_default(group) else CheckResult.PASSED


def _is_default(group: Any) -> bool:
    return str(group) == "default" or _asks_for_it(group)


def _asks_for_it(value: Any) -> bool:
    """Return whether the attribute is used anywhere within: by Fn::GetAtt, Fn::Sub, or a function around them."""
    if isinstance(value, dict):
        return any(_asks_for_it(item) for key, item in value.items() if not str(key).startswith("__"))
    if isinstance(value, list):
        return any(_asks_for_it(item) for item in value)
    return str(value) == "DefaultSecurityGroup" or ".DefaultSecurityGroup" in str(value)


check = DefaultSecurityGroupUnused()
