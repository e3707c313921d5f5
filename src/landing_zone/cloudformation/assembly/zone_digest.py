"""The digest of a configuration, compared by provenance, runs of evidence and their join."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def zone_digest(snapshot: Mapping[str, Any] | None) -> str:
    """Return the SHA-256 of the configuration's snapshot as canonical JSON, hexadecimal."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True).encode()).hexdigest()
