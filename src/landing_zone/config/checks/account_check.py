"""Cross checks of the accounts."""

from __future__ import annotations

from collections import Counter
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
                    f"{_who(part)} has the {word} of {first[value]}",
                    getattr(part.model, field),
                    allowed="one that no other account has",
                    fix=f"correct the {word}",
                )
            first.setdefault(value, _who(part))
    yield from _stacks(draft)
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
            yield from (_workload if part.model.role is Role.WORKLOAD else _central)(part)


def _who(part: Part[Account]) -> str:
    """Name an account, by its place where its name is wrong."""
    return f"the account '{part.model.name}'" if part.knows("name") else f"accounts[{part.location[-1]}]"


def _stacks(draft: Draft) -> Iterator[Issue]:
    """Refuse that stacks of two accounts have one name: only one of them can be in an assembly."""
    first: dict[str, Part[Account]] = {}
    for part in sorted(draft.accounts, key=lambda part: part.model.stacks_named is not None):
        if not part.knows("name") or not part.knows("stacks_named"):
            continue
        name = part.model.in_stack_names
        other = first.setdefault(name, part)
        if other is not part and part.model.stacks_named:
            yield Issue(
                (*part.location, "stacks_named"),
                f"the stacks of {_who(part)} have the names of those of {_who(other)}",
                name,
                allowed="a name that no other account's stacks have",
                fix=f"give {_who(other)} another name, if it is the newer one; or correct this line",
            )


def _roles(draft: Draft) -> Iterator[Issue]:
    counts = Counter(draft.roles)
    # A misspelt role is reported at its line; it may be the one that seems to be missing.
    all_read = bool(draft.accounts) and all(part.knows("role") for part in draft.accounts)
    for role in SINGLE_ROLES:
        if all_read and not counts[role]:
            yield Issue(
                ("accounts",),
                f"no account has the role '{role}'",
                allowed=f"exactly one account with 'role: {role}'",
                fix=f"add the {role} account",
            )
    taken: dict[Role, str] = {}
    for part in draft.accounts:
        role = part.model.role
        if not part.knows("role") or role not in SINGLE_ROLES:
            continue
        if role in taken:
            yield Issue(
                (*part.location, "role"),
                f"{_who(part)} has the role '{role}', as {taken[role]} has",
                role,
                allowed=f"exactly one account with 'role: {role}'",
                fix="give one of them another role",
            )
        taken.setdefault(role, _who(part))


def _workload(part: Part[Account]) -> Iterator[Issue]:
    if part.knows("data_classes") and not part.model.data_classes:
        yield Issue(
            part.location,
            f"{_who(part)} is for workloads, and does not declare what data it holds",
            allowed="at least one name of data_classes",
            fix="add 'data_classes: [...]'",
        )


def _central(part: Part[Account]) -> Iterator[Issue]:
    account = part.model
    for field in ("internet_facing", "data_classes", "workloads"):
        if part.knows(field) and getattr(account, field):
            value = getattr(account, field)
            yield Issue(
                (*part.location, field),
                f"{_who(part)} has {field}, and its role is '{account.role}'",
                "true" if value is True else ", ".join(value),
                allowed="accounts with 'role: workload' alone have it",
                fix="remove the line, or move what it describes to a workload account",
            )
    if part.knows("scope") and account.scope is Scope.OUT_OF_SCOPE:
        yield Issue(
            (*part.location, "scope"),
            f"{_who(part)} can affect the security of every other account: it cannot be out of scope",
            account.scope,
            allowed=f"{Scope.CONNECTED}, {Scope.CDE}",
            fix=f"write 'scope: {Scope.CONNECTED}'",
        )
    if part.knows("stage") and account.stage is not Stage.PRODUCTION:
        yield Issue(
            (*part.location, "stage"),
            f"{_who(part)} serves production accounts too",
            account.stage,
            allowed=Stage.PRODUCTION,
            fix=f"write 'stage: {Stage.PRODUCTION}'",
        )
