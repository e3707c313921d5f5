"""No stack has drifted from its template."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::CloudFormation::Stack"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each stack of the environment by its last drift detection, which AWS Config's rule starts.

    A stack without drift detection is undetermined: a read-only query does not start one.
    """
    for stack in place.pages("cloudformation", "describe_stacks", "Stacks"):
        if stack["StackStatus"] == "DELETE_COMPLETE":
            continue
        drift = stack.get("DriftInformation", {})
        status, name = drift.get("StackDriftStatus", "NOT_CHECKED"), f"Stack {stack['StackName']}"
        if status not in {"IN_SYNC", "DRIFTED"}:
            yield place.not_readable(stack["StackId"], _TYPE, name, f"its drift is {status}")
            continue
        problems = ["has drifted from its template"] if status == "DRIFTED" else []
        yield place.judged(stack["StackId"], _TYPE, name, "matches its template", problems, drift)


QUERY = Query(
    id="stack_drift",
    title="No stack has drifted from its template",
    controls=("drift-detection",),
    level=Level.ENVIRONMENT,
    actions=("cloudformation:DescribeStacks",),
    ask=ask,
)
