"""The GuardDuty detector of one account in one Region, with every protection plan on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aws_cdk import aws_guardduty as guardduty
from constructs import Construct

PROTECTION_PLANS: tuple[str, ...] = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)
"""The protection plans, by their feature names."""

PLANS_LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "AI_ANALYST": "in the API, and in no published guide yet: not known to be a plan, nor to deploy everywhere",
        "AI_PROTECTION": "in the API, and not among the values in the published reference: may not deploy everywhere",
        "EKS_RUNTIME_MONITORING": "the older form of RUNTIME_MONITORING: GuardDuty refuses a detector that names both",
    }
)
"""Features of GuardDuty that are not turned on, with the reason for each."""

RUNTIME_AGENTS: tuple[str, ...] = ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT")
"""Additional configurations of RUNTIME_MONITORING: GuardDuty itself installs its agent on each kind of compute, so
that a team cannot forget it."""

FINDING_PUBLISHING_FREQUENCY = "FIFTEEN_MINUTES"
"""The shortest interval at which GuardDuty publishes later occurrences of a finding; the first is sent at once."""


class ThreatDetector(Construct):
    """GuardDuty for this account and Region: all protection plans, all runtime agents, updates each 15 minutes.

    AWS allows one detector per account and Region, so create one in each. Where one exists already, leave this block
    out, or import the detector into the stack first: else the deployment fails. No parameter turns a plan off: an
    account that needs less states that as a waiver.

    Serves PCI DSS v4.0.1 5.2.1, 5.2.2, 5.3.2, 10.4.1.1, 11.5.1, 11.5.1.1 and 12.10.5; GDPR Art. 32(1)(b), 32(1)(d)
    and 33(1).
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-guardduty-detector.html

    Args:
        scope: the construct above, in a stack of the account and Region to watch.
        construct_id: the id below ``scope``.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        detector = guardduty.CfnDetector(
            self,
            "Resource",
            enable=True,
            finding_publishing_frequency=FINDING_PUBLISHING_FREQUENCY,
            features=[_feature(plan) for plan in PROTECTION_PLANS],
        )
        self.detector_id: str = detector.attr_id
        """The detector's id, as a token: GuardDuty assigns it at creation."""


def _feature(plan: str) -> guardduty.CfnDetector.CFNFeatureConfigurationProperty:
    agents = RUNTIME_AGENTS if plan == "RUNTIME_MONITORING" else ()
    return guardduty.CfnDetector.CFNFeatureConfigurationProperty(
        name=plan,
        status="ENABLED",
        additional_configuration=[
            guardduty.CfnDetector.CFNFeatureAdditionalConfigurationProperty(name=agent, status="ENABLED")
            for agent in agents
        ]
        or None,
    )
