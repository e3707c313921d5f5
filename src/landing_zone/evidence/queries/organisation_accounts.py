"""The organisation has the declared accounts and no others, each of them active."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::Organizations::Account"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each account by its ``State``, which replaces ``Status`` since 2026-09-09."""
    found = {account["Id"]: account for account in place.pages("organizations", "list_accounts", "Accounts")}
    declared = {account.id: account for account in place.design.zone.accounts}
    for id_ in sorted(found.keys() | declared.keys()):
        account = found.get(id_, {})
        state = account.get("State") or account.get("Status") or ""
        problems = []
        if id_ not in declared:
            if state == "CLOSED":
                continue
            problems.append("belongs to the organisation and is not in the configuration")
        elif not account:
            problems.append("is declared and does not belong to the organisation")
        elif state != "ACTIVE":
            problems.append(f"is {state}")
        name = declared[id_].name if id_ in declared else account.get("Name", "")
        yield place.judged(
            account.get("Arn") or id_,
            _TYPE,
            f"Account {name} ({id_})",
            "is active",
            problems,
            {key: account.get(key) for key in ("State", "Name", "Email", "JoinedMethod", "JoinedTimestamp")},
            account=id_ if id_ in declared else "",
        )


QUERY = Query(
    id="organisation_accounts",
    title="The organisation has the declared accounts and no others, each of them active",
    controls=(
        "org-member",
        "account-separation",
        "functions-apart",
    ),
    level=Level.ORGANISATION,
    asked_in=Role.MANAGEMENT,
    actions=("organizations:ListAccounts",),
    ask=ask,
)
