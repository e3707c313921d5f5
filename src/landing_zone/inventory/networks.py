"""The VPCs, for the network diagram (PCI DSS 1.2.3)."""

from __future__ import annotations

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.values import targets_in
from landing_zone.cloudformation.networks.routes import tier
from landing_zone.inventory.facts import Fact, Facts, shown
from landing_zone.inventory.model import EndpointFact, NetworkFact, SubnetFact


def networks(facts: Facts) -> tuple[NetworkFact, ...]:
    """List every VPC with its subnets, endpoints, gateways, connections and flow logs."""
    return tuple(_network(facts, vpc) for vpc in facts.of("AWS::EC2::VPC"))


def _network(facts: Facts, vpc: Fact) -> NetworkFact:
    attachments = facts.referring([vpc.key], "VpcId", "AWS::EC2::VPCGatewayAttachment")
    subnets = facts.referring([vpc.key], "VpcId", "AWS::EC2::Subnet")
    return NetworkFact(
        resource=vpc.position,
        environment=vpc.environment,
        cidr=shown(vpc.properties.get("CidrBlock")),
        subnets=tuple(
            SubnetFact(
                tier=_tier(facts, subnet),
                cidr=shown(subnet.properties.get("CidrBlock")),
                zone=shown(subnet.properties.get("AvailabilityZone")),
            )
            for subnet in subnets
        ),
        endpoints=tuple(
            EndpointFact(
                service=shown(endpoint.properties.get("ServiceName")),
                kind=shown(endpoint.properties.get("VpcEndpointType")) or "Gateway",
                restricted=bool(endpoint.properties.get("PolicyDocument")),
            )
            for endpoint in facts.referring([vpc.key], "VpcId", "AWS::EC2::VPCEndpoint")
        ),
        internet=any(attachment.properties.get("InternetGatewayId") for attachment in attachments),
        nat_gateways=len(facts.referring([subnet.key for subnet in subnets], "SubnetId", "AWS::EC2::NatGateway")),
        connections=(
            *(
                f"{one.resource.type.rpartition('::')[2]}: {shown(one.properties.get(other)) or 'not named'}"
                for one in sorted(facts.naming(vpc.key), key=lambda fact: fact.resource.type)
                if (other := one.kind.connects_to)
            ),
            *(f"VPNGateway: {shown(gateway)}" for a in attachments if (gateway := a.properties.get("VpnGatewayId"))),
        ),
        flow_logs=tuple(
            shown(log.properties.get("LogDestination") or log.properties.get("LogGroupName"))
            for log in facts.referring([vpc.key], "ResourceId", "AWS::EC2::FlowLog")
        ),
        shared_with=tuple(
            sorted(
                {
                    shown(principal)
                    for subnet in subnets
                    for share in facts.naming(subnet.key)
                    if share.resource.type == "AWS::RAM::ResourceShare"
                    for principal in listed(share.properties.get("Principals"))
                }
            )
        ),
    )


def _tier(facts: Facts, subnet: Fact) -> str:
    tables = {
        target
        for association in facts.naming(subnet.key)
        if association.resource.type == "AWS::EC2::SubnetRouteTableAssociation"
        for target in targets_in(association.properties.get("RouteTableId"))
    }
    routes = [
        route.properties
        for route in facts.referring(tables, "RouteTableId", "AWS::EC2::Route")
        if route.environment == subnet.environment
    ]
    return tier(routes, facts.types) or "undetermined"
