"""The VPCs, for the network diagram (PCI DSS 1.2.3)."""

from __future__ import annotations

from landing_zone.cloudformation.intrinsics.values import targets_in
from landing_zone.cloudformation.networks.routes import tier
from landing_zone.inventory.facts import Fact, Facts, refers_to, shown
from landing_zone.inventory.model import EndpointFact, NetworkFact, SubnetFact


def networks(facts: Facts) -> tuple[NetworkFact, ...]:
    """List every VPC with its subnets, endpoints, gateways, connections and flow logs."""
    return tuple(_network(facts, vpc) for vpc in facts.of("AWS::EC2::VPC"))


def _network(facts: Facts, vpc: Fact) -> NetworkFact:
    attachments = [
        a for a in facts.of("AWS::EC2::VPCGatewayAttachment") if refers_to(a.properties.get("VpcId"), vpc.key)
    ]
    subnets = [s for s in facts.of("AWS::EC2::Subnet") if refers_to(s.properties.get("VpcId"), vpc.key)]
    inside = {subnet.key for subnet in subnets}
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
            for endpoint in facts.of("AWS::EC2::VPCEndpoint")
            if refers_to(endpoint.properties.get("VpcId"), vpc.key)
        ),
        internet=any(attachment.properties.get("InternetGatewayId") for attachment in attachments),
        nat_gateways=sum(
            any(refers_to(gateway.properties.get("SubnetId"), key) for key in inside)
            for gateway in facts.of("AWS::EC2::NatGateway")
        ),
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
            for log in facts.of("AWS::EC2::FlowLog")
            if refers_to(log.properties.get("ResourceId"), vpc.key)
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
        for route in facts.of("AWS::EC2::Route")
        if route.environment == subnet.environment
        and any(refers_to(route.properties.get("RouteTableId"), table) for table in tables)
    ]
    return tier(routes, facts.types) or "undetermined"
