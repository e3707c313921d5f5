"""The paths from an event to a person (PCI DSS 10.4.1, 10.7.2, 12.10.5; GDPR 33)."""

from __future__ import annotations

from collections.abc import Mapping

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.inventory.facts import Fact, Facts, shown
from landing_zone.inventory.model import AlertFact


def alerts(facts: Facts) -> tuple[AlertFact, ...]:
    """List every rule of EventBridge, every alarm of CloudWatch and every subscription of SNS, with its targets."""
    found = [_rule(rule) for rule in facts.of("AWS::Events::Rule")]
    found += [_alarm(alarm) for alarm in facts.of("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")]
    found += [_subscription(one) for one in facts.of("AWS::SNS::Subscription")]
    return tuple(sorted(found, key=lambda alert: (alert.environment, alert.resource)))


def _rule(rule: Fact) -> AlertFact:
    targets = [
        shown(target.get("Arn")) for target in listed(rule.properties.get("Targets")) if isinstance(target, Mapping)
    ]
    off = " (off)" if shown(rule.properties.get("State")) == "DISABLED" else ""
    return AlertFact(
        resource=rule.position,
        environment=rule.environment,
        what=f"event rule{off}",
        description=shown(rule.properties.get("Description")),
        targets=tuple(sorted(filter(None, targets))),
    )


def _alarm(alarm: Fact) -> AlertFact:
    silent = shown(alarm.properties.get("ActionsEnabled")) == "false"
    return AlertFact(
        resource=alarm.position,
        environment=alarm.environment,
        what="alarm (actions off)" if silent else "alarm",
        description=shown(alarm.properties.get("AlarmDescription")),
        targets=tuple(sorted(shown(action) for action in listed(alarm.properties.get("AlarmActions")))),
    )


def _subscription(one: Fact) -> AlertFact:
    return AlertFact(
        resource=one.position,
        environment=one.environment,
        what=f"subscription of {shown(one.properties.get('TopicArn'))}",
        description=shown(one.properties.get("Protocol")),
        targets=tuple(shown(end) for end in listed(one.properties.get("Endpoint"))),
    )
