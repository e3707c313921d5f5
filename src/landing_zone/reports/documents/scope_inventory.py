"""What is in scope of PCI DSS, and why (PCI DSS 12.5.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from landing_zone.config.account import Account, Role, Scope
from landing_zone.inventory.model import NetworkFact
from landing_zone.reports.documents.document import Document, Section, Table, Text
from landing_zone.reports.documents.source import NOT_KNOWN, Source
from landing_zone.reports.documents.words import gdpr, joined, lines, pci, plural, sentence

_BY_ROLE = {
    Role.MANAGEMENT: "it owns the organisation, and can change every account",
    Role.LOG_ARCHIVE: "it keeps the audit logs of all accounts",
    Role.SECURITY: "it gathers the findings of all accounts, and raises the alarm",
    Role.NETWORK: "it has the networks that connect others",
}


def scope_inventory(source: Source) -> Document:
    """List every account with its components, its scope and the reasons for it."""
    unexplained = sorted(a.name for a in source.zone.accounts if not _reasons(source, a))
    left = [
        "Components that these templates do not make (hosts, containers, software on them) are not listed: add them.",
        "Confirm the scope at least every 12 months, and after each significant change (PCI DSS 12.5.2).",
    ]
    if unexplained:
        left.insert(
            0, f"Say why the scope of {sentence(unexplained)} is what the configuration says: it gives no reason."
        )
    return Document(
        id="scope-inventory",
        title="Inventory of components in scope",
        summary=(
            f"{plural(len(source.assessment.resources), 'component')} in "
            f"{plural(len(source.zone.accounts), 'account')}, with the scope of each account and why. Made of the "
            "templates, and of accounts, units and flows of the configuration."
        ),
        answers=pci("12.5.1", "12.5.2", "12.5.2.1", "A3.2.1") + gdpr("15(3)"),
        sections=(
            Section(
                "Accounts, and why they are in scope or out of it",
                (
                    Text(
                        "The configuration sets the scope of each account. The reasons are those that can be read from "
                        "it and from the templates."
                    ),
                    _accounts(source),
                ),
            ),
            *(Section(f"Components: {scope.value}", (_components(source, scope.value),)) for scope in Scope),
            *([Section(f"Components: scope {NOT_KNOWN}", (_strays(source),))] if _unknown(source) else []),
        ),
        left_to_people=tuple(left),
    )


def _reasons(source: Source, account: Account) -> list[str]:
    classes = source.zone.data_classes
    held = [name for name in account.data_classes if classes[name].cardholder_data]
    flows = _flows_with(source, account, Scope.CDE)
    found = [f"it holds {name}: {classes[name].description}" for name in held]
    if account.scope == Scope.CONNECTED:
        found += [_BY_ROLE[role] for role in account.roles if role in _BY_ROLE]
    if account.scope == Scope.CDE and not held:
        unit = next((u for u in source.zone.organisational_units if u.name == account.unit), None)
        found.append(
            "treated as card data environment, though no card data is declared in it"
            + (f" (unit {account.unit}{': ' + unit.purpose if unit else ''})" if account.unit else "")
        )
    if account.scope != Scope.CDE:
        found += [f"it exchanges data with {flow}" for flow in flows]
        found += _beside(source, account, {Scope.CDE})
    if account.scope == Scope.OUT_OF_SCOPE and not found:
        own = [n for n in source.inventory.networks if source.account_of(n.environment) == account]
        joins = [n for n in (*own, *_shared_with(source, account)) if n.connections]
        found = ["no card data is declared in it, no declared flow reaches a card data account"]
        found += [
            f"its networks are joined to {joined(c for n in joins for c in n.connections)}"
            if joins
            else "no template joins its networks to another"
        ]
    return found


def _shared_with(source: Source, account: Account) -> list[NetworkFact]:
    return [n for n in source.inventory.networks if account.id in n.shared_with]


def _beside(source: Source, account: Account, scopes: Collection[Scope]) -> list[str]:
    """Say which accounts are in one network with this one; it is a reason only where one of them has card data."""
    ids = {one for n in _shared_with(source, account) for one in n.shared_with} - {account.id}
    others = [source.accounts[one] for one in ids if one in source.accounts]
    names = sorted(other.name for other in others if other.scope in scopes)
    return [f"it is in one network with {sentence(names)}"] if names else []


def _why(source: Source, account: Account) -> str:
    reasons = _reasons(source, account) or ["the configuration says so, and gives no reason"]
    rest = set(Scope) if account.scope == Scope.CDE else set(Scope) - {Scope.CDE}
    return lines([*reasons, *_beside(source, account, rest)])


def _flows_with(source: Source, account: Account, scope: Scope) -> list[str]:
    others = {a.name for a in source.zone.accounts if a.scope == scope and a.name != account.name}
    found = []
    for flow in source.zone.data_flows:
        ends = {flow.source, flow.destination}
        if account.name in ends and ends & others:
            found.append(f"{sentence(sorted(ends & others))} ({flow.purpose})")
    return found


def _accounts(source: Source) -> Table:
    order = list(Scope)
    rows = tuple(
        (
            account.name,
            account.id,
            account.scope.value,
            _why(source, account),
            joined((*filter(None, (account.unit,)), *(role.value for role in account.roles), account.stage.value)),
            f"data: {joined(account.data_classes)}\nworkloads: {joined(account.workloads)}",
            account.owner,
            f"{sum(source.components.get(account.id, {}).values()):,}",
        )
        for account in sorted(source.zone.accounts, key=lambda a: (order.index(a.scope), a.name))
    )
    return Table(
        f"{plural(len(rows), 'account')}",
        ("Account", "Id", "Scope", "Why", "Unit, role, stage", "Declared in it", "Owner", "Components"),
        rows,
        "",
    )


def _components(source: Source, scope: str) -> Table:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for account in source.zone.accounts:
        if account.scope == scope:
            for type_, number in source.components.get(account.id, {}).items():
                found[type_][account.name] = number
    total = sum(sum(accounts.values()) for accounts in found.values())
    return Table(
        f"{plural(total, 'component')} of {plural(len(found), 'type')}",
        ("AWS service", "Type", "Number", "Accounts"),
        tuple(
            (_service(type_), type_, f"{sum(accounts.values()):,}", _in_accounts(accounts))
            for type_, accounts in sorted(found.items())
        ),
        "No account of this scope has a component.",
    )


def _in_accounts(accounts: dict[str, int]) -> str:
    by_number: dict[int, list[str]] = defaultdict(list)
    for name, number in accounts.items():
        by_number[number].append(name)
    return "\n".join(f"{number} in {joined(sorted(names))}" for number, names in sorted(by_number.items()))


def _service(type_: str) -> str:
    parts = type_.split("::")
    return parts[1] if parts[0] == "AWS" and len(parts) > 1 else "custom resource"


def _unknown(source: Source) -> set[str]:
    return set(source.components) - set(source.accounts)


def _strays(source: Source) -> Table:
    rows = tuple(
        (account or "no account", type_, str(number))
        for account in sorted(_unknown(source))
        for type_, number in sorted(source.components[account].items())
    )
    return Table(
        "Components in an account that the configuration does not have", ("Account", "Type", "Number"), rows, ""
    )
