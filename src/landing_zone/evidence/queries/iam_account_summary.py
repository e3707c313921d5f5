"""The root user has a second factor and no access keys."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::IAM::User"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the root user by the account's summary.

    An account whose root credentials were removed centrally has neither a password nor a second factor; the summary
    shows this in ``AccountPasswordPresent``.
    Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    """
    summary = place.client("iam").get_account_summary()["SummaryMap"]
    root = place.arn("iam", "root", region=False)
    name = f"The root user of {place.account.name}"
    password = summary.get("AccountPasswordPresent", 1)
    facts = {
        key: summary.get(key)
        for key in ("AccountMFAEnabled", "AccountAccessKeysPresent", "AccountPasswordPresent", "Users")
    }
    yield place.judged(
        root,
        _TYPE,
        name,
        "has a second factor" if summary["AccountMFAEnabled"] else "has no password, so it needs no second factor",
        [] if summary["AccountMFAEnabled"] or not password else ["has no second factor"],
        facts,
        controls=("iam-root-mfa",),
    )
    yield place.judged(
        root,
        _TYPE,
        name,
        "has no access keys",
        ["has access keys"] if summary["AccountAccessKeysPresent"] else [],
        facts,
        controls=("iam-root-no-keys",),
    )


QUERY = Query(
    id="iam_account_summary",
    title="The root user has a second factor and no access keys",
    controls=("iam-root-mfa", "iam-root-no-keys"),
    level=Level.ACCOUNT,
    actions=("iam:GetAccountSummary",),
    ask=ask,
)
