"""Amazon S3: conditions of bucket policies, access logs before the policy that allows them, replication rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def install(_: Path) -> None:
    """Apply the patches."""
    _conditions()
    _logs()
    _replication()


def _logs() -> None:
    """Let a bucket have access logs before the target has a policy, as AWS does."""
    from moto.s3 import models

    models.FakeBucket._log_permissions_enabled_policy = lambda *_, **__: True


def _replication() -> None:
    """Return a replication's rules as they were given; moto stores them, but invents parts of its response."""
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
    """XML writes None and the empty text alike; the prefix of a rule is the text."""
    if isinstance(value, dict):
        return {key: "" if key == "Prefix" and item is None else _without_empty(item) for key, item in value.items()}
    return value


def _conditions() -> None:
    """Ignore statements with a condition: they neither deny nor allow.

    The conditions of this zone check TLS, the caller's organisation, and the caller's service. The first is assumed to
    be met on loopback; the others would need an evaluator that knows the caller. So the rehearsal shows that a policy
    is attached and can be read as declared, and not what it permits.
    """
    from moto.s3 import models

    bucket = models.FakeBucket
    get_by_moto = bucket.get_permission

    def get_permission(self: Any, action: str, resource: str) -> Any:
        if self.policy is None:
            return get_by_moto(self, action, resource)
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
