"""CloudWatch Logs: deletion protection of log groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def install(_: Path) -> None:
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
