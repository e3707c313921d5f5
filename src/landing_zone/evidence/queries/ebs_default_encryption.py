"""New volumes are encrypted by default."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the Region's setting in the account."""
    on = place.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
    yield place.judged(
        f"{place.account.id}/{place.region}",
        "AWS::::Account",
        place.name,
        "encrypts new volumes by default",
        [] if on else ["does not encrypt new volumes by default"],
        {"EbsEncryptionByDefault": on},
    )


QUERY = Query(
    id="ebs_default_encryption",
    title="New volumes are encrypted by default",
    controls=("ebs-encryption-default",),
    level=Level.ENVIRONMENT,
    actions=("ec2:GetEbsEncryptionByDefault",),
    ask=ask,
)
