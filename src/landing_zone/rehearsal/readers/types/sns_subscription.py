"""A subscription: ``GetSubscriptionAttributes``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("sns").get_subscription_attributes,
        "NotFound",
        "NotFoundException",
        SubscriptionArn=request.physical_id,
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
        properties, {"Arn": request.physical_id}, {"Region": "the Region that CloudFormation calls; no API returns it"}
    )


READER = Reader(
    "AWS::SNS::Subscription",
    read,
    documents=frozenset({"DeliveryPolicy", "FilterPolicy", "RedrivePolicy", "ReplayPolicy"}),
)
