"""Buckets encrypt with KMS, or as declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.buckets import bucket_arn, buckets_of
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_TYPE = "AWS::S3::Bucket"
_KMS = frozenset({"aws:kms", "aws:kms:dsse"})


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every bucket of the environment.

    A bucket that the templates declare differently was judged, and waived, at synthesis: S3 does not deliver server
    access logs to a bucket that encrypts with KMS.
    """
    client = place.client("s3")

    def judge(name: str) -> Answer:
        configuration = absent(
            lambda: client.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"],
            "ServerSideEncryptionConfigurationNotFoundError",
        )
        found = algorithm(configuration or {}, "Rules", "ApplyServerSideEncryptionByDefault")
        declared = algorithm(
            place.design.buckets.get(name, {}).get("BucketEncryption", {}),
            "ServerSideEncryptionConfiguration",
            "ServerSideEncryptionByDefault",
        )
        fine = found in _KMS or (found != "" and found == declared)
        return place.judged(
            bucket_arn(place)(name),
            _TYPE,
            f"Bucket {name}",
            f"encrypts with {found}",
            [] if fine else [f"encrypts with {found or 'no configured algorithm'}"],
            {"found": configuration, "declared": declared},
        )

    yield from place.each([b["Name"] for b in buckets_of(place)], _TYPE, bucket_arn(place), judge)


def algorithm(configuration: Mapping[str, Any], rules: str, default: str) -> str:
    """Return the algorithm of a bucket's default encryption, with the names of the API's or the template's fields."""
    for rule in configuration.get(rules, ()):
        return str(rule.get(default, {}).get("SSEAlgorithm", ""))
    return ""


QUERY = Query(
    id="s3_bucket_encryption",
    title="Buckets encrypt with KMS, or as declared",
    controls=("s3-sse-kms",),
    level=Level.ENVIRONMENT,
    actions=(
        "s3:ListAllMyBuckets",
        "s3:GetEncryptionConfiguration",
    ),
    ask=ask,
)
