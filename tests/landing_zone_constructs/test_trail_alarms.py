"""Alarms over the organisation trail's log group."""

from __future__ import annotations

import re
from typing import Any

import aws_cdk as cdk
import botocore.session
import pytest
from aws_cdk import aws_logs as logs
from aws_cdk.assertions import Template

from landing_zone_constructs.trail_alarms import MAX_PATTERN, WATCHED, TrailAlarms, check_filter_pattern

TOPIC = "arn:aws:sns:eu-west-1:333333333333:examplepay-security-alerts"
LOG_GROUP = "/organisation-trail/examplepay"


@pytest.fixture
def template(stack: cdk.Stack) -> Template:
    """The template of a stack with the alarms."""
    TrailAlarms(
        stack,
        "Alarms",
        log_group=logs.LogGroup.from_log_group_name(stack, "Trail", LOG_GROUP),
        topic_arn=TOPIC,
    )
    return Template.from_stack(stack)


def properties(template: Template, kind: str) -> list[dict[str, Any]]:
    """Return the properties of every resource of a type."""
    return [resource["Properties"] for resource in template.find_resources(kind).values()]


def test_every_filter_has_one_alarm_on_its_own_metric(template: Template) -> None:
    """A filter without an alarm, or an alarm on a metric without a filter, would report nothing."""
    counted = [
        (transformation["MetricNamespace"], transformation["MetricName"])
        for found in properties(template, "AWS::Logs::MetricFilter")
        for transformation in found["MetricTransformations"]
    ]
    heard = [(found["Namespace"], found["MetricName"]) for found in properties(template, "AWS::CloudWatch::Alarm")]
    assert sorted(counted) == sorted(heard)
    assert sorted(name for _, name in counted) == sorted(WATCHED)


def test_one_event_is_enough_and_people_are_notified(template: Template) -> None:
    """At the first event in five minutes, to the topic, with a text; missing data raises no alarm."""
    for found in properties(template, "AWS::CloudWatch::Alarm"):
        assert (found["Statistic"], found["Threshold"], found["Period"]) == ("Sum", 1, 300)
        assert found["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
        assert found["TreatMissingData"] == "notBreaching"
        assert (found["ActionsEnabled"], found["AlarmActions"]) == (True, [TOPIC])
        assert found["AlarmDescription"].startswith(WATCHED[found["MetricName"]].happened)
        assert len(found["AlarmDescription"]) <= 1024


def test_filters_read_the_trail_and_count_each_event_once(template: Template) -> None:
    """On the given log group, one for each match."""
    for found in properties(template, "AWS::Logs::MetricFilter"):
        assert found["LogGroupName"] == LOG_GROUP
        assert [t["MetricValue"] for t in found["MetricTransformations"]] == ["1"]


def test_root_use_has_the_pattern_that_security_hub_requires() -> None:
    """CloudWatch.1 compares the filter with this text."""
    assert WATCHED["RootUse"].pattern == (
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
    )


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("IdentityChanges", "AttachRolePolicy"),
        ("IdentityChanges", "PutUserPolicy"),
        ("PeopleChanges", "CreateAccessKey"),
        ("PeopleChanges", "DeleteAccountPasswordPolicy"),
        ("SecurityGroupChanges", "AuthorizeSecurityGroupIngress"),
        ("RouteChanges", "CreateRoute"),
        ("GatewayChanges", "AttachInternetGateway"),
        ("NetworkAclChanges", "ReplaceNetworkAclEntry"),
        ("TrailChanges", "StopLogging"),
        ("ConfigurationRecordChanges", "StopConfigurationRecorder"),
        ("KeysDisabled", "DisableKey"),
        ("OrganisationChanges", "DetachPolicy"),
    ],
)
def test_a_call_is_in_a_pattern(name: str, call: str) -> None:
    """By its name, as CloudTrail writes it."""
    assert f"($.eventName = {call})" in WATCHED[name].pattern


CALLS = {
    "IdentityChanges": "iam",
    "PeopleChanges": "iam",
    "TrailChanges": "cloudtrail",
    "KeysDisabled": "kms",
    "ConfigurationRecordChanges": "config",
    "SecurityGroupChanges": "ec2",
    "NetworkAclChanges": "ec2",
    "GatewayChanges": "ec2",
    "RouteChanges": "ec2",
    "NetworkChanges": "ec2",
    "OrganisationChanges": "organizations",
}
BUCKET_CALLS = {"PutBucketLifecycle", "DeleteBucketLifecycle"}
"""CloudTrail's names of these two differ from the API's."""


def test_every_call_exists_in_the_aws_apis() -> None:
    """A misspelt one would never match."""
    session = botocore.session.get_session()
    for name, watch in WATCHED.items():
        service = CALLS.get(name, "s3")
        calls = set(re.findall(r"eventName = (\w+)\)", watch.pattern)) - BUCKET_CALLS
        calls -= {"ConsoleLogin"}  # an event of the sign-in service, which has no API
        assert calls <= set(session.get_service_model(service).operation_names), name


@pytest.mark.parametrize("name", list(WATCHED))
def test_patterns_are_balanced_and_short_enough(name: str) -> None:
    """CloudWatch Logs refuses others at deployment."""
    pattern = WATCHED[name].pattern
    assert pattern.startswith("{ ")
    assert pattern.endswith(" }")
    assert pattern.count("(") == pattern.count(")")
    check_filter_pattern(pattern)


def test_a_pattern_that_is_too_long_is_refused() -> None:
    """The limit itself passes; one more names both numbers."""
    check_filter_pattern("x" * MAX_PATTERN)
    with pytest.raises(ValueError, match=f"at most {MAX_PATTERN} characters, got {MAX_PATTERN + 1}"):
        check_filter_pattern("x" * (MAX_PATTERN + 1))
