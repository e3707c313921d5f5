"""A subscription: ``GetSubscriptionAttributes``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    answer = answer_or_none(
        asked.client("sns").get_subscription_attributes,
        "NotFound",
        "NotFoundException",
        SubscriptionArn=asked.physical_id,
    )
    if answer is None:
        return None
    properties = picked(
        answer["Attributes"],
        "DeliveryPolicy",
        "Endpoint",
        "FilterPolicy",
        "FilterPolicyScope",
        "Protocol",
        "RawMessageDelivery",
        "RedrivePolicy",
        "ReplayPolicy",
        "SubscriptionRoleArn",
        "TopicArn",
    )
    return Reading(
        properties, {"Arn": asked.physical_id}, {"Region": "tells CloudFormation where to ask; no API has it"}
    )


READER = Reader(
    "AWS::SNS::Subscription",
    read,
    documents=frozenset({"DeliveryPolicy", "FilterPolicy", "RedrivePolicy", "ReplayPolicy"}),
)
