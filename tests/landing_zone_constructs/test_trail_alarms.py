"""Alarms over the organisation trail's log group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
import botocore.session
import pytest
from aws_cdk import aws_logs as logs
from aws_cdk.assertions import Template

from landing_zone_constructs.trail_alarms import MAX_PATTERN, WATCHED, TrailAlarms, check_filter_pattern

TOPIC = "arn:aws:sns:eu-west-1:333333333333:examplepay-security-alerts"
LOG_GROUP = "/organisation-trail/examplepay"
DEPLOY, EXECUTION = "cdk-hnb659fds-deploy-role-", "cdk-hnb659fds-cfn-exec-role-"


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
    """At the first event in five minutes, to the topic, with a text; missing data raises no alarm.

    Refused calls alone are frequent enough to be counted.
    """
    assert {name: watch.at_least for name, watch in WATCHED.items() if watch.at_least != 1} == {"RefusedCalls": 50}
    for found in properties(template, "AWS::CloudWatch::Alarm"):
        wanted = WATCHED[found["MetricName"]].at_least
        assert (found["Statistic"], found["Threshold"], found["Period"]) == ("Sum", wanted, 300)
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


def test_refused_calls_have_the_pattern_that_security_hub_requires() -> None:
    """CloudWatch.2 compares the filter with this text."""
    assert WATCHED["RefusedCalls"].pattern == (
        '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
    )


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("IdentityChanges", "AttachRolePolicy"),
        ("IdentityChanges", "PutUserPolicy"),
        ("TrustChanges", "UpdateAssumeRolePolicy"),
        ("TrustChanges", "DeleteRolePermissionsBoundary"),
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
    "TrustChanges": "iam",
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
    "OtherDeployments": "cloudformation",
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
    pattern = WATCHED[name].filter_pattern(deploy_role=DEPLOY, execution_role=EXECUTION)
    assert "{deploy_role}" not in pattern
    assert "{execution_role}" not in pattern
    assert pattern.startswith("{ ")
    assert pattern.endswith(" }")
    assert pattern.count("(") == pattern.count(")")
    check_filter_pattern(pattern)


def test_a_pattern_that_is_too_long_is_refused() -> None:
    """The limit itself passes; one more names both numbers."""
    check_filter_pattern("x" * MAX_PATTERN)
    with pytest.raises(ValueError, match=f"at most {MAX_PATTERN} characters, got {MAX_PATTERN + 1}"):
        check_filter_pattern("x" * (MAX_PATTERN + 1))


def matches(pattern: str, event: Mapping[str, Any]) -> bool:
    """Whether a filter pattern matches an event; a field that is missing neither equals nor differs from a value.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html, read
    on 2026-12-01: ``*`` is a wildcard at both ends of a text alone. What ``!=`` says of a missing field is not written.
    """

    def value(path: str) -> Any:
        found: Any = event
        for key in path.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def term(found: re.Match[str]) -> str:
        path, exists, operator, text = found.groups()
        actual = value(path)
        if exists:
            return str((actual is None) == exists.startswith("NOT"))
        wanted = re.escape(text.strip('"'))
        wanted = re.sub(r"^\\\*|\\\*$", ".*", wanted)
        return str(actual is not None and bool(re.fullmatch(wanted, actual)) == (operator == "="))

    judged = re.sub(r'\$\.([\w.]+) (?:((?:NOT )?EXISTS)|(!?=) ("[^"]*"|[\w.]+))', term, pattern)
    return bool(eval(judged.strip("{ }").replace("&&", "and").replace("||", "or"), {"__builtins__": {}}))  # noqa: S307


def event(name: str, service: str, **identity: Any) -> dict[str, Any]:
    """A call as CloudTrail records it."""
    return {"eventName": name, "eventSource": f"{service}.amazonaws.com", "userIdentity": identity}


def session(role: str) -> dict[str, Any]:
    """The session of a role."""
    return {"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"userName": role}}}


def raised(found: dict[str, Any]) -> list[str]:
    """The watches that match an event."""
    return [
        name
        for name, watch in WATCHED.items()
        if matches(watch.filter_pattern(deploy_role=DEPLOY, execution_role=EXECUTION), found)
    ]


CHANGES = {
    ("AttachRolePolicy", "iam"): "IdentityChanges",
    ("UpdateAssumeRolePolicy", "iam"): "TrustChanges",
    ("PutBucketPolicy", "s3"): "BucketPolicyChanges",
    ("AuthorizeSecurityGroupIngress", "ec2"): "SecurityGroupChanges",
    ("CreateNetworkAclEntry", "ec2"): "NetworkAclChanges",
    ("AttachInternetGateway", "ec2"): "GatewayChanges",
    ("CreateRoute", "ec2"): "RouteChanges",
    ("CreateVpc", "ec2"): "NetworkChanges",
}
OF_US = f"{EXECUTION}555555555555-eu-west-1"
CLOUDFORMATION = "cloudformation.amazonaws.com"


@pytest.mark.parametrize(("call", "watch"), CHANGES.items(), ids=CHANGES.values())
def test_our_deployments_raise_no_alarm_and_everybody_else_does(call: tuple[str, str], watch: str) -> None:
    """The exception holds for CloudFormation with the execution role, and for nothing that has one of the two."""
    assert raised(event(*call, invokedBy=CLOUDFORMATION, **session(OF_US))) == []
    for other in (
        session(OF_US),  # its credentials, without CloudFormation
        {"invokedBy": "lambda.amazonaws.com", **session(OF_US)},
        {"invokedBy": CLOUDFORMATION, **session("admin")},  # a stack that has another role
        {"invokedBy": CLOUDFORMATION, **session(f"my-{OF_US}")},
        {"invokedBy": CLOUDFORMATION, "type": "IAMUser", "userName": OF_US},  # a stack that has no role
        {"type": "IAMUser"},
        {"type": "Root"},
    ):
        assert watch in raised(event(*call, **other)), other


def test_what_weakens_the_records_raises_an_alarm_in_a_deployment_too() -> None:
    """Our deployments do so only where people decided it."""
    for call, service, watch in (
        ("StopLogging", "cloudtrail", "TrailChanges"),
        ("ScheduleKeyDeletion", "kms", "KeysDisabled"),
        ("PutConfigurationRecorder", "config", "ConfigurationRecordChanges"),
        ("DetachPolicy", "organizations", "OrganisationChanges"),
        ("CreateAccessKey", "iam", "PeopleChanges"),
    ):
        assert raised(event(call, service, invokedBy=CLOUDFORMATION, **session(OF_US))) == [watch]


def test_a_deployment_that_is_not_started_with_the_deploy_role_raises_an_alarm() -> None:
    """Who may change a stack uses the role that the stack has, without the right to pass it."""
    ours = session(f"{DEPLOY}555555555555-eu-west-1")
    for call in ("CreateStack", "UpdateStack", "DeleteStack", "CreateChangeSet", "ExecuteChangeSet"):
        assert raised(event(call, "cloudformation", **ours)) == []
        assert raised(event(call, "cloudformation", invokedBy=CLOUDFORMATION, **session(OF_US))) == []  # a nested stack
        for other in (session("admin"), {"type": "IAMUser"}):
            assert raised(event(call, "cloudformation", **other)) == ["OtherDeployments"]
    assert raised(event("DescribeStacks", "cloudformation", **session("admin"))) == []


def test_refused_calls_are_counted() -> None:
    """By either form of the error code."""
    for code in ("AccessDenied", "AccessDeniedException", "Client.UnauthorizedOperation"):
        assert raised({"eventName": "GetObject", "eventSource": "s3.amazonaws.com", "errorCode": code}) == [
            "RefusedCalls"
        ]
    assert raised({"eventName": "GetObject", "eventSource": "s3.amazonaws.com", "errorCode": "NoSuchKey"}) == []


def test_the_beginning_of_a_role_must_be_given(stack: cdk.Stack) -> None:
    """An empty one would leave out what CloudFormation does with any role."""
    group = logs.LogGroup.from_log_group_name(stack, "Trail", LOG_GROUP)
    with pytest.raises(ValueError, match="must say how the roles' names begin"):
        TrailAlarms(stack, "Alarms", log_group=group, topic_arn=TOPIC, execution_role="")
