"""The account blocks public access to all its buckets."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.buckets import missing_blocks
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the account's setting; a setting that was never made is a failure."""
    client = place.client("s3control")
    block = absent(
        lambda: client.get_public_access_block(AccountId=place.account.id)["PublicAccessBlockConfiguration"],
        "NoSuchPublicAccessBlockConfiguration",
    )
    yield place.judged(
        place.account.id,
        "AWS::::Account",
        f"Account {place.account.name}",
        "blocks public access to all its buckets",
        missing_blocks(block),
        {"found": block},
    )


QUERY = Query(
    id="s3_account_public_access",
    title="The account blocks public access to all its buckets",
    controls=("s3-bpa-account",),
    level=Level.ACCOUNT,
    actions=("s3:GetAccountPublicAccessBlock",),
    ask=ask,
)
