"""GuardDuty, AWS Config, Security Hub, Inspector, Access Analyzer."""

from __future__ import annotations

import json
from typing import Any

from landing_zone.evidence.queries.guardduty_plans import PLANS
from tests.evidence.asking import ACCOUNT, BUCKET, HOME, MIRROR, NOW, Call, Case

_ROLE = {"ServiceRole": "arn:aws:iam::555555555555:role/r"}
_HUB = f"arn:aws:securityhub:eu-west-1:{ACCOUNT}:hub/default"
_PCI = "arn:aws:securityhub:eu-west-1::standards/pci-dss/v/4.0.1"
_SUBSCRIPTION = f"arn:aws:securityhub:eu-west-1:{ACCOUNT}:subscription/pci-dss/v/4.0.1"
_ANALYZER = f"arn:aws:access-analyzer:eu-west-1:{ACCOUNT}:analyzer/a"


def _detector(**more: Any) -> list[Call]:
    listed = Call("guardduty", "list_detectors", {"DetectorIds": ["d1"]})
    return [listed, Call("guardduty", "get_detector", {"Status": "ENABLED"} | _ROLE | more)]


def _features(*off: str) -> list[dict[str, str]]:
    return [{"Name": plan, "Status": "DISABLED" if plan in off else "ENABLED"} for plan in PLANS]


def _recorder(group: dict[str, Any], **status: Any) -> list[Call]:
    recorder = {"name": "default", "recordingGroup": group}
    now = {"name": "default", "recording": True, "lastStatus": "Success"} | status
    return [
        Call("config", "describe_configuration_recorders", {"ConfigurationRecorders": [recorder]}),
        Call("config", "describe_configuration_recorder_status", {"ConfigurationRecordersStatus": [now]}),
    ]


def _channel(*channels: dict[str, Any]) -> list[Call]:
    return [Call("config", "describe_delivery_channel_status", {"DeliveryChannelsStatus": list(channels)})]


def _rule(compliance: dict[str, Any] | None, **status: Any) -> list[Call]:
    name = "Baseline-Rotation-1A2B"
    source = {"Owner": "AWS", "SourceIdentifier": "CMK_BACKING_KEY_ROTATION_ENABLED"}
    found = [{"ConfigRuleName": name, "Compliance": compliance}] if compliance else []
    return [
        Call("config", "describe_compliance_by_config_rule", {"ComplianceByConfigRules": found}),
        Call(
            "config",
            "describe_config_rule_evaluation_status",
            {"ConfigRulesEvaluationStatus": [{"ConfigRuleName": name} | status]},
        ),
        Call("config", "describe_config_rules", {"ConfigRules": [{"ConfigRuleName": name, "Source": source}]}),
    ]


def _aggregated(operation: str, answer: dict[str, Any], status: str = "SUCCEEDED") -> list[Call]:
    source = {"SourceId": ACCOUNT, "SourceType": "ACCOUNT", "AwsRegion": HOME, "LastUpdateStatus": status}
    return [
        Call(
            "config",
            "describe_configuration_aggregators",
            {"ConfigurationAggregators": [{"ConfigurationAggregatorName": "all"}]},
        ),
        Call("config", "describe_configuration_aggregator_sources_status", {"AggregatedSourceStatusList": [source]}),
        Call("config", operation, answer),
    ]


def _rules_of_all(found: str, status: str = "SUCCEEDED") -> list[Call]:
    item = {
        "ConfigRuleName": "Baseline-Rotation-1A2B",
        "AccountId": ACCOUNT,
        "AwsRegion": HOME,
        "Compliance": {"ComplianceType": found, "ComplianceContributorCount": {"CappedCount": 2, "CapExceeded": False}},
    }
    return _aggregated(
        "describe_aggregate_compliance_by_config_rules", {"AggregateComplianceByConfigRules": [item]}, status
    )


def _groups_of_all(rules: list[Any], status: str = "SUCCEEDED") -> list[Call]:
    row = {
        "accountId": ACCOUNT,
        "awsRegion": HOME,
        "resourceId": "sg-1",
        "configuration": {"vpcId": "vpc-1", "ipPermissions": rules, "ipPermissionsEgress": []},
    }
    return _aggregated("select_aggregate_resource_config", {"Results": [json.dumps(row)]}, status)


def _packs(status: str, *members: dict[str, str]) -> list[Call]:
    pack = {"OrganizationConformancePackName": "p1", "Status": status, "LastUpdateTime": NOW}
    usual = {"ConformancePackName": "p1-x", "LastUpdateTime": NOW}
    return [
        Call(
            "config",
            "describe_organization_conformance_pack_statuses",
            {"OrganizationConformancePackStatuses": [pack]},
        ),
        Call(
            "config",
            "get_organization_conformance_pack_detailed_status",
            {"OrganizationConformancePackDetailedStatuses": [usual | member for member in members]},
        ),
    ]


def _hub(*standards: str) -> list[Call]:
    found = [
        {
            "StandardsArn": _PCI,
            "StandardsStatus": status,
            "StandardsInput": {},
            "StandardsSubscriptionArn": _SUBSCRIPTION,
        }
        for status in standards
    ]
    return [
        Call("securityhub", "describe_hub", {"HubArn": _HUB}),
        Call("securityhub", "get_enabled_standards", {"StandardsSubscriptions": found}),
    ]


def _finding(status: str, resource: str, control: str = "KMS.4") -> dict[str, Any]:
    return {
        "SchemaVersion": "2018-10-08",
        "Id": resource,
        "ProductArn": "arn",
        "GeneratorId": "g",
        "AwsAccountId": ACCOUNT,
        "Region": HOME,
        "CreatedAt": "t",
        "UpdatedAt": "t",
        "Title": "t",
        "Description": "d",
        "Compliance": {"Status": status, "SecurityControlId": control},
        "Resources": [{"Type": "AwsKmsKey", "Id": resource}],
    }


def _inspector(state: str, account: str = ACCOUNT, region: str = HOME) -> Call:
    one = {"status": state, "errorCode": "ALREADY_ENABLED", "errorMessage": "none"}
    item = {"accountId": account, "state": one, "resourceState": {"ec2": one, "ecr": one, "lambda": one}}
    return Call("inspector2", "batch_get_account_status", {"accounts": [item], "failedAccounts": []}, region)


def _covered(code: str, reason: str) -> list[Call]:
    item = {
        "resourceType": "AWS_EC2_INSTANCE",
        "resourceId": "i-0123456789abcdef0",
        "accountId": ACCOUNT,
        "scanType": "PACKAGE",
        "scanStatus": {"statusCode": code, "reason": reason},
    }
    return [Call("inspector2", "list_coverage", {"coveredResources": [item]})]


def _analyzer(status: str, *findings: dict[str, Any]) -> list[Call]:
    analyzer = {"arn": _ANALYZER, "name": "a", "type": "ACCOUNT", "createdAt": NOW, "status": status}
    return [
        Call("accessanalyzer", "list_analyzers", {"analyzers": [analyzer]}),
        Call("accessanalyzer", "list_findings_v2", {"findings": list(findings)}),
    ]


_OPEN = {
    "analyzedAt": NOW,
    "createdAt": NOW,
    "updatedAt": NOW,
    "id": "f1",
    "resource": "arn:aws:s3:::open",
    "resourceType": "AWS::S3::Bucket",
    "resourceOwnerAccount": ACCOUNT,
    "status": "ACTIVE",
}


def _recorded(*rows: dict[str, Any], state: str = "SUCCEEDED") -> list[Call]:
    source = {"SourceId": "222222222222", "SourceType": "ACCOUNT", "AwsRegion": HOME, "LastUpdateStatus": state}
    asked = Call("config", "select_aggregate_resource_config", {"Results": [json.dumps(row) for row in rows]})
    return [
        Call(
            "config",
            "describe_configuration_aggregators",
            {"ConfigurationAggregators": [{"ConfigurationAggregatorName": "zone"}]},
        ),
        Call("config", "describe_configuration_aggregator_sources_status", {"AggregatedSourceStatusList": [source]}),
        *([asked] if state == "SUCCEEDED" else []),
    ]


def _bucket(algorithm: str = "AES256", mode: str = "COMPLIANCE") -> dict[str, Any]:
    rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm, "kmsMasterKeyID": None}}]
    lock = {"objectLockEnabled": "Enabled", "rule": {"defaultRetention": {"mode": mode, "days": 400}}}
    return {
        "accountId": "222222222222",
        "awsRegion": HOME,
        "resourceName": BUCKET,
        "configurationItemCaptureTime": "2026-11-23T10:00:00.000Z",
        "supplementaryConfiguration": {
            "ServerSideEncryptionConfiguration": {"rules": rules},
            "ObjectLockConfiguration": lock,
        },
    }


CASES = {
    "config_differences": [
        Case(_recorded(_bucket()), ["pass"], "is recorded as its template says"),
        Case(
            _recorded(_bucket(mode="GOVERNANCE")),
            ["fail"],
            "differs from its template in ObjectLockConfiguration.Rule.DefaultRetention.Mode",
        ),
        Case(_recorded(_bucket(algorithm="aws:kms")), ["fail"], "SSEAlgorithm"),
        Case(_recorded(), ["fail"], "does not exist according to AWS Config"),
        Case(_recorded(_bucket() | {"accountId": "555555555555"}), ["fail"], "does not exist"),
        Case(_recorded(state="OUTDATED"), ["undetermined"]),
        Case([Call("config", "describe_configuration_aggregators", {})], ["undetermined"]),
    ],
    "guardduty_detector": [
        Case(_detector(), ["pass"]),
        Case(_detector(Status="DISABLED"), ["fail"], "is disabled"),
        Case([Call("guardduty", "list_detectors", {"DetectorIds": []})], ["fail"], "has no detector"),
    ],
    "guardduty_plans": [
        Case(_detector(Features=_features()), ["pass"]),
        Case(_detector(Features=_features("RDS_LOGIN_EVENTS")), ["fail"], "has no RDS_LOGIN_EVENTS"),
    ],
    "config_recorder": [
        Case(_recorder({"allSupported": True}), ["pass"]),
        Case(_recorder({"allSupported": True}, recording=False), ["fail"], "does not record"),
        Case(_recorder({"allSupported": False}), ["fail"], "every type"),
        Case(
            _recorder({"allSupported": True}, lastStatus="Failure", lastErrorCode="X"),
            ["fail"],
            "failed at its last attempt: X",
        ),
        Case(
            [
                Call("config", "describe_configuration_recorders", {"ConfigurationRecorders": []}),
                Call("config", "describe_configuration_recorder_status", {"ConfigurationRecordersStatus": []}),
            ],
            ["fail"],
            "has no recorder",
        ),
    ],
    "config_delivery": [
        Case(_channel({"name": "default", "configHistoryDeliveryInfo": {"lastStatus": "SUCCESS"}}), ["pass"]),
        Case(
            _channel(
                {"name": "default", "configHistoryDeliveryInfo": {"lastStatus": "FAILURE", "lastErrorCode": "NoBucket"}}
            ),
            ["fail"],
            "cannot deliver history: NoBucket",
        ),
        Case(_channel(), ["fail"], "no delivery channel"),
    ],
    "config_rules": [
        Case(_rule({"ComplianceType": "COMPLIANT"}), ["pass"]),
        Case(
            _rule({"ComplianceType": "NON_COMPLIANT", "ComplianceContributorCount": {"CappedCount": 3}}),
            ["fail"],
            "found 3 that break it",
        ),
        Case(_rule(None, LastErrorCode="AccessDenied", FirstEvaluationStarted=True), ["undetermined"]),
        Case(_rule(None, FirstEvaluationStarted=False), ["undetermined"]),
        Case(_rule(None, FirstEvaluationStarted=True, LastSuccessfulEvaluationTime=NOW), []),
    ],
    "config_rules_aggregated": [
        Case(_rules_of_all("COMPLIANT"), ["pass"]),
        Case(_rules_of_all("NON_COMPLIANT"), ["fail"], "found 2 that break it"),
        Case(_rules_of_all("COMPLIANT", "OUTDATED"), []),
    ],
    "default_security_groups_aggregated": [
        Case(_groups_of_all([]), ["pass"]),
        Case(_groups_of_all([{"ipProtocol": "-1"}]), ["fail"], "lets traffic in"),
        Case(_groups_of_all([], "FAILED"), []),
    ],
    "conformance_packs": [
        Case(_packs("UPDATE_SUCCESSFUL", {"AccountId": ACCOUNT, "Status": "CREATE_SUCCESSFUL"}), ["pass"]),
        Case(_packs("CREATE_FAILED"), ["fail"], "is CREATE_FAILED"),
        Case(
            _packs("UPDATE_SUCCESSFUL", {"AccountId": ACCOUNT, "Status": "CREATE_FAILED"}),
            ["fail"],
            f"not deployed to {ACCOUNT}",
        ),
    ],
    "securityhub_enabled": [
        Case(_hub("READY"), ["pass"]),
        Case(_hub("INCOMPLETE"), ["fail"], "pci-dss-4.0.1 incomplete"),
        Case(_hub(), ["fail"], "pci-dss-4.0.1 off"),
        Case([Call("securityhub", "describe_hub", "InvalidAccessException")], ["fail"], "Security Hub off"),
    ],
    "securityhub_controls": [
        Case([Call("securityhub", "get_findings", {"Findings": [_finding("PASSED", "a")]})], ["pass"]),
        Case(
            [
                Call("securityhub", "get_findings", {"Findings": [_finding("PASSED", "a")], "NextToken": "more"}),
                Call("securityhub", "get_findings", {"Findings": [_finding("FAILED", "b")]}),
            ],
            ["fail"],
            "is broken by 1, the first b",
        ),
        Case([Call("securityhub", "get_findings", {"Findings": [_finding("FAILED", "a", "Unknown.1")]})], []),
    ],
    "inspector_status": [
        Case([_inspector("ENABLED")], ["pass"]),
        Case([_inspector("DISABLED")], ["fail"], "does not scan ec2, ecr, lambda"),
        Case(
            [Call("inspector2", "batch_get_account_status", {"accounts": [], "failedAccounts": []})],
            ["undetermined"],
        ),
    ],
    "inspector_status_aggregated": [
        Case([_inspector("ENABLED"), _inspector("DISABLED", region=MIRROR)], ["fail", "pass"]),
    ],
    "inspector_coverage": [
        Case(_covered("ACTIVE", "SUCCESSFUL"), ["pass"]),
        Case(_covered("INACTIVE", "UNMANAGED_EC2_INSTANCE"), ["fail"], "UNMANAGED_EC2_INSTANCE"),
        Case(_covered("INACTIVE", "EC2_INSTANCE_STOPPED"), []),
    ],
    "access_analyzer_findings": [
        Case(_analyzer("ACTIVE"), ["pass"]),
        Case(_analyzer("ACTIVE", _OPEN), ["pass", "fail"], "arn:aws:s3:::open can be reached from outside"),
        Case(_analyzer("FAILED"), ["fail"], "is failed"),
        Case([Call("accessanalyzer", "list_analyzers", {"analyzers": []})], ["fail"], "has no analyzer"),
    ],
}
