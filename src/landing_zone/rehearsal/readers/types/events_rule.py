"""A rule of EventBridge with its targets: ``DescribeRule``, ``ListTargetsByRule``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared, listed, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    events = request.client("events")
    # the id of a rule on a custom bus is "<bus>|<rule>"; on the default bus it is the rule's name or ARN
    bus, _, name = request.physical_id.rpartition("|")
    of_rule = {"EventBusName": bus} if bus else {}
    if not bus and "EventBusName" in request.declared:
        of_rule = {"EventBusName": request.text("EventBusName")}
    name = name.rpartition("/")[2]
    answer = answer_or_none(events.describe_rule, "ResourceNotFoundException", Name=name, **of_rule)
    if answer is None:
        return None
    # a rule's ARN ends in rule/<bus>/<name>, or in rule/<name> on the default bus
    bus_arn = f"{answer['Arn'].partition(':rule/')[0]}:event-bus/{answer['EventBusName']}"
    return Reading(
        {
            "EventBusName": as_declared(request.declared.get("EventBusName"), answer["EventBusName"], bus_arn),
            **picked(answer, "Description", "EventPattern", "Name", "RoleArn", "ScheduleExpression", "State"),
            "Targets": listed(events, "list_targets_by_rule", "Targets", Rule=name, **of_rule),
        },
        picked(answer, "Arn"),
    )


READER = Reader(
    "AWS::Events::Rule",
    read,
    unordered=frozenset({"Targets"}),
    documents=frozenset({"EventPattern"}),
)
