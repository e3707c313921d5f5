"""Bucket policies that say "deny unless": moto applies each statement as though its condition were met."""

from __future__ import annotations

import json
from typing import Any


def install() -> None:
    """Let a statement with a condition deny or allow nothing.

    The conditions of this zone ask for TLS, for the caller's organisation, for the caller's service. The first is
    taken as met on loopback; the others would need an evaluator that knows the caller. So the rehearsal shows that a
    policy is attached and reads as declared, and not what it lets through.
    """
    from moto.s3 import models

    bucket = models.FakeBucket
    asked = bucket.get_permission

    def get_permission(self: Any, action: str, resource: str) -> Any:
        if self.policy is None:
            return asked(self, action, resource)
        whole = self.policy
        document = json.loads(whole.decode() if isinstance(whole, bytes) else whole)
        statements = document.get("Statement", [])
        statements = [statements] if isinstance(statements, dict) else statements
        plain = [statement for statement in statements if not statement.get("Condition")]
        from moto.iam.access_control import IAMPolicy, PermissionResult

        if not plain:
            return PermissionResult.NEUTRAL
        return IAMPolicy(json.dumps({**document, "Statement": plain})).is_action_permitted(action, resource)

    bucket.get_permission = get_permission
