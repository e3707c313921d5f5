"""What survives a loss: zones, Regions, copies and backups (GDPR 32(1)(b) and (c))."""

from __future__ import annotations

import re
from collections import Counter

from landing_zone.inventory.model import CopyFact
from landing_zone.reports.documents.document import Document, Section, Table, Text
from landing_zone.reports.documents.fold import fold
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import gdpr, joined, plural

_REPLICATED = re.compile(r"replicated to ([^\s;]+)")
_REGIONS = re.compile(r"in (\d+) Regions")
_BACKUP = ("backup plan", "backup vault", "restore test")


def recovery_objectives(source: Source) -> Document:
    """List zones, mirrors, copies and backups; targets are the organisation's."""
    return Document(
        id="recovery-objectives",
        title="Recovery objectives",
        summary=(
            "What survives the loss of a zone, a Region or a store. Made of the templates and of the Regions of the "
            "configuration, which sets no target for recovery time or recovery point."
        ),
        answers=gdpr("32(1)(c)"),
        sections=(
            Section("Targets", (Text("The configuration states none, so nothing here is measured against one."),)),
            Section("Loss of a zone", (_zones(source),)),
            Section("Loss of a Region", (_regions(source),)),
            Section("Loss of a store", (_copies(source), _without(source))),
            Section("Backups", (_backups(source),)),
        ),
        left_to_people=(
            "Set a recovery time and a recovery point for each data class and workload: the configuration has none.",
            "Databases and other stores of workloads are not in these templates; nor are their backups.",
            "Try the recovery, and keep the record: a copy that was never restored proves little.",
        ),
    )


def _zones(source: Source) -> Table:
    folded = fold(
        ((str(len({s.zone for s in n.subnets})), str(n.nat_gateways)), n.environment) for n in source.inventory.networks
    )
    return Table(
        "Networks, by the number of Availability Zones that they span",
        ("Zones", "NAT gateways", "Networks"),
        tuple((*f.key, source.places(f.environments)) for f in folded),
        "The templates make no network.",
    )


def _regions(source: Source) -> Table:
    regions = source.zone.regions
    rows = []
    for account in sorted(source.zone.accounts, key=lambda a: a.name):
        numbers: Counter[str] = Counter()
        for resource in source.assessment.resources:
            id_, _, region = resource.environment.partition("/")
            if id_ == account.id:
                numbers[region] += 1
        mirror = (f"{numbers[regions.mirror]:,}",) if regions.mirror else ()
        rows.append((account.name, f"{numbers[regions.home]:,}", *mirror))
    title = f"Components in the home Region ({regions.home})"
    return Table(
        f"{title} and in its mirror ({regions.mirror})" if regions.mirror else f"{title}; there is no mirror",
        ("Account", "Home", *(("Mirror",) if regions.mirror else ())),
        tuple(rows),
        "",
    )


def _copies(source: Source) -> Table:
    rows = tuple(
        (source.place(c.environment), c.what, _name(source, c.resource), c.means)
        for c in source.inventory.copies
        if c.what not in _BACKUP
    )
    return Table(
        f"{plural(len(rows), 'store')}, and what copies each has",
        ("Where", "Kind", "Name", "Copies"),
        rows,
        "The templates make no store.",
    )


def _name(source: Source, position: int) -> str:
    resource = source.assessment.resources[position]
    return source.names.get((resource.stack, resource.logical_id), resource.logical_id)


def _without(source: Source) -> Table:
    ends = {end for copy in source.inventory.copies if (end := _end(copy))}
    return Table(
        "Stores of that list with no copy in another Region, and that are not such a copy themselves",
        ("Where", "Kind", "Name", "Copies"),
        tuple(
            (source.place(c.environment), c.what, _name(source, c.resource), c.means)
            for c in source.inventory.copies
            if c.what not in _BACKUP and not _is_elsewhere(source, c) and _name(source, c.resource) not in ends
        ),
        "None: each has one.",
    )


def _end(copy: CopyFact) -> str:
    found = _REPLICATED.search(copy.means)
    return found[1].rpartition(":::")[2] if found else ""


def _is_elsewhere(source: Source, copy: CopyFact) -> bool:
    """Whether a copy is certainly in another Region: where its bucket is, if the templates make that, or a number."""
    if regions := _REGIONS.search(copy.means):
        return int(regions[1]) > 1
    here = copy.environment.partition("/")[2]
    return any(s.name == _end(copy) and s.environment.partition("/")[2] != here for s in source.inventory.stores)


def _backups(source: Source) -> Table:
    rows = tuple(
        (source.place(c.environment), c.what, _name(source, c.resource), c.means)
        for c in source.inventory.copies
        if c.what in _BACKUP
    )
    kinds = joined(kind for kind in _BACKUP if not any(row[1] == kind for row in rows))
    return Table(
        f"AWS Backup; of {joined(_BACKUP)}, the templates do not make: {kinds}",
        ("Where", "Kind", "Name", "What it does"),
        rows,
        "The templates make no backup plan, no backup vault and no restore test.",
    )
