"""AWS WAF: the protection of sensitive data in a web ACL's logs, and logs that their bucket refuses."""

from __future__ import annotations

import json
from typing import Any

from emulated_aws.moto_patches.patch import Patch

_RESPONSE = "moto.wafv2.responses:WAFV2Response"

_DATA_PROTECTION = Patch(
    what="The `DataProtectionConfig` of a web ACL is dropped", reported="no issue found, 2026-11-30"
)

_DELIVERY = Patch(
    what="A web ACL logs into a bucket that refuses its logs",
    reported="no issue found, 2026-12-01",
    rehearsal_only="what the service sends is described outside of the emulator",
)


@_DELIVERY.replaces("moto.wafv2.models:WAFV2Backend")
def put_logging_configuration(
    self: Any,
    arn: str,
    log_destination_configs: list[str],
    redacted_fields: dict[str, Any] | None,
    managed_gy_firewall_manager: bool,
    logging_filter: dict[str, Any],
) -> Any:
    """Let the service try to write.

    Source: https://docs.aws.amazon.com/waf/latest/APIReference/API_PutLoggingConfiguration.html
    """
    from moto.core.exceptions import JsonRESTError

    from emulated_aws.deliveries.deliver import RefusedError, deliver
    from emulated_aws.deliveries.near import Near

    near = Near(
        type="AWS::WAFv2::LoggingConfiguration",
        properties={"ResourceArn": arn, "LogDestinationConfigs": log_destination_configs},
        account=self.account_id,
        region=arn.split(":")[3],
        ref=arn,
        place=f"PutLoggingConfiguration of {arn.split('/')[-2]}",
    )
    try:
        deliver(near)
    except RefusedError as error:
        raise JsonRESTError("WAFLogDestinationPermissionIssueException", str(error)) from None
    return put_logging_configuration.original(
        self, arn, log_destination_configs, redacted_fields, managed_gy_firewall_manager, logging_filter
    )


@_DATA_PROTECTION.replaces(_RESPONSE)
def create_web_acl(self: Any) -> Any:
    answer = create_web_acl.original(self)
    arn = json.loads(answer[2])["Summary"]["ARN"]
    self.wafv2_backend.wacls[arn].data_protection_config = json.loads(self.body).get("DataProtectionConfig")
    return answer


@_DATA_PROTECTION.replaces(_RESPONSE)
def update_web_acl(self: Any) -> Any:
    answer = update_web_acl.original(self)
    body = json.loads(self.body)
    for acl in self.wafv2_backend.wacls.values():
        if acl.id == body.get("Id"):
            acl.data_protection_config = body.get("DataProtectionConfig")
    return answer


@_DATA_PROTECTION.replaces("moto.wafv2.models:FakeWebACL")
def to_dict(self: Any) -> dict[str, Any]:
    answer: dict[str, Any] = to_dict.original(self)
    config = getattr(self, "data_protection_config", None)
    return {**answer, "DataProtectionConfig": config} if config else answer
