"""AWS Organizations: the policy types that moto does not support; accounts with the ids of the zone."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

_NEWER_POLICY_TYPES = ("BACKUP_POLICY", "DECLARATIVE_POLICY_EC2", "INSPECTOR_POLICY", "S3_POLICY", "SECURITYHUB_POLICY")


_lock = threading.Lock()


def install(assembly: Path) -> None:
    """Support policies of the newer types, also on the root; give accounts their ids.

    Args:
        assembly: the cloud assembly; its ``landing-zone.json`` is read again for each new account.
    """
    from moto.organizations import models

    _name_accounts(assembly)
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


def _name_accounts(assembly: Path) -> None:
    """Give a new account the id that the assembly has for its email address."""
    from moto.organizations import models, utils

    made_by_moto = models.FakeAccount.__init__
    any_id = utils.make_random_account_id

    def make(self: Any, organization: Any, **settings: Any) -> None:
        zone = json.loads((assembly / "landing-zone.json").read_text(encoding="utf-8"))
        ids = {account["email"]: account["id"] for account in zone["accounts"]}
        with _lock:
            utils.make_random_account_id = lambda: ids.get(settings["Email"]) or any_id()
            try:
                made_by_moto(self, organization, **settings)
            finally:
                utils.make_random_account_id = any_id

    models.FakeAccount.__init__ = make
