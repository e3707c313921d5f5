"""CloudWatch Logs: deletion protection and another key of a log group, and policies for the whole account."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Apply the patches."""
    _protect_log_groups()
    _change_keys()
    _account_policies()


def _change_keys() -> None:
    """Set and remove the key of a group that exists."""
    from moto.logs import exceptions, responses

    def set_key(self: Any) -> str:
        group = self.logs_backend.groups.get(self._get_param("logGroupName"))
        if group is None:
            raise exceptions.ResourceNotFoundException
        group.kms_key_id = self._get_param("kmsKeyId")
        return "{}"

    responses.LogsResponse.associate_kms_key = set_key
    responses.LogsResponse.disassociate_kms_key = set_key


def _account_policies() -> None:
    """Store, return and delete account policies; one data protection policy per account and Region, as in AWS."""
    from moto.logs import exceptions, responses

    def policies_of(self: Any) -> dict[tuple[str, str], dict[str, Any]]:
        backend = self.logs_backend
        if not hasattr(backend, "account_policies"):
            backend.account_policies = {}
        return backend.account_policies  # type: ignore[no-any-return]

    def put(self: Any) -> str:
        kind, name = self._get_param("policyType"), self._get_param("policyName")
        others = [key for key in policies_of(self) if key[0] == kind and key[1] != name]
        if kind == "DATA_PROTECTION_POLICY" and others:
            raise exceptions.LimitExceededException
        document = self._get_param("policyDocument")
        if kind == "DATA_PROTECTION_POLICY" and not _masks_all_it_audits(document):
            raise exceptions.InvalidParameterException(
                constraint="the same DataIdentifier in Audit and Deidentify", parameter="policyDocument", value=document
            )
        fields = ("policyName", "policyDocument", "policyType", "selectionCriteria")
        policy = {field: self._get_param(field) for field in fields if self._get_param(field) is not None}
        policy |= {"scope": self._get_param("scope") or "ALL", "accountId": self.current_account}
        policies_of(self)[kind, name] = {**policy, "lastUpdatedTime": int(time.time() * 1000)}
        return json.dumps({"accountPolicy": policies_of(self)[kind, name]})

    def describe(self: Any) -> str:
        kind, name = self._get_param("policyType"), self._get_param("policyName")
        found = [p for key, p in sorted(policies_of(self).items()) if key[0] == kind and name in (None, key[1])]
        return json.dumps({"accountPolicies": found})

    def delete(self: Any) -> str:
        key = (self._get_param("policyType"), self._get_param("policyName"))
        if policies_of(self).pop(key, None) is None:
            raise exceptions.ResourceNotFoundException()
        return "{}"

    responses.LogsResponse.put_account_policy = put
    responses.LogsResponse.describe_account_policies = describe
    responses.LogsResponse.delete_account_policy = delete


def _masks_all_it_audits(document: str) -> bool:
    """Return whether a data protection policy has both statements, with the same identifiers."""
    statements = json.loads(document)["Statement"]
    found, masked = (
        [s["DataIdentifier"] for s in statements if operation in s["Operation"]]
        for operation in ("Audit", "Deidentify")
    )
    return bool(found) and found == masked


def _protect_log_groups() -> None:
    """Store, change, return and enforce a log group's deletion protection."""
    from moto.logs import exceptions, models, responses

    response = responses.LogsResponse
    create_by_moto, delete_by_moto = response.create_log_group, response.delete_log_group
    describe_by_moto = models.LogGroup.to_describe_dict

    def create(self: Any) -> Any:
        answer = create_by_moto(self)
        group = self.logs_backend.groups[self._get_param("logGroupName")]
        group.deletion_protection = bool(self._get_param("deletionProtectionEnabled", False))
        return answer

    def protect(self: Any) -> str:
        name = self._get_param("logGroupIdentifier").removesuffix(":*").rpartition(":log-group:")[2]
        if name not in self.logs_backend.groups:
            raise exceptions.ResourceNotFoundException()
        self.logs_backend.groups[name].deletion_protection = bool(self._get_param("deletionProtectionEnabled"))
        return "{}"

    def delete(self: Any) -> Any:
        group = self.logs_backend.groups.get(self._get_param("logGroupName"))
        if group is not None and getattr(group, "deletion_protection", False):
            raise exceptions.InvalidParameterException(
                constraint="deletion protection to be off", parameter="logGroupName", value=group.name
            )
        return delete_by_moto(self)

    def describe(self: Any) -> dict[str, Any]:
        protected = getattr(self, "deletion_protection", False)
        return {**describe_by_moto(self), "deletionProtectionEnabled": protected}

    response.create_log_group = create
    response.put_log_group_deletion_protection = protect
    response.delete_log_group = delete
    models.LogGroup.to_describe_dict = describe
