"""AWS WAF: the protection of sensitive data in a web ACL's logs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Store the ``DataProtectionConfig`` of a web ACL, and return it."""
    from moto.wafv2 import models, responses

    response = responses.WAFV2Response
    create_by_moto, update_by_moto = response.create_web_acl, response.update_web_acl
    to_dict_by_moto = models.FakeWebACL.to_dict

    def create(self: Any) -> Any:
        answer = create_by_moto(self)
        body = json.loads(self.body)
        arn = json.loads(answer[2])["Summary"]["ARN"]
        self.wafv2_backend.wacls[arn].data_protection_config = body.get("DataProtectionConfig")
        return answer

    def update(self: Any) -> Any:
        answer = update_by_moto(self)
        body = json.loads(self.body)
        for acl in self.wafv2_backend.wacls.values():
            if acl.id == body.get("Id"):
                acl.data_protection_config = body.get("DataProtectionConfig")
        return answer

    def to_dict(self: Any) -> dict[str, Any]:
        answer: dict[str, Any] = to_dict_by_moto(self)
        config = getattr(self, "data_protection_config", None)
        return {**answer, "DataProtectionConfig": config} if config else answer

    response.create_web_acl = create
    response.update_web_acl = update
    models.FakeWebACL.to_dict = to_dict
