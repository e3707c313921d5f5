"""Buckets keep earlier versions."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.buckets import bucket_arn, buckets_of
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::S3::Bucket"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every bucket of the environment."""
    client = place.client("s3")

    def judge(name: str) -> Answer:
        status = client.get_bucket_versioning(Bucket=name).get("Status", "never switched on")
        problems = [] if status == "Enabled" else [f"keeps no earlier versions: {status}"]
        return place.judged(
            bucket_arn(place)(name), _TYPE, f"Bucket {name}", "keeps earlier versions", problems, {"Status": status}
        )

    yield from place.each([b["Name"] for b in buckets_of(place)], _TYPE, bucket_arn(place), judge)


QUERY = Query(
    id="s3_bucket_versioning",
    title="Buckets keep earlier versions",
    controls=("s3-versioning",),
    level=Level.ENVIRONMENT,
    actions=(
        "s3:ListAllMyBuckets",
        "s3:GetBucketVersioning",
    ),
    ask=ask,
)
