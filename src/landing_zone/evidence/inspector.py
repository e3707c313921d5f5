"""The verdict on Inspector's status in accounts, whether each is asked or their administrator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.target import QueryTarget

_SCANS = ("ec2", "ecr", "lambda")


def answers(place: QueryTarget, region: str, accounts: Sequence[str]) -> Iterator[Answer]:
    """Judge accounts in a Region; one that Inspector has no state of gets no answer here.

    Args:
        place: that is asked.
        region: whose Inspector is asked.
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
