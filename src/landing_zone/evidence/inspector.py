"""The verdict on Inspector's status in accounts, read in each account or in their administrator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.target import QueryTarget

_SCANS = ("ec2", "ecr", "lambda")


def answers(place: QueryTarget, region: str, accounts: Sequence[str]) -> Iterator[Answer]:
    """Judge accounts in a Region; an account without an Inspector state gets no answer here.

    Args:
        place: where the query runs.
        region: whose Inspector is queried.
        accounts: their ids.
    """
    status = place.client("inspector2", region).batch_get_account_status(accountIds=list(accounts))
    for item in status["accounts"]:
        scans = {name: item["resourceState"].get(name, {}).get("status", "DISABLED") for name in _SCANS}
        off = [name for name, state in scans.items() if state != "ENABLED"]
        yield place.judged(
            f"{item['accountId']}/{region}",
            "AWS::::Account",
            f"Inspector in {item['accountId']}/{region}",
            "scans hosts, images and functions",
            [f"does not scan {', '.join(off)}"] if off else [],
            {"state": item.get("state"), "scans": scans},
            account=item["accountId"],
            region=region,
        )
