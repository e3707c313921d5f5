"""One EventBridge rule that publishes events to an alert topic as readable text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aws_cdk import aws_events as events
from constructs import Construct

from landing_zone_constructs.alert_delivery import AlertDelivery

MAX_TEMPLATE = 8192
"""The longest input template that EventBridge accepts, in characters."""

_PLACEHOLDER = re.compile(r"<([A-Za-z0-9_-]+)>")


class EventAlert(Construct):
    """Events of one kind, sent to one topic as sentences that a person on call understands.

    Serves PCI DSS v4.0.1 10.4.1.1, 10.7.2, 12.10.5; GDPR Art. 33(1).
    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html

    Args:
        scope: the construct above.
        construct_id: the id below ``scope``.
        description: what the rule watches for.
        pattern: the event pattern, as EventBridge reads it.
        message: the text of the alert, with ``<name>`` for each value taken from the event. EventBridge leaves out
            a value that the event does not have.
        values: name to JSON path in the event, one for each ``<name>``.
        delivery: the topic, with its queue for undelivered alerts.

    Raises:
        ValueError: a name in the message has no path, a path is not used in the message, the message is too long, or
            the pattern would match every event.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: str,
        pattern: Mapping[str, Any],
        message: str,
        values: Mapping[str, str],
        delivery: AlertDelivery,
    ) -> None:
        super().__init__(scope, construct_id)
        named = set(_PLACEHOLDER.findall(message))
        if named != set(values):
            raise ValueError(
                f"message and values must have the same names, got {sorted(named)} in the message and {sorted(values)}"
            )
        # EventBridge takes text of several lines as one quoted string per line, as in the GuardDuty guide's example.
        template = "\n".join(json.dumps(line) for line in message.splitlines())
        if len(template) > MAX_TEMPLATE:
            raise ValueError(f"a message must have at most {MAX_TEMPLATE} characters, got {len(template)}")
        if not pattern.get("source") or not pattern.get("detail-type"):
            raise ValueError(f"a pattern must name source and detail-type, got {dict(pattern)!r}")
        self.rule: events.CfnRule = events.CfnRule(
            self,
            "Resource",
            description=description,
            state="ENABLED",
            event_pattern=dict(pattern),
            targets=[
                events.CfnRule.TargetProperty(
                    id="AlertTopic",
                    arn=delivery.topic_arn,
                    dead_letter_config=events.CfnRule.DeadLetterConfigProperty(arn=delivery.undelivered.queue_arn),
                    input_transformer=events.CfnRule.InputTransformerProperty(
                        input_paths_map=dict(sorted(values.items())), input_template=template
                    ),
                )
            ],
        )
        """The rule."""
