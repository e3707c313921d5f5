"""A delivery channel of AWS Config: ``DescribeDeliveryChannels``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, pascal, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found = only(
        request.client("config"),
        "describe_delivery_channels",
        "DeliveryChannels",
        "NoSuchDeliveryChannelException",
        DeliveryChannelNames=[request.physical_id],
    )
    if not found:
        return None
    properties = picked(
        pascal(found),
        "ConfigSnapshotDeliveryProperties",
        "Name",
        "S3BucketName",
        "S3KeyPrefix",
        "S3KmsKeyArn",
        "SnsTopicARN",
    )
    return Reading(properties)


READER = Reader("AWS::Config::DeliveryChannel", read)
