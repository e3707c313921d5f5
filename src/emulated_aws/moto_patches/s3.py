"""Amazon S3: bucket policies, access logs before the policy that allows them, replication rules."""

from __future__ import annotations

from typing import Any

from emulated_aws.moto_patches.patch import Patch
from policy_evaluation.decision import Outcome

_BUCKET = "moto.s3.models:FakeBucket"

_POLICIES = Patch(
    what="A bucket policy's statement counts for every caller, and whatever its conditions",
    issue="https://github.com/getmoto/moto/issues/8839",
    reported="closed: conditions whose operators moto does not know no longer fail",
    rehearsal_only="it needs an evaluator of policies, which is a package of its own",
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


@_POLICIES.replaces(_BUCKET)
def get_permission(self: Any, action: str, resource: str) -> Any:
    """Evaluate the policy for who calls."""
    from moto.iam.access_control import PermissionResult

    from emulated_aws.bucket_access import decide_on_bucket

    if self.policy is None:
        return PermissionResult.NEUTRAL
    decision = decide_on_bucket(self.policy, self.account_id, action, resource)
    if decision.allowed and decision.by:
        return PermissionResult.PERMITTED
    return PermissionResult.DENIED if decision.outcome is Outcome.DENIED else PermissionResult.NEUTRAL


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
