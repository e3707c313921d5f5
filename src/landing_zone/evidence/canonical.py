"""The canonical form of an answer: equal data has the same text and so the same digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from landing_zone.evidence.model import EvidenceAnswer


def plain(value: Any) -> Any:
    """Turn data of boto3 into JSON data: times in UTC and ISO 8601, sets sorted, bytes as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def canonical(data: Any) -> str:
    """Return JSON with sorted keys and no spaces."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(answer: EvidenceAnswer) -> str:
    """Return the SHA-256 of an answer's canonical JSON without its ``digest``."""
    data = answer.model_dump(mode="json", exclude={"digest"})
    return hashlib.sha256(canonical(data).encode()).hexdigest()
