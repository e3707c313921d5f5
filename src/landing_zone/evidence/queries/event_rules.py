"""Event rules that forward findings and report changed controls are on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::Events::Rule"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each rule of every event bus, except those that a service manages."""
    client = place.client("events")
    for bus in place.pages_by_token(client.list_event_buses, "EventBuses", "NextToken"):
        rules = [
            rule
            for rule in place.pages("events", "list_rules", "Rules", EventBusName=bus["Name"])
            if not rule.get("ManagedBy")
        ]
        yield from place.each(rules, _TYPE, lambda rule: rule["Arn"], lambda rule: _rule(place, rule))


def _rule(place: QueryTarget, rule: Mapping[str, Any]) -> Answer:
    bus = rule.get("EventBusName", "default")
    targets = list(place.pages("events", "list_targets_by_rule", "Targets", Rule=rule["Name"], EventBusName=bus))
    problems = []
    if not str(rule["State"]).startswith("ENABLED"):
        problems.append("is off")
    if not targets:
        problems.append("has no target")
    facts = {"State": rule["State"], "targets": sorted(target["Arn"] for target in targets)}
    return place.judged(rule["Arn"], _TYPE, f"Rule {rule['Name']} in {place.name}", "is on", problems, facts)


QUERY = Query(
    id="event_rules",
    title="Event rules that forward findings and report changed controls are on",
    controls=(
        "control-failure-alerts",
        "findings-to-ticket",
    ),
    level=Level.ENVIRONMENT,
    actions=(
        "events:ListEventBuses",
        "events:ListRules",
        "events:ListTargetsByRule",
    ),
    ask=ask,
)
