"""The record of processing activities (GDPR 30)."""

from __future__ import annotations

from landing_zone.assessment.model import ControlStatus
from landing_zone.config.data_class import DataClass
from landing_zone.config.third_party import EEA
from landing_zone.reports.documents.document import Document, Section, Table, Text
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import GDPR, gdpr, joined, lines, plural

SECURITY = ("32", "25", "5(1)(f)")
"""The provisions whose controls are the security measures of 30(1)(g)."""


def record_of_processing(source: Source) -> Document:
    """Fill each field of article 30(1) for each class of personal data."""
    classes = {name: c for name, c in source.zone.data_classes.items() if c.personal_data}
    return Document(
        id="record-of-processing",
        title="Record of processing activities",
        summary=(
            f"The fields of GDPR article 30(1) for {plural(len(classes), 'class')} of personal data, as "
            "controller. Made of the configuration; the security measures are the controls that this synth checked."
        ),
        answers=gdpr(
            *("5(1)(a)", "5(1)(b)", "5(2)", "9(1)", "13(1)", "13(2)(a)", "14(1)", "15(1)"),
            *("30(1)", "30(1)(e)", "30(1)(f)", "30(1)(g)", "30(2)", "30(2)(d)"),
        ),
        sections=(
            *(Section(f"Processing of {name}", (_record(source, name, c),)) for name, c in classes.items()),
            Section("Security measures: article 30(1)(g)", (measures(source),)),
            Section(
                "As processor: article 30(2)",
                (
                    Text(
                        "The configuration does not say that data is processed for another controller. Where it is, "
                        "keep the record of article 30(2) as well; its security measures are those above."
                    ),
                ),
            ),
        ),
        left_to_people=(
            "Have a lawyer confirm the legal basis; whether data of article 9 is among it is not in the configuration.",
            "Joint controllers and a representative (article 27), if there are any, are not in the configuration.",
            "Processing outside this landing zone (pay roll, support, marketing) belongs in the same record.",
        ),
    )


def _record(source: Source, name: str, data: DataClass) -> Table:
    zone = source.zone
    officer = zone.contacts.data_protection
    recipients = {key: p for key, p in zone.third_parties.items() if name in p.data_classes}
    outside = [
        f"{p.company}: {p.country}, {p.safeguard.value.replace('-', ' ')}"
        for p in recipients.values()
        if p.country not in EEA
    ]
    flows = [f"{f.source} to {f.destination}: {f.purpose}" for f in zone.data_flows if f.data_class == name]
    where = [f"{a.name} ({a.stage.value})" for a in zone.accounts if name in a.data_classes]
    return Table(
        f"{data.description}",
        ("Article", "Field", "Entry"),
        (
            ("30(1)(a)", "Controller", zone.organisation.name),
            (
                "30(1)(a)",
                "Data protection officer",
                f"{officer.name}, {officer.title}\n{officer.email}\n{officer.phone}",
            ),
            ("30(1)(b)", "Purpose", data.purpose),
            ("6(1)", "Legal basis", f"{data.legal_basis.value}: {data.legal_basis_hint}"),
            ("30(1)(c)", "Data subjects", joined(data.data_subjects, "the configuration names none")),
            ("30(1)(c)", "Categories of data", data.description),
            (
                "30(1)(d)",
                "Recipients",
                lines((f"{p.company} ({p.relation.value}): {p.service}" for p in recipients.values()), "none"),
            ),
            ("30(1)(e)", "Transfers to third countries", lines(outside, "none is declared")),
            ("30(1)(f)", "Time limit for erasure", f"{data.retention_days} days"),
            ("30(1)(g)", "Security measures", "the controls below"),
            ("also", "Where it is kept", lines(where, "no account declares it")),
            ("also", "Regions", joined(zone.regions.governed)),
            ("also", "Declared flows", lines(flows, "none is declared")),
        ),
        "",
    )


def measures(source: Source) -> Table:
    """Return the controls that answer the security of processing, and whether each holds."""
    controls = source.controls_for(GDPR, *SECURITY)
    words = {
        ControlStatus.HELD: "holds",
        ControlStatus.HELD_WITH_WAIVERS: "holds, but for what a waiver covers",
        ControlStatus.WATCHED: "is not set; AWS Config or Security Hub would find a deviation",
        ControlStatus.WAIVED: "does not hold; a waiver covers it",
        ControlStatus.NOT_HELD: "does NOT hold",
        ControlStatus.NOT_APPLICABLE: "found nothing to judge",
        ControlStatus.NOT_IN_THIS_SHAPE: "is not in this shape of the zone",
        ControlStatus.MANUAL: "a person reviews it",
    }
    held = sum(c.status in (ControlStatus.HELD, ControlStatus.HELD_WITH_WAIVERS) for c in controls)
    return Table(
        f"{plural(len(controls), 'control')} mapped to articles 5(1)(f), 25 and 32; {held} hold",
        ("Measure", "What it is", "Whether it holds", "Answers"),
        tuple(
            (
                c.title,
                c.statement,
                words[c.status],
                joined(
                    m.requirement for m in c.requirements if m.framework == GDPR and m.requirement.startswith(SECURITY)
                ),
            )
            for c in controls
        ),
        "No control is mapped to these articles, or the GDPR is not in scope of the configuration.",
    )
