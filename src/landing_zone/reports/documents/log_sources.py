"""What is logged, where to, for how long, and what protects it against change (PCI DSS 10.2, 10.3, 10.5.1)."""

from __future__ import annotations

from landing_zone.inventory.model import LogFact
from landing_zone.reports.documents.document import Document, Section, Table, Text
from landing_zone.reports.documents.fold import fold
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import pci, plural

_STORES = ("log group", "log bucket")
_NEEDS_A_NETWORK = ("flow log", "DNS query log")


def log_sources(source: Source) -> Document:
    """List sources and stores of logs, and the environments where a kind of source is missing."""
    kept = source.zone.retention
    return Document(
        id="log-sources",
        title="Log sources and retention",
        summary=(
            "What is logged, where the logs go, how long they stay and what protects them against change. Made of the "
            "templates, and of the retention that the configuration asks for."
        ),
        answers=pci("10.2.1", "10.4.2", "10.5.1"),
        sections=(
            Section(
                "Retention",
                (
                    Text(
                        f"The configuration keeps audit logs for {kept.audit_logs.total_days} days, the first "
                        f"{kept.audit_logs.hot_days} available at once; for {kept.audit_logs.lock_days} days they "
                        f"cannot be deleted. Log groups keep events for {kept.log_groups_days} days. PCI DSS "
                        "10.5.1 asks for 12 months, the latest three available at once."
                    ),
                ),
            ),
            Section("Sources", (_sources(source),)),
            Section("Stores", (_stores(source),)),
            Section("Where each kind of source is, and where it is not", (_coverage(source),)),
        ),
        left_to_people=(
            "Logs of operating systems, applications and databases of workloads are not in these templates.",
            "Who reads the logs, and how often, is the organisation's (PCI DSS 10.4).",
            "Workloads keep the time right on their hosts; AWS does so for its services (PCI DSS 10.6).",
        ),
    )


def _kept_by(source: Source, log: LogFact) -> str:
    """Return how long a source's logs are kept, from the stores that it names."""
    found = [
        f"{store.retention} ({source.name(store.resource, store.destination)})"
        for store in source.inventory.logs
        if store.what in _STORES and _goes_to(source, log, store)
    ]
    return "\n".join(dict.fromkeys(found)) or log.retention


def _goes_to(source: Source, log: LogFact, store: LogFact) -> bool:
    resources = source.assessment.resources
    own = resources[store.resource]
    for destination in log.destination.split(", "):
        named = destination.removesuffix(":*").removesuffix(".Arn")
        bucket = named.rpartition(":::")[2].partition("/")[0]
        if own.stack == resources[log.resource].stack and named == own.logical_id:
            return True
        if store.what == "log bucket" and store.destination and bucket == store.destination:
            return True
        if (
            store.what == "log group"
            and store.destination
            and named.endswith(f":log-group:{store.destination}")
            and store.environment == log.environment
        ):
            return True
    return False


def _sources(source: Source) -> Table:
    logs = [log for log in source.inventory.logs if log.what not in _STORES]
    folded = fold(
        (
            (
                log.what,
                ", ".join(_named(source, log, part) for part in log.destination.split(", ")),
                _kept_by(source, log),
                source.name(log.resource, log.encryption),
                log.locked or "as its destination does",
            ),
            log.environment,
        )
        for log in logs
    )
    return Table(
        f"{plural(len(logs), 'source')} in {plural(len(folded), 'row')}",
        ("What", "Goes to", "Kept for", "Encryption", "Protected against change by", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates make no source of logs.",
    )


def _named(source: Source, log: LogFact, part: str) -> str:
    """Name a destination; one that names its own account and Region is shown without, so that equal rows are joined."""
    here = log.environment.replace("/", " ").split()
    account, region = here if len(here) > 1 else ("", "")
    own = f":{region}:{account}:log-group:"
    return part.rpartition(own)[2] if own in part else source.name(log.resource, part).rpartition(":::")[2]


def _stores(source: Source) -> Table:
    logs = [log for log in source.inventory.logs if log.what in _STORES]
    folded = fold(
        (
            (
                log.what,
                log.destination or source.assessment.resources[log.resource].logical_id,
                log.retention,
                source.name(log.resource, log.encryption),
                log.locked or "only permissions",
            ),
            log.environment,
        )
        for log in logs
    )
    return Table(
        f"{plural(len(logs), 'store')} in {plural(len(folded), 'row')}",
        ("Kind", "Name", "Kept for", "Encryption", "Protected against change by", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates make no store of logs.",
    )


def _coverage(source: Source) -> Table:
    kinds: dict[str, set[str]] = {}
    for log in source.inventory.logs:
        if log.what not in _STORES:
            kinds.setdefault(log.what, set()).add(log.environment)
    networked = {n.environment for n in source.inventory.networks}
    rows = []
    for what, there in sorted(kinds.items()):
        asked = networked if what in _NEEDS_A_NETWORK else set(source.environments)
        rows.append((what, source.places(there), _absent(source, what, asked - there)))
    return Table(
        "An environment without a network needs no log of one",
        ("What", "Made in", "Not made in"),
        tuple(rows),
        "The templates make no source of logs.",
    )


def _absent(source: Source, what: str, absent: set[str]) -> str:
    if not absent:
        return "nowhere: it is in each"
    if "of the organisation" in what:
        return "not needed: the organisation's trail records every account"
    if what == "web ACL log":
        return "the others, which have no web ACL" if not _acls_without_log(source, absent) else source.places(absent)
    return source.places(absent)


def _acls_without_log(source: Source, absent: set[str]) -> bool:
    return any(p.what == "web ACL" and p.environment in absent for p in source.inventory.protections)
