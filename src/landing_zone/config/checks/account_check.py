"""Cross checks of the accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from landing_zone.config.account import SINGLE_ROLES, Account, Role, Scope, Stage
from landing_zone.config.draft import Draft
from landing_zone.config.mistake import Mistake

_UNIQUE: tuple[tuple[str, str, Callable[[Account], str]], ...] = (
    ("name", "name", lambda account: account.name),
    ("id", "id", lambda account: account.id),
    # AWS compares the addresses without case.
    ("email", "e-mail address", lambda account: account.email.lower()),
)


def check_accounts(draft: Draft) -> Iterator[Mistake]:
    """Refuse shared identities, a role that is missing or taken twice, and what does not fit an account's role."""
    for field, word, key in _UNIQUE:
        first: dict[str, str] = {}
        for index, account in draft.accounts:
            value = key(account)
            if value in first:
                yield Mistake(
                    ("accounts", index, field),
                    f"the account '{account.name}' has the {word} of '{first[value]}'",
                    getattr(account, field),
                    allowed=f"a {word} that no other account has",
                    fix=f"correct the {word}",
                )
            first.setdefault(value, account.name)
    yield from _roles(draft)
    for index, account in draft.accounts:
        yield from _fit(index, account)


def _roles(draft: Draft) -> Iterator[Mistake]:
    counts = Counter(draft.roles)
    for role in SINGLE_ROLES:
        if not counts[role]:
            yield Mistake(
                ("accounts",),
                f"no account has the role '{role}'",
                "",
                allowed=f"exactly one account with 'role: {role}'",
                fix=f"add the {role} account",
            )
    taken: dict[Role, str] = {}
    for index, account in draft.accounts:
        if account.role in taken:
            yield Mistake(
                ("accounts", index, "role"),
                f"the accounts '{taken[account.role]}' and '{account.name}' both have the role '{account.role}'",
                account.role,
                allowed=f"exactly one account with 'role: {account.role}'",
                fix="give one another role",
            )
        if account.role in SINGLE_ROLES:
            taken.setdefault(account.role, account.name)


def _fit(index: int, account: Account) -> Iterator[Mistake]:
    if account.role is Role.WORKLOAD:
        if not account.data_classes:
            yield Mistake(
                ("accounts", index),
                f"the workload account '{account.name}' says of no data class that it holds it",
                "",
                allowed="at least one name of data_classes",
                fix="add 'data_classes: [...]'",
            )
    else:
        for field in ("internet_facing", "data_classes", "workloads"):
            if getattr(account, field):
                yield Mistake(
                    ("accounts", index, field),
                    f"the {account.role} account '{account.name}' has {field}",
                    "",
                    allowed="workload accounts alone have it",
                    fix="remove the line, or move what it describes to a workload account",
                )
        if account.scope is Scope.OUT_OF_SCOPE:
            yield Mistake(
                ("accounts", index, "scope"),
                f"the {account.role} account '{account.name}' can affect the security of every other account",
                account.scope,
                allowed=f"{Scope.CONNECTED}, {Scope.CDE}",
                fix=f"write 'scope: {Scope.CONNECTED}'",
            )
        if account.stage is not Stage.PRODUCTION:
            yield Mistake(
                ("accounts", index, "stage"),
                f"the {account.role} account '{account.name}' serves production too",
                account.stage,
                allowed=Stage.PRODUCTION,
                fix=f"write 'stage: {Stage.PRODUCTION}'",
            )
