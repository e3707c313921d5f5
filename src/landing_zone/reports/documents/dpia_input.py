"""What a data protection impact assessment needs to know of the systems (GDPR 35(7))."""

from __future__ import annotations

from landing_zone.assessment.model import RequirementStatus
from landing_zone.config.account import Stage
from landing_zone.config.third_party import EEA
from landing_zone.reports.documents.document import Cell, Document, Section, Table, Text
from landing_zone.reports.documents.record_of_processing import measures
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import GDPR, asked, gdpr, joined, lines, plural

_OPEN = (
    RequirementStatus.NOT_MET,
    RequirementStatus.PARTLY_MET,
    RequirementStatus.RUN_TIME_ONLY,
    RequirementStatus.WAIVED,
)


def dpia_input(source: Source) -> Document:
    """Collect the facts for each point of article 35(7); judgements are left out."""
    return Document(
        id="dpia-input",
        title="Input for a data protection impact assessment",
        summary=(
            "Facts for the four points of GDPR article 35(7), and no judgement. Made of the configuration, the "
            "templates, and the results of this synth."
        ),
        answers=gdpr("32(2)", "35(1)", "35(7)(d)"),
        sections=(
            Section("The processing: 35(7)(a)", (_processing(source),)),
            Section("Need and proportion: 35(7)(b)", (_need(source),)),
            Section("What affects the risks: 35(7)(c)", (_exposure(source), _open(source))),
            Section("Measures: 35(7)(d)", (measures(source),)),
        ),
        left_to_people=(
            "Whether an assessment is required is the controller's judgement (35(1), 35(3)).",
            "The advice of the data protection officer (35(2)) has to be sought.",
            "Whether processing is needed and in proportion, and how likely and severe the risks are, is not computed.",
            "The number of people concerned, and the views of those people (35(9)), are not known here.",
        ),
    )


def _processing(source: Source) -> Table:
    zone = source.zone
    return Table(
        "Classes of personal data",
        ("Data class", "What it is", "About whom", "Purpose", "Where", "Recipients", "Flows"),
        tuple(
            (
                name,
                c.description,
                joined(c.data_subjects),
                c.purpose,
                lines(a.name for a in zone.accounts if name in a.data_classes),
                lines(p.company for p in zone.third_parties.values() if name in p.data_classes),
                lines(f"{f.source} to {f.destination}" for f in zone.data_flows if f.data_class == name),
            )
            for name, c in zone.data_classes.items()
            if c.personal_data
        ),
        "The configuration declares no personal data.",
    )


def _need(source: Source) -> Table:
    return Table(
        "What the configuration says of need; the rest is the controller's",
        ("Data class", "Legal basis", "Why it holds", "Kept for"),
        tuple(
            (name, c.legal_basis.value, c.legal_basis_hint, f"{c.retention_days} days")
            for name, c in source.zone.data_classes.items()
            if c.personal_data
        ),
        "The configuration declares no personal data.",
    )


def _exposure(source: Source) -> Table:
    zone = source.zone
    personal = {name for name, c in zone.data_classes.items() if c.personal_data}
    rows: list[tuple[str | Cell, ...]] = []
    for account in (a for a in zone.accounts if personal & set(a.data_classes)):
        facts = ["faces the internet" if account.internet_facing else "does not face the internet"]
        facts += ["staging with personal data"] if account.stage == Stage.STAGING else []
        opened = sum(o.environment.startswith(f"{account.id}/") for o in source.inventory.openings)
        facts.append(f"{plural(opened, 'opening')} in its networks")
        rows.append((account.name, lines(facts)))
    for party in zone.third_parties.values():
        if personal & set(party.data_classes) and party.country not in EEA:
            rows.append(
                (party.company, f"outside the EEA ({party.country}): {party.safeguard.value.replace('-', ' ')}")
            )
    return Table(
        "Facts that affect the risks",
        ("Of what", "Fact"),
        tuple(rows),
        "No account and no third party outside the EEA holds personal data.",
    )


def _open(source: Source) -> Table | Text:
    framework = source.frameworks.get(GDPR)
    if framework is None:
        return Text("The GDPR is not in scope of the configuration, so what it leaves open is not known.")
    rows = tuple(
        (
            Cell(r.id, requirement=(framework.id, r.id)),
            r.title,
            r.status.value.replace("-", " "),
            lines(r.missing[:5], r.why),
        )
        for r in asked(framework)
        if r.status in _OPEN
    )
    return Table(
        f"{plural(len(rows), 'provision')} of the GDPR that {'is' if len(rows) == 1 else 'are'} not met in full",
        ("Provision", "What it asks, paraphrased", "Status", "What stays open, the first five"),
        rows,
        "Every provision is met, or is the organisation's.",
    )
