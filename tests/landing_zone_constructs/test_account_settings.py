"""The custom resource of an account's settings, and what its function may do."""

from __future__ import annotations

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs import account_settings_handler
from landing_zone_constructs.account_settings import (
    AWS_MANAGED_EBS_KEY,
    HANDLER,
    PASSWORD_POLICY,
    S3_PUBLIC_ACCESS_BLOCK,
    SSM_PUBLIC_SHARING,
    AccountSettings,
    AlternateContact,
)
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.settings_function import SERVICE_TIMEOUT_SECONDS, TIMEOUT_SECONDS, inline_code
from landing_zone_constructs.settings_runtime import PROPAGATION_SECONDS, RESERVE_SECONDS
from landing_zone_constructs.undelivered_events import undelivered_events

CUSTOM = "Custom::AccountSettings"
KEY_ARN = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000"


CONTACT = AlternateContact(name="Team", title="Head", email="team@example.com", phone="+44 20 7946 0100")
EVERYTHING: dict[str, Any] = {
    "contacts": dict.fromkeys(("BILLING", "OPERATIONS", "SECURITY"), CONTACT),
    "remove_default_vpc": True,
    "inspector_scans": ("LAMBDA", "EC2", "ECR"),
    "macie_discovery": True,
}


def build(stack: cdk.Stack, *, is_home_region: bool = True, ebs_key_arn: str | None = None, **more: Any) -> Template:
    """Return the template of a stack with the settings."""
    key = CustomerManagedKey(stack, "Key", description="Logs", alias="logs", used_through=["sqs"])
    AccountSettings(
        stack,
        "Settings",
        is_home_region=is_home_region,
        log_group_name="/landing-zone/account-settings",
        log_group_key=key,
        log_group_retention_days=400,
        undelivered=undelivered_events(stack, key=key),
        ebs_key_arn=ebs_key_arn,
        **more,
    )
    return Template.from_stack(stack)


def only(template: Template, kind: str) -> dict[str, Any]:
    """Return the one resource of a type."""
    (resource,) = template.find_resources(kind).values()
    return dict(resource)


def granted(template: Template) -> dict[str, list[Any]]:
    """Return action to resources, from the function's policy."""
    allowed: dict[str, list[Any]] = {}
    for statement in only(template, "AWS::IAM::ManagedPolicy")["Properties"]["PolicyDocument"]["Statement"]:
        assert statement["Effect"] == "Allow"
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            allowed.setdefault(action, []).append(statement["Resource"])
    return allowed


def test_the_home_region_makes_the_settings_that_exist_once_per_account(stack: cdk.Stack) -> None:
    """Password policy and block of public access, and the settings of each Region."""
    found = only(build(stack), CUSTOM)["Properties"]
    assert found["PasswordPolicy"] == dict(PASSWORD_POLICY)
    assert found["S3PublicAccessBlock"] == dict(S3_PUBLIC_ACCESS_BLOCK)
    assert found["EbsEncryptionByDefault"] is True
    assert found["EbsDefaultKey"] == AWS_MANAGED_EBS_KEY
    assert found["EbsSnapshotPublicSharing"] == "block-all-sharing"
    assert found["SsmDocumentPublicSharing"] == "Disable"


def test_another_region_makes_only_its_own_settings(stack: cdk.Stack) -> None:
    """Two Regions that write one setting would overwrite each other; the role may not write it either."""
    template = build(stack, is_home_region=False)
    assert set(only(template, CUSTOM)["Properties"]) == {
        "ServiceToken",
        "ServiceTimeout",
        "EbsDefaultKey",
        "EbsEncryptionByDefault",
        "EbsSnapshotPublicSharing",
        "SsmDocumentPublicSharing",
    }
    assert not [action for action in granted(template) if action.startswith(("iam:", "s3:"))]


def test_every_property_is_one_that_the_function_knows(stack: cdk.Stack) -> None:
    """And every setting of the function is requested."""
    found = set(only(build(stack, **EVERYTHING), CUSTOM)["Properties"])
    assert found - {"ServiceToken", "ServiceTimeout"} == set(account_settings_handler.SETTINGS)
    assert account_settings_handler.SSM_PUBLIC_SHARING == SSM_PUBLIC_SHARING
    assert account_settings_handler.AWS_MANAGED_EBS_KEY == AWS_MANAGED_EBS_KEY


def test_the_password_policy_is_as_strict_as_pci_dss_requires() -> None:
    """8.3.6: 12 characters, letters and numbers; 8.3.7: not one of the last four; 8.3.9: 90 days."""
    assert PASSWORD_POLICY["MinimumPasswordLength"] >= 12
    assert PASSWORD_POLICY["PasswordReusePrevention"] >= 4
    assert 1 <= PASSWORD_POLICY["MaxPasswordAge"] <= 90
    assert PASSWORD_POLICY["RequireNumbers"] is True
    assert PASSWORD_POLICY["RequireLowercaseCharacters"] is True


def test_the_role_may_do_what_the_settings_need_and_no_more(stack: cdk.Stack) -> None:
    """No action switches a setting off, and none is a wildcard."""
    template = build(stack)
    allowed = granted(template)
    assert set(allowed) == {
        "ec2:EnableEbsEncryptionByDefault",
        "ec2:EnableSnapshotBlockPublicAccess",
        "ec2:GetEbsDefaultKmsKeyId",
        "ec2:GetEbsEncryptionByDefault",
        "ec2:GetSnapshotBlockPublicAccessState",
        "ec2:ResetEbsDefaultKmsKeyId",
        "iam:GetAccountPasswordPolicy",
        "iam:UpdateAccountPasswordPolicy",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "s3:GetAccountPublicAccessBlock",
        "s3:PutAccountPublicAccessBlock",
        "sqs:SendMessage",
        "ssm:GetServiceSetting",
        "ssm:UpdateServiceSetting",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }
    unbound = {action for action, resources in allowed.items() if "*" in resources}
    assert {action.split(":")[0] for action in unbound} == {"ec2", "iam", "s3", "xray"}
    (trust,) = only(template, "AWS::IAM::Role")["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_what_is_asked_for_is_set_and_permitted(stack: cdk.Stack) -> None:
    """Contacts, an empty default VPC, Inspector and Macie's discovery; what has no ARN is bound to the Region."""
    template = build(stack, **EVERYTHING)
    found = only(template, CUSTOM)["Properties"]
    assert found["AlternateContacts"]["SECURITY"] == {
        "EmailAddress": "team@example.com",
        "Name": "Team",
        "PhoneNumber": "+44 20 7946 0100",
        "Title": "Head",
    }
    assert (found["DefaultVpc"], found["InspectorScans"], found["MacieDiscovery"]) == (
        "remove-if-empty",
        ["EC2", "ECR", "LAMBDA"],
        "ENABLED",
    )
    allowed = granted(template)
    plain = granted(build(cdk.Stack()))
    added = set(allowed) - set(plain)
    assert {action for action in added if not action.startswith("ec2:Describe")} == {
        "account:GetAlternateContact",
        "account:PutAlternateContact",
        "ec2:DeleteInternetGateway",
        "ec2:DeleteSubnet",
        "ec2:DeleteVpc",
        "ec2:DetachInternetGateway",
        "iam:CreateServiceLinkedRole",
        "inspector2:BatchGetAccountStatus",
        "inspector2:Enable",
        "macie2:GetAutomatedDiscoveryConfiguration",
        "macie2:UpdateAutomatedDiscoveryConfiguration",
    }
    statements = only(template, "AWS::IAM::ManagedPolicy")["Properties"]["PolicyDocument"]["Statement"]
    conditions = {one["Sid"]: one.get("Condition") for one in statements}
    here = {"StringEquals": {"aws:RequestedRegion": stack.region}}
    assert [conditions[sid] for sid in ("RemovesTheDefaultVpc", "Inspector", "Macie")] == [here] * 3
    assert "AlternateContacts" not in only(build(cdk.Stack(), is_home_region=False, **EVERYTHING), CUSTOM)["Properties"]


def test_contacts_are_all_or_none(stack: cdk.Stack) -> None:
    """AWS has three kinds."""
    with pytest.raises(ValueError, match="contacts must be BILLING, OPERATIONS, SECURITY, or none, got SECURITY"):
        build(stack, contacts={"SECURITY": CONTACT})


def test_a_key_of_ours_may_be_set_and_described(stack: cdk.Stack) -> None:
    """EC2 describes the key on the caller's behalf."""
    template = build(stack, ebs_key_arn=KEY_ARN)
    assert only(template, CUSTOM)["Properties"]["EbsDefaultKey"] == KEY_ARN
    allowed = granted(template)
    assert allowed["kms:DescribeKey"] == [KEY_ARN]
    assert "ec2:ModifyEbsDefaultKmsKeyId" in allowed
    assert "ec2:ResetEbsDefaultKmsKeyId" not in allowed


@pytest.mark.parametrize("wrong", ["alias/mine", "arn:aws:kms:eu-west-1:111111111111:alias/mine", ""])
def test_an_arn_that_is_not_of_a_key_is_refused(stack: cdk.Stack, wrong: str) -> None:
    """EC2 would accept an alias and return the ARN of its key: each deployment would then write the setting again."""
    with pytest.raises(ValueError, match="ebs_key_arn must be the ARN of a KMS key, got"):
        build(stack, ebs_key_arn=wrong)


def test_the_function_runs_the_tested_file(stack: cdk.Stack) -> None:
    """Its text is in the template, within the four megabytes that AWS accepts."""
    found = only(build(stack), "AWS::Lambda::Function")["Properties"]
    assert found["Code"] == {"ZipFile": inline_code(HANDLER)}
    assert found["Handler"] == "index.handler"
    assert found["Runtime"] == "python3.14"
    compile(found["Code"]["ZipFile"], "index.py", "exec")


def test_the_function_is_traced_logged_and_loses_no_request(stack: cdk.Stack) -> None:
    """X-Ray, a log group that is kept 400 days under a key, and a queue for what failed three times."""
    template = build(stack)
    found = only(template, "AWS::Lambda::Function")["Properties"]
    assert found["TracingConfig"] == {"Mode": "Active"}
    assert "Fn::GetAtt" in found["DeadLetterConfig"]["TargetArn"]
    (log_group,) = template.find_resources("AWS::Logs::LogGroup")
    assert found["LoggingConfig"]["LogGroup"] == {"Ref": log_group}
    properties = only(template, "AWS::Logs::LogGroup")["Properties"]
    assert properties["RetentionInDays"] == 400
    assert "KmsKeyId" in properties


def test_cloudformation_waits_for_every_attempt(stack: cdk.Stack) -> None:
    """Lambda runs a failed request twice more, after one and two minutes."""
    assert only(build(stack), CUSTOM)["Properties"]["ServiceTimeout"] == SERVICE_TIMEOUT_SECONDS
    assert SERVICE_TIMEOUT_SECONDS >= 3 * TIMEOUT_SECONDS + 180
    assert TIMEOUT_SECONDS > RESERVE_SECONDS + PROPAGATION_SECONDS


def test_the_settings_are_made_after_the_policy(stack: cdk.Stack) -> None:
    """Otherwise the first deployment would run with a role without its policy."""
    template = build(stack)
    (policy,) = template.find_resources("AWS::IAM::ManagedPolicy")
    for kind in (CUSTOM, "AWS::Lambda::Function"):
        assert policy in only(template, kind)["DependsOn"], kind
    assert json.dumps(only(template, CUSTOM)["Properties"]["ServiceToken"]).count("Fn::GetAtt") == 1
