"""``AWS::SecurityHub::FindingAggregator``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class FindingAggregator(Provider):
    """How ``AWS::SecurityHub::FindingAggregator`` is made, changed and removed."""

    type = "AWS::SecurityHub::FindingAggregator"
    emulated = frozenset({"RegionLinkingMode", "Regions"})

    def make(self, call: Call) -> str:
        return str(call.client("securityhub").create_finding_aggregator(**call.properties)["FindingAggregatorArn"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            call.client("securityhub").update_finding_aggregator(FindingAggregatorArn=physical_id, **call.properties)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"FindingAggregatorArn": physical_id, "FindingAggregationRegion": call.region}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("securityhub").delete_finding_aggregator(FindingAggregatorArn=physical_id)
