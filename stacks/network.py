"""The network account: the shared VPC of a Region."""

from __future__ import annotations

from constructs import Construct

from landing_zone.config import Environment, LandingZone
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import Names
from stacks.planned_vpc import planned_vpc


class Network(LandingZoneStack):
    """The VPC of the network account, by the address plan.

    Serves PCI DSS v4.0.1 1.2.1, 1.3.1, 1.3.2, 1.4.1, 1.4.2, 1.4.4, 10.2.1; GDPR Art. 32(1)(b).

    Args:
        scope: the app.
        environment: the network account, in home or mirror; the plan must give it a range.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(scope, environment=environment, zone=zone, description="Shared network of the organisation")
        key = CustomerManagedKey(
            self,
            "LogGroupKey",
            description="Encrypts the log groups of the account",
            alias=Names(zone).key_alias("log-groups"),
        )
        key.allow_cloudwatch_logs(log_group_prefix=f"{type(self).__name__}-")
        planned_vpc(self, environment=environment, zone=zone, key=key)
