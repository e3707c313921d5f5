"""Amazon SQS: the policy of a queue; moto drops it when another attribute is set."""

from __future__ import annotations

from typing import Any

from emulated_aws.moto_patches.patch import Patch

_POLICY = Patch(what="A queue's policy is dropped when another attribute is set", reported="no issue found, 2026-11-30")


@_POLICY.replaces("moto.sqs.models:Queue")
def _set_attributes(self: Any, attributes: dict[str, Any], now: float | None = None) -> None:
    _set_attributes.original(self, {"Policy": getattr(self, "policy", None), **attributes}, now)
