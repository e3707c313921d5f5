"""``AWS::Config::DeliveryChannel``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.casing import camel
from emulated_aws.provider import Call, Provider


class DeliveryChannel(Provider):
    """How ``AWS::Config::DeliveryChannel`` is made, changed and removed."""

    type = "AWS::Config::DeliveryChannel"
    emulated = frozenset(
        {
            "ConfigSnapshotDeliveryProperties",
            "Name",
            "S3BucketName",
            "S3KeyPrefix",
            "S3KmsKeyArn",
            "SnsTopicARN",
        }
    )
    create_only = frozenset({"Name"})

    def make(self, call: Call) -> str:
        return str(call.properties.get("Name") or "default")

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        channel = camel({name: value for name, value in call.properties.items() if name != "Name"})
        config = call.client("config")
        config.put_delivery_channel(DeliveryChannel={"name": physical_id, **channel})
        # CloudFormation starts the recorder once there is a channel for it
        for recorder in config.describe_configuration_recorders()["ConfigurationRecorders"]:
            config.start_configuration_recorder(ConfigurationRecorderName=recorder["name"])

    def remove(self, call: Call, physical_id: str) -> None:
        config = call.client("config")
        for recorder in config.describe_configuration_recorders()["ConfigurationRecorders"]:
            config.stop_configuration_recorder(ConfigurationRecorderName=recorder["name"])
        config.delete_delivery_channel(DeliveryChannelName=physical_id)
