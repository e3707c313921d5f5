"""Security Hub's policy for the organisation."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.security_hub_policy import STANDARDS, AccountSecurityHub, SecurityHubPolicy


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


def test_in_a_single_region_the_aggregator_is_made_by_hand(stack: cdk.Stack) -> None:
    """CloudFormation has no aggregator without linked Regions; the policy is there all the same."""
    SecurityHubPolicy(stack, "SecurityHub", name="x", root="r-exam", linked_regions=[])
    found = {r["Type"].rpartition("::")[2] for r in Template.from_stack(stack).to_json()["Resources"].values()}
    assert found == {"ConfigurationPolicy", "OrganizationConfiguration", "PolicyAssociation"}


def test_one_account_has_the_same_standards_after_the_hub(stack: cdk.Stack) -> None:
    """Without an organisation hub and standards are resources; AWS refuses a standard before the hub."""
    AccountSecurityHub(stack, "SecurityHub", linked_regions=["eu-central-1"])
    found = Template.from_stack(stack).to_json()["Resources"]
    (hub_id,) = (i for i, r in found.items() if r["Type"] == "AWS::SecurityHub::Hub")
    standards = [r for r in found.values() if r["Type"] == "AWS::SecurityHub::Standard"]
    assert [r["Properties"]["StandardsArn"]["Fn::Join"][1][-1] for r in standards] == [
        f"::standards/{standard}" for standard in STANDARDS
    ]
    assert all(r["DependsOn"] == [hub_id] for r in found.values() if r["Type"] != "AWS::SecurityHub::Hub")
    assert found[hub_id]["Properties"]["EnableDefaultStandards"] is False


def test_one_account_switches_no_control_off(stack: cdk.Stack) -> None:
    """CloudFormation does it for one standard at a time, and a control is in several: it would stay on elsewhere."""
    with pytest.raises(ValueError, match=r"remove the waivers of EC2\.10"):
        AccountSecurityHub(stack, "SecurityHub", disabled_controls=["EC2.10"])
