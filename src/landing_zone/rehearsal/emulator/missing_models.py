"""Small mends of moto's services, each where something of the zone would be refused or lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_MANAGED_POLICY = re.compile(r":iam::aws:policy/([\w+=,.@/-]+)")
_ALWAYS = {"AdministratorAccess", "AWSCloudFormationReadOnlyAccess", "ReadOnlyAccess"}
"""What the CDK's bootstrap and the rehearsal's administrator name."""
_NEWER_POLICY_TYPES = ("BACKUP_POLICY", "DECLARATIVE_POLICY_EC2", "INSPECTOR_POLICY", "S3_POLICY", "SECURITYHUB_POLICY")


def install(assembly: Path) -> None:
    """Put the mends in place.

    Args:
        assembly: the cloud assembly to be deployed.
    """
    _newer_policy_types()
    _logs_of_buckets()
    _managed_policies(assembly)
    _conformance_packs()


def _logs_of_buckets() -> None:
    """Amazon S3 takes a target bucket for access logs before its policy is there; moto asks for the policy first."""
    from moto.s3 import models

    models.FakeBucket._log_permissions_enabled_policy = lambda *_, **__: True


def _managed_policies(assembly: Path) -> None:
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


def _newer_policy_types() -> None:
    """Organizations' declarative policies, which moto does not know, and backup policies, which it cannot make."""
    from moto.organizations import models

    for holder in (models.FakeRoot, models.FakePolicy):
        known = [*holder.SUPPORTED_POLICY_TYPES]
        holder.SUPPORTED_POLICY_TYPES = sorted({*known, *_NEWER_POLICY_TYPES})
    made_by_moto = models.FakePolicy.__init__

    def make(self: Any, organization: Any, **settings: Any) -> None:
        wanted = settings.get("Type", "")
        if wanted not in _NEWER_POLICY_TYPES:
            made_by_moto(self, organization, **settings)
            return
        made_by_moto(self, organization, **{**settings, "Type": "TAG_POLICY"})
        self.type = wanted
        self._arn_format = "arn:{0}:organizations::{1}:policy/{2}/" + wanted.lower() + "/{3}"

    models.FakePolicy.__init__ = make


def _conformance_packs() -> None:
    """A conformance pack whose template is given in the call; moto asks for an address in Amazon S3 even then."""
    from moto.config import models

    put_by_moto = models.ConfigBackend.put_organization_conformance_pack

    def put(self: Any, **settings: Any) -> Any:
        if settings["template_body"] and not settings["template_s3_uri"]:
            settings["template_s3_uri"] = "s3://given-in-the-call"
        return put_by_moto(self, **settings)

    models.ConfigBackend.put_organization_conformance_pack = put
