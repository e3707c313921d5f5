"""The Config recorder: what is recorded, where it is delivered, and the order of creation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.configuration_recorder import ConfigurationRecorder

PROPS: dict[str, Any] = {
    "is_home_region": True,
    "delivery_bucket_name": "examplepay-config",
    "delivery_key_arn": "arn:aws:kms:eu-west-1:222222222222:key/11111111-2222-3333-4444-555555555555",
}


def synthesize(stack: cdk.Stack, **changes: Any) -> Template:
    """The template of a stack with one recorder."""
    ConfigurationRecorder(stack, "Recorder", **(PROPS | changes))
    return Template.from_stack(stack)


def only(template: Template, kind: str) -> Mapping[str, Any]:
    """The one resource of a type."""
    (found,) = template.find_resources(kind).values()
    return found


def test_everything_is_recorded_at_each_change(stack: cdk.Stack) -> None:
    """All supported types, continuously; IAM too in the home Region."""
    recorder = only(synthesize(stack), "AWS::Config::ConfigurationRecorder")["Properties"]
    assert recorder["RecordingGroup"] == {"AllSupported": True, "IncludeGlobalResourceTypes": True}
    assert recorder["RecordingMode"] == {"RecordingFrequency": "CONTINUOUS"}


def test_global_types_are_recorded_in_the_home_region_only(stack: cdk.Stack) -> None:
    """In another Region IAM is left out: it would be recorded, and charged, twice."""
    recorder = only(synthesize(stack, is_home_region=False), "AWS::Config::ConfigurationRecorder")["Properties"]
    assert recorder["RecordingGroup"] == {"AllSupported": True, "IncludeGlobalResourceTypes": False}


def test_role_is_the_service_linked_one(stack: cdk.Stack) -> None:
    """The recorder uses the service-linked role of its account, and the block makes no other role or policy."""
    template = synthesize(stack)
    role = only(template, "AWS::Config::ConfigurationRecorder")["Properties"]["RoleARN"]
    assert role == ("arn:aws:iam::111111111111:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig")
    template.resource_count_is("AWS::IAM::Role", 0)


def test_service_linked_role_is_made_at_home_first(stack: cdk.Stack) -> None:
    """The home Region makes the account's one role, and the recorder waits for it."""
    template = synthesize(stack)
    (role_id,) = template.find_resources("AWS::IAM::ServiceLinkedRole")
    assert only(template, "AWS::IAM::ServiceLinkedRole")["Properties"]["AWSServiceName"] == "config.amazonaws.com"
    assert only(template, "AWS::Config::ConfigurationRecorder")["DependsOn"] == [role_id]


def test_service_linked_role_is_not_made_twice(stack: cdk.Stack) -> None:
    """IAM is global: a second Region that made the role would fail."""
    template = synthesize(stack, is_home_region=False)
    template.resource_count_is("AWS::IAM::ServiceLinkedRole", 0)
    assert "DependsOn" not in only(template, "AWS::Config::ConfigurationRecorder")


def test_delivery_is_central_encrypted_and_daily(stack: cdk.Stack) -> None:
    """Records go to the log archive, under its key, with a snapshot each day."""
    assert only(synthesize(stack), "AWS::Config::DeliveryChannel")["Properties"] == {
        "ConfigSnapshotDeliveryProperties": {"DeliveryFrequency": "TwentyFour_Hours"},
        "S3BucketName": "examplepay-config",
        "S3KmsKeyArn": PROPS["delivery_key_arn"],
    }


def test_recorder_and_channel_do_not_wait_for_each_other(stack: cdk.Stack) -> None:
    """Each needs the other: a DependsOn in either direction would wait forever."""
    template = synthesize(stack, is_home_region=False)
    for kind in ("AWS::Config::ConfigurationRecorder", "AWS::Config::DeliveryChannel"):
        assert "DependsOn" not in only(template, kind)


@pytest.mark.parametrize(
    ("prop", "value"), [("delivery_bucket_name", "Not_A_Bucket"), ("delivery_key_arn", "alias/config")]
)
def test_malformed_props_are_refused(stack: cdk.Stack, prop: str, value: str) -> None:
    """A prop that AWS would refuse is refused here, and the message has its name and value."""
    with pytest.raises(ValueError, match=f"{prop}.*{value}"):
        ConfigurationRecorder(stack, "Recorder", **(PROPS | {prop: value}))
