"""Policies of CloudWatch Logs for a whole account, as the emulator keeps them."""

from __future__ import annotations

import json
from typing import Any

from tests.rehearsal.small_zone import Deployer, resources

CARD = "arn:aws:dataprotection::aws:data-identifier/CreditCardNumber"
KIND = "DATA_PROTECTION_POLICY"


def masking(name: str, *, masked: str = CARD, finds: str = CARD) -> dict[str, Any]:
    """A template's data protection policy."""
    find = {"DataIdentifier": [finds], "Operation": {"Audit": {"FindingsDestination": {}}}}
    mask = {"DataIdentifier": [masked], "Operation": {"Deidentify": {"MaskConfig": {}}}}
    document = json.dumps({"Version": "2021-06-01", "Statement": [find, mask]})
    properties = {"PolicyName": name, "PolicyType": KIND, "PolicyDocument": document}
    return {"Type": "AWS::Logs::AccountPolicy", "Properties": properties}


def names(deployer: Deployer) -> list[str]:
    """The policies that are there."""
    policies = deployer.client("logs").describe_account_policies(policyType=KIND)["accountPolicies"]
    return [one["policyName"] for one in policies]


def test_an_account_has_one_data_protection_policy(deployer: Deployer) -> None:
    """It is made, a second beside it is refused, and it goes with its stack."""
    assert deployer.deploy("mask", resources(Policy=masking("mask"))) == "CREATE_COMPLETE"
    assert names(deployer) == ["mask"]
    assert deployer.deploy("again", resources(Policy=masking("again"))) == "ROLLBACK_COMPLETE"
    assert names(deployer) == ["mask"]
    deployer.client("cloudformation").delete_stack(StackName="mask")
    assert names(deployer) == []


def test_what_is_masked_must_be_what_is_looked_for(deployer: Deployer) -> None:
    """CloudWatch Logs refuses two different lists of identifiers."""
    other = "arn:aws:dataprotection::aws:data-identifier/EmailAddress"
    assert deployer.deploy("differ", resources(Policy=masking("differ", masked=other))) == "ROLLBACK_COMPLETE"
    assert names(deployer) == []
