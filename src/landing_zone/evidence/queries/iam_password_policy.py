"""Passwords of IAM users must be long, mixed and new."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_LONG, _AGE, _REUSE = 12, 90, 4
"""PCI DSS 8.3.6, 8.3.9 and 8.3.7: 12 characters, 90 days, none of the last four."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the account's policy; without one, AWS's default of eight characters applies, which is a failure."""
    iam = place.client("iam")
    policy = absent(lambda: iam.get_account_password_policy()["PasswordPolicy"], "NoSuchEntity")
    problems = [] if policy is not None else ["has no password policy"]
    if policy is not None:
        if policy.get("MinimumPasswordLength", 0) < _LONG:
            problems.append(f"accepts passwords of {policy.get('MinimumPasswordLength', 0)} characters")
        kinds = ("RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters", "RequireLowercaseCharacters")
        if weak := [kind.removeprefix("Require").lower() for kind in kinds if not policy.get(kind)]:
            problems.append(f"does not require {', '.join(weak)}")
        if not 0 < policy.get("MaxPasswordAge", 0) <= _AGE:
            problems.append(f"lets passwords live {policy.get('MaxPasswordAge') or 'for ever'}")
        if policy.get("PasswordReusePrevention", 0) < _REUSE:
            problems.append("lets old passwords be used again")
    yield place.judged(
        place.account.id,
        "AWS::::Account",
        f"Account {place.account.name}",
        "requires long, mixed and new passwords",
        problems,
        {"policy": policy},
    )


QUERY = Query(
    id="iam_password_policy",
    title="Passwords of IAM users must be long, mixed and new",
    controls=("iam-password-policy",),
    level=Level.ACCOUNT,
    actions=("iam:GetAccountPasswordPolicy",),
    ask=ask,
)
