"""IAM: only the AWS managed policies that are used; trust policies without a version."""

from __future__ import annotations

import json
import re
from typing import Any

from emulated_aws.moto_patches.patch import Patch

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
