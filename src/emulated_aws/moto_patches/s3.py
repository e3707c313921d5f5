"""Amazon S3: conditions of bucket policies, access logs before the policy that allows them, replication rules."""

from __future__ import annotations

import json
from typing import Any

from emulated_aws.moto_patches.patch import Patch

_BUCKET = "moto.s3.models:FakeBucket"

_CONDITIONS = Patch(
    what="A bucket policy's statement counts although its condition cannot be evaluated",
    issue="https://github.com/getmoto/moto/issues/8839",
    reported="closed: conditions whose operators moto does not know no longer fail",
    rehearsal_only="the rehearsal's callers are not those that the conditions are about, so no statement with a "
    "condition counts, allowing or denying",
)
_ACCESS_LOGS = Patch(
    what="A bucket cannot have access logs before the policy of their bucket allows it",
    reported="no issue found, 2026-11-30; policies were considered at all since "
    "https://github.com/getmoto/moto/issues/6659",
)
_REPLICATION = Patch(
    what="Parts of a replication rule are invented when it is read",
    reported="no issue found, 2026-11-30; the operation came with https://github.com/getmoto/moto/pull/4421",
)


@_CONDITIONS.replaces(_BUCKET)
def get_permission(self: Any, action: str, resource: str) -> Any:
    """Ignore statements with a condition: they neither deny nor allow.

    The conditions of this zone check TLS, the caller's organisation, and the caller's service. The first is assumed to
    be met on loopback; the others would need an evaluator that knows the caller. So the rehearsal shows that a policy
    is attached and can be read as declared, and not what it permits.
    """
    from moto.iam.access_control import IAMPolicy, PermissionResult

    if self.policy is None:
        return get_permission.original(self, action, resource)
    document = json.loads(self.policy)
    statements = document.get("Statement", [])
    statements = [statements] if isinstance(statements, dict) else statements
    plain = [statement for statement in statements if not statement.get("Condition")]
    if not plain:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps({**document, "Statement": plain})).is_action_permitted(action, resource)


@_ACCESS_LOGS.replaces(_BUCKET)
def _log_permissions_enabled_policy(target_bucket: Any, target_prefix: str | None) -> bool:
    del target_bucket, target_prefix  # AWS looks at the policy when it delivers logs
    return True


@_REPLICATION.replaces("moto.s3.responses:S3Response")
def get_bucket_replication(self: Any) -> Any:
    """Return a replication's rules as they were given; moto stores them whole."""
    from moto.core.responses import ActionResult
    from moto.s3.exceptions import ReplicationConfigurationNotFoundError

    self.data["Action"] = "GetBucketReplication"
    given = self.backend.get_bucket_replication(self.bucket_name)
    if not given:
        raise ReplicationConfigurationNotFoundError(bucket_name=self.bucket_name)
    rules = [_without_empty(rule) for rule in given["Rule"]]
    return self.serialized(ActionResult({"ReplicationConfiguration": {"Role": given["Role"], "Rules": rules}}))


def _without_empty(value: Any) -> Any:
    """XML writes None and the empty text alike; the prefix of a rule is the text."""
    if isinstance(value, dict):
        return {key: "" if key == "Prefix" and item is None else _without_empty(item) for key, item in value.items()}
    return value
