"""Whom the elements ``Principal`` and ``NotPrincipal`` name.

``"*"`` and ``{"AWS": "*"}`` name everybody: users without credentials, and AWS's services too. No page says so in a
sentence. The page of condition keys (reference_policies_condition-keys.html) exempts services from a denial of ``"*"``
by the condition ``aws:PrincipalIsAWSService``, and AWS's example of endpoint policies lets services through by
``{"AWS": "*"}`` with that condition (github.com/aws-samples/data-perimeter-policy-examples).

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html, read 2026-12-01.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from policy_evaluation.context import Context
from policy_evaluation.request import Caller, CallerKind

_ACCOUNT = re.compile(r"(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?")
_SESSION = re.compile(r"arn:[\w-]+:sts::(\d{12}):assumed-role/([^/]+)/[^/]+")
_KINDS = {"AWS", "Service", "Federated", "CanonicalUser"}


class Named(IntEnum):
    """How directly a caller is named, which decides what else must allow the request."""

    NOT = 0
    ACCOUNT = 1
    """By the caller's account: its own policies must allow the request too."""
    ROLE = 2
    """By the role's ARN: its boundary and its session's policies must allow the request too, in the same account."""
    CALLER = 3
    """The caller itself, or everybody."""


def parse_principal(element: Any) -> Mapping[str, tuple[str, ...]]:
    """Read ``Principal`` or ``NotPrincipal``: the kinds of principals, and those of each.

    Raises:
        ValueError: it is not one that AWS would take.
    """
    if element == "*":
        return {"AWS": ("*",)}
    if not isinstance(element, Mapping) or not element:
        raise ValueError(f"the principal {element!r} is neither * nor a mapping of {', '.join(sorted(_KINDS))}")
    found = {}
    for kind, names in element.items():
        if kind not in _KINDS:
            raise ValueError(f"the kind of principal {kind!r} is unknown: it is one of {', '.join(sorted(_KINDS))}")
        found[kind] = tuple(names) if isinstance(names, list) else (names,)
        for name in found[kind]:
            if not isinstance(name, str):
                raise ValueError(f"the principal {name!r} is not text")  # noqa: TRY004 - of a policy
            if kind == "AWS" and name != "*" and ("*" in name or "?" in name):
                raise ValueError(f"the principal {name!r} has a wildcard, which AWS takes for everybody only")
    return found


def named(principals: Mapping[str, tuple[str, ...]], caller: Caller, context: Context) -> Named:
    """Say how directly principals name a caller.

    Raises:
        ValueError: a session of the caller's role is named, and which session calls is not known.
    """
    if "*" in principals.get("AWS", ()):
        return Named.CALLER
    match caller.kind:
        case CallerKind.ANONYMOUS:
            return Named.NOT
        case CallerKind.SERVICE:
            names = {caller.name, *context.get("aws:PrincipalServiceNamesList")}
            return Named.CALLER if names & set(principals.get("Service", ())) else Named.NOT
        case CallerKind.FEDERATED:
            return Named.CALLER if caller.name in principals.get("Federated", ()) else Named.NOT
        case _:
            return max((_named(name, caller) for name in principals.get("AWS", ())), default=Named.NOT)


def exempted(principals: Mapping[str, tuple[str, ...]], caller: Caller, context: Context) -> bool:
    """Whether ``NotPrincipal`` exempts a caller: a role or user, where its account is named as well.

    AWS may look at the account first, and says so; that it then denies is assumed.
    """
    if caller.kind in {CallerKind.ROLE, CallerKind.SERVICE_LINKED_ROLE, CallerKind.USER}:
        how = {_named(name, caller) for name in principals.get("AWS", ())}
        return "*" in principals.get("AWS", ()) or (Named.ACCOUNT in how and max(how) > Named.ACCOUNT)
    return named(principals, caller, context) is not Named.NOT


def _named(name: str, caller: Caller) -> Named:
    account = _ACCOUNT.fullmatch(name)
    if account:
        if account[1] != caller.account:
            return Named.NOT
        return Named.CALLER if caller.kind is CallerKind.ROOT else Named.ACCOUNT
    session = _SESSION.fullmatch(name)
    if session and session[1] == caller.account and session[2] == caller.name.rpartition("/")[2]:
        raise ValueError(f"the principal {name} is one session of the role, and which session calls is not known")
    if name != caller.name:
        return Named.NOT
    return Named.CALLER if caller.kind is CallerKind.USER else Named.ROLE
