"""Buckets refuse plain HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator

from landing_zone.cloudformation.iam.tls import refuses_plain_http
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.buckets import bucket_arn, buckets_of
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_TYPE = "AWS::S3::Bucket"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the policy of every bucket of the environment."""
    client = place.client("s3")

    def judge(name: str) -> Answer:
        text = absent(lambda: client.get_bucket_policy(Bucket=name)["Policy"], "NoSuchBucketPolicy")
        policy = json.loads(text) if text else {}
        problems = [] if refuses_plain_http(policy, name) else ["accepts requests over plain HTTP"]
        return place.judged(
            bucket_arn(place)(name), _TYPE, f"Bucket {name}", "refuses plain HTTP", problems, {"policy": policy}
        )

    yield from place.each([b["Name"] for b in buckets_of(place)], _TYPE, bucket_arn(place), judge)


QUERY = Query(
    id="s3_bucket_tls",
    title="Buckets refuse plain HTTP",
    controls=("s3-tls-only",),
    level=Level.ENVIRONMENT,
    actions=(
        "s3:ListAllMyBuckets",
        "s3:GetBucketPolicy",
    ),
    ask=ask,
)
