"""AWS KMS: the rotation period of a key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_DEFAULT_DAYS = 365


def install(_: Path) -> None:
    """Store the rotation period of ``EnableKeyRotation``, and return it in ``GetKeyRotationStatus``."""
    from moto.kms import responses

    response = responses.KmsResponse
    enable_by_moto, status_by_moto = response.enable_key_rotation, response.get_key_rotation_status

    def enable(self: Any) -> Any:
        answer = enable_by_moto(self)
        _key(self).rotation_period_in_days = self._get_param("RotationPeriodInDays") or _DEFAULT_DAYS
        return answer

    def status(self: Any) -> Any:
        answer = json.loads(status_by_moto(self))
        key = _key(self)
        answer["KeyId"] = key.id
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = getattr(key, "rotation_period_in_days", _DEFAULT_DAYS)
        return json.dumps(answer)

    response.enable_key_rotation = enable
    response.get_key_rotation_status = status


def _key(response: Any) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]
