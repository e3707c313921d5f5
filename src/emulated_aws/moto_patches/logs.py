"""CloudWatch Logs: deletion protection and another key of a log group, and policies for the whole account."""

from __future__ import annotations

import json
import time
from typing import Any

from emulated_aws.moto_patches.patch import Patch, kept

_RESPONSE = "moto.logs.responses:LogsResponse"

_ACCOUNT_POLICIES = Patch(what="Account policies are missing", reported="no issue found, 2026-11-30")
_DELETION_PROTECTION = Patch(
    what="The deletion protection of log groups is missing", reported="no issue found, 2026-11-30"
)
_KEYS = Patch(
    what="The key of a log group that exists can be neither set nor removed", reported="no issue found, 2026-11-30"
)


@_ACCOUNT_POLICIES.adds(_RESPONSE)
def put_account_policy(self: Any) -> str:
    """Store a policy; AWS allows one data protection policy per account and Region."""
    from moto.logs.exceptions import InvalidParameterException, LimitExceededException

    policies = kept(self.logs_backend, "account_policies")
    fields = ("policyName", "policyDocument", "policyType", "selectionCriteria")
    policy = {field: self._get_param(field) for field in fields if self._get_param(field) is not None}
    kind, document = policy["policyType"], policy["policyDocument"]
    if kind == "DATA_PROTECTION_POLICY":
        if any(other["policyType"] == kind and name != policy["policyName"] for (_, name), other in policies.items()):
            raise LimitExceededException
        if not _masks_all_it_audits(document):
            raise InvalidParameterException(
                constraint="the same DataIdentifier in Audit and Deidentify", parameter="policyDocument", value=document
            )
    policies[kind, policy["policyName"]] = {
        **policy,
        "scope": self._get_param("scope") or "ALL",
        "accountId": self.current_account,
        "lastUpdatedTime": int(time.time() * 1000),
    }
    return json.dumps({"accountPolicy": policies[kind, policy["policyName"]]})


@_ACCOUNT_POLICIES.adds(_RESPONSE)
def describe_account_policies(self: Any) -> str:
    kind, name = self._get_param("policyType"), self._get_param("policyName")
    policies = sorted(kept(self.logs_backend, "account_policies").items())
    return json.dumps({"accountPolicies": [p for key, p in policies if key[0] == kind and name in (None, key[1])]})


@_ACCOUNT_POLICIES.adds(_RESPONSE)
def delete_account_policy(self: Any) -> str:
    from moto.logs.exceptions import ResourceNotFoundException

    key = (self._get_param("policyType"), self._get_param("policyName"))
    if kept(self.logs_backend, "account_policies").pop(key, None) is None:
        raise ResourceNotFoundException
    return "{}"


def _masks_all_it_audits(document: str) -> bool:
    """Return whether a data protection policy has both statements, with the same identifiers."""
    statements = json.loads(document)["Statement"]
    found, masked = (
        [s["DataIdentifier"] for s in statements if operation in s["Operation"]]
        for operation in ("Audit", "Deidentify")
    )
    return bool(found) and found == masked


@_DELETION_PROTECTION.replaces(_RESPONSE)
def create_log_group(self: Any) -> Any:
    answer = create_log_group.original(self)
    group = self.logs_backend.groups[self._get_param("logGroupName")]
    group.deletion_protection = bool(self._get_param("deletionProtectionEnabled", False))
    return answer


@_DELETION_PROTECTION.adds(_RESPONSE)
def put_log_group_deletion_protection(self: Any) -> str:
    """Change the protection of a group, which is given by its name or its ARN."""
    from moto.logs.exceptions import ResourceNotFoundException

    name = self._get_param("logGroupIdentifier").removesuffix(":*").rpartition(":log-group:")[2]
    if name not in self.logs_backend.groups:
        raise ResourceNotFoundException
    self.logs_backend.groups[name].deletion_protection = bool(self._get_param("deletionProtectionEnabled"))
    return "{}"


@_DELETION_PROTECTION.replaces(_RESPONSE)
def delete_log_group(self: Any) -> Any:
    """Refuse to delete a protected group."""
    from moto.logs.exceptions import InvalidParameterException

    group = self.logs_backend.groups.get(self._get_param("logGroupName"))
    if group is not None and getattr(group, "deletion_protection", False):
        raise InvalidParameterException(
            constraint="deletion protection to be off", parameter="logGroupName", value=group.name
        )
    return delete_log_group.original(self)


@_DELETION_PROTECTION.replaces("moto.logs.models:LogGroup")
def to_describe_dict(self: Any) -> dict[str, Any]:
    protected = getattr(self, "deletion_protection", False)
    return {**to_describe_dict.original(self), "deletionProtectionEnabled": protected}


@_KEYS.adds(_RESPONSE)
def associate_kms_key(self: Any) -> str:
    from moto.logs.exceptions import ResourceNotFoundException

    group = self.logs_backend.groups.get(self._get_param("logGroupName"))
    if group is None:
        raise ResourceNotFoundException
    group.kms_key_id = self._get_param("kmsKeyId")
    return "{}"


@_KEYS.adds(_RESPONSE)
def disassociate_kms_key(self: Any) -> Any:
    """Remove the key: this request names none."""
    return self.associate_kms_key()
