"""IAM: AWS's managed policies, those alone that are named; trust policies that name no version."""

from __future__ import annotations

import json
import re
from pathlib import Path

_MANAGED_POLICY = re.compile(r":iam::aws:policy/([\w+=,.@/-]+)")
_ALWAYS = {"AdministratorAccess", "AWSCloudFormationReadOnlyAccess", "ReadOnlyAccess"}
"""What the CDK's bootstrap and the rehearsal's administrator name."""


def install(assembly: Path) -> None:
    """Take trust policies of any version, and load the AWS managed policies that the assembly names.

    All 1,400 in each account take 700 MB. A policy that AWS does not have is not in moto's list either, so to attach it
    still fails.
    """
    from moto.iam import models, policy_validation

    # no version means 2008-10-17, which a trust policy may be of; so are some that `cdk bootstrap` updates
    policy_validation.IAMTrustPolicyDocumentValidator._validate_version = lambda _: None
    named = set(_ALWAYS)
    for template in assembly.glob("*.template.json"):
        found = _MANAGED_POLICY.findall(template.read_text(encoding="utf-8"))
        named.update(path.rpartition("/")[2] for path in found)
    policies = json.loads(models.aws_managed_policies_data)
    kept = {name: policy for name, policy in policies.items() if name in named}
    models.aws_managed_policies_data = json.dumps(kept)
