"""One Security Hub configuration policy for the whole organisation."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_securityhub as securityhub
from constructs import Construct

STANDARDS = (
    "aws-foundational-security-best-practices/v/1.0.0",
    "nist-800-53/v/5.0.0",
    "pci-dss/v/4.0.1",
)
"""The standards, by the ends of their ARNs.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/standards-reference.html
"""


class SecurityHubPolicy(Construct):
    """Security Hub in every account, home and linked Regions: the same standards, all controls except waived ones.

    Central configuration: accounts cannot turn it off or change it, and an account that joins the organisation gets it
    automatically. New controls of a standard are on from the day on which AWS adds them. Findings of all linked Regions
    are aggregated in the home Region.

    The stack's account must be the delegated administrator of Security Hub (:class:`stacks.delegation.Delegation`),
    which switches Security Hub on in it. Security Hub is charged for each check, and a control that is in several
    standards is checked once.

    Serves PCI DSS v4.0.1 2.2.1, 10.4.1.1, 10.7.2; GDPR Art. 5(2), 32(1)(d).
    Source: https://docs.aws.amazon.com/securityhub/latest/userguide/central-configuration-intro.html

    Args:
        scope: the construct above, in a stack of the delegated administrator in the home Region.
        construct_id: the id below ``scope``.
        name: the policy's name.
        root: the root of the organisation: ``r-exam``.
        linked_regions: the other Regions; at least one.
        disabled_controls: ids of the controls that are waived: ``EC2.10``.

    Raises:
        ValueError: no linked Region is given.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        root: str,
        linked_regions: Sequence[str],
        disabled_controls: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        if not linked_regions:
            raise ValueError("Security Hub's central configuration needs at least one linked Region, got none")
        aggregator = securityhub.CfnFindingAggregator(
            self,
            "FindingAggregator",
            region_linking_mode="SPECIFIED_REGIONS",
            regions=sorted(linked_regions),
        )
        central = securityhub.CfnOrganizationConfiguration(
            self,
            "Central",
            # The policy decides; central configuration requires that automatic enablement is off.
            auto_enable=False,
            auto_enable_standards="NONE",
            configuration_type="CENTRAL",
        )
        central.add_resource_dependency(aggregator)
        policy = securityhub.CfnConfigurationPolicy(
            self,
            "Resource",
            name=name,
            description="Security Hub and its standards in every account",
            configuration_policy=securityhub.CfnConfigurationPolicy.PolicyProperty(
                security_hub=securityhub.CfnConfigurationPolicy.SecurityHubPolicyProperty(
                    service_enabled=True,
                    enabled_standard_identifiers=[
                        f"arn:{cdk.Aws.PARTITION}:securityhub:{cdk.Aws.REGION}::standards/{standard}"
                        for standard in STANDARDS
                    ],
                    security_controls_configuration=(
                        securityhub.CfnConfigurationPolicy.SecurityControlsConfigurationProperty(
                            disabled_security_control_identifiers=sorted(disabled_controls)
                        )
                    ),
                )
            ),
        )
        policy.add_resource_dependency(central)
        securityhub.CfnPolicyAssociation(
            self,
            "Everywhere",
            configuration_policy_id=policy.attr_id,
            target_id=root,
            target_type="ROOT",
        )
