"""GuardDuty: the settings of an organisation, which switch it on in every account."""

from __future__ import annotations

import json
from typing import Any

from emulated_aws.moto_patches.patch import Patch, kept

_RESPONSE = "moto.guardduty.responses:GuardDutyResponse"

_ORGANISATION = Patch(
    what="The settings of an organisation are missing: whom the administrator switches GuardDuty on for",
    reported="no issue found, 2026-12-01",
)


def _backends(response: Any) -> list[Any]:
    """GuardDuty of each account of the organisation that the caller administers; none where it does not."""
    from moto.guardduty.models import guardduty_backends
    from moto.organizations.models import organizations_backends

    for management, backend in organizations_backends.items():
        accounts = [account.id for account in backend["aws"].accounts]
        named = guardduty_backends[management][response.region].admin_account_ids
        if response.current_account in accounts and response.current_account in named:
            return [guardduty_backends[account][response.region] for account in accounts]
    return []


def _settings(response: Any) -> dict[str, Any]:
    if not _backends(response):
        from moto.core.exceptions import JsonRESTError

        raise JsonRESTError("BadRequestException", "the account is not the GuardDuty administrator of an organization")
    return kept(response.guardduty_backend, "organisation")


@_ORGANISATION.adds(_RESPONSE)
def describe_organization_configuration(self: Any) -> str:
    none = {"autoEnable": False, "autoEnableOrganizationMembers": "NONE", "features": []}
    return json.dumps({"memberAccountLimitReached": False, **none, **_settings(self)})


@_ORGANISATION.adds(_RESPONSE)
def update_organization_configuration(self: Any) -> str:
    """Keep the settings: an account that is not a member yet gets its detector within a day, later than this runs."""
    given = json.loads(self.body)
    _settings(self).update({key: given[key] for key in ("autoEnableOrganizationMembers", "features") if key in given})
    return "{}"


@_ORGANISATION.adds(_RESPONSE)
def create_members(self: Any) -> str:
    """Make accounts of the organisation members, with a detector where there is none, by the settings."""
    features = [_on(feature) for feature in _settings(self).get("features", ())]
    inside = {backend.account_id: backend for backend in _backends(self)}
    members, refused = kept(self.guardduty_backend, "members"), []
    given = json.loads(self.body)["accountDetails"]
    if len(given) > 50:
        from moto.core.exceptions import JsonRESTError

        raise JsonRESTError("BadRequestException", "the input has too many accounts")
    for account, email in ((one["accountId"], one["email"]) for one in given):
        if account not in inside or account == self.current_account:
            refused.append({"accountId": account, "result": "the account is not in the organization"})
            continue
        if not inside[account].detectors:
            inside[account].create_detector(True, "SIX_HOURS", {}, {}, features)
        members[account] = email
    return json.dumps({"unprocessedAccounts": refused})


@_ORGANISATION.adds(_RESPONSE)
def list_members(self: Any) -> str:
    administrator = {"administratorId": self.current_account, "masterId": self.current_account}
    found = [
        {"accountId": account, "email": email, "relationshipStatus": "Enabled", "updatedAt": "", **administrator}
        for account, email in kept(self.guardduty_backend, "members").items()
    ]
    return json.dumps({"members": found})


def _on(feature: dict[str, Any]) -> dict[str, Any]:
    """A plan as a detector has it."""
    more = feature.get("additionalConfiguration")
    return {"name": feature["name"], "status": "ENABLED"} | (
        {"additionalConfiguration": [{"name": one["name"], "status": "ENABLED"} for one in more]} if more else {}
    )


@_ORGANISATION.sets("moto.guardduty.urls", "url_paths")
def url_paths(by_moto: dict[str, Any]) -> dict[str, Any]:
    from moto.guardduty.responses import GuardDutyResponse

    paths = ("admin", "member")
    return {**by_moto, **{f"{{0}}/detector/(?P<detector_id>[^/]+)/{one}$": GuardDutyResponse.dispatch for one in paths}}
