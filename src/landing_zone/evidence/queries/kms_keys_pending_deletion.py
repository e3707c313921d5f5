"""No customer-managed key is about to be deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::KMS::Key"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each customer-managed key: what it encrypted is lost once it is deleted."""
    client = place.client("kms")
    keys = place.pages("kms", "list_keys", "Keys")
    yield from place.each(keys, _TYPE, lambda key: key["KeyArn"], lambda key: _key(place, client, key["KeyArn"]))


def _key(place: QueryTarget, client: Any, arn: str) -> Answer | None:
    key = client.describe_key(KeyId=arn)["KeyMetadata"]
    if key["KeyManager"] != "CUSTOMER":
        return None
    pending = key["KeyState"] in {"PendingDeletion", "PendingReplicaDeletion"}
    facts = {name: key.get(name) for name in ("KeyState", "DeletionDate", "Description")}
    when = f" on {key['DeletionDate'].date().isoformat()}" if key.get("DeletionDate") else ""
    return place.judged(
        arn,
        _TYPE,
        f"Key {key['KeyId']} in {place.name}",
        "stays",
        [f"is to be deleted{when}"] if pending else [],
        facts,
    )


QUERY = Query(
    id="kms_keys_pending_deletion",
    title="No customer-managed key is about to be deleted",
    controls=("kms-deletion-guard",),
    level=Level.ENVIRONMENT,
    actions=(
        "kms:ListKeys",
        "kms:DescribeKey",
    ),
    ask=ask,
)
