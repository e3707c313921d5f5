"""AWS Systems Manager: State Manager associations, which are stored and never run; service settings."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

from emulated_aws.moto_patches.patch import Patch, kept

_RESPONSE = "moto.ssm.responses:SimpleSystemManagerResponse"

_DEFAULT_SETTINGS = {"/ssm/documents/console/public-sharing-permission": "Enable"}
"""AWS's default values; a setting that is not here is unknown."""

_ASSOCIATIONS = Patch(what="State Manager's associations are missing", reported="no issue found, 2026-11-30")
_SERVICE_SETTINGS = Patch(what="Service settings are missing", reported="no issue found, 2026-11-30")


def _associations(response: Any) -> dict[str, Any]:
    return kept(response.ssm_backend, "associations")


def _found(response: Any) -> dict[str, Any]:
    from moto.ssm.exceptions import SSMException

    found: dict[str, Any] | None = _associations(response).get(response._get_param("AssociationId"))
    if found is None:
        raise SSMException("AssociationDoesNotExist", "The specified association does not exist.")
    return found


def _answer(result: Any) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult(result)


@_ASSOCIATIONS.adds(_RESPONSE)
def create_association(self: Any) -> Any:
    identifier = str(uuid.uuid4())
    _associations(self)[identifier] = {
        **json.loads(self.body),
        "AssociationId": identifier,
        "AssociationVersion": "1",
        "Date": time.time(),
    }
    return _answer({"AssociationDescription": _associations(self)[identifier]})


@_ASSOCIATIONS.adds(_RESPONSE)
def describe_association(self: Any) -> Any:
    """Return an association. It has no status: nothing ran."""
    return _answer({"AssociationDescription": _found(self)})


@_ASSOCIATIONS.adds(_RESPONSE)
def update_association(self: Any) -> Any:
    found = _found(self)
    version = str(int(found["AssociationVersion"]) + 1)
    found.update({**json.loads(self.body), "AssociationVersion": version})
    return _answer({"AssociationDescription": found})


@_ASSOCIATIONS.adds(_RESPONSE)
def delete_association(self: Any) -> Any:
    del _associations(self)[_found(self)["AssociationId"]]
    return _answer({})


@_ASSOCIATIONS.adds(_RESPONSE)
def list_associations(self: Any) -> Any:
    names = ("AssociationId", "AssociationName", "AssociationVersion", "Name", "ScheduleExpression", "Targets")
    return _answer({"Associations": [{k: one[k] for k in names if k in one} for one in _associations(self).values()]})


def _settings(response: Any) -> dict[str, Any]:
    return kept(response.ssm_backend, "service_settings")


def _setting(response: Any) -> str:
    """The id of the requested setting, which is given by its ARN or its id."""
    from moto.ssm.exceptions import SSMException

    given = str(response._get_param("SettingId"))
    identifier = given.partition(":servicesetting")[2] or given
    if identifier not in _DEFAULT_SETTINGS:
        raise SSMException("ServiceSettingNotFound", f"Setting ID not found: {given}")
    return identifier


@_SERVICE_SETTINGS.adds(_RESPONSE)
def get_service_setting(self: Any) -> Any:
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


@_SERVICE_SETTINGS.adds(_RESPONSE)
def update_service_setting(self: Any) -> Any:
    _settings(self)[_setting(self)] = self._get_param("SettingValue")
    return _answer({})


@_SERVICE_SETTINGS.adds(_RESPONSE)
def reset_service_setting(self: Any) -> Any:
    _settings(self).pop(_setting(self), None)
    return self.get_service_setting()
