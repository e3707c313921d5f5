"""Compares what AWS Config recorded of a resource with its template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Compared:
    """A resource type with the properties that have the same form in the template and in AWS Config.

    Args:
        type: CloudFormation's and AWS Config's name of the type.
        name: the property that holds the physical name; AWS Config's ``resourceName``.
        properties: path in the template's properties, to path in AWS Config's record; a path goes into lists.
    """

    type: str
    name: str
    properties: Mapping[str, str]


_BUCKET = "supplementaryConfiguration."
_BLOCK = "PublicAccessBlockConfiguration."
_LOCK = "ObjectLockConfiguration."
_SSE = "BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.SSEAlgorithm"

COMPARED = (
    Compared(
        "AWS::S3::Bucket",
        "BucketName",
        {
            "VersioningConfiguration.Status": f"{_BUCKET}BucketVersioningConfiguration.status",
            _SSE: f"{_BUCKET}ServerSideEncryptionConfiguration.rules.applyServerSideEncryptionByDefault.sseAlgorithm",
            f"{_BLOCK}BlockPublicAcls": f"{_BUCKET}{_BLOCK}blockPublicAcls",
            f"{_BLOCK}BlockPublicPolicy": f"{_BUCKET}{_BLOCK}blockPublicPolicy",
            f"{_BLOCK}IgnorePublicAcls": f"{_BUCKET}{_BLOCK}ignorePublicAcls",
            f"{_BLOCK}RestrictPublicBuckets": f"{_BUCKET}{_BLOCK}restrictPublicBuckets",
            f"{_LOCK}ObjectLockEnabled": f"{_BUCKET}{_LOCK}objectLockEnabled",
            f"{_LOCK}Rule.DefaultRetention.Mode": f"{_BUCKET}{_LOCK}rule.defaultRetention.mode",
            f"{_LOCK}Rule.DefaultRetention.Days": f"{_BUCKET}{_LOCK}rule.defaultRetention.days",
        },
    ),
    Compared(
        "AWS::CloudTrail::Trail",
        "TrailName",
        {
            "EnableLogFileValidation": "configuration.logFileValidationEnabled",
            "IncludeGlobalServiceEvents": "configuration.includeGlobalServiceEvents",
            "IsMultiRegionTrail": "configuration.isMultiRegionTrail",
            "IsOrganizationTrail": "configuration.isOrganizationTrail",
            "S3BucketName": "configuration.s3BucketName",
        },
    ),
)
"""Source of the paths on AWS Config's side, one file a type:
https://github.com/awslabs/aws-config-resource-schema/tree/master/config/properties/resource-types"""


def differences(
    compared: Compared, properties: Mapping[str, Any], record: Mapping[str, Any]
) -> tuple[dict[str, Any], ...]:
    """Return each property that is literal in the template and recorded differently, in the order of the table.

    A property that the template omits or computes is not compared. Text is compared without regard to case.

    Args:
        compared: of the resource's type.
        properties: of the resource in its template.
        record: a row of an advanced query.
    """
    found = []
    for ours, theirs in compared.properties.items():
        expected = list(_at(properties, ours.split(".")))
        if not expected or any(isinstance(value, (Mapping, list)) for value in expected):
            continue
        actual = list(_at(record, theirs.split(".")))
        if sorted(map(_word, expected)) != sorted(map(_word, actual)):
            found.append({"path": ours, "expected": _one(expected), "actual": _one(actual)})
    return tuple(found)


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    """Yield the values at a path, of every item where the path crosses a list; a null counts as absent."""
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif not path:
        if value is not None:
            yield value
    elif isinstance(value, Mapping):
        if set(value) & {"Ref", "Fn::If", "Fn::GetAtt", "Fn::Join", "Fn::Sub"}:
            yield value  # computed
        elif path[0] in value:
            yield from _at(value[path[0]], path[1:])


def _word(value: Any) -> str:
    return str(value).lower()


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values or None
