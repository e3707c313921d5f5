"""Customer-managed keys rotate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::KMS::Key"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each symmetric customer-managed key with material of KMS that is in use.

    KMS does not rotate asymmetric or HMAC keys, nor imported or external material.
    Source: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
    """
    client = place.client("kms")
    keys = place.pages("kms", "list_keys", "Keys")
    yield from place.each(keys, _TYPE, lambda key: key["KeyArn"], lambda key: _key(place, client, key["KeyArn"]))


def _key(place: QueryTarget, client: Any, arn: str) -> Answer | None:
    key = client.describe_key(KeyId=arn)["KeyMetadata"]
    if key["KeyManager"] != "CUSTOMER" or key["KeyState"] not in {"Enabled", "Disabled"}:
        return None
    if key.get("KeySpec") != "SYMMETRIC_DEFAULT" or key.get("Origin") != "AWS_KMS":
        return None
    if key.get("MultiRegion") and key.get("MultiRegionConfiguration", {}).get("MultiRegionKeyType") == "REPLICA":
        return None  # a replica rotates with its primary key, which is judged in its own Region
    status = client.get_key_rotation_status(KeyId=arn)
    facts = {name: key.get(name) for name in ("KeyState", "KeySpec", "Origin", "MultiRegion", "Description")} | {
        name: status.get(name) for name in ("KeyRotationEnabled", "RotationPeriodInDays", "NextRotationDate")
    }
    problems = [] if status["KeyRotationEnabled"] else ["does not rotate"]
    return place.judged(arn, _TYPE, f"Key {key['KeyId']} in {place.name}", "rotates", problems, facts)


QUERY = Query(
    id="kms_key_rotation",
    title="Customer-managed keys rotate",
    controls=("kms-rotation",),
    level=Level.ENVIRONMENT,
    actions=("kms:ListKeys", "kms:DescribeKey", "kms:GetKeyRotationStatus"),
    ask=ask,
)
