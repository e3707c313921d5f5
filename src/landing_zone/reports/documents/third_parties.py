"""Third parties, and who answers which requirement (PCI DSS 12.8.1, 12.8.2, 12.8.4, 12.8.5, 12.9.2)."""

from __future__ import annotations

from landing_zone.assessment.model import FrameworkEntry, RequirementEntry, RequirementStatus
from landing_zone.reports.documents.document import Cell, Document, Section, Table, Text
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import PCI_DSS, asked, gdpr, lines, pci, plural


def third_parties(source: Source) -> Document:
    """List third parties with what they do and are responsible for, and the matrix of responsibilities."""
    parties = source.zone.third_parties
    framework = source.frameworks.get(PCI_DSS)
    return Document(
        id="third-parties",
        title="Third parties and responsibilities",
        summary=(
            f"{plural(len(parties), 'third party')} and, for each requirement of PCI DSS, who answers it: AWS, "
            "this landing zone, or the organisation. Made of the configuration and of "
            "the frameworks' entries."
        ),
        answers=pci("8.2.7", "12.5.2", "12.8.1", "12.8.2", "12.8.4", "12.8.5", "12.9.2")
        + gdpr("17(2)", "19", "20(2)", "28(1)", "28(2)", "28(3)", "28(4)"),
        sections=(
            Section("Third parties", (_parties(source),)),
            Section("Who outside the zone its resources may name", (_trusted(source),)),
            Section("What flows to and from them", (_flows(source),)),
            Section("AWS services in use", (_services(source),)),
            Section("Who answers which requirement", (_key(), _summary(framework))),
            *(_matrix(framework) if framework else ()),
        ),
        left_to_people=(
            "Check each service in use against the services in scope of AWS's own attestation, in AWS Artifact.",
            "Contracts and attestations are kept elsewhere: keep them available (PCI DSS 12.8.2, 12.8.4).",
            "Review each third party's compliance at least every 12 months (PCI DSS 12.8.4).",
            "What workloads buy from others is not known here.",
        ),
    )


def _trusted(source: Source) -> Table:
    return Table(
        "From trusted of the configuration; any other stops (zone-outsiders)",
        ("Kind", "Name", "Purpose", "Owner"),
        tuple((one.kind.value, one.name, one.purpose, one.owner) for one in source.zone.trusted),
        "The configuration trusts none.",
    )


def _parties(source: Source) -> Table:
    return Table(
        "From third_parties of the configuration",
        (
            "Id",
            "Company",
            "Service",
            "Relation",
            "Country",
            "Data classes",
            "Contract",
            "How its security is known",
            "Responsibilities",
        ),
        tuple(
            (
                name,
                p.company,
                p.service,
                p.relation.value,
                p.country,
                lines(p.data_classes),
                p.contract,
                p.attestation,
                p.responsibilities,
            )
            for name, p in source.zone.third_parties.items()
        ),
        "The configuration names no third party. AWS is one: name it, with those that get data.",
    )


def _flows(source: Source) -> Table:
    rows = tuple(
        (f.source, f.destination, f.data_class, f.purpose, f.protocol, str(f.port))
        for f in source.zone.data_flows
        if {f.source, f.destination} & set(source.zone.third_parties)
    )
    return Table(
        "Declared flows with a third party at one end",
        ("From", "To", "Data class", "Purpose", "Protocol", "Port"),
        rows,
        "The configuration declares no flow to or from a third party.",
    )


def _services(source: Source) -> Table:
    found: dict[str, int] = {}
    for resource in source.assessment.resources:
        parts = resource.type.split("::")
        if parts[0] == "AWS":
            found[parts[1]] = found.get(parts[1], 0) + 1
    return Table(
        f"{plural(len(found), 'service')}, from the types of resources",
        ("AWS service", "Components"),
        tuple((service, f"{number:,}") for service, number in sorted(found.items())),
        "The templates use no AWS service.",
    )


def _key() -> Text:
    return Text(
        "Inherited: AWS meets it under its own attestation, and what stays with the customer is named. Shared: the "
        "landing zone does a part, the organisation the rest. Landing zone: what is deployed answers it. "
        "Organisation: people and papers. Not applicable: a fact in the configuration says so, and the row names it. "
        "Requirements that another has replaced are left out."
    )


def responsibility(requirement: RequirementEntry) -> str:
    """Return in one word who answers a requirement, or that it does not apply."""
    if requirement.status == RequirementStatus.NOT_APPLICABLE:
        return "not applicable"
    if requirement.status == RequirementStatus.INHERITED:
        return "inherited"
    if requirement.answerable == "organisational":
        return "organisation"
    if requirement.answerable == "shared" or requirement.inherited:
        return "shared"
    return "landing zone"


def _summary(framework: FrameworkEntry | None) -> Table:
    if framework is None:
        return Table("", ("Who",), (), "PCI DSS is not in scope of the configuration: there is no matrix.")
    tested = asked(framework)
    words = ("inherited", "landing zone", "shared", "organisation", "not applicable")
    return Table(
        f"{plural(len(tested), 'requirement')} of {framework.title}",
        ("Who answers", "Requirements"),
        tuple((word, str(sum(responsibility(entry) == word for entry in tested))) for word in words),
        "",
    )


def _matrix(framework: FrameworkEntry) -> tuple[Section, ...]:
    by_id = {requirement.id: requirement for requirement in framework.requirements}

    def top(requirement: RequirementEntry) -> str:
        while requirement.parent is not None:
            requirement = by_id[requirement.parent]
        return requirement.id

    tested = asked(framework)
    sections = []
    for principal in (r for r in framework.requirements if r.parent is None):
        rows = tuple(_row(framework.id, entry) for entry in tested if top(entry) == principal.id)
        table = Table(
            f"{plural(len(rows), 'requirement')} below {principal.id}",
            ("Requirement", "What it asks, paraphrased", "Who", "AWS", "This landing zone", "The organisation"),
            rows,
            "It has no requirements.",
        )
        sections.append(Section(f"{principal.id}: {principal.title}", (table,)))
    return tuple(sections)


def _row(framework: str, entry: RequirementEntry) -> tuple[str | Cell, ...]:
    who = responsibility(entry)
    name = Cell(entry.id, requirement=(framework, entry.id))
    if who == "not applicable":
        return name, entry.title, who, "", "", entry.why
    controls = (
        f"{plural(len(entry.controls), 'control')}: {entry.status.value.replace('-', ' ')}" if entry.controls else ""
    )
    ours = entry.organisation or ("answers for it" if who == "organisation" else "")
    return (
        name,
        entry.title + (" (service providers only)" if entry.service_provider_only else ""),
        who,
        entry.inherited or "no part of it is known to be inherited",
        controls or "no control of this landing zone",
        ours or "runs and reviews what is deployed",
    )
