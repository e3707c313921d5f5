"""Reads one policy that a template attaches to several queues or topics."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.cloudformation.iam.canonical import canonical_policy
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reading


def policy_of_many(request: ReadRequest, holders: str, policy_of: Callable[[str], str | None]) -> Reading | None:
    """Read the policy of each holder; ``None`` when none of them has one.

    A holder whose policy differs from the first one's is left out of the list of holders, which then differs.

    Args:
        request: for the policy resource.
        holders: the property that lists the queues or topics.
        policy_of: returns the policy of one; ``None`` when it has none, or does not exist.

    Raises:
        CannotReadError: the holders could not be resolved.
    """
    policies = {holder: policy_of(holder) for holder in request.texts(holders)}
    first = next((policy for policy in policies.values() if policy), None)
    if first is None:
        return None
    wanted = canonical_policy(first)
    same = [holder for holder, policy in policies.items() if policy and canonical_policy(policy) == wanted]
    return Reading({"PolicyDocument": first, holders: same})
