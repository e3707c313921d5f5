"""Amazon SQS: the policy of a queue; moto drops it when another attribute is set."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Keep a queue's policy when another attribute is set."""
    from moto.sqs import models

    set_attributes = models.Queue._set_attributes

    def keep_policy(self: Any, attributes: dict[str, Any], now: float | None = None) -> None:
        set_attributes(self, {"Policy": getattr(self, "policy", None), **attributes}, now)

    models.Queue._set_attributes = keep_policy
