"""Security Hub's policy for the organisation."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.security_hub_policy import SecurityHubPolicy


def resources(stack: cdk.Stack, *, disabled: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """The resources of a policy, by the last part of their type."""
    SecurityHubPolicy(
        stack,
        "SecurityHub",
        name="everywhere",
        root="r-exam",
        linked_regions=["eu-south-1", "eu-central-1"],
        disabled_controls=disabled,
    )
    found = Template.from_stack(stack).to_json()["Resources"]
    return {r["Type"].rpartition("::")[2]: {"id": logical_id, **r} for logical_id, r in found.items()}


def hub(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The policy's settings of Security Hub."""
    policy: dict[str, Any] = found["ConfigurationPolicy"]["Properties"]["ConfigurationPolicy"]["SecurityHub"]
    return policy


def test_all_controls_of_three_standards_are_on(stack: cdk.Stack) -> None:
    """The list of disabled controls is present and empty: without it, AWS refuses the policy."""
    policy = hub(resources(stack))
    assert policy["ServiceEnabled"] is True
    assert policy["SecurityControlsConfiguration"] == {"DisabledSecurityControlIdentifiers": []}
    ends = [arn["Fn::Join"][1][-1] for arn in policy["EnabledStandardIdentifiers"]]
    assert ends == [
        "::standards/aws-foundational-security-best-practices/v/1.0.0",
        "::standards/nist-800-53/v/5.0.0",
        "::standards/pci-dss/v/4.0.1",
    ]


def test_waived_controls_are_off(stack: cdk.Stack) -> None:
    """Sorted, and nothing else."""
    policy = hub(resources(stack, disabled=("IAM.6", "EC2.10")))
    assert policy["SecurityControlsConfiguration"] == {"DisabledSecurityControlIdentifiers": ["EC2.10", "IAM.6"]}


def test_the_policy_applies_to_the_whole_organisation(stack: cdk.Stack) -> None:
    """It is associated with the root, by its id."""
    found = resources(stack)
    assert found["PolicyAssociation"]["Properties"] == {
        "ConfigurationPolicyId": {"Fn::GetAtt": [found["ConfigurationPolicy"]["id"], "Id"]},
        "TargetId": "r-exam",
        "TargetType": "ROOT",
    }


def test_regions_are_linked_before_configuration_is_central_before_there_is_a_policy(stack: cdk.Stack) -> None:
    """AWS refuses any other order."""
    found = resources(stack)
    assert found["FindingAggregator"]["Properties"] == {
        "RegionLinkingMode": "SPECIFIED_REGIONS",
        "Regions": ["eu-central-1", "eu-south-1"],
    }
    assert found["OrganizationConfiguration"]["Properties"] == {
        "AutoEnable": False,
        "AutoEnableStandards": "NONE",
        "ConfigurationType": "CENTRAL",
    }
    assert found["OrganizationConfiguration"]["DependsOn"] == [found["FindingAggregator"]["id"]]
    assert found["ConfigurationPolicy"]["DependsOn"] == [found["OrganizationConfiguration"]["id"]]


def test_a_single_region_is_refused(stack: cdk.Stack) -> None:
    """Central configuration needs an aggregator, and that needs a linked Region."""
    with pytest.raises(ValueError, match="at least one linked Region"):
        SecurityHubPolicy(stack, "SecurityHub", name="x", root="r-exam", linked_regions=[])
