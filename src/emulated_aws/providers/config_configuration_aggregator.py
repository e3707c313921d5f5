"""``AWS::Config::ConfigurationAggregator``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class ConfigurationAggregator(Provider):
    """How ``AWS::Config::ConfigurationAggregator`` is made, changed and removed."""

    type = "AWS::Config::ConfigurationAggregator"
    emulated = frozenset({"AccountAggregationSources", "ConfigurationAggregatorName", "OrganizationAggregationSource"})
    create_only = frozenset({"ConfigurationAggregatorName"})

    def make(self, call: Call) -> str:
        return str(call.properties.get("ConfigurationAggregatorName") or call.name(256))

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        call.client("config").put_configuration_aggregator(
            ConfigurationAggregatorName=physical_id,
            **call.picked("AccountAggregationSources", "OrganizationAggregationSource"),
        )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        found = call.client("config").describe_configuration_aggregators(ConfigurationAggregatorNames=[physical_id])
        return {"ConfigurationAggregatorArn": found["ConfigurationAggregators"][0]["ConfigurationAggregatorArn"]}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("config").delete_configuration_aggregator(ConfigurationAggregatorName=physical_id)
