"""GuardDuty findings that cannot wait, told to people."""

from __future__ import annotations

from constructs import Construct

from landing_zone_constructs.alert_delivery import AlertDelivery
from landing_zone_constructs.event_alert import EventAlert

HIGH_SEVERITY = 7.0
"""GuardDuty calls findings from 7.0 to 8.9 high, and those from 9.0 on critical."""

SEVERITIES = (1.0, 10.0)
"""The lowest and the highest severity that GuardDuty gives."""

_MESSAGE = (
    "GuardDuty finding of severity <severity>: <title>.\n"
    "In account <owner>, Region <region>: <description>\n"
    "Type <type>, seen <count> times, last at <last>, on <resource>.\n"
    "What to do: follow the incident response plan (PCI DSS 12.10.5); where personal data may be affected, the 72 "
    "hours of GDPR Art. 33(1) run from now. Finding id: <finding>"
)

_VALUES = {
    "count": "$.detail.service.count",
    "description": "$.detail.description",
    "finding": "$.detail.id",
    "last": "$.detail.service.eventLastSeen",
    "owner": "$.detail.accountId",
    "region": "$.detail.region",
    "resource": "$.detail.resource.resourceType",
    "severity": "$.detail.severity",
    "title": "$.detail.title",
    "type": "$.detail.type",
}


class FindingsRouting(Construct):
    """GuardDuty findings of at least a severity, sent to the alert topic as sentences.

    In the security account, GuardDuty's delegated administrator, it hears the findings of every member account of
    its Region: make one in each Region there.

    Serves PCI DSS v4.0.1 10.4.1.1, 10.4.3, 11.5.1, 11.5.1.1, 12.10.5; GDPR Art. 32(1)(d), 33(1).
    Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html

    Args:
        scope: the construct above.
        construct_id: the id below ``scope``.
        topic_arn: the alert topic, in this Region; in this account or another.
        topic_key_arn: the key that encrypts the topic; needed when the topic is in another account.
        lowest_severity: the lowest severity told of, 1.0 to 10.0.

    Raises:
        ValueError: the severity is one that GuardDuty does not give, or the topic or its key is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        topic_arn: str,
        topic_key_arn: str | None = None,
        lowest_severity: float = HIGH_SEVERITY,
    ) -> None:
        super().__init__(scope, construct_id)
        low, high = SEVERITIES
        if not low <= lowest_severity <= high:
            raise ValueError(f"lowest_severity must be {low} to {high}, got {lowest_severity!r}")
        self.alert: EventAlert = EventAlert(
            self,
            "Finding",
            description=f"Tells of GuardDuty findings of severity {lowest_severity} and above",
            pattern={
                "source": ["aws.guardduty"],
                "detail-type": ["GuardDuty Finding"],
                "detail": {"severity": [{"numeric": [">=", lowest_severity]}]},
            },
            message=_MESSAGE,
            values=_VALUES,
            delivery=AlertDelivery(self, "Delivery", topic_arn=topic_arn, topic_key_arn=topic_key_arn),
        )
        """The alert."""
