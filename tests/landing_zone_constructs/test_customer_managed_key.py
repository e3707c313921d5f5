from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

from landing_zone_constructs.customer_managed_key import CustomerManagedKey

ROOT = {"AWS": "arn:aws:iam::111111111111:root"}
ORGANISATION = "o-examplepay01"


def a_key(stack: cdk.Stack, **props: Any) -> CustomerManagedKey:
    """Make a key with minimal props, unless others are given."""
    return CustomerManagedKey(stack, "Key", **{"description": "Audit logs", "alias": "examplepay/audit", **props})


NO_GRANTS = {
    "Sid": "DenyGrantsButForServices",
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": "kms:CreateGrant",
    "Resource": "*",
    "Condition": {"BoolIfExists": {"kms:GrantIsForAWSResource": "false", "aws:PrincipalIsAWSService": "false"}},
}
"""What CT.KMS.PR.3 of AWS Control Tower asks of each key; the rule takes no other form."""


def statements(stack: cdk.Stack) -> dict[str, dict[str, Any]]:
    """Return what the stack's one key policy allows, by the ids; it denies grants for anything but AWS services."""
    (key,) = Template.from_stack(stack).find_resources("AWS::KMS::Key").values()
    found = key["Properties"]["KeyPolicy"]["Statement"]
    assert found.count(NO_GRANTS) == 1
    found.remove(NO_GRANTS)
    assert all(statement["Effect"] == "Allow" and statement["Resource"] == "*" for statement in found)
    by_sid = {statement["Sid"]: statement for statement in found}
    assert len(by_sid) == len(found)
    return by_sid


def test_a_key_rotates_yearly_waits_thirty_days_and_is_retained(stack: cdk.Stack) -> None:
    """The rotation that PCI DSS 3.7.4 requires, and no immediate deletion."""
    a_key(stack)
    template = Template.from_stack(stack)
    template.has_resource(
        "AWS::KMS::Key",
        {
            "Properties": {
                "Description": "Audit logs",
                "EnableKeyRotation": True,
                "RotationPeriodInDays": 365,
                "PendingWindowInDays": 30,
                "MultiRegion": False,
            },
            "DeletionPolicy": "RetainExceptOnCreate",
            "UpdateReplacePolicy": "Retain",
        },
    )
    template.has_resource_properties("AWS::KMS::Alias", {"AliasName": "alias/examplepay/audit"})


def test_by_default_the_account_administers_and_cannot_use(stack: cdk.Stack) -> None:
    """No action in the only statement encrypts, decrypts, signs or grants."""
    a_key(stack)
    (statement,) = statements(stack).values()
    assert statement["Sid"] == "AccountAdministersByIam"
    assert statement["Principal"] == ROOT
    assert "Condition" not in statement
    use = ("Encrypt", "Decrypt", "GenerateDataKey", "ReEncrypt", "CreateGrant", "Sign", "kms:*")
    assert not [action for action in statement["Action"] if any(word in action for word in use)]
    assert {"kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:GetKeyPolicy"} <= set(statement["Action"])


def test_the_account_uses_the_key_only_through_named_services(stack: cdk.Stack) -> None:
    """Principals decrypt through S3 and SNS, never by calling KMS directly; grants are for services only."""
    a_key(stack, used_through=["sns", "s3", "s3"])
    found = statements(stack)
    through = {
        "kms:CallerAccount": "111111111111",
        "kms:ViaService": ["s3.eu-west-1.amazonaws.com", "sns.eu-west-1.amazonaws.com"],
    }
    assert found["AccountUsesThroughServices"] == {
        "Sid": "AccountUsesThroughServices",
        "Effect": "Allow",
        "Principal": ROOT,
        "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "Resource": "*",
        "Condition": {"StringEquals": through},
    }
    assert found["ServicesGrantThemselvesUse"] == {
        "Sid": "ServicesGrantThemselvesUse",
        "Effect": "Allow",
        "Principal": ROOT,
        "Action": "kms:CreateGrant",
        "Resource": "*",
        "Condition": {"StringEquals": through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
    }


def test_a_multi_region_key_may_be_replicated_and_another_may_not(stack: cdk.Stack) -> None:
    """The administrator may replicate the key only when ``multi_region`` is set."""
    a_key(stack, multi_region=True)
    CustomerManagedKey(stack, "Single", description="Other", alias="single")
    template = Template.from_stack(stack)
    keys = template.find_resources("AWS::KMS::Key").values()
    replicable = {
        key["Properties"]["MultiRegion"]: "kms:ReplicateKey" in key["Properties"]["KeyPolicy"]["Statement"][0]["Action"]
        for key in keys
    }
    assert replicable == {True: True, False: False}


def test_cloudtrail_is_admitted_for_one_trail(stack: cdk.Stack) -> None:
    """The statements of AWS's page, limited to the organisation trail by its ARN."""
    a_key(stack).allow_cloudtrail(management_account="222222222222", trail_name="org", home_region="eu-west-1")
    found = statements(stack)
    trail = "arn:aws:cloudtrail:eu-west-1:222222222222:trail/org"
    assert found["CloudTrailEncrypts"] == {
        "Sid": "CloudTrailEncrypts",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "kms:GenerateDataKey*",
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:SourceArn": trail},
            "StringLike": {
                "kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:222222222222:trail/*",
            },
        },
    }
    assert found["CloudTrailDescribesAndDecrypts"]["Action"] == ["kms:Decrypt", "kms:DescribeKey"]
    assert found["CloudTrailDescribesAndDecrypts"]["Condition"] == {"StringEquals": {"aws:SourceArn": trail}}


def test_config_is_admitted_for_the_organisation(stack: cdk.Stack) -> None:
    """Config of another organisation cannot use the key."""
    a_key(stack).allow_config(organisation_id=ORGANISATION)
    statement = statements(stack)["ConfigEncrypts"]
    assert statement["Principal"] == {"Service": "config.amazonaws.com"}
    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert statement["Condition"] == {"StringEquals": {"aws:SourceOrgID": ORGANISATION}}


def test_log_delivery_is_admitted_for_the_organisation(stack: cdk.Stack) -> None:
    """Only flow logs of the organisation's accounts may be encrypted."""
    a_key(stack).allow_log_delivery(organisation_id=ORGANISATION)
    statement = statements(stack)["LogDeliveryEncrypts"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceOrgID": ORGANISATION},
        "ArnLike": {"aws:SourceArn": "arn:aws:logs:*:*:*"},
    }


def test_cloudwatch_logs_is_admitted_for_named_log_groups(stack: cdk.Stack) -> None:
    """The Region's service principal, for log groups of this account whose names have the prefix."""
    a_key(stack).allow_cloudwatch_logs(log_group_prefix="/aws/cloudtrail/")
    statement = statements(stack)["CloudWatchLogsEncrypts"]
    assert statement["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    assert statement["Condition"] == {
        "ArnLike": {
            "kms:EncryptionContext:aws:logs:arn": ("arn:aws:logs:eu-west-1:111111111111:log-group:/aws/cloudtrail/*")
        }
    }


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"description": " "}, "got ' '"),
        ({"alias": "alias with spaces"}, "got 'alias with spaces'"),
        ({"alias": "aws/s3"}, "got 'aws/s3'"),
        ({"used_through": ["s3.amazonaws.com"]}, r"got 's3\.amazonaws\.com'"),
    ],
)
def test_a_malformed_prop_is_refused(stack: cdk.Stack, props: dict[str, Any], message: str) -> None:
    """The message shows the value."""
    with pytest.raises(ValueError, match=message):
        a_key(stack, **props)


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"service": "s3"}, "got 's3'"),
        ({"actions": []}, "got none"),
        ({"actions": ["kms:*"]}, r"got 'kms:\*'"),
        ({"actions": ["s3:PutObject"]}, "got 's3:PutObject'"),
        ({"conditions": {}}, r"must be admitted with .*got \[\]"),
        ({"conditions": {"Bool": {"aws:SecureTransport": "true"}}}, "got .'aws:securetransport'."),
    ],
)
def test_a_service_needs_a_condition_and_named_actions(stack: cdk.Stack, props: dict[str, Any], message: str) -> None:
    """No service is admitted without a condition against the confused deputy problem, or with every action."""
    good: dict[str, Any] = {
        "sid": "Publishes",
        "service": "events.amazonaws.com",
        "actions": ["kms:Decrypt"],
        "conditions": {"StringEquals": {"aws:SourceAccount": "111111111111"}},
    }
    key = a_key(stack)
    with pytest.raises(ValueError, match=message):
        key.allow_service(**{**good, **props})
    key.allow_service(**good)
    assert statements(stack)["Publishes"]["Condition"] == good["conditions"]


def test_malformed_ids_and_prefixes_are_refused(stack: cdk.Stack) -> None:
    """Each method that admits a service checks its arguments."""
    key = a_key(stack)
    with pytest.raises(ValueError, match="got 'organisation'"):
        key.allow_config(organisation_id="organisation")
    with pytest.raises(ValueError, match="got 'organisation'"):
        key.allow_log_delivery(organisation_id="organisation")
    with pytest.raises(ValueError, match="got '22'"):
        key.allow_cloudtrail(management_account="22", trail_name="org", home_region="eu-west-1")
    with pytest.raises(ValueError, match="got ''"):
        key.allow_cloudwatch_logs(log_group_prefix="")
    with pytest.raises(ValueError, match=r"got '\*'"):
        key.allow_cloudwatch_logs(log_group_prefix="*")


def test_a_key_can_be_passed_wherever_cdk_takes_one(stack: cdk.Stack) -> None:
    """It is a CDK key: a grant to a role works through the named services, and does not change the key policy."""
    from aws_cdk import aws_iam as iam

    key = a_key(stack, used_through=["s3"])
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("ec2.amazonaws.com"))
    key.grant_decrypt(role)
    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Policy",
        {"PolicyDocument": Match.object_like({"Statement": [Match.object_like({"Action": "kms:Decrypt"})]})},
    )
    assert set(statements(stack)) == {
        "AccountAdministersByIam",
        "AccountUsesThroughServices",
        "ServicesGrantThemselvesUse",
    }


def test_auto_scaling_uses_the_key_by_its_role_alone(stack: cdk.Stack) -> None:
    """The service-linked role of this account; grants for AWS's resources only."""
    key = a_key(stack)
    key.allow_auto_scaling()
    (found,) = Template.from_stack(stack).find_resources("AWS::KMS::Key").values()
    uses, grants = found["Properties"]["KeyPolicy"]["Statement"][-2:]
    role = "arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    assert uses["Principal"] == grants["Principal"] == {"AWS": role}
    assert (grants["Action"], grants["Condition"]) == (
        "kms:CreateGrant",
        {"Bool": {"kms:GrantIsForAWSResource": "true"}},
    )
    assert "kms:CreateGrant" not in uses["Action"]
