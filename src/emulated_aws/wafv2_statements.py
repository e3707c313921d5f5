"""Converts statements of AWS WAF from CloudFormation's shape to the API's: search strings are bytes there."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any


def as_of_api(value: Any) -> Any:
    """Return a value with its search strings as bytes."""
    if isinstance(value, Mapping):
        changed = {key: as_of_api(item) for key, item in value.items() if not key.startswith("SearchString")}
        if "SearchString" in value:
            changed["SearchString"] = value["SearchString"].encode()
        if "SearchStringBase64" in value:
            changed["SearchString"] = base64.b64decode(value["SearchStringBase64"])
        return changed
    if isinstance(value, list):
        return [as_of_api(item) for item in value]
    return value
