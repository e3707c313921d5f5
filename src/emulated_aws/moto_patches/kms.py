"""AWS KMS: the rotation period of a key."""

from __future__ import annotations

import json
from typing import Any

from emulated_aws.moto_patches.patch import Patch

_RESPONSE = "moto.kms.responses:KmsResponse"
_DEFAULT_DAYS = 365

_ROTATION_PERIOD = Patch(what="A key's rotation period is dropped", reported="no issue found, 2026-11-30")


@_ROTATION_PERIOD.replaces(_RESPONSE)
def enable_key_rotation(self: Any) -> Any:
    answer = enable_key_rotation.original(self)
    _key(self).rotation_period_in_days = self._get_param("RotationPeriodInDays") or _DEFAULT_DAYS
    return answer


@_ROTATION_PERIOD.replaces(_RESPONSE)
def get_key_rotation_status(self: Any) -> Any:
    """Return the period, if the key rotates."""
    answer = json.loads(get_key_rotation_status.original(self))
    key = _key(self)
    answer["KeyId"] = key.id
    if answer["KeyRotationEnabled"]:
        answer["RotationPeriodInDays"] = getattr(key, "rotation_period_in_days", _DEFAULT_DAYS)
    return json.dumps(answer)


def _key(response: Any) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]
