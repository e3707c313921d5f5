"""The management account: the delegation of the organisation's security services to the security account."""

from __future__ import annotations

from aws_cdk import aws_securityhub as securityhub
from constructs import Construct

from landing_zone.config import Environment, LandingZone, Role
from stacks.landing_zone_stack import LandingZoneStack


class Delegation(LandingZoneStack):
    """Makes the security account the administrator of Security Hub, and switches it on in the management account.

    Naming the administrator switches Security Hub on in the security account, and the administrator's policy switches
    it on in every other account except this one: AWS requires the management account to do that itself.

    For the other services CloudFormation has no resource: docs/deployment.md has the commands.

    Serves PCI DSS v4.0.1 10.4.1.1, 10.7.2; GDPR Art. 32(1)(d).
    Source: https://docs.aws.amazon.com/securityhub/latest/userguide/designate-orgs-admin-account.html

    Args:
        scope: the app.
        environment: the management account, in home or mirror.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(
            scope, environment=environment, zone=zone, description="Administrators of the organisation's services"
        )
        hub = securityhub.CfnHub(
            self,
            "Hub",
            enable_default_standards=False,  # the administrator's policy lists them
            control_finding_generator="SECURITY_CONTROL",
        )
        if environment.is_home:
            security = zone.account_with_role(Role.SECURITY).id
            administrator = securityhub.CfnDelegatedAdmin(self, "SecurityHub", admin_account_id=security)
            # AWS requires the hub before any other resource of Security Hub in an account.
            administrator.add_resource_dependency(hub)
