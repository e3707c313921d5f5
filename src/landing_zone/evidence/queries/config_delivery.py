"""AWS Config delivers what it records."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::Config::DeliveryChannel"
_DELIVERIES = {
    "configHistoryDeliveryInfo": "history",
    "configSnapshotDeliveryInfo": "snapshots",
    "configStreamDeliveryInfo": "changes",
}


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the delivery channel of an environment by its last attempts; none is a failure."""
    channels = place.client("config").describe_delivery_channel_status()["DeliveryChannelsStatus"]
    if not channels:
        subject = place.arn("config", "delivery-channel/*")
        yield place.judged(subject, _TYPE, place.name, "", ["has no delivery channel"], {})
    for channel in channels:
        problems = [
            f"cannot deliver {what}: {channel[key].get('lastErrorCode', 'without a code')}"
            for key, what in _DELIVERIES.items()
            if str(channel.get(key, {}).get("lastStatus", "")).upper() == "FAILURE"
        ]
        yield place.judged(
            place.arn("config", f"delivery-channel/{channel['name']}"),
            _TYPE,
            f"The delivery channel of {place.name}",
            "delivers",
            problems,
            channel,
        )


QUERY = Query(
    id="config_delivery",
    title="AWS Config delivers what it records",
    controls=("config-recorder",),
    level=Level.ENVIRONMENT,
    actions=("config:DescribeDeliveryChannelStatus",),
    ask=ask,
)
