"""No resource of a stack has drifted from its template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_STACK = "AWS::CloudFormation::Stack"
_EXAMINED = frozenset({"IN_SYNC", "DRIFTED"})


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Fail each resource that the last drift detection of its stack found changed or deleted, with the differences.

    stack_drift reports stacks without drift detection. Resources whose type does not support drift detection are not
    judged.
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResourceDrifts.html
    """
    client = place.client("cloudformation")
    for stack in place.pages("cloudformation", "describe_stacks", "Stacks"):
        if stack["StackStatus"] == "DELETE_COMPLETE":
            continue
        drift = stack.get("DriftInformation", {})
        if drift.get("StackDriftStatus") not in _EXAMINED:
            continue
        clean = True
        for resource in place.pages_by_token(
            client.describe_stack_resource_drifts,
            "StackResourceDrifts",
            "NextToken",
            StackName=stack["StackId"],
            StackResourceDriftStatusFilters=["MODIFIED", "DELETED"],
        ):
            clean = False
            yield _drifted(place, stack["StackName"], resource)
        if clean:
            name = f"Stack {stack['StackName']}"
            yield place.judged(stack["StackId"], _STACK, name, "has no resource that is known to differ", [], drift)


def _drifted(place: QueryTarget, stack: str, resource: Mapping[str, Any]) -> Answer:
    differences = [
        {
            "path": difference["PropertyPath"],
            "kind": difference["DifferenceType"],
            "expected": difference["ExpectedValue"],
            "actual": difference["ActualValue"],
        }
        for difference in resource.get("PropertyDifferences", ())
    ]
    facts = {
        "status": resource["StackResourceDriftStatus"],
        "physical_id": resource.get("PhysicalResourceId"),
        "examined_at": resource["Timestamp"],
        "differences": differences,
    }
    if resource["StackResourceDriftStatus"] == "DELETED":
        problem = "was deleted"
    else:
        paths = ", ".join(str(difference["path"]) for difference in differences)
        problem = f"differs from its template in {paths}" if paths else "differs from its template"
    return place.judged(
        f"{resource['StackId']}/{resource['LogicalResourceId']}",
        resource["ResourceType"],
        f"{resource['LogicalResourceId']} of {stack}",
        "matches its template",
        [problem],
        facts,
    )


QUERY = Query(
    id="stack_resource_drift",
    title="No resource of a stack has drifted from its template",
    controls=("drift-detection",),
    level=Level.ENVIRONMENT,
    actions=("cloudformation:DescribeStackResourceDrifts", "cloudformation:DescribeStacks"),
    ask=ask,
)
