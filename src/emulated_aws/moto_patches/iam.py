"""IAM: only the AWS managed policies that are used; trust policies without a version; root users of members."""

from __future__ import annotations

import json
import re
from typing import Any

from emulated_aws.moto_patches.patch import Patch, kept

_RESPONSE = "moto.iam.responses:IamResponse"
_MANAGED_POLICY = re.compile(r":iam::aws:policy/([\w+=,.@/-]+)")
_ALWAYS = {"AdministratorAccess", "AWSCloudFormationReadOnlyAccess", "ReadOnlyAccess"}
"""Policies that the CDK's bootstrap and the rehearsal's administrator use."""

_TRUST_POLICY_VERSION = Patch(
    what="A trust policy of another version than 2012-10-17, or of none, is refused when it is updated",
    reported="no issue found, 2026-11-30; the check came with https://github.com/getmoto/moto/pull/5340",
)
_USED_MANAGED_POLICIES = Patch(
    what="Each account holds all 1,400 AWS managed policies, or none",
    issue="https://github.com/getmoto/moto/pull/7219",
    reported="merged: all are loaded on request, because loading them takes long",
    rehearsal_only="which ones are used depends on the assembly; all of them take 700 MB in the accounts of the zone",
)


_ROOT_USERS = Patch(
    what="Central management of the root users of members is missing", reported="no issue found, 2026-12-01"
)


def _root_features(response: Any) -> Any:
    from moto.core.responses import ActionResult
    from moto.organizations.models import organizations_backends

    organization = organizations_backends[response.current_account]["aws"].org
    if organization is None:
        raise _refused("OrganizationNotFoundException", "the account is in no organization")
    services = organizations_backends[response.current_account]["aws"].services
    if "iam.amazonaws.com" not in {one["ServicePrincipal"] for one in services}:
        raise _refused("ServiceAccessNotEnabledException", "IAM has no trusted access")
    features = kept(response.backend, "root_features")
    return ActionResult({"OrganizationId": organization.id, "EnabledFeatures": sorted(features)})


def _refused(code: str, message: str) -> Exception:
    from moto.iam.exceptions import IAMException

    error: Exception = IAMException(code, message)
    return error


@_ROOT_USERS.adds(_RESPONSE)
def list_organizations_features(self: Any) -> Any:
    return _root_features(self)


@_ROOT_USERS.adds(_RESPONSE)
def enable_organizations_root_credentials_management(self: Any) -> Any:
    kept(self.backend, "root_features")["RootCredentialsManagement"] = True
    return _root_features(self)


@_ROOT_USERS.adds(_RESPONSE)
def enable_organizations_root_sessions(self: Any) -> Any:
    kept(self.backend, "root_features")["RootSessions"] = True
    return _root_features(self)


@_TRUST_POLICY_VERSION.replaces("moto.iam.policy_validation:IAMTrustPolicyDocumentValidator")
def _validate_version(self: Any) -> None:
    # No version means 2008-10-17, which AWS accepts; some trust policies that `cdk bootstrap` updates have it.
    # Versions that do not exist were refused before, by `_validate_version_syntax`.
    del self


@_USED_MANAGED_POLICIES.sets("moto.iam.models", "aws_managed_policies_data")
def used_managed_policies(by_moto: str) -> str:
    """Return those that the assembly names. Attaching another fails, as one that AWS does not have."""
    named = set(_ALWAYS)
    for template in used_managed_policies.assembly.glob("*.template.json"):
        found = _MANAGED_POLICY.findall(template.read_text(encoding="utf-8"))
        named.update(path.rpartition("/")[2] for path in found)
    return json.dumps({name: policy for name, policy in json.loads(by_moto).items() if name in named})
