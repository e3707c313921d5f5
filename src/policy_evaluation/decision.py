"""What the evaluator answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policy_evaluation.policy import PolicyKind


class Outcome(StrEnum):
    """Whether AWS would allow the request."""

    ALLOWED = "allowed"
    DENIED = "denied"
    """A statement denies it."""
    NOT_ALLOWED = "not-allowed"
    """No statement denies it, and a policy that must allow it does not."""


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """A statement that decided.

    Args:
        kind: the kind of its policy.
        policy: the policy's name.
        statement: its ``Sid``, or ``statement N``, counted from 1.
    """

    kind: PolicyKind
    policy: str
    statement: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The answer, and what it rests on.

    Args:
        outcome: whether it is allowed.
        by: the statements that allow it, or that deny it; nothing where a policy does not allow it.
        reason: one sentence for people, without a full stop: what refuses it, or lacks.
    """

    outcome: Outcome
    by: tuple[Deciding, ...] = ()
    reason: str = ""

    @property
    def allowed(self) -> bool:
        """Whether AWS would allow it."""
        return self.outcome is Outcome.ALLOWED
