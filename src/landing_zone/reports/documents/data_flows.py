"""Data-flow diagrams of card data and of personal data (PCI DSS 1.2.4, GDPR 30)."""

from __future__ import annotations

import re

from landing_zone.config.account import Scope
from landing_zone.config.data_flow import INTERNET, DataFlow
from landing_zone.reports.documents import d2
from landing_zone.reports.documents.document import Diagram, Document, Section, Table, Text
from landing_zone.reports.documents.fold import fold
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import gdpr, joined, pci, plural

_REPLICATED = re.compile(r"replicated to (\S+?)(?:;|$)")
_NO_STORE_OF_DATA = ("log group", "queue", "topic")
_NOT_SAID = "inside AWS: the templates name neither"


def data_flows(source: Source) -> Document:
    """Draw where card data and personal data enter, are kept and leave."""
    classes = source.zone.data_classes
    card = frozenset(name for name, c in classes.items() if c.cardholder_data)
    personal = frozenset(name for name, c in classes.items() if c.personal_data)
    return Document(
        id="data-flows",
        title="Data flows",
        summary=(
            "Where card data and personal data enter, are kept and leave. Made of the flows, data classes and accounts "
            "of the configuration; logs and copies are drawn from the templates."
        ),
        answers=pci("1.2.4", "12.5.2", "12.5.2.1", "A3.2.1") + gdpr("30(1)"),
        sections=(
            Section(
                "Card data", (Text(_stores_of(source, card)), _drawn(source, "card-data", "Flows of card data", card))
            ),
            Section(
                "Personal data",
                (
                    Text(_stores_of(source, personal)),
                    _drawn(source, "personal-data", "Flows of personal data", personal),
                ),
            ),
            Section("Flows that the configuration declares", (_declared(source),)),
            Section("Flows that the templates make", (_made(source),)),
            Section("Where each data class may be", (_kept(source),)),
        ),
        left_to_people=(
            "Flows inside an account, between its applications, are the workloads' own: their teams add them.",
            "Flows that are not declared in the configuration are not here: compare with flow logs and interviews.",
            "Approve the diagrams, and look at them again when a flow changes (PCI DSS 1.2.4).",
        ),
    )


def _stores_of(source: Source, classes: frozenset[str]) -> str:
    """Name the stores that the templates make in the accounts that hold some data classes."""
    holders = {a.id for a in source.zone.accounts if classes & set(a.data_classes)}
    stores = sorted(
        f"{s.what} {s.name} ({source.place(s.environment)})"
        for s in source.inventory.stores
        if s.what not in _NO_STORE_OF_DATA and s.environment.partition("/")[0] in holders
    )
    if stores:
        return f"Stores that the templates make in the accounts that hold it: {joined(stores)}."
    return (
        "Accounts are drawn, not stores: the templates make no bucket, table, database, file system or volume in the "
        "accounts that hold it. Workloads that are deployed later bring theirs."
    )


def _numbered(source: Source) -> list[tuple[int, DataFlow]]:
    return list(enumerate(source.zone.data_flows, start=1))


def _drawn(source: Source, id_: str, title: str, classes: frozenset[str]) -> Diagram | Text:
    flows = [(number, flow) for number, flow in _numbered(source) if flow.data_class in classes]
    ends = {end for _, flow in flows for end in (flow.source, flow.destination)}
    holders = {a.name for a in source.zone.accounts if classes & set(a.data_classes)}
    drawn = [a for a in sorted(source.zone.accounts, key=lambda a: a.name) if a.name in ends | holders]
    if not drawn:
        return Text(f"{title}: none, since no account holds such data and no flow carries it.")
    text, words, where = d2.head("right"), [], {INTERNET: "internet"}
    if INTERNET in ends:
        text += d2.box("internet", "Internet", "internet")
    for scope in Scope:
        inside = ""
        for account in (a for a in drawn if a.scope == scope):
            held = sorted(classes & set(account.data_classes))
            where[account.name] = f"{scope.value}.{d2.key(account.name)}"
            inside += d2.box(d2.key(account.name), f"{account.name}\nholds {joined(held, 'none of it')}")
            words.append(f"{account.name} ({scope.value}) holds {joined(held, 'none of it')}.")
        if inside:
            text += d2.box(scope.value, f"AWS accounts: {scope.value}", scope.value, inside)
    for name, party in source.zone.third_parties.items():
        if name in ends:
            where[name] = d2.key(f"party-{name}")
            text += d2.box(where[name], f"{party.company}\n{party.relation.value}, {party.country}", "outside")
    for number, flow in flows:
        text += d2.edge(where[flow.source], where[flow.destination], f"{number}: port {flow.port}", "data")
        words.append(f"{number}: {flow.source} to {flow.destination}, port {flow.port}: {flow.purpose}.")
    text += _logs(source, {a.id: where[a.name] for a in drawn}, words)
    return Diagram(id_, title, "\n".join(words) or "Nothing of it flows.", text)


def _logs(source: Source, drawn: dict[str, str], words: list[str]) -> str:
    """Draw where the accounts' logs go, and where those are copied to."""
    text, stores = "", {}
    for log in source.inventory.logs:
        start = drawn.get(log.environment.partition("/")[0])
        bucket = _bucket(log.destination)
        if start and log.what != "log group" and bucket in _log_buckets(source):
            stores[bucket] = d2.key(f"bucket-{bucket}")
            line = d2.edge(start, stores[bucket], "logs", "logs")
            if line not in text:
                text += line
                words.append(f"Logs go to the bucket {bucket}.")
    for copy in source.inventory.copies:
        found = _REPLICATED.search(copy.means)
        name = source.name(copy.resource, source.assessment.resources[copy.resource].logical_id)
        if found and name in stores:
            end = _bucket(found[1])
            stores[end] = d2.key(f"bucket-{end}")
            text += d2.edge(stores[name], stores[end], "copies", "logs")
            words.append(f"The bucket {name} is copied to {end}.")
    return (
        "".join(d2.box(key, f"log bucket\n{d2.wrapped(name)}", "store") for name, key in sorted(stores.items())) + text
    )


def _log_buckets(source: Source) -> set[str]:
    return {log.destination for log in source.inventory.logs if log.what == "log bucket"}


def _bucket(destination: str) -> str:
    return destination.partition(",")[0].rpartition(":::")[2]


def _declared(source: Source) -> Table:
    return Table(
        f"{plural(len(source.zone.data_flows), 'flow')}; the numbers are those of the diagrams",
        ("No.", "From", "To", "Data class", "Purpose", "Protocol, with its encryption", "Port"),
        tuple(
            (str(n), f.source, f.destination, f.data_class, f.purpose, f.protocol, str(f.port))
            for n, f in _numbered(source)
        ),
        "The configuration declares no flow.",
    )


def _made(source: Source) -> Table:
    rows: list[tuple[tuple[str, ...], str]] = [
        ((log.what, source.name(log.resource, log.destination), _NOT_SAID), log.environment)
        for log in source.inventory.logs
        if log.what not in ("log group", "log bucket")
    ]
    for copy in source.inventory.copies:
        if found := _REPLICATED.search(copy.means):
            name = source.name(copy.resource, source.assessment.resources[copy.resource].logical_id)
            rows.append(((f"copy of bucket {name}", found[1], _NOT_SAID), copy.environment))
    folded = fold(rows)
    return Table(
        f"{plural(len(rows), 'flow')} of logs and copies",
        ("What", "To", "Protocol and port", "From"),
        tuple((*f.key, source.places(f.environments)) for f in folded),
        "The templates send no logs, and copy no bucket.",
    )


def _kept(source: Source) -> Table:
    return Table(
        "From data_classes and accounts of the configuration",
        ("Data class", "What it is", "Card data", "Personal data", "Accounts", "Third parties", "Kept for"),
        tuple(
            (
                name,
                c.description,
                "yes" if c.cardholder_data else "no",
                "yes" if c.personal_data else "no",
                joined(a.name for a in source.zone.accounts if name in a.data_classes),
                joined(key for key, party in source.zone.third_parties.items() if name in party.data_classes),
                f"{c.retention_days} days",
            )
            for name, c in source.zone.data_classes.items()
        ),
        "",
    )
