"""A web ACL: ``GetWebACL``."""

from __future__ import annotations

from typing import Any

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import CannotReadError, ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist.

    Raises:
        CannotReadError: the physical id is not ``name|id|scope``.
    """
    if request.physical_id.count("|") != 2:
        raise CannotReadError(f"the id of a web ACL is name|id|scope, got {request.physical_id!r}")
    name, acl_id, scope = request.physical_id.split("|")
    wafv2 = request.client("wafv2")
    answer = answer_or_none(wafv2.get_web_acl, "WAFNonexistentItemException", Name=name, Scope=scope, Id=acl_id)
    if answer is None:
        return None
    acl = _as_text(answer["WebACL"])
    properties = {
        **picked(
            acl,
            "ApplicationConfig",
            "AssociationConfig",
            "CaptchaConfig",
            "ChallengeConfig",
            "CustomResponseBodies",
            "DataProtectionConfig",
            "DefaultAction",
            "Description",
            "Name",
            "OnSourceDDoSProtectionConfig",
            "Rules",
            "TokenDomains",
            "VisibilityConfig",
        ),
        "Scope": scope,
    }
    if "Tags" in request.declared:
        answer = wafv2.list_tags_for_resource(ResourceARN=acl["ARN"])
        properties["Tags"] = answer.get("TagInfoForResource", {}).get("TagList")
    return Reading(
        properties,
        {"Arn": acl["ARN"], "Capacity": acl.get("Capacity"), "Id": acl["Id"], **picked(acl, "LabelNamespace")},
    )


def _as_text(value: Any) -> Any:
    """Return a search string as text: the API has it as bytes, CloudFormation as text."""
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


READER = Reader(
    "AWS::WAFv2::WebACL",
    read,
    # rules are evaluated by their priority: their order in the list has no meaning
    unordered=frozenset(
        {"DataProtectionConfig.DataProtections", "DataProtectionConfig.DataProtections.Field.FieldKeys", "Rules"}
    ),
    open_lists=frozenset({"Tags"}),
)
