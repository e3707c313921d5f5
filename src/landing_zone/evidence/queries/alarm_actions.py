"""Alarms notify somebody."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_KINDS = {"MetricAlarms": "AWS::CloudWatch::Alarm", "CompositeAlarms": "AWS::CloudWatch::CompositeAlarm"}


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every alarm: its actions are on, and it has at least one."""
    client = place.client("cloudwatch")
    for page in client.get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm", "CompositeAlarm"]):
        for key, type_ in _KINDS.items():
            for alarm in page.get(key, ()):
                problems = []
                if not alarm.get("ActionsEnabled"):
                    problems.append("has its actions off")
                if not alarm.get("AlarmActions"):
                    problems.append("notifies no target")
                yield place.judged(
                    alarm["AlarmArn"],
                    type_,
                    f"Alarm {alarm['AlarmName']} in {place.name}",
                    "notifies its targets",
                    problems,
                    {name: alarm.get(name) for name in ("ActionsEnabled", "AlarmActions", "StateValue")},
                )


QUERY = Query(
    id="alarm_actions",
    title="Alarms notify somebody",
    controls=("alarm-actions",),
    level=Level.ENVIRONMENT,
    actions=("cloudwatch:DescribeAlarms",),
    ask=ask,
)
