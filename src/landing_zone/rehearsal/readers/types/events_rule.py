"""A rule of EventBridge with its targets: ``DescribeRule``, ``ListTargetsByRule``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared, listed, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    events = asked.client("events")
    # the id of a rule on a bus of one's own is "<bus>|<rule>", that of one on the default bus is its name or its ARN
    bus, _, name = asked.physical_id.rpartition("|")
    of_rule = {"EventBusName": bus} if bus else {}
    if not bus and "EventBusName" in asked.declared:
        of_rule = {"EventBusName": asked.text("EventBusName")}
    name = name.rpartition("/")[2]
    answer = answer_or_none(events.describe_rule, "ResourceNotFoundException", Name=name, **of_rule)
    if answer is None:
        return None
    # a rule's ARN ends in rule/<bus>/<name>, or in rule/<name> on the default bus
    bus_arn = f"{answer['Arn'].partition(':rule/')[0]}:event-bus/{answer['EventBusName']}"
    return Reading(
        {
            "EventBusName": as_declared(asked.declared.get("EventBusName"), answer["EventBusName"], bus_arn),
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
