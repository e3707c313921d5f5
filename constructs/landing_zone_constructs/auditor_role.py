"""The read-only role by which evidence of the deployed accounts is collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import aws_iam as iam
from constructs import Construct

LONGEST_SESSION_SECONDS = 3600
"""An hour, the shortest that IAM accepts; the collector renews its session by itself."""


class AuditorRole(Construct):
    """A role with the same name in every account, and managed policies with the permissions of the evidence queries.

    The policy documents are used unchanged: ``landing_zone.evidence.policy`` builds them from the permissions that the
    queries declare, and refuses more policies than a role may have. So the deployed role always matches the queries.

    The policies have no physical names, so that one can be replaced; the role has, since another account assumes it.

    Serves PCI DSS v4.0.1 7.2.1, 7.2.2, 12.4.2; GDPR Art. 5(2), 32(1)(d).
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html

    Args:
        scope: the construct above, in a stack of the account's home Region: a role exists once in an account.
        construct_id: the id below ``scope``.
        role_name: what the collector assumes; the same in every account.
        trust: the trust policy, whole.
        policies: policy documents, each within the size of a managed policy.

    Attributes:
        role: the role.
        policies: its managed policies, in the order of the documents.

    Raises:
        ValueError: no policy is given, or a statement allows an action by a wildcard.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        role_name: str,
        trust: Mapping[str, Any],
        policies: Sequence[Mapping[str, Any]],
    ) -> None:
        super().__init__(scope, construct_id)
        actions = [action for policy in policies for statement in policy["Statement"] for action in statement["Action"]]
        if not actions:
            raise ValueError("the auditor's role needs at least one policy that allows something, got none")
        if vague := sorted(action for action in actions if "*" in action or "?" in action):
            raise ValueError(f"the auditor's role must name each action that it may call, got {vague}")
        self.policies: list[iam.CfnManagedPolicy] = [
            iam.CfnManagedPolicy(
                self,
                f"Policy{number}",
                description="Reads the evidence that the landing zone's queries ask for",
                policy_document=policy,
            )
            for number, policy in enumerate(policies, start=1)
        ]
        self.role: iam.CfnRole = iam.CfnRole(
            self,
            "Resource",
            role_name=role_name,
            description="Collects evidence of what runs, read only (lz evidence collect)",
            assume_role_policy_document=trust,
            managed_policy_arns=[policy.ref for policy in self.policies],
            max_session_duration=LONGEST_SESSION_SECONDS,
        )
