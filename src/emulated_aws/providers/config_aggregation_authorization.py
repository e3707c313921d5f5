"""``AWS::Config::AggregationAuthorization``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class AggregationAuthorization(Provider):
    """How ``AWS::Config::AggregationAuthorization`` is made, changed and removed."""

    type = "AWS::Config::AggregationAuthorization"
    emulated = frozenset({"AuthorizedAccountId", "AuthorizedAwsRegion"})
    create_only = emulated

    def make(self, call: Call) -> str:
        made = call.client("config").put_aggregation_authorization(**call.picked(*self.emulated))
        return str(made["AggregationAuthorization"]["AggregationAuthorizationArn"])

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"AggregationAuthorizationArn": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("config").delete_aggregation_authorization(**call.picked(*self.emulated))
