"""AWS WAF: the protection of sensitive data in a web ACL's logs."""

from __future__ import annotations

import json
from typing import Any

from emulated_aws.moto_patches.patch import Patch

_RESPONSE = "moto.wafv2.responses:WAFV2Response"

_DATA_PROTECTION = Patch(
    what="The `DataProtectionConfig` of a web ACL is dropped", reported="no issue found, 2026-11-30"
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
