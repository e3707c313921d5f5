"""Stack sets are deployed to each of their target accounts."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::CloudFormation::StackSet"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each instance of each active stack set: it is current, and no drift was detected."""
    for summary in place.pages("cloudformation", "list_stack_sets", "Summaries", Status="ACTIVE"):
        name = summary["StackSetName"]
        for item in place.pages("cloudformation", "list_stack_instances", "Summaries", StackSetName=name):
            problems = []
            if item["Status"] != "CURRENT":
                problems.append(f"is {item['Status'].lower()}: {item.get('StatusReason', 'no reason given')}")
            if item.get("DriftStatus") == "DRIFTED":
                problems.append("has drifted")
            yield place.judged(
                f"{summary['StackSetId']}/{item['Account']}/{item['Region']}",
                _TYPE,
                f"Stack set {name} in {item['Account']}/{item['Region']}",
                "is current",
                problems,
                {key: item.get(key) for key in ("Status", "StatusReason", "DriftStatus", "StackId")},
                controls=("drift-detection",),
                account=item["Account"],
                region=item["Region"],
            )


QUERY = Query(
    id="stack_set_instances",
    title="Stack sets are deployed to each of their target accounts",
    controls=(
        "config-conformance-packs",
        "drift-detection",
    ),
    level=Level.ORGANISATION,
    asked_in=Role.MANAGEMENT,
    actions=(
        "cloudformation:ListStackSets",
        "cloudformation:ListStackInstances",
    ),
    ask=ask,
)
