"""``AWS::WAFv2::WebACL``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider
from emulated_aws.wafv2_statements import as_of_api

_SAME = (
    "AssociationConfig",
    "CaptchaConfig",
    "ChallengeConfig",
    "CustomResponseBodies",
    "DataProtectionConfig",
    "DefaultAction",
    "Description",
    "Rules",
    "TokenDomains",
    "VisibilityConfig",
)


def _which(physical_id: str) -> dict[str, str]:
    name, identifier, scope = physical_id.split("|")
    return {"Name": name, "Id": identifier, "Scope": scope}


class WebAcl(Provider):
    """How ``AWS::WAFv2::WebACL`` is made, changed and removed."""

    type = "AWS::WAFv2::WebACL"
    emulated = frozenset({*_SAME, "Name", "Scope", "Tags"})
    create_only = frozenset({"Name", "Scope"})

    def make(self, call: Call) -> str:
        made = call.client("wafv2").create_web_acl(
            Name=call.properties.get("Name") or call.name(128),
            Scope=call.properties["Scope"],
            **as_of_api(call.picked(*_SAME)),
            **call.picked("Tags"),
        )["Summary"]
        return f"{made['Name']}|{made['Id']}|{call.properties['Scope']}"

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is None:
            return
        wafv2, which = call.client("wafv2"), _which(physical_id)
        token = wafv2.get_web_acl(**which)["LockToken"]
        wafv2.update_web_acl(**which, LockToken=token, **as_of_api(call.picked(*_SAME)))

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        acl = call.client("wafv2").get_web_acl(**_which(physical_id))["WebACL"]
        return {"Arn": acl["ARN"], "Id": acl["Id"], "Capacity": acl.get("Capacity", 0)}

    def remove(self, call: Call, physical_id: str) -> None:
        wafv2, which = call.client("wafv2"), _which(physical_id)
        wafv2.delete_web_acl(**which, LockToken=wafv2.get_web_acl(**which)["LockToken"])
