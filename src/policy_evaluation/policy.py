"""A policy as the evaluator takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class PolicyKind(StrEnum):
    """What a policy is attached to, and so what it can do."""

    IDENTITY = "identity"
    RESOURCE = "resource"
    """Of a bucket, key, queue, topic, bus, function, repository, secret; the trust policy of a role."""
    ENDPOINT = "endpoint"
    """Of a VPC endpoint that the request goes through."""
    BOUNDARY = "boundary"
    SESSION = "session"
    SERVICE_CONTROL = "service-control"
    RESOURCE_CONTROL = "resource-control"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One policy that applies to a request's caller, resource, or way.

    Args:
        kind: what it is attached to.
        name: what people call it: a logical id, or a path; it is in the decision.
        document: the policy, with no function of CloudFormation left in it.
        level: for policies of the organisation, how far below the root they are attached: 0 is the root. Each level
            must allow.
    """

    kind: PolicyKind
    name: str
    document: Mapping[str, Any]
    level: int = 0
