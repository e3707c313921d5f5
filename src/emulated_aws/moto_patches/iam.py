"""IAM: only the AWS managed policies that are used; trust policies without a version."""

from __future__ import annotations

import json
import re
from pathlib import Path

_MANAGED_POLICY = re.compile(r":iam::aws:policy/([\w+=,.@/-]+)")
_ALWAYS = {"AdministratorAccess", "AWSCloudFormationReadOnlyAccess", "ReadOnlyAccess"}
"""Policies that the CDK's bootstrap and the rehearsal's administrator use."""


def install(assembly: Path) -> None:
    """Accept trust policies of any version, and load only the AWS managed policies that the assembly names.

    All 1,400 in each account take 700 MB. Attaching a policy that AWS does not have still fails, since it is not in
    moto's list either.
    """
    from moto.iam import models, policy_validation

    # no version means 2008-10-17, which AWS accepts; some trust policies that `cdk bootstrap` updates have it
    policy_validation.IAMTrustPolicyDocumentValidator._validate_version = lambda _: None
    named = set(_ALWAYS)
    for template in assembly.glob("*.template.json"):
        found = _MANAGED_POLICY.findall(template.read_text(encoding="utf-8"))
        named.update(path.rpartition("/")[2] for path in found)
    policies = json.loads(models.aws_managed_policies_data)
    used = {name: policy for name, policy in policies.items() if name in named}
    models.aws_managed_policies_data = json.dumps(used)
