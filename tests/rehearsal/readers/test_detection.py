"""The trail, the detector and the analyzer, made and changed by their own APIs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rehearsal.readers.account import (
    ACCOUNT,
    REGION,
    Account,
    Declared,
    Stubs,
    assert_created,
    assert_differing,
    assert_missing,
    assert_spelled,
)

SELECTORS = [
    {"Name": "All management events", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
    {
        "Name": "Objects",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        ],
    },
]


def test_a_trail_is_read_with_what_it_logs(account: Account) -> None:
    """A trail that was stopped, or logs fewer events, is not the one that was declared."""
    s3, cloudtrail = account.client("s3"), account.client("cloudtrail")
    s3.create_bucket(Bucket="audit-logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    cloudtrail.create_trail(
        Name="trail", S3BucketName="audit-logs", IsMultiRegionTrail=True, EnableLogFileValidation=True
    )
    insights = [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}]
    trail = Declared(
        "AWS::CloudTrail::Trail",
        "trail",
        {
            "AdvancedEventSelectors": [
                {**SELECTORS[1], "FieldSelectors": SELECTORS[1]["FieldSelectors"]},
                SELECTORS[0],
            ],
            "EnableLogFileValidation": True,
            "InsightSelectors": insights[::-1],
            "IsLogging": True,
            "IsMultiRegionTrail": True,
            "S3BucketName": "audit-logs",
            "TrailName": "trail",
        },
    )
    account.differing(trail, "AdvancedEventSelectors", "InsightSelectors", "IsLogging")
    cloudtrail.put_event_selectors(TrailName="trail", AdvancedEventSelectors=SELECTORS)
    cloudtrail.put_insight_selectors(TrailName="trail", InsightSelectors=insights)
    cloudtrail.start_logging(Name="trail")
    account.created(trail)
    cloudtrail.stop_logging(Name="trail")
    account.differing(trail, "IsLogging")
    cloudtrail.delete_trail(Name="trail")
    account.missing(trail)


def test_a_trail_whose_key_is_declared_by_alias_is_read(account: Account) -> None:
    """For an alias, CloudTrail returns the ARN of its key: the alias is resolved."""
    s3, cloudtrail, kms = (account.client(service) for service in ("s3", "cloudtrail", "kms"))
    s3.create_bucket(Bucket="audit-logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    key, other = (kms.create_key()["KeyMetadata"] for _ in range(2))
    kms.create_alias(AliasName="alias/logs", TargetKeyId=key["KeyId"])
    cloudtrail.create_trail(Name="trail", S3BucketName="audit-logs", KmsKeyId=key["Arn"])
    alias = f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/logs"
    trail = Declared("AWS::CloudTrail::Trail", "trail", {"KMSKeyId": alias})
    account.created(trail)
    kms.update_alias(AliasName="alias/logs", TargetKeyId=other["KeyId"])
    assert account.differing(trail, "KMSKeyId").differences[0].actual == key["Arn"]


def test_a_detector_is_read_with_its_plans(account: Account) -> None:
    """Plans that the template does not name may be there; one that it names and is off differs."""
    guardduty = account.client("guardduty")

    def features(status: str) -> list[dict[str, Any]]:
        return [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}, {"Name": "RDS_LOGIN_EVENTS", "Status": status}]

    made = guardduty.create_detector(
        Enable=True, FindingPublishingFrequency="FIFTEEN_MINUTES", Features=features("ENABLED")
    )["DetectorId"]
    detector = Declared(
        "AWS::GuardDuty::Detector",
        made,
        {"Enable": True, "Features": features("ENABLED")[1:], "FindingPublishingFrequency": "FIFTEEN_MINUTES"},
    )
    account.created(detector)
    guardduty.update_detector(DetectorId=made, Enable=False, Features=features("DISABLED"))
    account.differing(detector, "Enable", "Features[0].Status")
    guardduty.delete_detector(DetectorId=made)
    account.missing(detector)


def test_an_analyzer_is_read(stubs: Stubs) -> None:
    """An analyzer is read by the name in its ARN."""
    arn = f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/unused"
    configuration = {"unusedAccess": {"unusedAccessAge": 90}}
    analyzer = Declared(
        "AWS::AccessAnalyzer::Analyzer",
        arn,
        {
            "Type": "ACCOUNT_UNUSED_ACCESS",
            "AnalyzerConfiguration": {"UnusedAccessConfiguration": {"UnusedAccessAge": 90}},
            "ArchiveRules": [{"RuleName": "known", "Filter": [{"Property": "resource", "Eq": ["x"]}]}],
        },
    )
    for age in (90, 90, 180):
        answer = {
            "arn": arn,
            "name": "unused",
            "type": "ACCOUNT_UNUSED_ACCESS",
            "createdAt": 0,
            "status": "ACTIVE",
            "configuration": {"unusedAccess": {**configuration["unusedAccess"], "unusedAccessAge": age}},
        }
        rule = {"ruleName": "known", "filter": {"resource": {"eq": ["x"]}}, "createdAt": 0, "updatedAt": 0}
        stubs.answer("accessanalyzer", "get_analyzer", {"analyzer": answer}, analyzerName="unused")
        stubs.answer("accessanalyzer", "list_archive_rules", {"archiveRules": [rule]}, analyzerName="unused")
    stubs.fail("accessanalyzer", "get_analyzer", "ResourceNotFoundException")
    assert_created(analyzer, stubs.clients)
    assert_spelled(analyzer, stubs.clients)
    assert_differing(analyzer, stubs.clients, "AnalyzerConfiguration.UnusedAccessConfiguration.UnusedAccessAge")
    assert_missing(analyzer, stubs.clients)


@pytest.mark.parametrize(
    ("declared", "reported"),
    [
        (
            {"InternalAccessConfiguration": {"InternalAccessAnalysisRule": {"Inclusions": [{"AccountIds": ["1"]}]}}},
            {"internalAccess": {"analysisRule": {"inclusions": [{"accountIds": ["1"]}]}}},
        ),
        (
            {
                "UnusedAccessConfiguration": {
                    "UnusedAccessAge": 9,
                    "AnalysisRule": {"Exclusions": [{"AccountIds": ["1"]}]},
                }
            },
            {"unusedAccess": {"unusedAccessAge": 9, "analysisRule": {"exclusions": [{"accountIds": ["1"]}]}}},
        ),
        (
            {
                "UnusedAccessConfiguration": {
                    "AnalysisRule": {
                        "Exclusions": [
                            {"ResourceTags": [[{"Key": "b", "Value": "2"}, {"Key": "A", "Value": "1"}], [{"Key": "c"}]]}
                        ]
                    }
                }
            },
            {"unusedAccess": {"analysisRule": {"exclusions": [{"resourceTags": [{"A": "1", "b": "2"}, {"c": ""}]}]}}},
        ),
    ],
)
def test_the_rules_of_an_analyzer_are_read(stubs: Stubs, declared: dict[str, Any], reported: dict[str, Any]) -> None:
    """CloudFormation names those of internal access in its own way, and has a list of tags where the API has a map."""
    answer = {"arn": "a/it", "name": "it", "type": "ACCOUNT", "createdAt": 0, "status": "ACTIVE"}
    for more in ({"configuration": reported}, {}):
        stubs.answer("accessanalyzer", "get_analyzer", {"analyzer": {**answer, **more}}, analyzerName="it")
    analyzer = Declared("AWS::AccessAnalyzer::Analyzer", "a/it", {"AnalyzerConfiguration": declared})
    assert_created(analyzer, stubs.clients)
    assert_differing(analyzer, stubs.clients, "AnalyzerConfiguration")
