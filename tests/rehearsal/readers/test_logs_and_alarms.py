"""Log groups, their policies and filters, and alarms, made and changed by their own APIs."""

from __future__ import annotations

import json

from tests.rehearsal.readers.account import (
    ACCOUNT,
    REGION,
    Account,
    Declared,
    Stubs,
    assert_created,
    assert_differing,
    assert_missing,
)


def test_a_log_group_is_read(account: Account) -> None:
    """A log group of which another's name is the beginning is not that other; retention and key differ when changed."""
    logs = account.client("logs")
    key = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    logs.create_log_group(logGroupName="trail-of-others")
    group = Declared("AWS::Logs::LogGroup", "trail", {"LogGroupName": "trail", "KmsKeyId": key, "RetentionInDays": 400})
    account.missing(group)
    logs.create_log_group(logGroupName="trail", kmsKeyId=key)
    account.differing(group, "RetentionInDays")
    logs.put_retention_policy(logGroupName="trail", retentionInDays=400)
    account.created(group)
    logs.put_retention_policy(logGroupName="trail", retentionInDays=365)
    assert account.differing(group, "RetentionInDays").differences[0].actual == 365
    logs.delete_log_group(logGroupName="trail")
    account.missing(group)


def test_deletion_protection_of_a_log_group_is_read(stubs: Stubs) -> None:
    """The emulator does not keep it; the service's answer does."""
    group = Declared("AWS::Logs::LogGroup", "trail", {"DeletionProtectionEnabled": True})
    for protected in (True, False):
        answer = {
            "logGroupName": "trail",
            "arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*",
            "deletionProtectionEnabled": protected,
        }
        stubs.answer("logs", "describe_log_groups", {"logGroups": [answer]}, logGroupNamePrefix="trail")
    assert_created(group, stubs.clients)
    assert_differing(group, stubs.clients, "DeletionProtectionEnabled")


def test_an_account_policy_of_logs_is_read(stubs: Stubs) -> None:
    """Of several of one type, the one of its name; what it masks is compared, and what is gone is missing."""
    document = {"Name": "masking", "Version": "2021-06-01", "Statement": [{"Sid": "mask", "DataIdentifier": ["card"]}]}
    declared = {"PolicyName": "masking", "PolicyType": "DATA_PROTECTION_POLICY", "PolicyDocument": json.dumps(document)}
    policy = Declared("AWS::Logs::AccountPolicy", f"{ACCOUNT}|DATA_PROTECTION_POLICY|masking", declared)
    found = {"policyName": "masking", "policyType": "DATA_PROTECTION_POLICY", "scope": "ALL"}
    other = {**document, "Statement": []}
    for answers in (
        [{**found, "policyDocument": json.dumps(document, indent=1)}],
        [{**found, "policyDocument": json.dumps(other)}],
        [{**found, "policyName": "masking-2", "policyDocument": json.dumps(document)}],
    ):
        stubs.answer(
            "logs", "describe_account_policies", {"accountPolicies": answers}, policyType="DATA_PROTECTION_POLICY"
        )
    assert_created(policy, stubs.clients)
    assert_differing(policy, stubs.clients, "PolicyDocument")
    assert_missing(policy, stubs.clients)


def test_a_resource_policy_of_logs_is_read_as_json(account: Account) -> None:
    """A template has this policy as text; only what it says is compared."""
    logs = account.client("logs")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "*",
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policy = Declared(
        "AWS::Logs::ResourcePolicy", "waf", {"PolicyName": "waf", "PolicyDocument": json.dumps(document, indent=1)}
    )
    account.missing(policy)
    logs.put_resource_policy(policyName="waf", policyDocument=json.dumps(document))
    account.created(policy)
    wide = {**document, "Statement": [{**statement, "Action": "logs:*"}]}
    logs.put_resource_policy(policyName="waf", policyDocument=json.dumps(wide))
    account.differing(policy, "PolicyDocument")
    logs.delete_resource_policy(policyName="waf")
    account.missing(policy)


def test_a_metric_filter_is_read(account: Account) -> None:
    """A filter whose pattern was changed counts other events."""
    logs = account.client("logs")
    logs.create_log_group(logGroupName="trail")
    transformation = {"metricName": "RootUse", "metricNamespace": "Zone", "metricValue": "1"}

    def put(pattern: str) -> None:
        logs.put_metric_filter(
            logGroupName="trail", filterName="root", filterPattern=pattern, metricTransformations=[transformation]
        )

    declared = Declared(
        "AWS::Logs::MetricFilter",
        "root",
        {
            "FilterPattern": '{ $.userIdentity.type = "Root" }',
            "LogGroupName": "trail",
            "MetricTransformations": [{"MetricName": "RootUse", "MetricNamespace": "Zone", "MetricValue": "1"}],
        },
    )
    put(declared.properties["FilterPattern"])
    account.created(declared)
    logs.delete_metric_filter(logGroupName="trail", filterName="root")  # the emulator keeps the first of one name
    put("nothing")
    account.differing(declared, "FilterPattern")
    logs.delete_metric_filter(logGroupName="trail", filterName="root")
    account.missing(declared)


def test_an_alarm_is_read(account: Account) -> None:
    """An alarm whose actions are off notifies no target."""
    cloudwatch = account.client("cloudwatch")
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:alerts"
    properties = {
        "ActionsEnabled": True,
        "AlarmActions": [topic],
        "ComparisonOperator": "GreaterThanThreshold",
        "Dimensions": [{"Name": "QueueName", "Value": "undelivered"}],
        "EvaluationPeriods": 1,
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Namespace": "AWS/SQS",
        "Period": 300,
        "Statistic": "Maximum",
        "Threshold": 0,
        "TreatMissingData": "notBreaching",
    }
    cloudwatch.put_metric_alarm(AlarmName="undelivered", **properties)
    alarm = Declared("AWS::CloudWatch::Alarm", "undelivered", properties)
    account.created(alarm)
    cloudwatch.disable_alarm_actions(AlarmNames=["undelivered"])
    account.differing(alarm, "ActionsEnabled")
    cloudwatch.delete_alarms(AlarmNames=["undelivered"])
    account.missing(alarm)
