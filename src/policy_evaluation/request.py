"""One request to AWS: who calls, what it does, to which resource, and what AWS knows of it besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class CallerKind(StrEnum):
    """Who calls. Which policies bind a caller depends on it.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html and
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """

    SERVICE = "service"
    """A service principal, such as ``config.amazonaws.com``."""
    SERVICE_LINKED_ROLE = "service-linked-role"
    ROLE = "role"
    """A session of a role."""
    USER = "user"
    ROOT = "root"
    """The root user of an account."""
    FEDERATED = "federated"
    """Somebody that an identity provider vouches for, who assumes a role: the name is the provider's ARN or domain."""
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who calls.

    Args:
        kind: which kind of caller it is.
        name: a service principal, or the ARN of the role (not of its session), user or root user.
        account: the account of the role or user; ``None`` for a service principal, a provider, and an unsigned call.
    """

    kind: CallerKind
    name: str
    account: str | None = None


@dataclass(frozen=True, kw_only=True)
class Request:
    """What AWS is asked.

    Args:
        caller: who asks.
        action: one action, ``s3:PutObject``.
        resource: the ARN of the one resource, or ``*`` where the action has none.
        resource_account: the account that owns the resource.
        context: condition keys to the values that AWS sets; a key that is absent is one that AWS does not set. Keys
            are compared without regard to case. Keys that follow from the caller (``aws:PrincipalArn``,
            ``aws:PrincipalAccount``, ``aws:PrincipalIsAWSService``, ...) are added by the evaluator when absent.
    """

    caller: Caller
    action: str
    resource: str
    resource_account: str
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
