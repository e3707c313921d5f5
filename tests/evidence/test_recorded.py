"""What AWS Config recorded, compared with templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from landing_zone.evidence.queries.config_differences import NAMES_AT_ONCE, _expression
from landing_zone.evidence.recorded import COMPARED, differences

BUCKET, TRAIL = COMPARED


def test_only_what_the_template_writes_out_is_compared() -> None:
    """A computed value, and one that the template leaves to AWS, are not differences, whatever was recorded."""
    record = {"configuration": {"s3BucketName": "logs", "isMultiRegionTrail": True, "logFileValidationEnabled": False}}
    assert differences(TRAIL, {"S3BucketName": {"Ref": "Bucket"}}, record) == ()
    assert differences(TRAIL, {"S3BucketName": "logs", "IsMultiRegionTrail": True}, record) == ()
    assert differences(TRAIL, {"EnableLogFileValidation": True}, record) == (
        {"path": "EnableLogFileValidation", "expected": True, "actual": False},
    )


@pytest.mark.parametrize("recorded", [{}, {"status": None}, {"status": "Suspended"}])
def test_what_is_not_recorded_differs(recorded: dict[str, Any]) -> None:
    """A bucket whose versioning AWS Config does not have, or has switched off, differs from its template."""
    properties = {"VersioningConfiguration": {"Status": "Enabled"}}
    record = {"supplementaryConfiguration": {"BucketVersioningConfiguration": recorded}}
    (found,) = differences(BUCKET, properties, record)
    assert (found["path"], found["expected"]) == ("VersioningConfiguration.Status", "Enabled")


def test_every_rule_of_a_list_counts() -> None:
    """A second rule of encryption in the account is one that the template does not have."""
    rule = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Ref": "Key"}}}
    properties = {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}

    def record(*algorithms: str) -> dict[str, Any]:
        rules = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}} for algorithm in algorithms]
        return {"supplementaryConfiguration": {"ServerSideEncryptionConfiguration": {"rules": rules}}}

    assert differences(BUCKET, properties, record("aws:kms")) == ()
    assert differences(BUCKET, properties, record("aws:kms", "AES256"))


def test_the_zones_own_buckets_and_trail_are_compared(gated: Path) -> None:
    """Each path of ours is one that the zone's templates write out: a slip would compare nothing."""
    seen: set[tuple[str, str]] = set()
    for file in sorted(gated.glob("*.template.json")):
        for resource in json.loads(file.read_text())["Resources"].values():
            for compared in COMPARED:
                if resource["Type"] == compared.type and isinstance(resource["Properties"].get(compared.name), str):
                    found = differences(compared, resource["Properties"], {})
                    seen |= {(compared.type, item["path"]) for item in found}
    assert seen == {(compared.type, path) for compared in COMPARED for path in compared.properties}


def test_a_query_stays_below_what_aws_config_takes() -> None:
    """The longest names there are, as many as one query has."""
    names = [f"{number:063d}" for number in range(NAMES_AT_ONCE)]
    assert max(len(_expression(compared, names)) for compared in COMPARED) <= 4096
