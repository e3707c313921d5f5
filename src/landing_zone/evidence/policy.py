"""The auditor's role: its policies allow the actions that the queries declare; its trust says who may assume it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from landing_zone.config.account import Role
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.regions import partition_of
from landing_zone.evidence.query import Query

MANAGED_POLICY_CHARACTERS = 6144
"""Maximum length of a customer-managed policy, without white space.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

MANAGED_POLICIES = 10
"""Default quota of policies attached to a role. Source: the same."""


def auditor_actions(queries: Iterable[Query]) -> tuple[str, ...]:
    """Return every IAM action that the queries declare, sorted, without duplicates."""
    return tuple(sorted({action for query in queries for action in query.actions}))


def auditor_policies(actions: Iterable[str], limit: int = MANAGED_POLICY_CHARACTERS) -> tuple[dict[str, Any], ...]:
    """Return policies that allow these actions and nothing else, as few as fit, sorted.

    List calls and account settings have no resource that could be named before the read, so the resource is ``*``. The
    role is harmless because none of its actions changes anything, or reads the data of customers.

    Args:
        actions: IAM actions.
        limit: characters of a policy without white space.

    Raises:
        ValueError: there are more policies than a role can have, or an action is longer than a policy.
    """
    policies: list[dict[str, Any]] = []
    for action in sorted(set(actions)):
        if policies and _size(larger := _with(policies[-1], action)) <= limit:
            policies[-1] = larger
            continue
        policies.append(_with(_empty(len(policies) + 1), action))
        if _size(policies[-1]) > limit:
            raise ValueError(f"the action {action} does not fit into a policy of {limit} characters")
    if len(policies) > MANAGED_POLICIES:
        raise ValueError(f"{len(policies)} policies are needed, and a role can have {MANAGED_POLICIES}")
    return tuple(policies)


def auditor_trust(zone: LandingZone, principal: str = "") -> dict[str, Any]:
    """Return who may assume the role: the security account, from within the organisation or the account.

    Args:
        zone: the landing zone.
        principal: the ARN of the collector; "" for any principal that the security account's own policies allow.
    """
    partition = partition_of(zone.regions.home)
    security = zone.account_with_role(Role.SECURITY).id
    key, within = "aws:PrincipalOrgID", zone.organisation.id
    if within is None:
        key, within = "aws:PrincipalAccount", security
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "CollectEvidence",
                "Effect": "Allow",
                "Principal": {"AWS": principal or f"arn:{partition}:iam::{security}:root"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {key: within}},
            }
        ],
    }


def _empty(number: int) -> dict[str, Any]:
    statement = {"Sid": f"ReadEvidence{number}", "Effect": "Allow", "Action": [], "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _with(policy: dict[str, Any], action: str) -> dict[str, Any]:
    statement = policy["Statement"][0]
    return {**policy, "Statement": [{**statement, "Action": [*statement["Action"], action]}]}


def _size(policy: dict[str, Any]) -> int:
    return len(json.dumps(policy, separators=(",", ":")))
