"""Cross checks of the data classes."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Account, Role, Scope, Stage
from landing_zone.config.data_class import LegalBasis
from landing_zone.config.draft import Draft
from landing_zone.config.mistake import Mistake, did_you_mean, one_of


def check_data_classes(draft: Draft) -> Iterator[Mistake]:
    """Refuse unknown classes, card data outside the CDE, a CDE without it, and classes that contradict themselves."""
    for index, account in draft.accounts:
        yield from _account(draft, index, account)
    for name, data_class in sorted(draft.data_classes.items()):
        place = ("data_classes", name, "legal_basis")
        bases = one_of(set(LegalBasis) - {LegalBasis.NOT_PERSONAL})
        if data_class.personal_data and data_class.legal_basis is LegalBasis.NOT_PERSONAL:
            yield Mistake(
                place,
                f"'{name}' is personal data without a legal basis (GDPR 6(1))",
                data_class.legal_basis,
                allowed=bases,
                fix="name the ground on which it may be processed",
            )
        if not data_class.personal_data and data_class.legal_basis is not LegalBasis.NOT_PERSONAL:
            yield Mistake(
                place,
                f"'{name}' has a legal basis for personal data, and is none",
                data_class.legal_basis,
                allowed=LegalBasis.NOT_PERSONAL,
                fix="write 'personal_data: true', or 'legal_basis: not-personal'",
            )
        if data_class.personal_data and not data_class.data_subjects:
            yield Mistake(
                ("data_classes", name),
                f"'{name}' is personal data, and does not say whose (GDPR 30(1)(c))",
                "",
                allowed="at least one group of people in data_subjects",
                fix="add 'data_subjects: [...]'",
            )


def _account(draft: Draft, index: int, account: Account) -> Iterator[Mistake]:
    cards = sorted(name for name, data_class in draft.data_classes.items() if data_class.cardholder_data)
    for position, name in enumerate(account.data_classes):
        place = ("accounts", index, "data_classes", position)
        if name not in draft.data_class_names:
            yield Mistake(
                place,
                f"the account '{account.name}' holds '{name}', which is no declared data class",
                name,
                allowed=one_of(draft.data_class_names),
                fix=did_you_mean(name, draft.data_class_names, "declare it in data_classes"),
            )
        elif name in account.data_classes[:position]:
            yield Mistake(
                place,
                f"'{name}' is listed twice",
                name,
                allowed="each data class once",
                fix="remove one",
            )
        elif name in cards and account.scope is not Scope.CDE:
            yield Mistake(
                place,
                f"the account '{account.name}' holds card data, and its scope is '{account.scope}'",
                name,
                allowed=f"card data in accounts with 'scope: {Scope.CDE}' alone (PCI DSS 12.5.2)",
                fix=f"write 'scope: {Scope.CDE}', or keep the card data in a CDE account",
            )
    whole = draft.data_classes.keys() == draft.data_class_names
    production_cde = (account.role, account.scope, account.stage) == (Role.WORKLOAD, Scope.CDE, Stage.PRODUCTION)
    known = set(account.data_classes) <= draft.data_class_names
    # Staging may be treated as CDE and hold test cards alone: real ones do not belong there (PCI DSS 6.5.5).
    if production_cde and account.data_classes and known and whole and not set(cards) & set(account.data_classes):
        yield Mistake(
            ("accounts", index, "data_classes"),
            f"the account '{account.name}' is the cardholder data environment, and holds no card data",
            ", ".join(account.data_classes),
            allowed=f"at least one of {one_of(cards)}",
            fix=f"add the class of its card data, or write 'scope: {Scope.CONNECTED}'",
        )
