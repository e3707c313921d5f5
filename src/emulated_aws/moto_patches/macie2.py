"""Amazon Macie: an account that has not switched it on; members, settings and discovery of an organisation."""

from __future__ import annotations

import json
from typing import Any

from emulated_aws.moto_patches.patch import Patch, kept

_BACKEND, _RESPONSE = "moto.macie2.models:MacieBackend", "moto.macie2.responses:MacieResponse"

_SESSION = Patch(
    what="Macie is on in every account from the start, switching it on twice is not refused, and it cannot be changed",
    reported="no issue found, 2026-12-01",
)
_ORGANISATION = Patch(
    what="Members of an organisation, its settings and automated discovery are missing",
    reported="no issue found, 2026-12-01",
)


@_SESSION.replaces(_BACKEND, "__init__")
def backend_init(self: Any, region_name: str, account_id: str) -> None:
    """Begin without Macie."""
    backend_init.original(self, region_name, account_id)
    self.macie_session = None


@_SESSION.replaces(_RESPONSE)
def enable_macie(self: Any) -> str:
    """Switch Macie on, once."""
    if self.macie_backend.macie_session:
        raise _error("ConflictException", "Macie has already been enabled", 409)
    answer: str = enable_macie.original(self)
    return answer


@_SESSION.adds(_RESPONSE)
def update_macie_session(self: Any) -> str:
    self.macie_backend.get_macie_session()
    given = json.loads(self.body)
    self.macie_backend.macie_session.update(
        {key: given[key] for key in ("findingPublishingFrequency", "status") if key in given}
    )
    return "{}"


def _error(code: str, message: str, status: int = 400) -> Exception:
    from moto.core.exceptions import JsonRESTError

    error = JsonRESTError(code, message)
    error.code = status
    found: Exception = error
    return found


def _backend(response: Any, account: str) -> Any:
    from moto.macie2.models import macie2_backends

    return macie2_backends[account][response.region]


@_ORGANISATION.replaces(_RESPONSE)
def enable_organization_admin_account(self: Any) -> str:
    """Name the administrator, and switch Macie on in its account."""
    answer: str = enable_organization_admin_account.original(self)
    admin = _backend(self, self._get_param("adminAccountId"))
    if not admin.macie_session:
        admin.enable_macie()
    kept(admin, "organisation")["of"] = self.current_account
    return answer


def _organisation(response: Any) -> dict[str, Any]:
    """The settings that the administrator keeps; no other account may see them."""
    found = kept(response.macie_backend, "organisation")
    if not found:
        raise _error("AccessDeniedException", "The account is not the Macie administrator of an organization", 403)
    return found


@_ORGANISATION.adds(_RESPONSE)
def create_member(self: Any) -> str:
    """Make an account of the organisation a member, and switch Macie on in it."""
    from moto.macie2.models import Invitation, Member

    _organisation(self)
    account, admin = self._get_param("account"), self.macie_backend
    invitation = Invitation(account["accountId"], self.region, admin.account_id)
    member = Member(account["accountId"], self.region, admin.account_id, invitation)
    theirs = _backend(self, account["accountId"])
    if not theirs.macie_session:
        theirs.enable_macie()
    theirs.administrator_account = member
    admin.members[account["accountId"]] = member
    kept(admin, "emails")[account["accountId"]] = account["email"]
    return json.dumps({"arn": member.arn})


@_ORGANISATION.replaces(_RESPONSE)
def list_members(self: Any) -> str:
    """List them, each with the address that it was given."""
    answer = json.loads(list_members.original(self))
    emails = kept(self.macie_backend, "emails")
    return json.dumps(
        {"members": [one | {"email": emails.get(one["accountId"], one["email"])} for one in answer["members"]]}
    )


@_ORGANISATION.adds(_RESPONSE)
def describe_organization_configuration(self: Any) -> str:
    return json.dumps({"autoEnable": _organisation(self).get("autoEnable", False), "maxAccountLimitReached": False})


@_ORGANISATION.adds(_RESPONSE)
def update_organization_configuration(self: Any) -> str:
    _organisation(self)["autoEnable"] = self._get_param("autoEnable")
    return "{}"


@_ORGANISATION.adds(_RESPONSE)
def get_automated_discovery_configuration(self: Any) -> str:
    self.macie_backend.get_macie_session()
    off = {"status": "DISABLED", "autoEnableOrganizationMembers": "NONE"}
    return json.dumps({**off, **kept(self.macie_backend, "discovery")})


@_ORGANISATION.adds(_RESPONSE)
def update_automated_discovery_configuration(self: Any) -> str:
    self.macie_backend.get_macie_session()
    kept(self.macie_backend, "discovery").update(json.loads(self.body))
    return "{}"


@_ORGANISATION.sets("moto.macie2.urls", "url_paths")
def url_paths(by_moto: dict[str, Any]) -> dict[str, Any]:
    from moto.macie2.responses import MacieResponse

    paths = ("admin/configuration", "automated-discovery/configuration")
    return {**by_moto, **{f"{{0}}/{path}$": MacieResponse.dispatch for path in paths}}
