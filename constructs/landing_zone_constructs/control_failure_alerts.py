"""Alerts for security controls that someone stops, deletes or weakens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from constructs import Construct

from landing_zone_constructs.alert_delivery import AlertDelivery
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.event_alert import EventAlert


@dataclass(frozen=True, kw_only=True)
class Concern:
    """One security control, and the calls that make it fail.

    Args:
        subject: the control, as the alert's text names it.
        loss: what is lost while the control is down.
        service: the service's endpoint name: ``cloudtrail`` for ``cloudtrail.amazonaws.com``.
        calls: the API calls that raise an alert, refused attempts included.
    """

    subject: str
    loss: str
    service: str
    calls: tuple[str, ...]


CONCERNS: Mapping[str, Concern] = MappingProxyType(
    {
        "AuditTrail": Concern(
            subject="the audit trail (AWS CloudTrail)",
            loss="what people and programs do may no longer be recorded",
            service="cloudtrail",
            calls=(
                "DeleteTrail",
                "PutEventSelectors",
                "PutInsightSelectors",
                "StopLogging",
                "UpdateTrail",
            ),
        ),
        "ConfigurationRecord": Concern(
            subject="the configuration record (AWS Config)",
            loss="changes of resources may no longer be recorded or judged",
            service="config",
            calls=(
                "DeleteAggregationAuthorization",
                "DeleteConfigRule",
                "DeleteConfigurationAggregator",
                "DeleteConfigurationRecorder",
                "DeleteDeliveryChannel",
                "DeleteOrganizationConformancePack",
                "PutConfigurationRecorder",
                "PutDeliveryChannel",
                "StopConfigurationRecorder",
            ),
        ),
        "SecurityChecks": Concern(
            subject="the security checks (AWS Security Hub)",
            loss="deviations from the standards may go unseen",
            service="securityhub",
            calls=(
                "BatchDisableStandards",
                "DeleteConfigurationPolicy",
                "DeleteFindingAggregator",
                "DisableSecurityHub",
                "StartConfigurationPolicyDisassociation",
                "UpdateConfigurationPolicy",
                "UpdateStandardsControl",
            ),
        ),
        "AccountSettings": Concern(
            subject="a setting of the account (Amazon EC2)",
            loss="new volumes may be unencrypted, or snapshots and images public",
            service="ec2",
            calls=(
                "DisableEbsEncryptionByDefault",
                "DisableImageBlockPublicAccess",
                "DisableSnapshotBlockPublicAccess",
            ),
        ),
        "ThreatDetection": Concern(
            subject="threat detection (Amazon GuardDuty)",
            loss="attacks may go unseen",
            service="guardduty",
            calls=(
                "CreateFilter",
                "CreateIPSet",
                "DeleteDetector",
                "DeleteMembers",
                "DeletePublishingDestination",
                "DisableOrganizationAdminAccount",
                "DisassociateFromAdministratorAccount",
                "DisassociateFromMasterAccount",
                "DisassociateMembers",
                "StopMonitoringMembers",
                "UpdateDetector",
                "UpdateFilter",
                "UpdateIPSet",
                "UpdateMemberDetectors",
                "UpdateOrganizationConfiguration",
            ),
        ),
        "NetworkRecord": Concern(
            subject="the network record (VPC flow logs)",
            loss="traffic may no longer be recorded",
            service="ec2",
            calls=("DeleteFlowLogs",),
        ),
        "EncryptionKeys": Concern(
            subject="an encryption key (AWS KMS)",
            loss="data under the key may become unreadable, or readable by others",
            service="kms",
            calls=(
                "DeleteImportedKeyMaterial",
                "DisableKey",
                "DisableKeyRotation",
                "PutKeyPolicy",
                "ScheduleKeyDeletion",
            ),
        ),
        "LogStores": Concern(
            subject="a store of logs (Amazon CloudWatch Logs)",
            loss="logs may be gone, kept for too short a time, or no longer encrypted",
            service="logs",
            calls=(
                "DeleteLogGroup",
                "DeleteLogStream",
                "DeleteRetentionPolicy",
                "DisassociateKmsKey",
                "PutRetentionPolicy",
            ),
        ),
        "WebFirewall": Concern(
            subject="the web application firewall (AWS WAF)",
            loss="attacks on public web applications may pass, or pass unrecorded",
            service="wafv2",
            calls=("DeleteLoggingConfiguration", "DeleteWebACL", "DisassociateWebACL", "UpdateWebACL"),
        ),
        "Alerting": Concern(
            subject="alerting itself (Amazon EventBridge)",
            loss="failures of other controls may go untold",
            service="events",
            # No PutRule: AWS services and deployments call it all day, and frequent false alerts are ignored.
            calls=("DeleteRule", "DisableRule", "RemoveTargets"),
        ),
    }
)
"""Construct id to concern. To monitor another control, add a row."""

_MESSAGE = (
    "Security control at risk: {subject}.\n"
    "In account <account>, Region <region>, at <time>, <who> called <call> from address <address>. "
    "If the call went through, {loss}.\n"
    "Error code, if the call was refused: <error>\n"
    "What to do: ask whether it is an approved change; if it is not, restore the control and open an "
    "incident (PCI DSS 10.7.3). CloudTrail event id: <event>"
)

_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "account": "$.account",
        "address": "$.detail.sourceIPAddress",
        "call": "$.detail.eventName",
        "error": "$.detail.errorCode",
        "event": "$.detail.eventID",
        "region": "$.region",
        "time": "$.time",
        "who": "$.detail.userIdentity.arn",
    }
)


class ControlFailureAlerts(Construct):
    """One rule for each security control, which reports at once who stopped, deleted or weakened it, where and when.

    EventBridge receives management events from CloudTrail, so the organisation trail must record them. Events stay
    in the account and Region where they happen: make one in each, or send them to a bus that carries these alerts.

    Serves PCI DSS v4.0.1 10.2.1.6, 10.4.1.1, 10.7.1, 10.7.2, 10.7.3, 11.5.2, 12.10.5; GDPR Art. 32(1)(b), 33(1).
    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html

    Args:
        scope: the construct above, in a stack of the account and Region that receives the events.
        construct_id: the id below ``scope``.
        topic_arn: the alert topic, in this account and Region.
        queue_key: the key of the queue for alerts that could not be delivered; see
            :class:`~landing_zone_constructs.alert_delivery.AlertDelivery`.

    Raises:
        ValueError: the topic is not one of this account and Region.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, topic_arn: str, queue_key: CustomerManagedKey | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        delivery = AlertDelivery(self, "Delivery", topic_arn=topic_arn, queue_key=queue_key)
        self.alerts: Mapping[str, EventAlert] = MappingProxyType(
            {name: self._alert(name, concern, delivery) for name, concern in CONCERNS.items()}
        )
        """The alerts, by concern."""

    def _alert(self, name: str, concern: Concern, delivery: AlertDelivery) -> EventAlert:
        return EventAlert(
            self,
            name,
            description=f"Alerts when somebody stops, deletes or weakens {concern.subject}",
            pattern={
                "source": [f"aws.{concern.service}"],
                "detail-type": ["AWS API Call via CloudTrail"],
                "detail": {
                    "eventSource": [f"{concern.service}.amazonaws.com"],
                    "eventName": list(concern.calls),
                },
            },
            message=_MESSAGE.format(subject=concern.subject, loss=concern.loss),
            values=_VALUES,
            delivery=delivery,
        )
