"""Converts CloudFormation's names to those of an API: ``RecordingGroup`` becomes ``recordingGroup``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def camel(value: Any) -> Any:
    """Return a value with the keys of all its mappings starting in lower case."""
    if isinstance(value, Mapping):
        return {key[:1].lower() + key[1:]: camel(item) for key, item in value.items()}
    if isinstance(value, list):
        return [camel(item) for item in value]
    return value
