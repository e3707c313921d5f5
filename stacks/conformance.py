"""The security account: the rules that every deployed account is judged by."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from constructs import Construct

from landing_zone.catalogue.conformance import config_rules, conformance_packs
from landing_zone.catalogue.load import Catalogue, load_catalogue
from landing_zone.catalogue.managed_rules import MANAGED_CONFIG_RULES, load_managed_rules, load_pack_settings
from landing_zone.config import Environment, LandingZone
from landing_zone.config.regions import partition_of
from landing_zone.files.policies_folder import policies_folder
from landing_zone.waivers.security_hub import SECURITY_HUB_WAIVERS, disabled_controls
from landing_zone_constructs.naming import physical_name
from landing_zone_constructs.organisation_conformance_packs import (
    AccountConformancePacks,
    OrganisationConformancePacks,
)
from landing_zone_constructs.security_hub_policy import AccountSecurityHub, SecurityHubPolicy
from stacks.landing_zone_stack import LandingZoneStack


class Conformance(LandingZoneStack):
    """The organisation's conformance packs, compiled from the catalogue, and Security Hub's policy.

    Without an organisation, both are the account's own.

    A separate stack, since both need a recorder in every account first, while every account needs the bus of the
    Security stack before that.

    Serves PCI DSS v4.0.1 2.2.1, 6.5.2, 10.4.1.1, 10.7.2; GDPR Art. 5(2), 32(1)(d).

    Args:
        scope: the app.
        environment: the security account, in home or mirror.
        zone: the configuration.

    Raises:
        UserError: a rule of the catalogue cannot be deployed, or a waiver of Security Hub is wrong or has expired.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(
            scope, environment=environment, zone=zone, description="What every account is judged by once deployed"
        )
        policies = policies_folder()
        (OrganisationConformancePacks if zone.organisation.root else AccountConformancePacks)(
            self,
            "ConformancePacks",
            packs=conformance_packs(
                config_rules(_catalogue(policies), zone.frameworks),
                load_pack_settings(policies / MANAGED_CONFIG_RULES),
                elsewhere=load_managed_rules(policies / MANAGED_CONFIG_RULES),
                region=environment.region,
                partition=partition_of(environment.region) or "aws",
                is_home=environment.is_home,
                name=physical_name(zone.organisation.slug, "catalogue"),
            ),
        )
        if zone.existing.security_hub:
            return
        others = [region for region in zone.regions.governed if region != environment.region]
        disabled = disabled_controls(policies / SECURITY_HUB_WAIVERS)
        if zone.organisation.root is None:
            AccountSecurityHub(
                self, "SecurityHub", linked_regions=others if environment.is_home else (), disabled_controls=disabled
            )
        elif environment.is_home:
            SecurityHubPolicy(
                self,
                "SecurityHub",
                name=physical_name(zone.organisation.slug, "everywhere"),
                root=zone.organisation.root,
                linked_regions=others,
                disabled_controls=disabled,
            )


@cache
def _catalogue(policies: Path) -> Catalogue:
    return load_catalogue(policies)
