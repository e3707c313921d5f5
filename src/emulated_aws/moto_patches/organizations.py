"""AWS Organizations: the policy types that moto does not support; accounts with the ids of the zone."""

from __future__ import annotations

import json
import threading
from typing import Any

from emulated_aws.moto_patches.patch import Patch

_ROOT, _POLICY = "moto.organizations.models:FakeRoot", "moto.organizations.models:FakePolicy"
_NEWER_POLICY_TYPES = ("BACKUP_POLICY", "DECLARATIVE_POLICY_EC2", "INSPECTOR_POLICY", "S3_POLICY", "SECURITYHUB_POLICY")
_lock = threading.Lock()

_POLICY_TYPES = Patch(
    what="Policies for backups, EC2, Amazon Inspector, Amazon S3 and Security Hub are refused",
    reported="no issue found, 2026-11-30; tag policies came with https://github.com/getmoto/moto/pull/8837",
)
_ACCOUNT_IDS = Patch(
    what="A new account gets a random id",
    reported="no issue found, 2026-11-30; https://github.com/getmoto/moto/issues/8089 asks for repeatable ids",
    rehearsal_only="AWS chooses the id as well; the rehearsal needs those that the assembly was synthesized for",
)


_TRUSTED = Patch(
    what="Trusted access for IAM and for GuardDuty's malware protection is refused",
    reported="no issue found, 2026-12-01",
)
_TYPE_ENABLED = Patch(
    what="A policy of a kind that the root does not accept is attached",
    reported="no issue found, 2026-12-01",
)


@_TRUSTED.sets("moto.organizations.models:FakeServiceAccess", "TRUSTED_SERVICES")
def trusted_services(by_moto: list[str]) -> list[str]:
    return [*by_moto, "iam.amazonaws.com", "malware-protection.guardduty.amazonaws.com"]


@_TYPE_ENABLED.replaces("moto.organizations.models:OrganizationsBackend")
def attach_policy(self: Any, **kwargs: Any) -> None:
    """Refuse what AWS refuses."""
    from moto.organizations.exceptions import PolicyTypeNotEnabledException

    policy = self.get_policy_by_id(kwargs["PolicyId"])
    enabled = {one["Type"] for unit in self.ou for one in getattr(unit, "policy_types", ())}
    if policy.type not in enabled and not policy.aws_managed:
        raise PolicyTypeNotEnabledException
    attach_policy.original(self, **kwargs)


@_POLICY_TYPES.sets(_ROOT, "SUPPORTED_POLICY_TYPES")
def types_of_the_root(by_moto: list[str]) -> list[str]:
    return sorted({*by_moto, *_NEWER_POLICY_TYPES})


@_POLICY_TYPES.sets(_POLICY, "SUPPORTED_POLICY_TYPES")
def types_of_policies(by_moto: list[str]) -> list[str]:
    return sorted({*by_moto, *_NEWER_POLICY_TYPES})


@_POLICY_TYPES.replaces(_POLICY, "__init__")
def policy_init(self: Any, organization: Any, **kwargs: Any) -> None:
    """Make a policy of such a type as moto makes a tag policy."""
    wanted = kwargs.get("Type", "")
    if wanted not in _NEWER_POLICY_TYPES:
        policy_init.original(self, organization, **kwargs)
        return
    policy_init.original(self, organization, **{**kwargs, "Type": "TAG_POLICY"})
    self.type = wanted
    self._arn_format = "arn:{0}:organizations::{1}:policy/{2}/" + wanted.lower() + "/{3}"


@_ACCOUNT_IDS.replaces("moto.organizations.models:FakeAccount", "__init__")
def account_init(self: Any, organization: Any, **kwargs: Any) -> None:
    """Give an account the id that the assembly's ``landing-zone.json``, read each time, has for its email address."""
    from moto.organizations import utils

    zone = json.loads((account_init.assembly / "landing-zone.json").read_text(encoding="utf-8"))
    ids = {account["email"]: account["id"] for account in zone["accounts"]}
    with _lock:
        any_id = utils.make_random_account_id
        utils.make_random_account_id = lambda: ids.get(kwargs["Email"]) or any_id()
        try:
            account_init.original(self, organization, **kwargs)
        finally:
            utils.make_random_account_id = any_id
