"""The decision: deny first, then each kind of policy that must allow.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterable

from policy_evaluation.decision import Decision
from policy_evaluation.policy import Policy
from policy_evaluation.request import Request


def decide(request: Request, policies: Iterable[Policy]) -> Decision:
    """Say whether AWS would allow a request.

    Args:
        request: the request.
        policies: all policies that apply. A resource without a policy has none of its kind here; the evaluator knows
            for which resources AWS then refuses (keys, trust policies). A caller's account in an organisation has at
            least one service control policy for each level, ``FullAWSAccess`` where nothing else is attached; without
            any, there is no organisation.

    Raises:
        ValueError: a policy is not one that AWS would take: an unknown operator, element or effect.
    """
    raise NotImplementedError
