"""The drawings of the network diagram: all networks in one, and each alone (PCI DSS 1.2.3)."""

from __future__ import annotations

from collections import defaultdict

from landing_zone.config.account import Account, Scope
from landing_zone.inventory.model import NetworkFact
from landing_zone.reports.documents import d2
from landing_zone.reports.documents.document import Diagram
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import joined, lines, plural

MOST_DRAWN_APART = 24
"""With more networked accounts than this, those of one scope whose networks are equal share a box."""
_MOST_NAMED = 6
"""When a box has more accounts than this, only the first are named, and the rest counted."""
SCOPES = {
    Scope.CDE: "Cardholder data environment",
    Scope.CONNECTED: "Connected to it, or able to affect it",
    Scope.OUT_OF_SCOPE: "Out of scope",
}
TIERS = {
    "public": "its routes lead to an internet gateway",
    "private": "its routes lead out through a NAT gateway, a transit gateway or the like, none to an internet gateway",
    "isolated": "no route leads out of the VPC",
}


def tiers(network: NetworkFact) -> dict[str, list[str]]:
    """Return tier to its subnets, the tier that is nearest to the internet first."""
    found: dict[str, list[str]] = defaultdict(list)
    for subnet in sorted(network.subnets, key=lambda s: (s.zone, s.cidr)):
        found[subnet.tier].append(f"{subnet.zone} {subnet.cidr}")
    order = list(TIERS)
    return {tier: found[tier] for tier in sorted(found, key=lambda t: order.index(t) if t in TIERS else len(order))}


def ways_out(network: NetworkFact) -> list[str]:
    """Return the gateways from a network to the internet."""
    found = ["internet gateway"] if network.internet else []
    return found + ([plural(network.nat_gateways, "NAT gateway")] if network.nat_gateways else [])


def overview(source: Source, networks: list[NetworkFact]) -> Diagram:
    """Draw the scopes, the accounts in each, and what joins them to the internet, to each other and to the logs."""
    by_account: dict[str, list[NetworkFact]] = defaultdict(list)
    for network in networks:
        for account in (network.environment.partition("/")[0], *network.shared_with):
            by_account[account].append(network)
    text, edges, words = d2.head("right"), "", []
    if any(n.internet for n in networks):
        text += d2.box("internet", "Internet:\nnot trusted", "internet")
    for scope, title in SCOPES.items():
        accounts = [a for a in sorted(source.zone.accounts, key=lambda a: a.name) if a.scope == scope]
        inside = ""
        for names, label in _boxes(accounts, by_account):
            inside += d2.box(d2.key(names[0]), label)
            words.append(f"{title}: {label.replace(chr(10), '; ')}.")
        if inside:
            text += d2.box(scope.value, title, scope.value, f"grid-columns: 2\n{inside}")
        here = [n for a in accounts for n in by_account.get(a.id, [])]
        if any(n.internet for n in here):
            edges += d2.edge("internet", scope.value, arrow="<->")
        for log in sorted({log for n in here for log in n.flow_logs}):
            edges += d2.edge(scope.value, _log(log), "flow logs", "logs")
    for log in sorted({log for n in networks for log in n.flow_logs}):
        text += d2.box(_log(log), f"flow logs\n{d2.wrapped(log)}", "store")
        words.append(f"Flow logs go to {log}.")
    words.append(
        f"Networks without flow logs: {joined(source.place(n.environment) for n in networks if not n.flow_logs)}."
    )
    for network in networks:
        for connection in network.connections:
            name = d2.key(f"other-{connection}")
            text += d2.box(name, connection, "outside")
            edges += d2.edge(source.scope(network.environment), name, source.place(network.environment), arrow="<->")
            words.append(f"{source.place(network.environment)} is joined by {connection}.")
    return Diagram("overview", "All networks, by scope", "\n".join(words), text + edges)


def _log(destination: str) -> str:
    return d2.key(f"log-{destination}")


def _boxes(accounts: list[Account], by_account: dict[str, list[NetworkFact]]) -> list[tuple[tuple[str, ...], str]]:
    """Return each box: the accounts in it, and its label; accounts without a network share one."""
    apart = len(by_account) <= MOST_DRAWN_APART
    groups: dict[tuple[str, ...], list[Account]] = defaultdict(list)
    for account in accounts:
        networks = by_account.get(account.id)
        if not networks:
            groups["no network",].append(account)
        else:
            groups[(account.name,) if apart else tuple(sorted({_shape(n) for n in networks}))].append(account)
    found = []
    for alike, members in groups.items():
        names = tuple(account.name for account in members)
        networks = [n for account in members for n in by_account.get(account.id, [])]
        out = joined(sorted({", ".join(ways_out(n)) for n in networks} - {""}), "no way to the internet")
        if not networks:
            label = f"no network:\n{_named(names)}"
        elif len(members) == 1:
            shared = {True: ", shared", False: ""}
            ranges = (f"{n.environment.partition('/')[2]} {n.cidr}{shared[bool(n.shared_with)]}" for n in networks)
            label = f"{names[0]}\n{lines(ranges)}\n{out}"
        else:
            label = f"{plural(len(members), 'account')} alike:\n{_named(names)}\n{lines(alike)}\n{out}"
        found.append((names, label))
    return sorted(found)


def _named(names: tuple[str, ...]) -> str:
    shown = (*names[: _MOST_NAMED - 1], f"and {len(names) - _MOST_NAMED + 1} more")
    return lines(names if len(names) <= _MOST_NAMED else shown)


def _shape(network: NetworkFact) -> str:
    numbers = ", ".join(f"{len(subnets)} {tier}" for tier, subnets in tiers(network).items())
    return f"VPC in {network.environment.partition('/')[2]}: {numbers or 'no'} subnets"


def drill_down(source: Source, network: NetworkFact, number: int) -> Diagram:
    """Draw one network: tiers, gateways, endpoints, connections and flow logs; the internet is at the top."""
    place, scope, found = source.network_place(network), source.scope(network.environment), tiers(network)
    words = [f"{place}: VPC {network.cidr}, scope {scope}."]
    text, inside, edges = d2.head("down"), "", ""
    if network.internet:
        text += d2.box("internet", "Internet: not trusted", "internet")
        inside += d2.box("igw", "internet gateway")
        edges += d2.edge("internet", "vpc.igw", arrow="<->")
    for tier, subnets in found.items():
        inside += d2.box(d2.key(tier), f"{tier} subnets\n{lines(subnets)}", tier if tier in TIERS else "part")
        words.append(f"Subnets {tier}, {TIERS.get(tier, 'of a kind that is not known')}: {joined(subnets)}.")
    if network.internet and "public" in found:
        edges += d2.edge("vpc.igw", f"vpc.{d2.key('public')}", arrow="<->")
    words.append(f"Ways to the internet: {joined(ways_out(network))}.")
    if network.nat_gateways:
        inside += d2.box("nat", plural(network.nat_gateways, "NAT gateway"))
        if network.internet:
            edges += d2.edge("vpc.igw", "vpc.nat", arrow="<-")
        if "private" in found:
            edges += d2.edge("vpc.nat", f"vpc.{d2.key('private')}", arrow="<-")
    for kind in sorted({e.kind for e in network.endpoints}):
        services = sorted(
            f"{e.service.rpartition('.')[2]}{'' if e.restricted else ' (no policy)'}"
            for e in network.endpoints
            if e.kind == kind
        )
        name = d2.key(f"endpoints-{kind}")
        inside += d2.box(name, f"{kind.lower()} endpoints to AWS\n{lines(_in_rows(services))}")
        words.append(f"{kind} endpoints: {joined(services)}.")
        for tier in (t for t in ("private", "isolated") if t in found):
            edges += d2.edge(f"vpc.{d2.key(tier)}", f"vpc.{name}")
    text += d2.box("vpc", f"{place}\nVPC {network.cidr}, {scope}", scope if scope in set(Scope) else "part", inside)
    for index, connection in enumerate(network.connections):
        text += d2.box(f"other-{index}", connection, "outside")
        edges += d2.edge("vpc", f"other-{index}", arrow="<->")
    words.append(f"Connections to other networks: {joined(network.connections)}.")
    for log in network.flow_logs:
        text += d2.box(_log(log), f"flow logs\n{d2.wrapped(log)}", "store")
        edges += d2.edge("vpc", _log(log), "", "logs")
    words.append(f"Flow logs go to {joined(network.flow_logs, 'nowhere')}.")
    return Diagram(f"network-{number + 1}", f"Network of {place}", "\n".join(words), text + edges)


def _in_rows(services: list[str], width: int = 3) -> list[str]:
    return [", ".join(services[start : start + width]) for start in range(0, len(services), width)]
