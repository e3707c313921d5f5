"""The data protection policy of an account."""

from __future__ import annotations

import json

import aws_cdk as cdk
import pytest
from aws_cdk import aws_logs as logs
from aws_cdk.assertions import Template

from landing_zone_constructs.log_masking import CARD_DATA, LogMasking


def test_all_log_groups_mask_the_identifiers(stack: cdk.Stack) -> None:
    """One policy for the whole account, with two equal lists; CloudWatch Logs refuses any other."""
    LogMasking(stack, "LogMasking")
    (policy,) = Template.from_stack(stack).find_resources("AWS::Logs::AccountPolicy").values()
    properties = policy["Properties"]
    assert (properties["PolicyType"], properties["Scope"]) == ("DATA_PROTECTION_POLICY", "ALL")
    assert "SelectionCriteria" not in properties
    assert len(properties["PolicyDocument"]) <= 30_720
    audit, mask = json.loads(properties["PolicyDocument"])["Statement"]
    assert audit["DataIdentifier"] == mask["DataIdentifier"]
    assert audit["Operation"] == {"Audit": {"FindingsDestination": {}}}
    assert mask["Operation"] == {"Deidentify": {"MaskConfig": {}}}


def test_identifiers_are_those_of_the_service(stack: cdk.Stack) -> None:
    """The names are among those of the CDK."""
    LogMasking(stack, "LogMasking")
    (policy,) = Template.from_stack(stack).find_resources("AWS::Logs::AccountPolicy").values()
    statement = json.loads(policy["Properties"]["PolicyDocument"])["Statement"][0]
    known = (logs.DataIdentifier.CREDITCARDNUMBER, logs.DataIdentifier.CREDITCARDSECURITYCODE)
    assert tuple(i.name for i in known) == CARD_DATA
    assert statement["DataIdentifier"] == [f"arn:aws:dataprotection::aws:data-identifier/{i.name}" for i in known]


@pytest.mark.parametrize("wrong", [[], ["CreditCardNumber", "CreditCardNumber"]])
def test_no_identifier_or_one_twice_is_refused(stack: cdk.Stack, wrong: list[str]) -> None:
    """The message has the value."""
    with pytest.raises(ValueError, match="identifiers must be one or more names, each once, got"):
        LogMasking(stack, "LogMasking", identifiers=wrong)
