"""Contacts, how alerts reach them, and the deadlines that apply (PCI DSS 12.10, GDPR 33 and 34)."""

from __future__ import annotations

from landing_zone.inventory.model import AlertFact
from landing_zone.reports.documents.document import Cell, Document, Section, Table
from landing_zone.reports.documents.fold import fold
from landing_zone.reports.documents.source import Source
from landing_zone.reports.documents.words import gdpr, lines, pci, plural

_SUBSCRIPTION = "subscription of "


def contacts_and_incidents(source: Source) -> Document:
    """List contacts, the chain from an event to a person, and the deadlines that the law sets."""
    return Document(
        id="contacts-and-incidents",
        title="Contacts and incidents",
        summary=(
            "Whom to inform, what the landing zone alerts about, and where alerts go. Made of contacts of the "
            "configuration, and of event rules, alarms and subscriptions of the templates."
        ),
        answers=pci("12.10.1", "12.10.3", "12.10.5", "A1.2.3") + gdpr("33(1)", "33(2)", "33(3)"),
        sections=(
            Section("Contacts", (_contacts(source),)),
            Section("Where alerts end", (_ends(source),)),
            Section("What the landing zone alerts about", (_alerts(source), _silent(source))),
            Section("Deadlines that run from an incident", (_clocks(),)),
        ),
        left_to_people=(
            "The incident plan, its roles, its test every 12 months and its training (PCI DSS 12.10.1 to 12.10.4).",
            "Each e-mail subscription must be confirmed by its recipient, or nothing arrives.",
            "Contacts at acquirers, payment brands and the supervisory authority are not in the configuration.",
            "Who is on call at night is not known here: PCI DSS 12.10.3 asks for a person at all hours.",
        ),
    )


def _contacts(source: Source) -> Table:
    contacts = source.zone.contacts
    return Table(
        "From contacts of the configuration",
        ("For", "Name", "Title", "E-mail", "Telephone"),
        tuple(
            (what, c.name, c.title, c.email, c.phone)
            for what, c in (
                ("security", contacts.security),
                ("operations", contacts.operations),
                ("billing", contacts.billing),
                ("data protection", contacts.data_protection),
            )
        ),
        "",
    )


def _target(source: Source, alert: AlertFact, text: str) -> str:
    """Name a target; one of the same Region is shown without it, so that equal rows are joined."""
    region = alert.environment.partition("/")[2]
    if text.startswith("arn:") and region and f":{region}:" in text:
        _, _, service, _, account, name = text.split(":", 5)
        owner = source.accounts.get(account)
        return f"{service} {name} in {owner.name if owner else account}"
    return source.name(alert.resource, text)


def _ends(source: Source) -> Table:
    rows = tuple(
        (
            source.place(alert.environment),
            source.name(alert.resource, alert.what.removeprefix(_SUBSCRIPTION)),
            alert.description,
            lines(alert.targets, "nowhere"),
        )
        for alert in source.inventory.alerts
        if alert.what.startswith(_SUBSCRIPTION)
    )
    return Table(
        "Subscriptions: how a message leaves AWS",
        ("Where", "Topic", "By", "To"),
        rows,
        "The templates make no subscription: alerts reach no person by themselves.",
    )


def _alerts(source: Source) -> Table:
    alerts = [a for a in source.inventory.alerts if not a.what.startswith(_SUBSCRIPTION)]
    folded = fold(
        (
            (
                alert.what,
                alert.description or "not described",
                lines((_target(source, alert, t) for t in alert.targets), "nowhere"),
            ),
            alert.environment,
        )
        for alert in alerts
    )
    return Table(
        f"{plural(len(alerts), 'rule')} and alarms in {plural(len(folded), 'row')}",
        ("By", "Of what", "Sends to", "Number", "Where"),
        tuple((*f.key, str(f.number), source.places(f.environments)) for f in folded),
        "The templates make no event rule and no alarm.",
    )


def _silent(source: Source) -> Table:
    return Table(
        "Rules and alarms that send nothing, or are off",
        ("Where", "By", "Of what"),
        tuple(
            (source.place(a.environment), Cell(a.what, resource=a.resource), a.description or "not described")
            for a in source.inventory.alerts
            if not a.targets or "off)" in a.what
        ),
        "None: each is on, and sends somewhere.",
    )


def _clocks() -> Table:
    return Table(
        "Deadlines of the standards; nothing in the templates measures them",
        ("From", "Within", "To whom", "Source"),
        (
            (
                "The controller knows of a breach of personal data",
                "72 hours, where feasible",
                "The supervisory authority, unless no risk to people is likely",
                "GDPR 33(1)",
            ),
            ("A processor knows of a breach", "without undue delay", "The controller", "GDPR 33(2)"),
            (
                "A breach is likely to bring a high risk to people",
                "without undue delay",
                "The people concerned",
                "GDPR 34(1)",
            ),
            (
                "An incident that is suspected or confirmed",
                "at once, as the plan says",
                "Payment brands and acquirers, at the least",
                "PCI DSS 12.10.1",
            ),
        ),
        "",
    )
