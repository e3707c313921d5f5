"""Every stack of the assembly is deployed completely."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::CloudFormation::Stack"
_WHOLE = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"})


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each stack that the assembly has for this environment; one that is not deployed is a failure."""
    there = {
        stack["StackName"]: stack
        for stack in place.pages("cloudformation", "describe_stacks", "Stacks")
        if stack["StackStatus"] != "DELETE_COMPLETE"
    }
    for template in place.stacks:
        stack = there.get(template.name, {})
        status = stack.get("StackStatus", "")
        problems = []
        if not stack:
            problems.append("is not deployed")
        elif status not in _WHOLE:
            problems.append(f"is {status}")
        yield place.judged(
            stack.get("StackId") or place.arn("cloudformation", f"stack/{template.name}/*"),
            _TYPE,
            f"Stack {template.name}",
            "is deployed completely",
            problems,
            {key: stack.get(key) for key in ("StackStatus", "StackStatusReason", "CreationTime", "LastUpdatedTime")},
        )


QUERY = Query(
    id="stack_status",
    title="Every stack of the assembly is deployed completely",
    controls=("pipeline-gate",),
    level=Level.ENVIRONMENT,
    actions=("cloudformation:DescribeStacks",),
    ask=ask,
)
