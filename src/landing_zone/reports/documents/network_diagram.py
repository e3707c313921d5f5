"""The network diagram with its trust boundaries (PCI DSS 1.2.3)."""

from __future__ import annotations

from landing_zone.config.account import Scope
from landing_zone.inventory.model import NetworkFact
from landing_zone.reports.documents.document import Cell, Document, Section, Table, Text
from landing_zone.reports.documents.network_drawings import (
    SCOPES,
    TIERS,
    drill_down,
    overview,
    tiers,
    ways_out,
)
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import joined, lines, pci, plural


def network_diagram(source: Source) -> Document:
    """Draw every network: one overview, and one diagram for each account and Region."""
    networks = sorted(source.inventory.networks, key=lambda n: _order(source, n))
    joined_up = [n for n in networks if n.connections]
    connections = (
        f"{plural(len(joined_up), 'network')} joined to another: see the column Connections."
        if joined_up
        else "No template joins one network to another: no peering, transit gateway, VPN or network attachment."
    )
    return Document(
        id="network-diagram",
        title="Network diagram",
        summary=(
            f"{plural(len(networks), 'network')} with tiers, gateways, endpoints, connections and trust boundaries. "
            "Made of the templates that would be deployed, and of the scope that the configuration gives each account."
        ),
        answers=pci("1.2.3", "11.4.5", "11.4.6", "12.5.2", "12.5.2.1", "A1.1.4", "A3.2.1", "A3.2.4"),
        sections=(
            Section("Overview", (Text(connections), overview(source, networks), _networks(source, networks))),
            Section("Trust boundaries", (_boundaries(source, networks),)),
            Section("What inspects traffic", (_protections(source),)),
            *(Section(source.network_place(n), (drill_down(source, n, number),)) for number, n in enumerate(networks)),
        ),
        left_to_people=(
            "Networks outside AWS are not in the templates: add offices, partners and payment processors.",
            "Default network ACLs and the default security group of each VPC are made by AWS, not by a template.",
            "Approve the diagram, and review it after each change of a network (PCI DSS 1.2.3).",
        ),
    )


def _order(source: Source, network: NetworkFact) -> tuple[int, str, int]:
    scopes = [scope.value for scope in Scope]
    scope = source.scope(network.environment)
    place = scopes.index(scope) if scope in scopes else len(scopes)
    return place, source.place(network.environment), network.resource


def _networks(source: Source, networks: list[NetworkFact]) -> Table:
    return Table(
        f"{plural(len(networks), 'network')}",
        ("Where", "Scope", "Range", "Subnets", "Zones", "Ways out", "Endpoints", "Connections", "Flow logs to"),
        tuple(
            (
                Cell(source.network_place(n), resource=n.resource),
                source.scope(n.environment),
                n.cidr,
                lines((f"{len(subnets)} {tier}" for tier, subnets in tiers(n).items())),
                str(len({s.zone for s in n.subnets})),
                lines(ways_out(n)),
                str(len(n.endpoints)),
                lines(n.connections),
                lines(n.flow_logs),
            )
            for n in networks
        ),
        "The templates make no network.",
    )


def _boundaries(source: Source, networks: list[NetworkFact]) -> Table:
    rows: list[tuple[str | Cell, ...]] = [
        ("internet", "not trusted: everything that is not in a VPC of this organisation", ""),
    ]
    rows += [
        (f"{tier} subnets", meaning, source.places(n.environment for n in networks if tier in tiers(n)) or "none")
        for tier, meaning in TIERS.items()
    ]
    rows += [
        (scope.value, title, joined(sorted(a.name for a in source.zone.accounts if a.scope == scope)))
        for scope, title in SCOPES.items()
    ]
    return Table(
        "Zones of trust, from the routes and from the configuration", ("Zone", "Meaning", "Where"), tuple(rows), ""
    )


def _protections(source: Source) -> Table:
    rows = tuple(
        (
            source.place(p.environment),
            p.what,
            Cell(p.name, resource=p.resource),
            p.purpose or "not described",
            lines(p.protects, "attached by no template: attach it to each load balancer or API"),
        )
        for p in source.inventory.protections
    )
    return Table(
        "Web ACLs and firewalls",
        ("Where", "Kind", "Name", "Purpose", "Attached to"),
        rows,
        "The templates make no web ACL, network firewall or DNS firewall.",
    )
