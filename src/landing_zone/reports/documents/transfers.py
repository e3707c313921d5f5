"""Regions and countries that data can reach, and what allows it (GDPR 44 to 49)."""

from __future__ import annotations

from landing_zone.config.third_party import EEA
from landing_zone.reports.documents.countries import country_of
from landing_zone.reports.documents.document import Document, Section, Table, Text
from landing_zone.reports.documents.source import NOT_KNOWN, Source
from landing_zone.reports.documents.words import gdpr, joined, lines, plural


def transfers(source: Source) -> Document:
    """List where data is, where it may go, and the safeguard of each transfer out of the EEA."""
    regions = source.zone.regions
    return Document(
        id="transfers",
        title="Transfers of personal data",
        summary=(
            f"{plural(len(regions.allowed), 'Region')} that may be used and "
            f"{plural(len(source.zone.third_parties), 'third party')}, with their countries and "
            "safeguards. Made of the configuration; Regions in use are from the templates."
        ),
        answers=gdpr("19", "30(1)(e)", "44", "45(1)", "46(1)", "46(2)(c)", "48", "49(1)"),
        sections=(
            Section("Regions", (Text(_sentence(source)), _regions(source))),
            Section("Third parties", (_parties(source),)),
            Section("What keeps data in these Regions", (_guardrails(source),)),
        ),
        left_to_people=(
            "Check that an adequacy decision is in force, and assess the law of the country for other safeguards.",
            "Access from a third country is a transfer too: where support staff work is not known here.",
            "Sub-processors of third parties are not in the configuration.",
            "What is done when an authority of a third country asks for data (48) is the organisation's procedure.",
        ),
    )


def _used(source: Source) -> dict[str, int]:
    found: dict[str, int] = {}
    for resource in source.assessment.resources:
        region = resource.environment.partition("/")[2]
        if region:
            found[region] = found.get(region, 0) + 1
    return found


def _sentence(source: Source) -> str:
    outside = sorted(r for r in _used(source) if country_of(r) not in EEA)
    if outside:
        return f"Resources are to be deployed outside the EEA: {joined(outside)}."
    return "Every resource of the templates is to be deployed in the EEA."


def _regions(source: Source) -> Table:
    regions, used = source.zone.regions, _used(source)
    rows = []
    for region in sorted({*regions.allowed, *used}):
        country = country_of(region)
        role = [name for name, one in (("home", regions.home), ("mirror", regions.mirror)) if one == region]
        role += [] if region in regions.allowed else ["NOT allowed by the configuration"]
        rows.append(
            (
                region,
                joined(role, "allowed"),
                country or NOT_KNOWN,
                ("yes" if country in EEA else "no") if country else NOT_KNOWN,
                f"{used.get(region, 0):,}",
            )
        )
    return Table(
        "Regions that the configuration allows, and those in use",
        ("Region", "Role", "Country", "In the EEA", "Components"),
        tuple(rows),
        "",
    )


def _parties(source: Source) -> Table:
    personal = {name for name, c in source.zone.data_classes.items() if c.personal_data}
    rows = []
    for party in source.zone.third_parties.values():
        classes = sorted(personal & set(party.data_classes))
        inside = party.country in EEA
        if not classes:
            transfer = "no: it gets no personal data"
        elif inside:
            transfer = "no: it is in the EEA"
        else:
            transfer = "yes"
        safeguard = party.safeguard.value.replace("-", " ")
        rows.append(
            (
                party.company,
                party.country,
                lines(classes),
                transfer,
                safeguard if transfer == "yes" else "none needed",
                party.contract,
            )
        )
    return Table(
        "Third parties, from the configuration",
        ("Company", "Country", "Personal data", "A transfer", "Safeguard", "Contract"),
        tuple(rows),
        "The configuration names no third party.",
    )


def _guardrails(source: Source) -> Table:
    return Table(
        "Guardrails that refuse other Regions, by the ids of their statements",
        ("Guardrail", "Purpose", "Statements"),
        tuple(
            (g.name, g.purpose or "not described", lines(statements))
            for g in source.inventory.guardrails
            if (statements := [s for s in g.statements if "region" in s.lower()])
        ),
        "No guardrail of the templates has a statement about Regions.",
    )
