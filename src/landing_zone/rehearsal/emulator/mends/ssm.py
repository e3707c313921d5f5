"""AWS Systems Manager: State Manager associations, which moto does not have. They are kept, and never run."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

_SETTINGS = (
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


def install(_: Path) -> None:
    """Add the operations."""
    from moto.ssm import responses

    for operation in (
        create_association,
        describe_association,
        update_association,
        delete_association,
        list_associations,
    ):
        setattr(responses.SimpleSystemManagerResponse, operation.__name__, operation)


def _kept(response: Any) -> dict[str, dict[str, Any]]:
    backend = response.ssm_backend
    if not hasattr(backend, "associations"):
        backend.associations = {}
    found: dict[str, dict[str, Any]] = backend.associations
    return found


def _one(response: Any) -> dict[str, Any]:
    from moto.ssm.exceptions import SSMException

    found = _kept(response).get(response._get_param("AssociationId"))
    if found is None:
        raise SSMException("AssociationDoesNotExist", "The specified association does not exist.")
    return found


def _answer(result: Any) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult(result)


def _given(response: Any) -> dict[str, Any]:
    settings = {name: response._get_param(name) for name in _SETTINGS}
    return {name: value for name, value in settings.items() if value is not None}


def create_association(self: Any) -> Any:
    """Keep an association under a new id."""
    identifier = str(uuid.uuid4())
    _kept(self)[identifier] = {
        **_given(self),
        "AssociationId": identifier,
        "AssociationVersion": "1",
        "Date": time.time(),
    }
    return _answer({"AssociationDescription": _kept(self)[identifier]})


def describe_association(self: Any) -> Any:
    """Tell an association. It has no status: nothing ran."""
    return _answer({"AssociationDescription": _one(self)})


def update_association(self: Any) -> Any:
    """Change an association."""
    found = _one(self)
    found.update(_given(self))
    found["AssociationVersion"] = str(int(found["AssociationVersion"]) + 1)
    return _answer({"AssociationDescription": found})


def delete_association(self: Any) -> Any:
    """Remove an association."""
    del _kept(self)[_one(self)["AssociationId"]]
    return _answer({})


def list_associations(self: Any) -> Any:
    """Tell all associations in short."""
    names = ("AssociationId", "AssociationName", "AssociationVersion", "Name", "ScheduleExpression", "Targets")
    return _answer({"Associations": [{k: one[k] for k in names if k in one} for one in _kept(self).values()]})
