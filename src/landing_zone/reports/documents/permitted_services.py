"""Services, protocols and ports that are allowed, each with its reason (PCI DSS 1.2.5, 1.2.6)."""

from __future__ import annotations

from collections import Counter, defaultdict

from landing_zone.inventory.model import OpeningFact
from landing_zone.reports.documents.document import Document, Section, Table, Text
from landing_zone.reports.documents.fold import fold
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import pci, plural

_IN_CLEAR = {
    20: "FTP",
    21: "FTP",
    23: "Telnet",
    69: "TFTP",
    80: "HTTP",
    110: "POP3",
    143: "IMAP",
    161: "SNMP",
    389: "LDAP",
    512: "rexec",
    513: "rlogin",
    514: "rsh",
}
"""Ports of protocols that send in clear. Source: PCI DSS v4.0.1 glossary, "Insecure Protocol/Service/Port"; IANA."""
_OWN_RANGE = "the VPC's own range"
_NO_REASON = "none is given: write it where the rule is made"


def permitted_services(source: Source) -> Document:
    """List each opening of a security group, network ACL or listener with its justification."""
    openings = source.inventory.openings
    bare = sum(not o.justification for o in openings if o.kind == "security group")
    return Document(
        id="permitted-services",
        title="Permitted services, protocols and ports",
        summary=(
            f"{plural(len(openings), 'opening')} of security groups, network ACLs and listeners, with the reason that "
            "each rule gives. Made of the templates; identical openings share a row that lists their places."
        ),
        answers=pci("1.2.1", "1.2.5", "1.2.6", "1.2.7", "2.2.5", "11.4.5", "11.4.6", "A3.2.4"),
        sections=(
            Section(
                "What is allowed",
                (
                    Text(
                        "All other traffic is refused: a security group allows only what one of its rules names. "
                        "A network ACL that is not in the templates refuses nothing: see below. "
                        + (f"{plural(bare, 'rule')} of security groups without a reason." if bare else "")
                    ),
                    _openings(source),
                ),
            ),
            Section("Network ACLs that are not in the templates", (_default_acls(source),)),
            Section("What needs a safeguard", (_risky(source),)),
            Section("Services reached without the internet", (_endpoints(source),)),
            Section("Ways out to the internet", (_ways_out(source),)),
            Section("Services for the business", (_declared(source),)),
        ),
        left_to_people=(
            "Approve each row; go through them at least every six months (PCI DSS 1.2.7).",
            "Say for each service that needs a safeguard what makes it safe enough (PCI DSS 1.2.6).",
            "Ports of workloads that are deployed from elsewhere are not in these templates.",
        ),
    )


def _peer(source: Source, opening: OpeningFact) -> str:
    own = {n.cidr for n in source.inventory.networks if n.environment == opening.environment}
    return _OWN_RANGE if opening.peer in own else opening.peer


def _openings(source: Source) -> Table:
    folded = fold(
        (
            (
                o.direction,
                o.protocol,
                o.ports,
                _peer(source, o),
                o.kind,
                o.justification
                or ("not asked of a listener or network ACL" if o.kind != "security group" else _NO_REASON),
            ),
            o.environment,
        )
        for o in source.inventory.openings
    )
    return Table(
        f"{plural(len(source.inventory.openings), 'opening')} in {plural(len(folded), 'row')}",
        ("Direction", "Protocol", "Ports", "From or to", "By", "Reason", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates open nothing: no security group, network ACL or listener allows any traffic.",
    )


def _default_acls(source: Source) -> Table:
    """List the subnets that have the default network ACL of their VPC.

    Source: Amazon VPC User Guide, "Default network ACL for a VPC" and "Associate a subnet with a network ACL".
    """
    of_type: dict[str, Counter[str]] = defaultdict(Counter)
    for resource in source.assessment.resources:
        of_type[resource.type][resource.environment] += 1
    own = of_type["AWS::EC2::SubnetNetworkAclAssociation"]
    folded = fold(
        ((str(number), str(left)), environment)
        for environment, number in sorted(of_type["AWS::EC2::Subnet"].items())
        if (left := number - own[environment]) > 0
    )
    return Table(
        "The default network ACL of a VPC admits all traffic in both directions; only security groups limit it there",
        ("Subnets", "Of these under the VPC's default network ACL", "Networks"),
        tuple((*f.key, source.places(f.environments)) for f in folded),
        "None: the templates make no subnet, or associate each with a network ACL of their own.",
    )


def _why_risky(opening: OpeningFact) -> str:
    found = []
    all_ports = opening.protocol == "all" or opening.ports == "all"
    if clear := () if all_ports else _sent_in_clear(opening):
        found.append(f"{', '.join(clear)} {'sends' if len(clear) == 1 else 'send'} in clear")
    if opening.open_to_world is not False:
        found.append("open to every address" if opening.open_to_world else "may be open to every address")
    if all_ports:
        found.append("all ports")
    return "; ".join(found)


def _sent_in_clear(opening: OpeningFact) -> tuple[str, ...]:
    if opening.first_port is not None and opening.last_port is not None:
        ports = range(opening.first_port, opening.last_port + 1)
        if found := tuple(dict.fromkeys(name for port, name in _IN_CLEAR.items() if port in ports)):
            return found
    return ("HTTP",) if opening.protocol in ("http", "tcp_http") else ()


def _risky(source: Source) -> Table:
    folded = fold(
        ((why, o.direction, o.protocol, o.ports, o.peer, o.justification or _NO_REASON), o.environment)
        for o in source.inventory.openings
        if (why := _why_risky(o))
    )
    return Table(
        "Openings that send in clear, are for every address, or for all ports",
        ("Why", "Direction", "Protocol", "Ports", "From or to", "Reason", "Where"),
        tuple((*f.key, source.places(f.environments)) for f in folded),
        "None: no opening sends in clear, is for every address, or for all ports.",
    )


def _endpoints(source: Source) -> Table:
    folded = fold(
        (
            (
                endpoint.service.rpartition(".")[2],
                endpoint.kind,
                "yes" if endpoint.restricted else "no",
            ),
            network.environment,
        )
        for network in source.inventory.networks
        for endpoint in network.endpoints
    )
    return Table(
        "VPC endpoints, by service",
        ("AWS service", "Kind", "Has its own policy", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates make no VPC endpoint.",
    )


def _ways_out(source: Source) -> Table:
    folded = fold(
        (
            (
                "yes" if network.internet else "no",
                str(network.nat_gateways),
                str(sum(s.tier == "public" for s in network.subnets)),
            ),
            network.environment,
        )
        for network in source.inventory.networks
    )
    return Table(
        "A route alone allows no traffic: a security group must allow it too",
        ("Internet gateway", "NAT gateways", "Public subnets", "Networks"),
        tuple((*f.key, source.places(f.environments)) for f in folded),
        "The templates make no network.",
    )


def _declared(source: Source) -> Table:
    return Table(
        "Flows that the configuration declares, with their purpose",
        ("From", "To", "Protocol", "Port", "Purpose"),
        tuple((f.source, f.destination, f.protocol, str(f.port), f.purpose) for f in source.zone.data_flows),
        "The configuration declares no flow.",
    )
