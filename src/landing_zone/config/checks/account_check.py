"""Cross checks of the accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from landing_zone.config.account import SINGLE_ROLES, Account, Role, Scope, Stage
from landing_zone.config.data_flow import INTERNET
from landing_zone.config.draft import Draft
from landing_zone.config.part import Part
from landing_zone.yaml.issue import Issue

_UNIQUE: tuple[tuple[str, str, Callable[[Account], str]], ...] = (
    ("name", "name", lambda account: account.name),
    ("id", "id", lambda account: account.id),
    # AWS compares the addresses without case.
    ("email", "e-mail address", lambda account: account.email.lower()),
)


def check_accounts(draft: Draft) -> Iterator[Issue]:
    """Refuse shared identities, a role that is missing or taken twice, and what does not fit an account's role."""
    for field, word, key in _UNIQUE:
        first: dict[str, str] = {}
        for part in draft.accounts:
            if not part.knows(field):
                continue
            value = key(part.model)
            if value in first:
                yield Issue(
                    (*part.location, field),
                    f"{name_of(part)} has the {word} of {first[value]}",
                    getattr(part.model, field),
                    allowed="one that no other account has",
                    fix=f"correct the {word}",
                )
            first.setdefault(value, name_of(part))
    yield from _roles(draft)
    for part in draft.accounts:
        if part.knows("name") and part.model.name == INTERNET:
            yield Issue(
                (*part.location, "name"),
                f"'{INTERNET}' is an end of data flows already",
                INTERNET,
                allowed="a name that no other end has",
                fix="give it another name",
            )
        if part.knows("role"):
            if Role.WORKLOAD in _roles_of(part):
                yield from _workload(part)
            else:
                yield from _not_workload(part)
            if not set(SINGLE_ROLES).isdisjoint(_roles_of(part)):
                yield from _central(part)


def name_of(part: Part[Account]) -> str:
    """Name an account, by its place where its name is wrong."""
    return f"the account '{part.model.name}'" if part.knows("name") else f"accounts[{part.location[-1]}]"


def _roles_of(part: Part[Account]) -> tuple[Role, ...]:
    """Return the roles that are known: a wrong one has a placeholder."""
    known = (part.model.role,) if part.knows("role") else ()
    return (*known, *part.model.also) if part.knows("also") else known


def _roles(draft: Draft) -> Iterator[Issue]:
    taken: dict[Role, str] = {}
    for part in draft.accounts:
        for position, role in enumerate(_roles_of(part)):
            if role not in SINGLE_ROLES or role in _roles_of(part)[:position]:
                continue
            if role in taken:
                yield Issue(
                    (*part.location, "also" if position and part.knows("role") else "role"),
                    f"{name_of(part)} has the role '{role}', as {taken[role]} has",
                    role,
                    allowed=f"exactly one account with 'role: {role}'",
                    fix="give one of them another role",
                )
            taken.setdefault(role, name_of(part))
    # A misspelt role is reported at its line; it may be the one that seems to be missing.
    all_read = bool(draft.accounts) and all(part.knows("role", "also") for part in draft.accounts)
    missing = [role for role in SINGLE_ROLES if role not in taken]
    # Of one account the check of the zone's shape says what it needs.
    for role in missing if all_read and draft.has_organisation and len(draft.accounts) > 1 else ():
        yield Issue(
            ("accounts",),
            f"no account has the role '{role}'",
            allowed=f"exactly one account with 'role: {role}'"
            + ("" if role is Role.MANAGEMENT else f", or with '{role}' in 'also'"),
            fix=f"add the {role} account"
            + ("" if role is Role.MANAGEMENT else ", or the role to another, as in examples/small-organisation.yaml"),
        )


def _workload(part: Part[Account]) -> Iterator[Issue]:
    if part.knows("data_classes") and not part.model.data_classes:
        yield Issue(
            part.location,
            f"{name_of(part)} is for workloads, and does not declare what data it holds",
            allowed="at least one name of data_classes",
            fix="add 'data_classes: [...]'",
        )


def _not_workload(part: Part[Account]) -> Iterator[Issue]:
    account = part.model
    for field in ("internet_facing", "data_classes", "workloads"):
        if part.knows(field) and getattr(account, field):
            value = getattr(account, field)
            yield Issue(
                (*part.location, field),
                f"{name_of(part)} has {field}, and its role is '{account.role}'",
                "true" if value is True else ", ".join(value),
                allowed="accounts with 'role: workload' alone have it",
                fix="remove the line, or move what it describes to a workload account",
            )


def _central(part: Part[Account]) -> Iterator[Issue]:
    account = part.model
    if part.knows("scope") and account.scope is Scope.OUT_OF_SCOPE:
        yield Issue(
            (*part.location, "scope"),
            f"{name_of(part)} can affect the security of every other account: it cannot be out of scope",
            account.scope,
            allowed=f"{Scope.CONNECTED}, {Scope.CDE}",
            fix=f"write 'scope: {Scope.CONNECTED}'",
        )
    if part.knows("stage") and account.stage is not Stage.PRODUCTION:
        yield Issue(
            (*part.location, "stage"),
            f"{name_of(part)} serves production accounts too",
            account.stage,
            allowed=Stage.PRODUCTION,
            fix=f"write 'stage: {Stage.PRODUCTION}'",
        )
