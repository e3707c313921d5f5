"""AWS Systems Manager: State Manager associations, which are stored and never run; service settings."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

ASSOCIATION_SETTINGS = (
    "ApplyOnlyAtCronInterval",
    "AssociationName",
    "AutomationTargetParameterName",
    "CalendarNames",
    "ComplianceSeverity",
    "DocumentVersion",
    "InstanceId",
    "MaxConcurrency",
    "MaxErrors",
    "Name",
    "OutputLocation",
    "Parameters",
    "ScheduleExpression",
    "ScheduleOffset",
    "SyncCompliance",
    "Targets",
)

_DEFAULT_SETTINGS = {"/ssm/documents/console/public-sharing-permission": "Enable"}
"""AWS's default values; a setting that is not here is unknown."""


def install(_: Path) -> None:
    """Add the operations."""
    from moto.ssm import responses

    for operation in (
        create_association,
        describe_association,
        update_association,
        delete_association,
        list_associations,
        get_service_setting,
        update_service_setting,
        reset_service_setting,
    ):
        setattr(responses.SimpleSystemManagerResponse, operation.__name__, operation)


def _associations(response: Any) -> dict[str, dict[str, Any]]:
    backend = response.ssm_backend
    if not hasattr(backend, "associations"):
        backend.associations = {}
    found: dict[str, dict[str, Any]] = backend.associations
    return found


def _found(response: Any) -> dict[str, Any]:
    from moto.ssm.exceptions import SSMException

    found = _associations(response).get(response._get_param("AssociationId"))
    if found is None:
        raise SSMException("AssociationDoesNotExist", "The specified association does not exist.")
    return found


def _answer(result: Any) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult(result)


def _association_settings(response: Any) -> dict[str, Any]:
    settings = {name: response._get_param(name) for name in ASSOCIATION_SETTINGS}
    return {name: value for name, value in settings.items() if value is not None}


def create_association(self: Any) -> Any:
    """Store an association under a new id."""
    identifier = str(uuid.uuid4())
    _associations(self)[identifier] = {
        **_association_settings(self),
        "AssociationId": identifier,
        "AssociationVersion": "1",
        "Date": time.time(),
    }
    return _answer({"AssociationDescription": _associations(self)[identifier]})


def describe_association(self: Any) -> Any:
    """Return an association. It has no status: nothing ran."""
    return _answer({"AssociationDescription": _found(self)})


def update_association(self: Any) -> Any:
    """Change an association."""
    found = _found(self)
    found.update(_association_settings(self))
    found["AssociationVersion"] = str(int(found["AssociationVersion"]) + 1)
    return _answer({"AssociationDescription": found})


def delete_association(self: Any) -> Any:
    """Remove an association."""
    del _associations(self)[_found(self)["AssociationId"]]
    return _answer({})


def list_associations(self: Any) -> Any:
    """Return the summaries of all associations."""
    names = ("AssociationId", "AssociationName", "AssociationVersion", "Name", "ScheduleExpression", "Targets")
    return _answer({"Associations": [{k: one[k] for k in names if k in one} for one in _associations(self).values()]})


def _settings(response: Any) -> dict[str, str]:
    backend = response.ssm_backend
    if not hasattr(backend, "service_settings"):
        backend.service_settings = {}
    found: dict[str, str] = backend.service_settings
    return found


def _setting(response: Any) -> str:
    """The id of the requested setting, which is given by its ARN or its id."""
    from moto.ssm.exceptions import SSMException

    given = str(response._get_param("SettingId"))
    identifier = given.partition(":servicesetting")[2] or given
    if identifier not in _DEFAULT_SETTINGS:
        raise SSMException("ServiceSettingNotFound", f"Setting ID not found: {given}")
    return identifier


def get_service_setting(self: Any) -> Any:
    """Return a setting of the account and Region."""
    identifier = _setting(self)
    value = _settings(self).get(identifier)
    return _answer(
        {
            "ServiceSetting": {
                "SettingId": identifier,
                "SettingValue": value if value is not None else _DEFAULT_SETTINGS[identifier],
                "ARN": f"arn:aws:ssm:{self.region}:{self.current_account}:servicesetting{identifier}",
                "Status": "Default" if value is None else "Customized",
            }
        }
    )


def update_service_setting(self: Any) -> Any:
    """Change a setting."""
    _settings(self)[_setting(self)] = self._get_param("SettingValue")
    return _answer({})


def reset_service_setting(self: Any) -> Any:
    """Reset a setting to AWS's default."""
    _settings(self).pop(_setting(self), None)
    return get_service_setting(self)
