"""The EventBridge bus on which the security account receives the events of the whole organisation."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_events as events
from constructs import Construct

from landing_zone_constructs.event_alert import EventAlert
from landing_zone_constructs.organisation import principal_within


class SecurityEventBus(Construct):
    """A bus that only the accounts of one organisation may put events on.

    It is not the account's default bus: rules there act on this account's own events, and events of another account
    must not trigger them.

    Serves PCI DSS v4.0.1 10.4.1.1, 10.7.2, 12.10.5; GDPR Art. 33(1).
    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html

    Args:
        scope: the construct above, in a stack of the security account.
        construct_id: the id below ``scope``.
        name: the bus's physical name; the other accounts name it.
        organisation_id: the organisation whose accounts may put events; ``None`` for this account alone.

    Raises:
        ValueError: the organisation's id is malformed.
    """

    def __init__(self, scope: Construct, construct_id: str, *, name: str, organisation_id: str | None) -> None:
        super().__init__(scope, construct_id)
        self.bus: events.CfnEventBus = events.CfnEventBus(self, "Resource", name=name)
        """The bus."""
        stack = Stack.of(self)
        events.CfnEventBusPolicy(
            self,
            "Policy",
            event_bus_name=self.bus.ref,
            statement_id="OrganisationSendsFindings",
            statement={
                "Effect": "Allow",
                "Principal": "*",
                "Action": "events:PutEvents",
                "Resource": stack.format_arn(service="events", resource="event-bus", resource_name=name),
                "Condition": {"StringEquals": principal_within(organisation_id)},
            },
        )

    def carry(self, alert: EventAlert) -> None:
        """Attach an alert's rule to this bus instead of the account's default bus.

        Args:
            alert: the alert, in the bus's stack.
        """
        alert.rule.event_bus_name = self.bus.ref
