"""The network diagram with its trust boundaries (PCI DSS 1.2.3)."""

from __future__ import annotations

from collections import defaultdict

from landing_zone.config.account import Account, Scope
from landing_zone.inventory.model import NetworkFact
from landing_zone.reports.documents import d2
from landing_zone.reports.documents.document import Cell, Diagram, Document, Section, Table, Text
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import joined, lines, pci, plural

MOST_DRAWN_APART = 24
"""With more accounts than this, those of one scope whose networks are alike share a box of the overview."""
_SCOPES = {
    Scope.CDE: "Cardholder data environment",
    Scope.CONNECTED: "Connected to it, or able to affect it",
    Scope.OUT_OF_SCOPE: "Out of scope",
}
_TIERS = {
    "public": "its routes lead to an internet gateway",
    "private": "its routes lead out through a NAT or transit gateway, and nothing leads in",
    "isolated": "no route leads out of the VPC",
}


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
            Section("Overview", (Text(connections), _overview(source, networks), _networks(source, networks))),
            Section("Trust boundaries", (_boundaries(source, networks),)),
            Section("What inspects traffic", (_protections(source),)),
            *(Section(source.place(n.environment), (_drawn(source, n, number),)) for number, n in enumerate(networks)),
        ),
        left_to_people=(
            "Networks outside AWS are not in the templates: add offices, partners and payment processors.",
            "Default network ACLs and the default security group of each VPC are made by AWS, not by a template.",
            "Approve the diagram, and look at it again after each change of a network (PCI DSS 1.2.3).",
        ),
    )


def _order(source: Source, network: NetworkFact) -> tuple[int, str, int]:
    scopes = [scope.value for scope in Scope]
    scope = source.scope(network.environment)
    place = scopes.index(scope) if scope in scopes else len(scopes)
    return place, source.place(network.environment), network.resource


def _tiers(network: NetworkFact) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for subnet in sorted(network.subnets, key=lambda s: (s.zone, s.cidr)):
        found[subnet.tier].append(f"{subnet.zone} {subnet.cidr}")
    return {tier: found[tier] for tier in sorted(found, key=lambda t: list(_TIERS).index(t) if t in _TIERS else 9)}


def _ways_out(network: NetworkFact) -> list[str]:
    found = ["internet gateway"] if network.internet else []
    return found + ([plural(network.nat_gateways, "NAT gateway")] if network.nat_gateways else [])


def _overview(source: Source, networks: list[NetworkFact]) -> Diagram:
    by_account: dict[str, list[NetworkFact]] = defaultdict(list)
    for network in networks:
        by_account[network.environment.partition("/")[0]].append(network)
    text, words, edges = d2.head(), [], ""
    where: dict[str, str] = {}
    text += d2.box("internet", "Internet: not trusted", "internet")
    for scope, title in _SCOPES.items():
        accounts = [a for a in sorted(source.zone.accounts, key=lambda a: a.name) if a.scope == scope]
        inside = ""
        for names, label, out in _boxes(accounts, by_account):
            name = d2.key(names[0])
            where.update(dict.fromkeys(names, f"{scope.value}.{name}"))
            inside += d2.box(name, label)
            words.append(f"{title}: {label.replace(chr(10), '; ')}" + (f"; {out}" if out else ""))
            if out:
                edges += d2.edge("internet", f"{scope.value}.{name}", out, arrow="<->")
        if inside:
            text += d2.box(scope.value, title, scope.value, inside)
    archive = source.zone.account_with_role("log-archive")
    for logged in sorted({source.scope(n.environment) for n in networks if n.flow_logs} & set(Scope)):
        if logged != archive.scope:
            edges += d2.edge(logged, where[archive.name], "flow logs", "logs")
    unlogged = [source.place(n.environment) for n in networks if not n.flow_logs]
    words.append(f"Networks without flow logs: {joined(unlogged)}")
    return Diagram("overview", "All networks, by scope", "\n".join(words), text + edges)


def _boxes(accounts: list[Account], by_account: dict[str, list[NetworkFact]]) -> list[tuple[tuple[str, ...], str, str]]:
    """Return each box: the accounts in it, its label, and its ways out; accounts without a network share one."""
    found = []
    apart = len(by_account) <= MOST_DRAWN_APART
    groups: dict[tuple[str, ...], list[Account]] = defaultdict(list)
    for account in accounts:
        networks = by_account.get(account.id)
        if not networks:
            groups["no network",].append(account)
            continue
        alike = (account.name,) if apart else tuple(sorted({_shape(n) for n in networks}))
        groups[alike].append(account)
    for alike, members in groups.items():
        names = tuple(account.name for account in members)
        networks = [n for account in members for n in by_account.get(account.id, [])]
        if not networks:
            label = f"{lines(names)}\n(no network)"
        elif len(members) == 1:
            ranges = (f"{n.environment.partition('/')[2]} {n.cidr}" for n in networks)
            label = f"{names[0]}\n{lines(ranges)}"
        else:
            shown = (*names[:5], f"and {len(names) - 5} more") if len(names) > 6 else names
            label = f"{plural(len(members), 'account')} alike: {', '.join(shown)}\n{joined(alike)}"
        out = sorted({_out_in_a_word(n) for n in networks} - {""})
        found.append((names, label, ", ".join(out)))
    return sorted(found)


def _out_in_a_word(network: NetworkFact) -> str:
    return ", ".join(_ways_out(network))


def _shape(network: NetworkFact) -> str:
    tiers = ", ".join(f"{len(subnets)} {tier}" for tier, subnets in _tiers(network).items())
    return f"VPC in {network.environment.partition('/')[2]}: {tiers or 'no'} subnets"


def _drawn(source: Source, network: NetworkFact, number: int) -> Diagram:
    place, tiers = source.place(network.environment), _tiers(network)
    scope = source.scope(network.environment)
    words = [f"{place}: VPC {network.cidr}, scope {scope}."]
    inside = ""
    for tier, subnets in tiers.items():
        inside += d2.box(tier, f"{tier}: {_TIERS.get(tier, 'not known')}\n{lines(subnets)}", tier)
        words.append(f"Tier {tier}, {_TIERS.get(tier, 'not known')}: {joined(subnets)}.")
    edges = ""
    text = d2.head("right")
    if network.internet:
        text += d2.box("internet", "Internet: not trusted", "internet")
        inside += d2.box("igw", "internet gateway")
        edges += d2.edge("internet", "vpc.igw", arrow="<->")
        if "public" in tiers:
            edges += d2.edge("vpc.igw", "vpc.public", arrow="<->")
    words.append(f"Ways to the internet: {joined(_ways_out(network))}.")
    if network.nat_gateways:
        inside += d2.box("nat", plural(network.nat_gateways, "NAT gateway"))
        if "private" in tiers:
            edges += d2.edge("vpc.private", "vpc.nat", "outbound")
        if network.internet:
            edges += d2.edge("vpc.nat", "vpc.igw")
    for kind in sorted({e.kind for e in network.endpoints}):
        services = sorted(
            f"{e.service.rpartition('.')[2]}{'' if e.restricted else ' (no policy of its own)'}"
            for e in network.endpoints
            if e.kind == kind
        )
        label = f"{kind.lower()} endpoints to AWS\n{lines(_in_rows(services))}"
        inside += d2.box(f"endpoints-{kind.lower()}", label)
        words.append(f"{kind} endpoints: {joined(services)}.")
        for tier in ("private", "isolated"):
            if tier in tiers:
                edges += d2.edge(f"vpc.{tier}", f"vpc.endpoints-{kind.lower()}")
    text += d2.box("vpc", f"{place}\nVPC {network.cidr}, {scope}", scope if scope in set(Scope) else "part", inside)
    for index, connection in enumerate(network.connections):
        text += d2.box(f"other-{index}", connection, "outside")
        edges += d2.edge("vpc", f"other-{index}", arrow="<->")
    words.append(f"Connections to other networks: {joined(network.connections)}.")
    for index, log in enumerate(network.flow_logs):
        text += d2.box(f"log-{index}", f"flow logs\n{log}", "store")
        edges += d2.edge("vpc", f"log-{index}", "", "logs")
    words.append(f"Flow logs: {joined(network.flow_logs)}.")
    return Diagram(f"network-{number + 1}", f"Network of {place}", "\n".join(words), text + edges)


def _in_rows(services: list[str], width: int = 3) -> list[str]:
    return [", ".join(services[start : start + width]) for start in range(0, len(services), width)]


def _networks(source: Source, networks: list[NetworkFact]) -> Table:
    return Table(
        f"{plural(len(networks), 'network')}",
        ("Where", "Scope", "Range", "Subnets", "Zones", "Ways out", "Endpoints", "Connections", "Flow logs to"),
        tuple(
            (
                Cell(source.place(n.environment), resource=n.resource),
                source.scope(n.environment),
                n.cidr,
                lines((f"{len(subnets)} {tier}" for tier, subnets in _tiers(n).items())),
                str(len({s.zone for s in n.subnets})),
                lines(_ways_out(n)),
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
        ("internet", "not trusted: whatever is not in a VPC of this organisation", ""),
    ]
    rows += [
        (f"{tier} subnets", meaning, source.places(n.environment for n in networks if tier in _tiers(n)) or "none")
        for tier, meaning in _TIERS.items()
    ]
    rows += [
        (scope.value, title, joined(sorted(a.name for a in source.zone.accounts if a.scope == scope)))
        for scope, title in _SCOPES.items()
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
            lines(p.protects, "attached by no template: whoever makes a load balancer or API attaches it"),
        )
        for p in source.inventory.protections
    )
    return Table(
        "Web ACLs and firewalls",
        ("Where", "Kind", "Name", "Purpose", "Attached to"),
        rows,
        "The templates make no web ACL, network firewall or DNS firewall.",
    )
