"""The verdict on a default security group, from the data of EC2 or of AWS Config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landing_zone.config.regions import partition_of
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.target import QueryTarget


def judged_group(place: QueryTarget, group: str, account: str, region: str, facts: Mapping[str, Any]) -> Answer:
    """Judge a group by its rules.

    Args:
        place: where the query ran.
        group: its id.
        account: of the group.
        region: of the group.
        facts: its rules, ``in`` and ``out``, and its ``vpc``.
    """
    problems = [f"lets traffic {way}" for way in ("in", "out") if facts[way]]
    return place.judged(
        f"arn:{partition_of(region)}:ec2:{region}:{account}:security-group/{group}",
        "AWS::EC2::SecurityGroup",
        f"Default security group {group} in {account}/{region}",
        "allows nothing",
        problems,
        facts,
        account=account,
        region=region,
    )
