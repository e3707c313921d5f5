"""Alerts to people for urgent findings of Security Hub."""

from __future__ import annotations

from constructs import Construct

from landing_zone_constructs.alert_delivery import AlertDelivery
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.event_alert import EventAlert

SEVERITIES = ("CRITICAL", "HIGH")
REPORTED_ELSEWHERE = ("GuardDuty", "IAM Access Analyzer")
"""Products whose findings :class:`~landing_zone_constructs.findings_routing.FindingsRouting` reports, sooner."""

_MESSAGE = (
    "Security Hub finding, <severity>: <title>.\n"
    "In account <owner>, Region <region>, resource <resource>: <description>\n"
    "Found by <product>; control <control>.\n"
    "What to do: fix it, or have the deviation approved and suppress the finding (PCI DSS 6.3.1, 10.4.3). Set its "
    "workflow status to NOTIFIED, or an alert follows at each update. Finding id: <finding>"
)
_VALUES = {
    "control": "$.detail.findings[0].Compliance.SecurityControlId",
    "description": "$.detail.findings[0].Description",
    "finding": "$.detail.findings[0].Id",
    "owner": "$.detail.findings[0].AwsAccountId",
    "product": "$.detail.findings[0].ProductName",
    "region": "$.detail.findings[0].Region",
    "resource": "$.detail.findings[0].Resources[0].Id",
    "severity": "$.detail.findings[0].Severity.Label",
    "title": "$.detail.findings[0].Title",
}


class SecurityHubAlerts(Construct):
    """New findings of high and critical severity of all accounts and Regions, sent to the alert topic as sentences.

    Security Hub sends the findings of every account to its delegated administrator, and those of the linked Regions to
    its home Region, on the account's default bus: create this construct there, once. Findings of GuardDuty and IAM
    Access Analyzer are left out, since they have their own alerts.

    Serves PCI DSS v4.0.1 6.3.1, 10.4.1.1, 10.4.3, 11.5.1.1, 12.10.5; GDPR Art. 32(1)(d), 33(1).
    Source: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html

    Args:
        scope: the construct above, in a stack of the delegated administrator's home Region.
        construct_id: the id below ``scope``.
        topic_arn: the alert topic, in this account and Region.
        queue_key: the key of the queue for alerts that could not be delivered; see
            :class:`~landing_zone_constructs.alert_delivery.AlertDelivery`.

    Attributes:
        alert: the alert.

    Raises:
        ValueError: the topic is not one of this account and Region.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, topic_arn: str, queue_key: CustomerManagedKey | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        self.alert: EventAlert = EventAlert(
            self,
            "Finding",
            description="Alerts of new findings of Security Hub of high and critical severity",
            pattern={
                "source": ["aws.securityhub"],
                "detail-type": ["Security Hub Findings - Imported"],
                "detail": {
                    "findings": {
                        "ProductName": [{"anything-but": list(REPORTED_ELSEWHERE)}],
                        "RecordState": ["ACTIVE"],
                        "Severity": {"Label": list(SEVERITIES)},
                        "Workflow": {"Status": ["NEW"]},
                    }
                },
            },
            message=_MESSAGE,
            values=_VALUES,
            delivery=AlertDelivery(self, "Delivery", topic_arn=topic_arn, queue_key=queue_key),
        )
