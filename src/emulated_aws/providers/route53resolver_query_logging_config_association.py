"""``AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class ResolverQueryLoggingConfigAssociation(Provider):
    """How ``AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation`` is made, changed and removed."""

    type = "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation"
    emulated = frozenset({"ResolverQueryLogConfigId", "ResourceId"})
    create_only = emulated

    def make(self, call: Call) -> str:
        made = call.client("route53resolver").associate_resolver_query_log_config(**call.picked(*self.emulated))
        return str(made["ResolverQueryLogConfigAssociation"]["Id"])

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Id": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("route53resolver").disassociate_resolver_query_log_config(**call.picked(*self.emulated))
