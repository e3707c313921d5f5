"""Conformance packs of AWS Config in every account of the organisation, or in the one account without one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from aws_cdk import CfnResource
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

    The stack's account must be AWS Config's delegated administrator for ``config-multiaccountsetup.amazonaws.com``
    (:func:`.organisation_settings.administrators`), and each account must have a recorder in the Region, else the
    deployment fails. A delivery
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
        _one_after_another(
            config.CfnOrganizationConformancePack(
                self,
                f"Pack{number:02}",
                organization_conformance_pack_name=pack.name,
                template_body=pack.template,
            )
            for number, pack in enumerate(packs, start=1)
        )


class AccountConformancePacks(Construct):
    """The same packs in the stack's own account and Region, where there is no organisation.

    Who administers the account can delete them: the organisation's packs have the guarantees that these lack.

    Serves PCI DSS v4.0.1 2.2.1, 6.5.2; GDPR Art. 5(2), 32(1)(d).
    Source: https://docs.aws.amazon.com/config/latest/developerguide/conformance-packs.html

    Args:
        scope: the construct above, in a stack of the account and the Region, which needs a recorder.
        construct_id: the id below ``scope``.
        packs: the packs, in the order in which they are deployed.
    """

    def __init__(self, scope: Construct, construct_id: str, *, packs: Sequence[ConformancePack]) -> None:
        super().__init__(scope, construct_id)
        _one_after_another(
            config.CfnConformancePack(
                self, f"Pack{number:02}", conformance_pack_name=pack.name, template_body=pack.template
            )
            for number, pack in enumerate(packs, start=1)
        )


def _one_after_another(resources: Iterable[CfnResource]) -> None:
    """Make each wait for the one before: AWS Config accepts one pack at a time."""
    for before, resource in pairwise(resources):
        resource.add_resource_dependency(before)
