"""AWS Resource Access Manager: shared parameters, shares that change, and what comes before them."""

from __future__ import annotations

import json
from typing import Any

from emulated_aws.moto_patches.patch import Patch

_SHARE, _BACKEND = "moto.ram.models:ResourceShare", "moto.ram.models:ResourceAccessManagerBackend"
_RESPONSE = "moto.ram.responses:ResourceAccessManagerResponse"

_PARAMETERS = Patch(what="Parameters of Systems Manager cannot be shared", reported="no issue found, 2026-12-01")
_ASSOCIATIONS = Patch(
    what="Resources and principals of a resource share cannot be changed", reported="no issue found, 2026-12-01"
)
_ENABLED = Patch(
    what="A share with accounts of the organisation alone is made before sharing in it was enabled, which AWS "
    "Organizations does not show either",
    reported="no issue found, 2026-12-01",
)


@_PARAMETERS.sets(_SHARE, "SHAREABLE_RESOURCES")
def shareable(by_moto: list[str]) -> list[str]:
    return [*by_moto, "parameter"]


@_ASSOCIATIONS.sets("moto.ram.urls", "url_paths")
def url_paths(by_moto: dict[str, Any]) -> dict[str, Any]:
    from moto.ram.responses import ResourceAccessManagerResponse

    made = ("associateresourceshare", "disassociateresourceshare")
    return {**by_moto, **{f"{{0}}/{path}$": ResourceAccessManagerResponse.dispatch for path in made}}


def _share(response: Any) -> Any:
    from moto.ram.exceptions import UnknownResourceException

    arn = response._get_param("resourceShareArn")
    for share in response.ram_backend.resource_shares:
        if share.arn == arn and share.status != "DELETED":
            return share
    raise UnknownResourceException(f"ResourceShare {arn} could not be found.")


@_ASSOCIATIONS.adds(_RESPONSE)
def associate_resource_share(self: Any) -> str:
    share = _share(self)
    share.add_principals(self._get_param("principals", []))
    share.add_resources(self._get_param("resourceArns", []))
    return json.dumps({"resourceShareAssociations": []})


@_ASSOCIATIONS.adds(_RESPONSE)
def disassociate_resource_share(self: Any) -> str:
    share = _share(self)
    share.principals = [one for one in share.principals if one not in self._get_param("principals", [])]
    share.resource_arns = [one for one in share.resource_arns if one not in self._get_param("resourceArns", [])]
    return json.dumps({"resourceShareAssociations": []})


@_ASSOCIATIONS.replaces(_BACKEND)
def get_resource_shares(self: Any, resource_owner: str | None) -> dict[str, Any]:
    """Leave out those that were deleted; AWS shows them for an hour more, as such."""
    found: dict[str, Any] = get_resource_shares.original(self, resource_owner)
    return {"resourceShares": [share for share in found["resourceShares"] if share["status"] != "DELETED"]}


def _organisation(backend: Any) -> Any:
    """The organisation of an account; ``None`` for an account in none."""
    from moto.organizations.models import organizations_backends

    if backend.organizations_backend.org:
        return backend.organizations_backend.org
    master = organizations_backends.master_accounts.get(backend.account_id)
    return organizations_backends[master[0]][master[1]].org if master else None


@_ENABLED.replaces(_BACKEND)
def enable_sharing_with_aws_organization(self: Any) -> dict[str, Any]:
    answer: dict[str, Any] = enable_sharing_with_aws_organization.original(self)
    self.organizations_backend.org.shares_resources = True
    self.organizations_backend.enable_aws_service_access(ServicePrincipal="ram.amazonaws.com")
    return answer


@_ENABLED.replaces(_BACKEND)
def create_resource_share(self: Any, **kwargs: Any) -> dict[str, Any]:
    """Refuse what AWS refuses: without that, every principal is outside."""
    from moto.ram.exceptions import InvalidParameterException

    inside = getattr(_organisation(self), "shares_resources", False)
    if kwargs.get("allowExternalPrincipals") is False and kwargs.get("principals") and not inside:
        raise InvalidParameterException(
            "The resource share allows no external principals, and sharing within the organization is not enabled."
        )
    answer: dict[str, Any] = create_resource_share.original(self, **kwargs)
    return answer
