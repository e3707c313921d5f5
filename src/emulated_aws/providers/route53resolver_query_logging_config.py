"""``AWS::Route53Resolver::ResolverQueryLoggingConfig``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class ResolverQueryLoggingConfig(Provider):
    """How ``AWS::Route53Resolver::ResolverQueryLoggingConfig`` is made, changed and removed."""

    type = "AWS::Route53Resolver::ResolverQueryLoggingConfig"
    emulated = frozenset({"DestinationArn", "Name", "Tags"})
    create_only = frozenset({"DestinationArn", "Name"})

    def make(self, call: Call) -> str:
        name = call.properties.get("Name") or call.name(64)
        made = call.client("route53resolver").create_resolver_query_log_config(
            Name=name,
            DestinationArn=call.properties["DestinationArn"],
            CreatorRequestId=call.name(64),
            **call.picked("Tags"),
        )
        return str(made["ResolverQueryLogConfig"]["Id"])

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        answer = call.client("route53resolver").get_resolver_query_log_config(ResolverQueryLogConfigId=physical_id)
        found = answer["ResolverQueryLogConfig"]
        return {name: found[name] for name in ("Arn", "Id", "OwnerId") if name in found}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("route53resolver").delete_resolver_query_log_config(ResolverQueryLogConfigId=physical_id)
