"""Cross checks of the zone's shape: one account by itself, or an organisation whose accounts may share roles."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import SINGLE_ROLES, Account, Role
from landing_zone.config.checks.account_check import name_of
from landing_zone.config.draft import Draft
from landing_zone.config.organisational_unit import ROOT_UNIT
from landing_zone.config.part import Part
from landing_zone.yaml.issue import Issue

_ALL = f"'role: {Role.WORKLOAD}' with 'also: [{', '.join(SINGLE_ROLES)}]'"
_SINGLE_ACCOUNT = "examples/single-account.yaml"
_SHARED = "examples/small-organisation.yaml"


def check_shape(draft: Draft) -> Iterator[Issue]:
    """Refuse half an organisation, accounts without one, and roles that one account cannot have together."""
    for part in draft.accounts:
        if part.knows("role", "also"):
            yield from _twice(part)
    if draft.organisation is None:
        return
    yield from _half(draft)
    if draft.has_organisation and len(draft.accounts) == 1:
        yield Issue(
            ("accounts",),
            "one account is not a zone in an organisation: its management account runs nothing else",
            allowed=f"accounts with the roles {', '.join(SINGLE_ROLES)}; one may have several, but for management",
            fix=f"for one account by itself start from {_SINGLE_ACCOUNT}, without 'id' and 'root'; in an organisation "
            f"from {_SHARED}",
        )
    elif draft.has_organisation:
        if not draft.units:
            yield Issue(
                ("organisational_units",),
                "the organisation has no organisational units",
                allowed="at least one: each account but the management account is in one",
                fix=f"add organisational_units, as in {_SHARED}; an account without an organisation has no 'id' and "
                "'root' in organisation",
            )
        for part in draft.accounts:
            yield from _in_an_organisation(part)
    else:
        yield from _alone(draft)


def _half(draft: Draft) -> Iterator[Issue]:
    part = draft.organisation
    for key, other, command in (("id", "root", "list-roots"), ("root", "id", "describe-organization")):
        given = part is not None and part.knows(key, other) and getattr(part.model, key)
        if part is not None and given and getattr(part.model, other) is None:
            yield Issue(
                (*part.location, key),
                f"the organisation's {key} is given without its {other}",
                given,
                allowed="both, or neither for an account without an organisation",
                fix=f"add '{other}: ...', which `aws organizations {command}` prints; without an organisation start "
                f"from {_SINGLE_ACCOUNT}",
            )


def _twice(part: Part[Account]) -> Iterator[Issue]:
    seen = {part.model.role}
    for position, role in enumerate(part.model.also):
        if role in seen:
            yield Issue(
                (*part.location, "also", position),
                f"{name_of(part)} has the role '{role}' twice",
                role,
                allowed="each role once, in 'role' or in 'also'",
                fix="remove one",
            )
        seen.add(role)


def _in_an_organisation(part: Part[Account]) -> Iterator[Issue]:
    account = part.model
    if part.knows("unit") and account.unit is None:
        given = "unit" in account.model_fields_set
        yield Issue(
            (*part.location, "unit") if given else part.location,
            f"{name_of(part)} is in no organisational unit",
            allowed=f"'unit: ...'; for the management account 'unit: {ROOT_UNIT}'",
            fix="add the unit that it is in",
        )
    if not part.knows("role", "also") or not account.also:
        return
    for role, why, fix in (
        (
            Role.MANAGEMENT,
            "the guardrails (service control policies) do not bind it",
            "give the other roles to another account",
        ),
        (
            Role.WORKLOAD,
            "who can change an application could then change logs and findings of every account",
            "give the other roles to an account of their own",
        ),
    ):
        if role in account.roles:
            yield Issue(
                (*part.location, "also"),
                f"{name_of(part)} has the role '{role}' and others: {why}",
                ", ".join(account.roles),
                allowed=f"'role: {role}' alone; {', '.join(r for r in SINGLE_ROLES if r is not Role.MANAGEMENT)} may "
                "share one account",
                fix=f"{fix}, as in {_SHARED}",
            )
            return


def _alone(draft: Draft) -> Iterator[Issue]:
    if len(draft.accounts) > 1:
        yield Issue(
            ("organisation",),
            f"there are {len(draft.accounts)} accounts, and no organisation that they are in",
            allowed="'id' and 'root' of the organisation; only one account by itself has none",
            fix=f"add both, as in {_SHARED}; for one account start from {_SINGLE_ACCOUNT}",
        )
        return
    for part in draft.accounts:
        account = part.model
        if part.knows("role", "also") and (
            account.role is not Role.WORKLOAD or not set(account.also).issuperset(SINGLE_ROLES)
        ):
            yield Issue(
                (*part.location, "role"),
                "without an organisation the one account has every role, and here some are missing"
                if not set(account.roles).issuperset(Role)
                else "without an organisation the one account is for workloads, and has the other roles besides",
                ", ".join(account.roles),
                allowed=_ALL,
                fix=f"write them so, as in {_SINGLE_ACCOUNT}; in an organisation add its 'id' and 'root'",
            )
        if part.knows("unit") and account.unit is not None:
            yield Issue(
                (*part.location, "unit"),
                f"{name_of(part)} is in a unit, and there is no organisation",
                account.unit,
                allowed="an account without 'unit'",
                fix="remove the line, or add the 'id' and 'root' of the organisation",
            )
    if draft.units:
        yield Issue(
            ("organisational_units",),
            "there are organisational units, and no organisation",
            allowed="a file without organisational_units",
            fix="remove them, or add the 'id' and 'root' of the organisation",
        )
    if draft.guardrails:
        yield Issue(
            ("guardrails",),
            "there are guardrails, and no organisation that could have them: nothing would be attached",
            ", ".join(draft.guardrails)[:200],
            allowed="a file without guardrails",
            fix="remove them, or add the 'id' and 'root' of the organisation",
        )
    if draft.existing is not None and draft.existing.knows("control_tower") and draft.existing.model.control_tower:
        yield Issue(
            ("existing", "control_tower"),
            "AWS Control Tower governs an organisation, and there is none",
            "true",
            allowed="false, or no line",
            fix="remove the line, or add the 'id' and 'root' of the organisation, as in examples/control-tower.yaml",
        )
