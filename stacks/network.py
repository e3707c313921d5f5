"""The network account: the VPCs that workload accounts share in a Region."""

from __future__ import annotations

from constructs import Construct

from landing_zone.config import Environment, LandingZone
from stacks.landing_zone_stack import LandingZoneStack
from stacks.planned_vpc import planned_vpcs


class Network(LandingZoneStack):
    """The VPCs of the network account, with their ranges from the address plan, and their subnets shared as it says.

    Serves PCI DSS v4.0.1 1.2.1, 1.3.1, 1.3.2, 1.4.1, 1.4.2, 1.4.4, 10.2.1; GDPR Art. 32(1)(b).

    Args:
        scope: the app.
        environment: the network account, in home or mirror; the plan must give it a VPC.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(scope, environment=environment, zone=zone, description="Shared network of the organisation")
        planned_vpcs(self, environment=environment, zone=zone)
