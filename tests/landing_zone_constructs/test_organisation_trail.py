"""The organisation trail: what is recorded, where it is delivered, and who may write it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.organisation_trail import LOG_WRITES, OrganisationTrail

KEY_ARN = "arn:aws:kms:eu-west-1:222222222222:key/11111111-2222-3333-4444-555555555555"
PROPS: dict[str, Any] = {
    "trail_name": "examplepay-trail",
    "organisation_id": "o-examplepay01",
    "log_bucket_name": "examplepay-audit",
    "log_bucket_key_arn": KEY_ARN,
    "log_group_retention_days": 400,
    "further_log_bucket_names": ["examplepay-access"],
}


def build(stack: cdk.Stack, **changes: Any) -> OrganisationTrail:
    """A trail with default props, some of them changed."""
    key = CustomerManagedKey(stack, "Key", description="Encrypts the trail's log group", alias="trail")
    return OrganisationTrail(stack, "Trail", log_group_key=key, **(PROPS | changes))


@pytest.fixture
def template(stack: cdk.Stack) -> Template:
    """The template of a stack with one trail."""
    build(stack)
    return Template.from_stack(stack)


def only(template: Template, kind: str) -> Mapping[str, Any]:
    """The one resource of a type."""
    (found,) = template.find_resources(kind).values()
    return found


@pytest.fixture
def trail(template: Template) -> Any:
    """The properties of the trail."""
    return only(template, "AWS::CloudTrail::Trail")["Properties"]


def selectors(trail: dict[str, Any]) -> list[dict[str, dict[str, list[str]]]]:
    """Each selector as field to condition."""
    return [
        {field["Field"]: {k: v for k, v in field.items() if k != "Field"} for field in selector["FieldSelectors"]}
        for selector in trail["AdvancedEventSelectors"]
    ]


def test_whole_organisation_in_every_region_is_recorded(trail: dict[str, Any]) -> None:
    """The trail is on, covers organisation, Regions and global services, and signs its files."""
    names = "IsLogging IsOrganizationTrail IsMultiRegionTrail IncludeGlobalServiceEvents EnableLogFileValidation"
    assert {name: trail[name] for name in names.split()} == dict.fromkeys(names.split(), True)


def test_log_files_go_to_the_log_archive_under_its_key(trail: dict[str, Any]) -> None:
    """Bucket and key are the log-archive account's."""
    assert trail["S3BucketName"] == "examplepay-audit"
    assert trail["KMSKeyId"] == KEY_ARN


def test_insights_watch_call_and_error_rates(trail: dict[str, Any]) -> None:
    """Both kinds of insight are on."""
    assert {s["InsightType"] for s in trail["InsightSelectors"]} == {"ApiCallRateInsight", "ApiErrorRateInsight"}


def test_all_management_events_are_recorded(trail: dict[str, Any]) -> None:
    """One selector takes management events with no further condition, so reads, KMS and RDS events too."""
    assert {"eventCategory": {"Equals": ["Management"]}} in selectors(trail)
    assert "EventSelectors" not in trail


@pytest.mark.parametrize("kind", ["AWS::Lambda::Function", "AWS::DynamoDB::Table"])
def test_data_events_are_recorded_everywhere(trail: dict[str, Any], kind: str) -> None:
    """Each function and each table is recorded, without a condition that excludes one."""
    assert {"eventCategory": {"Equals": ["Data"]}, "resources.type": {"Equals": [kind]}} in selectors(trail)


def s3_selectors(trail: dict[str, Any]) -> list[dict[str, dict[str, list[str]]]]:
    """The selectors of object-level events."""
    return [s for s in selectors(trail) if s.get("resources.type") == {"Equals": ["AWS::S3::Object"]}]


LOG_ARNS = ["arn:aws:s3:::examplepay-access/", "arn:aws:s3:::examplepay-audit/"]


def test_objects_of_other_buckets_are_recorded(trail: dict[str, Any]) -> None:
    """Every bucket but the log buckets is recorded, reads and writes."""
    assert {
        "eventCategory": {"Equals": ["Data"]},
        "resources.type": {"Equals": ["AWS::S3::Object"]},
        "resources.ARN": {"NotStartsWith": LOG_ARNS},
    } in s3_selectors(trail)


def test_log_buckets_are_recorded_but_for_the_delivery_of_logs(trail: dict[str, Any]) -> None:
    """Reading or deleting an audit log is recorded (10.2.1.3); delivering one is not, so the trail does not loop."""
    (own,) = [s for s in s3_selectors(trail) if "StartsWith" in s["resources.ARN"]]
    assert own["resources.ARN"]["StartsWith"] == LOG_ARNS
    assert own["eventName"] == {"NotEquals": list(LOG_WRITES)}
    for kept in ("GetObject", "DeleteObject", "PutObjectRetention", "PutObjectLegalHold"):
        assert kept not in own["eventName"]["NotEquals"]


def test_no_selector_records_delivery_to_a_log_bucket(trail: dict[str, Any]) -> None:
    """Whatever the selectors, a PutObject to a log bucket matches none of them."""
    for selector in s3_selectors(trail):
        arn = selector["resources.ARN"]
        leaves_out_bucket = arn.get("NotStartsWith") == LOG_ARNS
        leaves_out_call = "PutObject" in selector.get("eventName", {}).get("NotEquals", [])
        assert leaves_out_bucket or leaves_out_call


def test_log_group_is_encrypted_kept_and_protected(template: Template) -> None:
    """The log group has a customer-managed key, the given retention, and outlives the stack."""
    group = only(template, "AWS::Logs::LogGroup")
    assert group["Properties"]["RetentionInDays"] == 400
    assert group["Properties"]["DeletionProtectionEnabled"] is True
    assert group["Properties"]["KmsKeyId"] == {
        "Fn::GetAtt": [next(iter(template.find_resources("AWS::KMS::Key"))), "Arn"]
    }
    assert group["DeletionPolicy"] == "Retain"


def test_key_admits_cloudwatch_logs_for_that_log_group(template: Template) -> None:
    """The construct adds the statement for the log group to the key policy."""
    policy = json.dumps(only(template, "AWS::KMS::Key")["Properties"]["KeyPolicy"])
    assert "log-group:/organisation-trail/examplepay-trail" in policy


def test_role_may_write_only_the_trails_streams(template: Template) -> None:
    """Two actions, on streams of this account and of the organisation, in one log group; only for CloudTrail."""
    (statement,) = only(template, "AWS::IAM::ManagedPolicy")["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [json.dumps(resource) for resource in statement["Resource"]]
    assert len(resources) == 2
    assert all("log-group:/organisation-trail/examplepay-trail:log-stream:" in resource for resource in resources)
    assert "111111111111_CloudTrail_eu-west-1*" in resources[0]
    assert "o-examplepay01_*" in resources[1]
    role = only(template, "AWS::IAM::Role")["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
    assert "Policies" not in role
    template.resource_count_is("AWS::IAM::Policy", 0)


def test_trail_waits_for_the_permission_to_write(template: Template, trail: dict[str, Any]) -> None:
    """The trail refers to the role, and the role to its policy: no trail is made before it can write."""
    role_id = trail["CloudWatchLogsRoleArn"]["Fn::GetAtt"][0]
    policy_id = next(iter(template.find_resources("AWS::IAM::ManagedPolicy")))
    assert template.find_resources("AWS::IAM::Role")[role_id]["Properties"]["ManagedPolicyArns"] == [{"Ref": policy_id}]


def test_trail_arn_is_known_before_deployment(stack: cdk.Stack) -> None:
    """Policies elsewhere can compare with the ARN."""
    assert build(stack).trail_arn == "arn:aws:cloudtrail:eu-west-1:111111111111:trail/examplepay-trail"


def test_alias_of_the_key_is_accepted(stack: cdk.Stack) -> None:
    """KMS assigns a key's id, but an alias is chosen: another account can name the alias."""
    alias = "arn:aws:kms:eu-west-1:222222222222:alias/audit"
    build(stack, log_bucket_key_arn=alias)
    assert only(Template.from_stack(stack), "AWS::CloudTrail::Trail")["Properties"]["KMSKeyId"] == alias


@pytest.mark.parametrize(
    ("prop", "value"),
    [
        ("trail_name", "ab"),
        ("trail_name", "-trail"),
        ("organisation_id", "examplepay"),
        ("log_bucket_name", "Audit_Bucket"),
        ("log_bucket_key_arn", "alias/audit"),
        ("log_group_retention_days", 30),
        ("log_group_retention_days", 366),
        ("further_log_bucket_names", ["UPPER"]),
    ],
)
def test_malformed_props_are_refused(stack: cdk.Stack, prop: str, value: Any) -> None:
    """A prop that AWS or PCI DSS would refuse is refused here, and the message has the value."""
    shown = value[0] if isinstance(value, list) else str(value)
    with pytest.raises(ValueError, match=shown):
        build(stack, **{prop: value})
