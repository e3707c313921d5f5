"""The policy of AWS Organizations that switches Amazon Inspector on in every account."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_organizations as organizations
from constructs import Construct

SCANS = ("ec2_scanning", "ecr_scanning", "lambda_standard_scanning")
"""What is scanned, as the policy names it: instances, container images, functions."""

ACCOUNT_SCANS = ("EC2", "ECR", "LAMBDA")
"""The same, as Inspector's own API names it."""


class InspectorPolicy(Construct):
    """Inspector scans instances, container images and functions of every account, those that join later included.

    Accounts cannot switch off what the policy switches on. The kind of policy must be enabled on the root, and
    Inspector have a delegated administrator in each of the Regions.

    Serves PCI DSS v4.0.1 6.3.1, 11.3.1; GDPR Art. 32(1)(d).
    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_inspector_syntax.html

    Args:
        scope: the construct above, in a stack of the management account.
        construct_id: the id below ``scope``.
        name: the policy's name.
        root: the root of the organisation: ``r-exam``.
        regions: where it scans.

    Attributes:
        policy: the policy.

    Raises:
        ValueError: no Region is given.
    """

    def __init__(self, scope: Construct, construct_id: str, *, name: str, root: str, regions: Sequence[str]) -> None:
        super().__init__(scope, construct_id)
        if not regions:
            raise ValueError("regions must name at least one Region, got none")
        enabled = {"enable_in_regions": {"@@assign": sorted(regions)}}
        self.policy: organizations.CfnPolicy = organizations.CfnPolicy(
            self,
            "Resource",
            name=name,
            description="Inspector scans instances, container images and functions of every account",
            type="INSPECTOR_POLICY",
            content={"inspector": {"enablement": {scan: dict(enabled) for scan in SCANS}}},
            target_ids=[root],
        )
