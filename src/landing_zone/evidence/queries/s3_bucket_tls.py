"""Buckets refuse plain HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

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
        problems = [] if refuses_http(policy, name) else ["accepts requests over plain HTTP"]
        return place.judged(
            bucket_arn(place)(name), _TYPE, f"Bucket {name}", "refuses plain HTTP", problems, {"policy": policy}
        )

    yield from place.each([b["Name"] for b in buckets_of(place)], _TYPE, bucket_arn(place), judge)


def refuses_http(policy: Mapping[str, Any], bucket: str) -> bool:
    """Return whether a policy denies all principals all actions on bucket and objects without TLS."""
    covered: set[str] = set()
    for statement in _list(policy.get("Statement")):
        condition = statement.get("Condition", {})
        secure = _list(condition.get("Bool", {}).get("aws:SecureTransport"))
        alone = list(condition) == ["Bool"] and list(condition["Bool"]) == ["aws:SecureTransport"]
        everybody = statement.get("Principal") in ("*", {"AWS": "*"}, {"AWS": ["*"]})
        whole = {"*", "s3:*"} & {*_list(statement.get("Action"))}
        if statement.get("Effect") == "Deny" and alone and everybody and whole and str(secure[0]).lower() == "false":
            covered |= {resource.partition(":::")[2] or resource for resource in _list(statement.get("Resource"))}
    return "*" in covered or {bucket, f"{bucket}/*"} <= covered or f"{bucket}*" in covered


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


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
