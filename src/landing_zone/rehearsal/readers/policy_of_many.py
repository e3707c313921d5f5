"""One policy that a template puts on several queues or topics."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.cloudformation.iam.canonical import canonical_policy
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reading


def policy_of_many(asked: ReadRequest, holders: str, policy_of: Callable[[str], str | None]) -> Reading | None:
    """Read the policy of each holder; ``None`` when none of them has one.

    A holder with another policy than the first does not have the one that was read: it shows as a difference of the
    list of holders.

    Args:
        asked: the policy resource.
        holders: the property that lists the queues or topics.
        policy_of: gives the policy of one; ``None`` when it has none, or does not exist.

    Raises:
        CannotReadError: the holders could not be resolved.
    """
    policies = {holder: policy_of(holder) for holder in asked.texts(holders)}
    first = next((policy for policy in policies.values() if policy), None)
    if first is None:
        return None
    wanted = canonical_policy(first)
    same = [holder for holder, policy in policies.items() if policy and canonical_policy(policy) == wanted]
    return Reading({"PolicyDocument": first, holders: same})
