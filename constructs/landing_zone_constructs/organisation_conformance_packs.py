"""Conformance packs of AWS Config in every account of the organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aws_cdk import aws_config as config
from constructs import Construct


class ConformancePack(Protocol):
    """One conformance pack."""

    @property
    def name(self) -> str:
        """Unique in the organisation and Region."""

    @property
    def template(self) -> str:
        """Its template, as YAML: at most 51,200 bytes."""


class OrganisationConformancePacks(Construct):
    """Conformance packs that AWS Config deploys to every account of the organisation, in one Region.

    No account can change or delete the rules of such a pack, and an account that joins the organisation gets them
    automatically. No account can be excluded.

    The stack's account must be AWS Config's delegated administrator for ``config-multiaccountsetup.amazonaws.com``,
    and each account must have a recorder in the Region, else the deployment fails (docs/deployment.md). A delivery
    bucket (``awsconfigconforms...``) is optional, and left out: it would hold only copies of the templates.

    Serves PCI DSS v4.0.1 2.2.1, 6.5.2; GDPR Art. 5(2), 32(1)(d).
    Source: https://docs.aws.amazon.com/config/latest/developerguide/conformance-pack-organization-apis.html

    Args:
        scope: the construct above, in a stack of the delegated administrator and the Region.
        construct_id: the id below ``scope``.
        packs: the packs, in the order in which they are deployed.
    """

    def __init__(self, scope: Construct, construct_id: str, *, packs: Sequence[ConformancePack]) -> None:
        super().__init__(scope, construct_id)
        before: config.CfnOrganizationConformancePack | None = None
        for number, pack in enumerate(packs, start=1):
            resource = config.CfnOrganizationConformancePack(
                self,
                f"Pack{number:02}",
                organization_conformance_pack_name=pack.name,
                template_body=pack.template,
            )
            if before is not None:  # AWS Config accepts one at a time
                resource.add_resource_dependency(before)
            before = resource
