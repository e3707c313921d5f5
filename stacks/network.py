"""The network account: the shared VPC of a Region."""

from __future__ import annotations

from constructs import Construct

from landing_zone.config import Environment, LandingZone
from stacks.landing_zone_stack import LandingZoneStack
from stacks.planned_vpc import planned_vpc


class Network(LandingZoneStack):
    """The VPC of the network account, with its range from the address plan.

    Serves PCI DSS v4.0.1 1.2.1, 1.3.1, 1.3.2, 1.4.1, 1.4.2, 1.4.4, 10.2.1; GDPR Art. 32(1)(b).

    Args:
        scope: the app.
        environment: the network account, in home or mirror; the plan must give it a range.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(scope, environment=environment, zone=zone, description="Shared network of the organisation")
        planned_vpc(self, environment=environment, zone=zone)
