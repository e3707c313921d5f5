"""Backups, patches, alarms, alerts and stacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.evidence.asking import ACCOUNT, NOW, Call, Case

_VAULT = {"BackupVaultName": "v", "BackupVaultArn": f"arn:aws:backup:eu-west-1:{ACCOUNT}:backup-vault:v"}
_TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/t"
_PLAN = {
    "CreationTime": NOW,
    "RestoreTestingPlanArn": f"arn:aws:backup:eu-west-1:{ACCOUNT}:restore-testing-plan:p",
    "RestoreTestingPlanName": "p",
    "ScheduleExpression": "cron(0 5 1 * ? *)",
}
_TOPIC = "arn:aws:sns:eu-west-1:333333333333:alerts"
_RULE = {
    "Name": "r",
    "Arn": f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/r",
    "State": "ENABLED",
    "EventBusName": "default",
}
_STACK = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/Baseline/1"


def _vaults(**more: Any) -> list[Call]:
    return [Call("backup", "list_backup_vaults", {"BackupVaultList": [_VAULT | more]})]


def _jobs(*states: str) -> list[Call]:
    jobs = [
        {
            "ResourceArn": _TABLE,
            "ResourceType": "DynamoDB",
            "State": state,
            "CreationDate": NOW - timedelta(hours=hours),
        }
        for hours, state in enumerate(states)
    ]
    return [Call("backup", "list_backup_jobs", {"BackupJobs": jobs})]


def _tests(plan: dict[str, Any], *jobs: dict[str, Any]) -> list[Call]:
    calls = [Call("backup", "list_restore_testing_plans", {"RestoreTestingPlans": [_PLAN | plan]})]
    return [*calls, Call("backup", "list_restore_jobs", {"RestoreJobs": list(jobs)})] if jobs else calls


def _hosts(state: dict[str, Any] | None) -> list[Call]:
    usual = {
        "InstanceId": "i-1",
        "PatchGroup": "all",
        "BaselineId": "pb-12345678901234567",
        "Operation": "Scan",
        "OperationStartTime": NOW,
        "OperationEndTime": NOW - timedelta(days=1),
    }
    return [
        Call("ssm", "describe_instance_information", {"InstanceInformationList": [{"InstanceId": "i-1"}]}),
        Call(
            "ssm", "describe_instance_patch_states", {"InstancePatchStates": [] if state is None else [usual | state]}
        ),
    ]


def _alarm(**more: Any) -> list[Call]:
    usual = {"AlarmName": "a", "AlarmArn": f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:a"}
    on = {"ActionsEnabled": True, "AlarmActions": [_TOPIC]}
    return [Call("cloudwatch", "describe_alarms", {"MetricAlarms": [usual | on | more]})]


def _subscriptions(*arns: str) -> list[Call]:
    found = [{"SubscriptionArn": arn, "Protocol": "email", "Endpoint": "security@example.com"} for arn in arns]
    return [
        Call("sns", "list_topics", {"Topics": [{"TopicArn": _TOPIC}]}),
        Call("sns", "list_subscriptions_by_topic", {"Subscriptions": found}),
    ]


def _rules(rule: dict[str, Any], *targets: str) -> list[Call]:
    found = [{"Id": str(number), "Arn": arn} for number, arn in enumerate(targets)]
    return [
        Call("events", "list_event_buses", {"EventBuses": [{"Name": "default"}]}),
        Call("events", "list_rules", {"Rules": [_RULE | rule]}),
        Call("events", "list_targets_by_rule", {"Targets": found} if found else {}),
    ]


def _stacks(**more: Any) -> list[Call]:
    usual = {"StackName": "Baseline", "StackId": _STACK, "CreationTime": NOW, "StackStatus": "CREATE_COMPLETE"}
    return [Call("cloudformation", "describe_stacks", {"Stacks": [usual | more]})]


def _examined(status: str, *drifts: dict[str, Any], **page: Any) -> list[Call]:
    usual = {"StackId": _STACK, "Timestamp": NOW, "LogicalResourceId": "Key", "ResourceType": "AWS::KMS::Key"}
    found = {"StackResourceDrifts": [usual | drift for drift in drifts]} | page
    return [
        *_stacks(DriftInformation={"StackDriftStatus": status}),
        Call("cloudformation", "describe_stack_resource_drifts", found),
    ]


_ROTATION = {
    "PropertyPath": "/EnableKeyRotation",
    "ExpectedValue": "true",
    "ActualValue": "false",
    "DifferenceType": "NOT_EQUAL",
}
_MODIFIED = {"StackResourceDriftStatus": "MODIFIED", "PropertyDifferences": [_ROTATION]}
_DELETED = {"StackResourceDriftStatus": "DELETED", "LogicalResourceId": "Topic", "ResourceType": "AWS::SNS::Topic"}

CASES = {
    "backup_vault_lock": [
        Case(_vaults(Locked=True, LockDate=NOW), ["pass"]),
        Case(_vaults(Locked=True), ["fail"], "governance mode"),
        Case(_vaults(Locked=False), ["fail"], "is not locked"),
        Case(_vaults(BackupVaultName="Default", NumberOfRecoveryPoints=0), []),
        Case(_vaults(BackupVaultName="Default", NumberOfRecoveryPoints=1), ["fail"]),
    ],
    "backup_jobs": [
        Case(_jobs("RUNNING", "COMPLETED", "FAILED"), ["pass"]),
        Case(_jobs("FAILED", "COMPLETED"), ["fail"], "FAILED"),
        Case(_jobs("RUNNING"), []),
    ],
    "restore_tests": [
        Case(_tests({"LastExecutionTime": NOW}, {"RestoreJobId": "j", "Status": "COMPLETED"}), ["pass"]),
        Case(_tests({"LastExecutionTime": NOW}, {"RestoreJobId": "j", "Status": "FAILED"}), ["fail"], "failed for 1"),
        Case(
            _tests({"LastExecutionTime": NOW}, {"RestoreJobId": "j", "Status": "PENDING"}), ["fail"], "restored nothing"
        ),
        Case(_tests({"LastExecutionTime": NOW - timedelta(days=40)}), ["fail"], "has not run since 2026-10-14"),
        Case(_tests({}), ["fail"], "never ran"),
    ],
    "ssm_patch_state": [
        Case(_hosts({}), ["pass"]),
        Case(_hosts({"MissingCount": 3}), ["fail"], "misses 3 patches"),
        Case(_hosts({"OperationEndTime": NOW - timedelta(days=60)}), ["fail"], "not scanned since"),
        Case(_hosts(None), ["fail"], "never scanned"),
    ],
    "alarm_actions": [
        Case(_alarm(), ["pass"]),
        Case(_alarm(ActionsEnabled=False), ["fail"], "actions off"),
        Case(_alarm(AlarmActions=[]), ["fail"], "notifies no target"),
    ],
    "sns_subscriptions": [
        Case(_subscriptions(f"{_TOPIC}:1"), ["pass"]),
        Case(_subscriptions("PendingConfirmation"), ["fail"], "waits for email security@example.com"),
        Case(_subscriptions(), ["fail"], "has no subscription"),
    ],
    "event_rules": [
        Case(_rules({}, _TOPIC), ["pass"]),
        Case(_rules({"State": "DISABLED"}, _TOPIC), ["fail"], "is off"),
        Case(_rules({}), ["fail"], "has no target"),
        Case(_rules({"ManagedBy": "securityhub.amazonaws.com"})[:2], []),
    ],
    "stack_status": [
        Case(_stacks(), ["pass"]),
        Case(_stacks(StackStatus="UPDATE_ROLLBACK_COMPLETE"), ["fail"], "is UPDATE_ROLLBACK_COMPLETE"),
        Case(_stacks(StackName="Other"), ["fail"], "is not deployed"),
    ],
    "stack_template": [
        Case([Call("cloudformation", "get_template", {"TemplateBody": '{"Resources": {}}'})], ["pass"]),
        Case(
            [Call("cloudformation", "get_template", {"TemplateBody": '{"Resources": {"X": {}}}'})],
            ["fail"],
            "different",
        ),
        Case([Call("cloudformation", "get_template", "ValidationError")], []),
    ],
    "stack_drift": [
        Case(_stacks(DriftInformation={"StackDriftStatus": "IN_SYNC"}), ["pass"]),
        Case(_stacks(DriftInformation={"StackDriftStatus": "DRIFTED"}), ["fail"], "has drifted"),
        Case(_stacks(DriftInformation={"StackDriftStatus": "NOT_CHECKED"}), ["undetermined"]),
        Case(_stacks(), ["undetermined"]),
    ],
    "stack_resource_drift": [
        Case(_examined("IN_SYNC"), ["pass"]),
        Case(_examined("DRIFTED", _MODIFIED), ["fail"], "Key of Baseline differs from its template in /Enable"),
        Case(_examined("DRIFTED", _DELETED), ["fail"], "Topic of Baseline was deleted"),
        Case(
            [
                *_examined("DRIFTED", _MODIFIED, NextToken="2"),
                Call("cloudformation", "describe_stack_resource_drifts", _examined("DRIFTED", _DELETED)[1].answer),
            ],
            ["fail", "fail"],
        ),
        Case(_stacks(DriftInformation={"StackDriftStatus": "NOT_CHECKED"}), []),
    ],
}
