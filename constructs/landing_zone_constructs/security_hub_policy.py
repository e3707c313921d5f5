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
        linked_regions: the other Regions. Without any, central configuration needs a finding aggregator without linked
            Regions, which CloudFormation cannot make: docs/deployment.md has the command.
        disabled_controls: ids of the controls that are waived: ``EC2.10``.
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
        aggregator = _linked(self, linked_regions) if linked_regions else None
        central = securityhub.CfnOrganizationConfiguration(
            self,
            "Central",
            # The policy decides; central configuration requires that automatic enablement is off.
            auto_enable=False,
            auto_enable_standards="NONE",
            configuration_type="CENTRAL",
        )
        if aggregator:
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


class AccountSecurityHub(Construct):
    """Security Hub in the stack's own account and Region, without an organisation: the same standards.

    New controls of a standard are on from the day on which AWS adds them. The account can change all of this.

    Serves PCI DSS v4.0.1 2.2.1, 10.4.1.1, 10.7.2; GDPR Art. 5(2), 32(1)(d).
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-securityhub-standard.html

    Args:
        scope: the construct above, in a stack of the account and Region.
        construct_id: the id below ``scope``.
        linked_regions: the other Regions whose findings are aggregated in this one.
        disabled_controls: ids of the controls that are waived; CloudFormation switches off the controls of one
            standard alone, so a control that several standards have cannot be named here.

    Raises:
        ValueError: a control is to be switched off.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        linked_regions: Sequence[str] = (),
        disabled_controls: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        if disabled_controls:
            raise ValueError(
                "without an organisation no control of Security Hub is switched off by waiver: suppress its findings "
                f"in Security Hub, or remove the waivers of {', '.join(sorted(disabled_controls))}"
            )
        hub = securityhub.CfnHub(
            self, "Resource", enable_default_standards=False, control_finding_generator="SECURITY_CONTROL"
        )
        for number, standard in enumerate(STANDARDS, start=1):
            securityhub.CfnStandard(
                self,
                f"Standard{number}",
                standards_arn=f"arn:{cdk.Aws.PARTITION}:securityhub:{cdk.Aws.REGION}::standards/{standard}",
            ).add_resource_dependency(hub)
        if linked_regions:
            _linked(self, linked_regions).add_resource_dependency(hub)


def _linked(scope: Construct, regions: Sequence[str]) -> securityhub.CfnFindingAggregator:
    """Aggregate the findings of other Regions in the stack's own."""
    return securityhub.CfnFindingAggregator(
        scope, "FindingAggregator", region_linking_mode="SPECIFIED_REGIONS", regions=sorted(regions)
    )
