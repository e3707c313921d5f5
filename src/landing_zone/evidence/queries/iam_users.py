"""The account has no IAM users."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Fail each IAM user: people sign in through Identity Center, programs through roles."""
    users = list(place.pages("iam", "list_users", "Users"))
    for user in users:
        name = f"User {user['UserName']} of {place.account.name}"
        facts = {key: user.get(key) for key in ("CreateDate", "PasswordLastUsed")}
        yield place.judged(user["Arn"], "AWS::IAM::User", name, "", ["is an IAM user"], facts)
    if not users:
        yield place.judged(
            place.account.id, "AWS::::Account", f"Account {place.account.name}", "has no IAM users", [], {"users": 0}
        )


QUERY = Query(
    id="iam_users",
    title="The account has no IAM users",
    controls=("iam-no-inline-user-policies",),
    level=Level.ACCOUNT,
    actions=("iam:ListUsers",),
    ask=ask,
)
