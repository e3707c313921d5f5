"""AWS Organizations: the policy types that moto does not know, or cannot make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_NEWER_POLICY_TYPES = ("BACKUP_POLICY", "DECLARATIVE_POLICY_EC2", "INSPECTOR_POLICY", "S3_POLICY", "SECURITYHUB_POLICY")


def install(_: Path) -> None:
    """Let policies of the newer types be made, and enabled on the root."""
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
