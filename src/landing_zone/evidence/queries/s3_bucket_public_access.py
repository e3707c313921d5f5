"""Buckets block public access."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.buckets import bucket_arn, buckets_of, missing_blocks
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_TYPE = "AWS::S3::Bucket"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every bucket of the environment; those of the log archive are evidence for the audit logs too."""
    client = place.client("s3")
    controls = QUERY.controls if Role.LOG_ARCHIVE in place.account.roles else ("s3-bpa-bucket",)

    def judge(name: str) -> Answer:
        block = absent(
            lambda: client.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"],
            "NoSuchPublicAccessBlockConfiguration",
        )
        return place.judged(
            bucket_arn(place)(name),
            _TYPE,
            f"Bucket {name}",
            "blocks public access",
            missing_blocks(block),
            {"found": block},
            controls=controls,
        )

    yield from place.each([b["Name"] for b in buckets_of(place)], _TYPE, bucket_arn(place), judge)


QUERY = Query(
    id="s3_bucket_public_access",
    title="Buckets block public access",
    controls=(
        "s3-bpa-bucket",
        "cloudtrail-bucket-private",
    ),
    level=Level.ENVIRONMENT,
    actions=(
        "s3:ListAllMyBuckets",
        "s3:GetBucketPublicAccessBlock",
    ),
    ask=ask,
)
