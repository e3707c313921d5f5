"""Cross checks of the data classes."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Account, Role, Scope, Stage
from landing_zone.config.data_class import DataClass, LegalBasis
from landing_zone.config.draft import Draft
from landing_zone.config.fields import joined
from landing_zone.config.part import Part
from landing_zone.yaml.issue import Issue, did_you_mean, one_of

TAKEN = frozenset(
    {"alerts", "audit-logs", "delegation", "detection", "findings", "logs", "organisation-settings", "sessions"}
    | {"trail-events", "web-acl-log"}
)
"""Names of the zone's own keys: a data class of that name would get a key of the same alias."""


def check_data_classes(draft: Draft) -> Iterator[Issue]:
    """Refuse what contradicts itself: unknown classes, names that collide, card data outside the CDE, a CDE without."""
    first: dict[str, str] = {}
    for name, part in draft.data_classes.items():
        yield from _data_class(name, part)
        if (other := first.setdefault(joined(name), name)) != name:
            yield Issue(
                part.location,
                f"without hyphens this is '{other}' again, and the keys of both would be one resource of a template",
                name,
                allowed="a name that differs from every other in its letters and digits",
                fix="rename one of the two",
            )
    if not draft.data_classes:
        return
    for account in draft.accounts:
        if account.knows("data_classes"):
            yield from _references(draft, account)
            yield from _card_data(draft, account)


def _data_class(name: str, part: Part[DataClass]) -> Iterator[Issue]:
    data = part.model
    if name in TAKEN:
        yield Issue(
            part.location,
            "the landing zone has a key of this name, and each data class gets one of its own",
            name,
            allowed=f"any name but {', '.join(sorted(TAKEN))}",
            fix=f"choose another name: {name}-data",
        )
    if part.knows("personal_data", "legal_basis"):
        place = (*part.location, "legal_basis")
        if data.personal_data and data.legal_basis is LegalBasis.NOT_PERSONAL:
            yield Issue(
                place,
                f"'{name}' is personal data without a legal basis (GDPR 6(1))",
                data.legal_basis,
                allowed=one_of(set(LegalBasis) - {LegalBasis.NOT_PERSONAL}),
                fix="name the ground on which it may be processed",
            )
        if not data.personal_data and data.legal_basis is not LegalBasis.NOT_PERSONAL:
            yield Issue(
                place,
                f"'{name}' has a legal basis for personal data, and is not personal data",
                data.legal_basis,
                allowed=LegalBasis.NOT_PERSONAL,
                fix="write 'personal_data: true', or 'legal_basis: not-personal'",
            )
    if part.knows("personal_data", "data_subjects") and data.personal_data and not data.data_subjects:
        yield Issue(
            part.location,
            f"'{name}' is personal data, and does not say whose (GDPR 30(1)(c))",
            allowed="at least one group of people in data_subjects",
            fix="add 'data_subjects: [...]'",
        )


def _references(draft: Draft, part: Part[Account]) -> Iterator[Issue]:
    seen: set[str] = set()
    for position, name in enumerate(part.model.data_classes):
        place = (*part.location, "data_classes", position)
        if name not in draft.data_classes:
            yield Issue(
                place,
                f"'{name}' is not a declared data class",
                name,
                allowed=one_of(draft.data_classes),
                fix=did_you_mean(name, set(draft.data_classes), "declare it in data_classes"),
            )
        elif name in seen:
            yield Issue(place, f"'{name}' is listed twice", name, allowed="each data class once", fix="remove one")
        seen.add(name)


def _card_data(draft: Draft, part: Part[Account]) -> Iterator[Issue]:
    if not part.knows("scope"):
        return
    account = part.model
    cards = {name for name, data in draft.data_classes.items() if data.model.cardholder_data}
    for position, name in enumerate(account.data_classes):
        if name in cards and account.scope is not Scope.CDE:
            yield Issue(
                (*part.location, "data_classes", position),
                f"this account holds card data, and its scope is '{account.scope}'",
                name,
                allowed=f"card data in accounts with 'scope: {Scope.CDE}' alone (PCI DSS 12.5.2)",
                fix=f"write 'scope: {Scope.CDE}', or keep the card data in a CDE account",
            )
    # Staging may be treated as CDE and hold test cards alone: real ones do not belong there (PCI DSS 6.5.5).
    is_production_cde = (account.role, account.scope, account.stage) == (Role.WORKLOAD, Scope.CDE, Stage.PRODUCTION)
    all_read = part.knows("role", "stage") and all(
        name in draft.data_classes and draft.data_classes[name].knows("cardholder_data")
        for name in account.data_classes
    )
    if is_production_cde and all_read and account.data_classes and cards.isdisjoint(account.data_classes):
        yield Issue(
            (*part.location, "data_classes"),
            "this account is a cardholder data environment in production, and holds no card data",
            ", ".join(account.data_classes),
            allowed=f"at least one of {one_of(cards)}",
            fix=f"add the class of its card data, or write 'scope: {Scope.CONNECTED}'",
        )
