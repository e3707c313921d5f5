"""Describes a proof's changes in one sentence, for the pages that say what was broken."""

from __future__ import annotations

import json
from typing import Any

from landing_zone.proofs.model import Change, Proof

_LONGEST = 60


def describe(proof: Proof) -> str:
    """Return what a proof breaks: ``AWS::KMS::Key: EnableKeyRotation becomes false``."""
    text = "; then ".join(_describe(change) for change in proof.change)
    return f"{text} (in a template of its own)" if proof.template else text


def _describe(change: Change) -> str:
    if change.type is None:
        added = [f"{resource.Type} is added" for resource in change.add.values()]
        return ", ".join([*added, *(f"Metadata gets {key}" for key in change.metadata)])
    whole = "each " if change.every else ""
    if change.delete:
        return f"{whole}{change.type} is deleted"
    parts = [f"{path} is removed" for path in change.remove]
    parts += [f"{path} becomes {_value(value)}" for path, value in change.set.items()]
    parts += [f"Metadata gets {key}" for key in change.metadata]
    return f"{whole}{change.type}: {', '.join(parts)}"


def _value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
