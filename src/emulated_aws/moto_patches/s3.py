"""Amazon S3: conditions of bucket policies, access logs before the policy that allows them, all of a replication."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Put the patches in place."""
    _conditions()
    _logs()
    _replication()


def _logs() -> None:
    """Let a bucket have its access logs before the target's policy is there, as AWS does."""
    from moto.s3 import models

    models.FakeBucket._log_permissions_enabled_policy = lambda *_, **__: True


def _replication() -> None:
    """Answer with a replication's rules as they were given; moto keeps them, and makes up parts of its answer."""
    from moto.core.responses import ActionResult
    from moto.s3 import responses
    from moto.s3.exceptions import ReplicationConfigurationNotFoundError

    def get(self: Any) -> Any:
        self.data["Action"] = "GetBucketReplication"
        given = self.backend.get_bucket_replication(self.bucket_name)
        if not given:
            raise ReplicationConfigurationNotFoundError(bucket_name=self.bucket_name)
        rules = [_without_empty(rule) for rule in given["Rule"]]
        return self.serialized(ActionResult({"ReplicationConfiguration": {"Role": given["Role"], "Rules": rules}}))

    responses.S3Response.get_bucket_replication = get


def _without_empty(value: Any) -> Any:
    """XML has one spelling for nothing and for the empty text; the prefix of a rule is the text."""
    if isinstance(value, dict):
        return {key: "" if key == "Prefix" and item is None else _without_empty(item) for key, item in value.items()}
    return value


def _conditions() -> None:
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
