"""Keys, algorithms, protocols and certificates (PCI DSS 3.6.1.1, 4.2.1.1, 12.3.3)."""

from __future__ import annotations

from collections import Counter

from landing_zone.inventory.model import KeyFact
from landing_zone.reports.documents.document import Cell, Document, Section, Table, Text
from landing_zone.reports.documents.fold import fold
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import gdpr, lines, pci, plural

_ALGORITHMS = {"SYMMETRIC_DEFAULT": "AES-256-GCM"}
"""Source: AWS KMS Developer Guide, "Key spec reference"."""
_CERTIFICATES = ("certificate", "private certificate authority")
_GUARDABLE = ("bucket", "topic", "queue")
_CIPHERTEXT = ("none is declared", "known at deployment")


def cryptography_inventory(source: Source) -> Document:
    """List what is encrypted, with which key and algorithm, and where TLS is required."""
    inventory = source.inventory
    return Document(
        id="cryptography-inventory",
        title="Inventory of cryptography",
        summary=(
            f"{plural(len(inventory.keys), 'key')}, {plural(len(inventory.stores), 'store')} with encryption at rest, "
            f"{plural(len(inventory.tls), 'setting')} of TLS, and certificates. Made of the templates."
        ),
        answers=pci("3.6.1.1", "4.2.1.1", "12.3.3") + gdpr("32(1)(a)"),
        sections=(
            Section(
                "Keys",
                (
                    Text("All keys are in AWS KMS: key material never leaves it, unless the origin says otherwise."),
                    _keys(source),
                ),
            ),
            Section("Encryption at rest", (_stores(source), _in_clear(source))),
            Section("TLS", (_tls(source), _without_tls(source))),
            Section("Certificates", (_certificates(source),)),
        ),
        left_to_people=(
            "Custodians of keys are people: name them (PCI DSS 3.6.1.1, 3.7.8).",
            "Cipher suites and protocols of workloads that are deployed from elsewhere are not in these templates.",
            "Watch, at least every 12 months, whether the algorithms stay strong; plan for a change (PCI DSS 12.3.3).",
        ),
    )


def _used_by(source: Source, key: KeyFact) -> str:
    types = Counter(source.assessment.resources[position].type for position in key.used_by)
    return lines(
        (f"{number} of {type_.removeprefix('AWS::')}" for type_, number in sorted(types.items())),
        "nothing in the templates",
    )


def _keys(source: Source) -> Table:
    folded = fold(
        (
            (
                key.alias or source.assessment.resources[key.resource].logical_id,
                key.purpose or "not described",
                lines((_ALGORITHMS.get(key.spec, key.spec), key.usage, key.origin)),
                key.rotation,
                "yes" if key.multi_region else "no",
                _used_by(source, key),
            ),
            key.environment,
        )
        for key in source.inventory.keys
    )
    return Table(
        f"{plural(len(source.inventory.keys), 'key')} in {plural(len(folded), 'row')}",
        ("Key", "Purpose", "Algorithm, use, origin", "Rotated", "Multi-Region", "Named by", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates make no key.",
    )


def _stores(source: Source) -> Table:
    folded = fold(
        ((s.what, s.name, source.name(s.resource, s.encryption)), s.environment) for s in source.inventory.stores
    )
    return Table(
        f"{plural(len(source.inventory.stores), 'store')} in {plural(len(folded), 'row')}",
        ("Kind", "Name", "Encrypted with", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates make nothing that keeps data.",
    )


def _in_clear(source: Source) -> Table:
    return Table(
        "Stores without encryption at rest, or where the templates do not show it",
        ("Where", "Kind", "Name", "Encryption"),
        tuple(
            (source.place(s.environment), s.what, Cell(s.name, resource=s.resource), s.encryption)
            for s in source.inventory.stores
            if s.encryption in _CIPHERTEXT
        ),
        "None: every store names a key, or is encrypted by its service.",
    )


def _tls(source: Source) -> Table:
    folded = fold(((t.what, t.setting), t.environment) for t in source.inventory.tls if t.what not in _CERTIFICATES)
    return Table(
        f"{plural(sum(f.number for f in folded), 'setting')} in {plural(len(folded), 'row')}",
        ("Of what", "Setting", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates set no TLS policy.",
    )


def _without_tls(source: Source) -> Table:
    guarded = {position for t in source.inventory.tls for position in t.guards}
    rows: list[tuple[str | Cell, ...]] = [
        (
            source.place(s.environment),
            s.what,
            Cell(s.name, resource=s.resource),
            "no policy in the templates refuses callers without TLS",
        )
        for s in source.inventory.stores
        if s.what in _GUARDABLE and s.resource not in guarded
    ]
    rows += [
        (source.place(o.environment), "listener", Cell(f"port {o.ports}", resource=o.resource), "it speaks HTTP or TCP")
        for o in source.inventory.openings
        if o.kind == "listener" and o.protocol in ("http", "tcp", "udp", "tcp_udp")
    ]
    return Table(
        "What would answer without TLS",
        ("Where", "Kind", "Name", "Why"),
        tuple(rows),
        "None: every bucket, topic and queue refuses callers without TLS, and no listener sends in clear.",
    )


def _certificates(source: Source) -> Table:
    return Table(
        "Certificates and certificate authorities",
        ("Where", "Kind", "Name", "Algorithm"),
        tuple(
            (
                source.place(t.environment),
                t.what,
                Cell(source.assessment.resources[t.resource].logical_id, resource=t.resource),
                t.setting,
            )
            for t in source.inventory.tls
            if t.what in _CERTIFICATES
        ),
        "The templates make no certificate: those of workloads are made when these are deployed.",
    )
