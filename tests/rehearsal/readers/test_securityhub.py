"""Security Hub's resources: by its own API where the emulator has it, else by the answers it documents."""

from __future__ import annotations

from typing import Any

from tests.rehearsal.readers.account import (
    ACCOUNT,
    REGION,
    Account,
    Declared,
    Stubs,
    assert_created,
    assert_differing,
    assert_missing,
    assert_spelled,
)

HUB = f"arn:aws:securityhub:{REGION}:{ACCOUNT}:hub/default"
AGGREGATOR = f"arn:aws:securityhub:{REGION}:{ACCOUNT}:finding-aggregator/1"


def test_the_hub_is_read(account: Account) -> None:
    """Security Hub that was switched off is missing, whatever CloudFormation has."""
    hub = Declared(
        "AWS::SecurityHub::Hub",
        HUB,
        {"ControlFindingGenerator": "SECURITY_CONTROL", "EnableDefaultStandards": False},
    )
    account.missing(hub)
    securityhub = account.client("securityhub")
    securityhub.enable_security_hub(EnableDefaultStandards=False, ControlFindingGenerator="SECURITY_CONTROL")
    account.created(hub, not_readable=("EnableDefaultStandards",))
    each = Declared(hub.type, HUB, {"ControlFindingGenerator": "STANDARD_CONTROL"})  # the emulator cannot change it
    account.differing(each, "ControlFindingGenerator")
    securityhub.disable_security_hub()
    account.missing(hub)


def test_the_delegated_administrator_is_read(stubs: Stubs) -> None:
    """An account whose delegation is being taken back is no longer an administrator."""
    admin = Declared("AWS::SecurityHub::DelegatedAdmin", "a/1", {"AdminAccountId": "333333333333"})
    for status in ("ENABLED", "ENABLED", "DISABLE_IN_PROGRESS"):
        answer = {"AdminAccounts": [{"AccountId": "333333333333", "Status": status}]}
        stubs.answer("securityhub", "list_organization_admin_accounts", answer)
    assert_created(admin, stubs.clients)
    assert_spelled(admin, stubs.clients)
    assert_missing(admin, stubs.clients)


def test_the_aggregator_of_findings_is_read(stubs: Stubs) -> None:
    """A Region that findings no longer come from differs."""
    aggregator = Declared(
        "AWS::SecurityHub::FindingAggregator",
        AGGREGATOR,
        {"RegionLinkingMode": "SPECIFIED_REGIONS", "Regions": ["eu-central-1", "us-east-1"]},
    )
    for regions in (["us-east-1", "eu-central-1"], ["us-east-1", "eu-central-1"], ["us-east-1"]):
        answer = {
            "FindingAggregatorArn": AGGREGATOR,
            "FindingAggregationRegion": REGION,
            "RegionLinkingMode": "SPECIFIED_REGIONS",
            "Regions": regions,
        }
        stubs.answer("securityhub", "get_finding_aggregator", answer, FindingAggregatorArn=AGGREGATOR)
    stubs.fail("securityhub", "get_finding_aggregator", "ResourceNotFoundException")
    assert_created(aggregator, stubs.clients)
    assert_spelled(aggregator, stubs.clients)
    assert_differing(aggregator, stubs.clients, "Regions")
    assert_missing(aggregator, stubs.clients)


def test_the_organisations_configuration_is_read(stubs: Stubs) -> None:
    """Central configuration that was given up differs; an account that is not an administrator gets no data."""
    configuration = Declared(
        "AWS::SecurityHub::OrganizationConfiguration",
        "c/1",
        {"AutoEnable": False, "AutoEnableStandards": "NONE", "ConfigurationType": "CENTRAL"},
    )
    for kind in ("CENTRAL", "CENTRAL", "LOCAL"):
        answer = {
            "AutoEnable": False,
            "AutoEnableStandards": "NONE",
            "MemberAccountLimitReached": False,
            "OrganizationConfiguration": {"ConfigurationType": kind, "Status": "ENABLED"},
        }
        stubs.answer("securityhub", "describe_organization_configuration", answer)
    assert_created(configuration, stubs.clients)
    assert_spelled(configuration, stubs.clients)
    assert_differing(configuration, stubs.clients, "ConfigurationType")


def test_a_configuration_policy_and_its_tie_are_read(stubs: Stubs) -> None:
    """A policy that leaves a standard out differs; a target that only inherits a policy has none tied to it."""
    standards = [f"arn:aws:securityhub:{REGION}::standards/{name}" for name in ("pci-dss/v/4.0.1", "nist/v/5.0.0")]

    def content(*identifiers: str) -> dict[str, Any]:
        hub = {
            "ServiceEnabled": True,
            "EnabledStandardIdentifiers": list(identifiers),
            "SecurityControlsConfiguration": {"DisabledSecurityControlIdentifiers": []},
        }
        return {"SecurityHub": hub}

    policy = Declared(
        "AWS::SecurityHub::ConfigurationPolicy",
        "p-1",
        {"ConfigurationPolicy": content(*standards), "Name": "everywhere"},
    )
    for enabled in (standards[::-1], standards, standards[:1]):
        found = content(*enabled)
        del found["SecurityHub"]["SecurityControlsConfiguration"]["DisabledSecurityControlIdentifiers"]
        answer = {"Arn": "arn:aws:x", "Id": "p-1", "Name": "everywhere", "ConfigurationPolicy": found}
        stubs.answer("securityhub", "get_configuration_policy", answer, Identifier="p-1")
    stubs.fail("securityhub", "get_configuration_policy", "ResourceNotFoundException")
    assert_created(policy, stubs.clients)
    assert_spelled(policy, stubs.clients)
    assert_differing(policy, stubs.clients, "ConfigurationPolicy.SecurityHub.EnabledStandardIdentifiers")
    assert_missing(policy, stubs.clients)

    tie = Declared(
        "AWS::SecurityHub::PolicyAssociation",
        "t-1",
        {"ConfigurationPolicyId": "p-1", "TargetId": "r-exam", "TargetType": "ROOT"},
    )
    for policy_id, kind in (("p-1", "APPLIED"), ("p-1", "APPLIED"), ("p-2", "APPLIED"), ("p-1", "INHERITED")):
        answer = {
            "ConfigurationPolicyId": policy_id,
            "TargetId": "r-exam",
            "TargetType": "ROOT",
            "AssociationType": kind,
            "AssociationStatus": "SUCCESS",
        }
        asked = {"Target": {"RootId": "r-exam"}}
        stubs.answer("securityhub", "get_configuration_policy_association", answer, **asked)
    assert_created(tie, stubs.clients)
    assert_spelled(tie, stubs.clients)
    assert_differing(tie, stubs.clients, "ConfigurationPolicyId")
    assert_missing(tie, stubs.clients)
