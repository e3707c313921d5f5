"""IAM: AWS's managed policies, those alone that are named."""

from __future__ import annotations

import json
import re
from pathlib import Path

_MANAGED_POLICY = re.compile(r":iam::aws:policy/([\w+=,.@/-]+)")
_ALWAYS = {"AdministratorAccess", "AWSCloudFormationReadOnlyAccess", "ReadOnlyAccess"}
"""What the CDK's bootstrap and the rehearsal's administrator name."""


def install(assembly: Path) -> None:
    """Load the AWS managed policies that the assembly names: all 1,400 in each account take 700 MB.

    A policy that AWS does not have is not in moto's list either, so to attach it still fails.
    """
    from moto.iam import models

    named = set(_ALWAYS)
    for template in assembly.glob("*.template.json"):
        found = _MANAGED_POLICY.findall(template.read_text(encoding="utf-8"))
        named.update(path.rpartition("/")[2] for path in found)
    policies = json.loads(models.aws_managed_policies_data)
    kept = {name: policy for name, policy in policies.items() if name in named}
    models.aws_managed_policies_data = json.dumps(kept)
