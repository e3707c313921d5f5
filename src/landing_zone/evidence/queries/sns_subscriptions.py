"""Every alert topic has subscribers, and all of them have confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::SNS::Topic"
_UNCONFIRMED = frozenset({"PendingConfirmation", "Deleted"})
"""Values in place of the ARN of a subscription that is not active."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each topic of the security account: it has subscriptions, and each of them is confirmed."""
    topics = place.pages("sns", "list_topics", "Topics")
    yield from place.each(
        topics, _TYPE, lambda topic: topic["TopicArn"], lambda topic: _topic(place, topic["TopicArn"])
    )


def _topic(place: QueryTarget, arn: str) -> Answer:
    found = list(place.pages("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=arn))
    waiting = sorted(f"{s['Protocol']} {s['Endpoint']}" for s in found if s["SubscriptionArn"] in _UNCONFIRMED)
    problems = []
    if not found:
        problems.append("has no subscription")
    if waiting:
        problems.append(f"waits for {', '.join(waiting)} to confirm")
    return place.judged(
        arn, _TYPE, f"Topic {arn.rpartition(':')[2]}", "reaches its subscribers", problems, {"found": found}
    )


QUERY = Query(
    id="sns_subscriptions",
    title="Every alert topic has subscribers, and all of them have confirmed",
    controls=(
        "breach-alerts",
        "findings-to-ticket",
    ),
    level=Level.ENVIRONMENT,
    asked_in=Role.SECURITY,
    actions=(
        "sns:ListTopics",
        "sns:ListSubscriptionsByTopic",
    ),
    ask=ask,
)
