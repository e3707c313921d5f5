"""CloudWatch Logs: deletion protection of log groups, and policies for the whole account."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Put both in place."""
    _protect_log_groups()
    _keep_account_policies()


def _keep_account_policies() -> None:
    """Keep, tell and delete account policies; one data protection policy an account and Region, as the service says."""
    from moto.logs import exceptions, responses

    def kept(self: Any) -> dict[tuple[str, str], dict[str, Any]]:
        backend = self.logs_backend
        if not hasattr(backend, "account_policies"):
            backend.account_policies = {}
        return backend.account_policies  # type: ignore[no-any-return]

    def put(self: Any) -> str:
        kind, name = self._get_param("policyType"), self._get_param("policyName")
        others = [key for key in kept(self) if key[0] == kind and key[1] != name]
        if kind == "DATA_PROTECTION_POLICY" and others:
            raise exceptions.LimitExceededException
        document = self._get_param("policyDocument")
        if kind == "DATA_PROTECTION_POLICY" and not _masks_what_it_finds(document):
            raise exceptions.InvalidParameterException(
                constraint="the same DataIdentifier in Audit and Deidentify", parameter="policyDocument", value=document
            )
        told = ("policyName", "policyDocument", "policyType", "selectionCriteria")
        policy = {field: self._get_param(field) for field in told if self._get_param(field) is not None}
        policy |= {"scope": self._get_param("scope") or "ALL", "accountId": self.current_account}
        kept(self)[kind, name] = {**policy, "lastUpdatedTime": int(time.time() * 1000)}
        return json.dumps({"accountPolicy": kept(self)[kind, name]})

    def describe(self: Any) -> str:
        kind, name = self._get_param("policyType"), self._get_param("policyName")
        found = [p for key, p in sorted(kept(self).items()) if key[0] == kind and name in (None, key[1])]
        return json.dumps({"accountPolicies": found})

    def delete(self: Any) -> str:
        key = (self._get_param("policyType"), self._get_param("policyName"))
        if kept(self).pop(key, None) is None:
            raise exceptions.ResourceNotFoundException()
        return "{}"

    responses.LogsResponse.put_account_policy = put
    responses.LogsResponse.describe_account_policies = describe
    responses.LogsResponse.delete_account_policy = delete


def _masks_what_it_finds(document: str) -> bool:
    """Tell whether both statements of a data protection policy are there, with the same identifiers."""
    statements = json.loads(document)["Statement"]
    found, masked = (
        [s["DataIdentifier"] for s in statements if operation in s["Operation"]]
        for operation in ("Audit", "Deidentify")
    )
    return bool(found) and found == masked


def _protect_log_groups() -> None:
    """Keep, change, tell and enforce a log group's deletion protection."""
    from moto.logs import exceptions, models, responses

    response = responses.LogsResponse
    create_by_moto, delete_by_moto = response.create_log_group, response.delete_log_group
    told_by_moto = models.LogGroup.to_describe_dict

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

    def told(self: Any) -> dict[str, Any]:
        protected = getattr(self, "deletion_protection", False)
        return {**told_by_moto(self), "deletionProtectionEnabled": protected}

    response.create_log_group = create
    response.put_log_group_deletion_protection = protect
    response.delete_log_group = delete
    models.LogGroup.to_describe_dict = told
