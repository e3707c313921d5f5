"""The decision: deny first, then each kind of policy that must allow.

Sources, read 2026-12-01:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from policy_evaluation.binding import binds, needs_resource_policy
from policy_evaluation.context import Context
from policy_evaluation.decision import Deciding, Decision, Outcome
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.principals import Named
from policy_evaluation.request import CallerKind, Request
from policy_evaluation.statement import Statement, statements

_NAMES = {
    PolicyKind.IDENTITY: "the caller's policy",
    PolicyKind.RESOURCE: "the resource policy",
    PolicyKind.ENDPOINT: "the endpoint policy",
    PolicyKind.BOUNDARY: "the permissions boundary",
    PolicyKind.SESSION: "the session policy",
    PolicyKind.SERVICE_CONTROL: "the service control policy",
    PolicyKind.RESOURCE_CONTROL: "the resource control policy",
}
_WITHOUT_IDENTITY = {CallerKind.SERVICE, CallerKind.FEDERATED, CallerKind.ANONYMOUS}


def decide(request: Request, policies: Iterable[Policy]) -> Decision:
    """Say whether AWS would allow a request.

    Args:
        request: the request.
        policies: all policies that apply. A resource without a policy has none of its kind here; the evaluator knows
            for which resources AWS then refuses (keys, trust policies). A caller's account in an organisation has at
            least one service control policy for each level, ``FullAWSAccess`` where nothing else is attached; without
            any, there is no organisation. ``RCPFullAWSAccess`` need not be here, for AWS attaches it everywhere.
            Policies that do not bind the caller or the action may be here.

    Raises:
        ValueError: a policy is not one that AWS would take: an unknown operator, element or effect.
    """
    return _Evaluation(request, tuple(policies)).decide()


class _Evaluation:
    """One request, and the statements of the policies that bind it."""

    def __init__(self, request: Request, policies: tuple[Policy, ...]) -> None:
        self._request = request
        self._context = Context(request)
        # A policy with a mistake is refused also where it does not bind this caller.
        parsed = [(policy, tuple(statements(policy))) for policy in policies]
        self._policies = [policy for policy, _ in parsed if binds(policy.kind, request)]
        self._statements = [one for policy, found in parsed if binds(policy.kind, request) for one in found]
        self._has_boundary = any(policy.kind is PolicyKind.BOUNDARY for policy in self._policies)

    def decide(self) -> Decision:
        denying = [one for one in self._statements if not one.allows and self._applies(one) is not Named.NOT]
        if denying:
            first = denying[0]
            reason = f"{_NAMES[first.policy.kind]} {first.policy.name} denies it ({first.name})"
            return Decision(outcome=Outcome.DENIED, by=_deciding(denying), reason=reason)
        for refused in (self._service_control(), self._missing(PolicyKind.ENDPOINT)):
            if refused:
                return _not_allowed(refused)
        return self._granted()

    def _service_control(self) -> str | None:
        """Return what the organisation lacks: each level must allow."""
        found = [policy for policy in self._policies if policy.kind is PolicyKind.SERVICE_CONTROL]
        for level, group in groupby(sorted(found, key=lambda policy: policy.level), key=lambda policy: policy.level):
            if not self._allowing(PolicyKind.SERVICE_CONTROL, level):
                names = ", ".join(policy.name for policy in group)
                return f"no service control policy at level {level} allows it ({names})"
        return None

    def _missing(self, kind: PolicyKind) -> str | None:
        """Return what lacks, where there are policies of a kind, and none allows the request."""
        names = [policy.name for policy in self._policies if policy.kind is kind]
        if not names or self._allowing(kind):
            return None
        return f"{_NAMES[kind]} {', '.join(names)} does not allow it{self._nearest(kind)}"

    def _granted(self) -> Decision:
        """Decide by what grants: the resource's policy and the caller's own."""
        caller = self._request.caller
        resource = self._allowing(PolicyKind.RESOURCE)
        how = max((self._applies(one) for one in resource), default=Named.NOT)
        own_account = caller.account == self._request.resource_account
        if caller.kind in _WITHOUT_IDENTITY:
            return self._by_resource(resource)
        if caller.kind is CallerKind.ROOT:
            if own_account and not needs_resource_policy(self._request):
                return Decision(outcome=Outcome.ALLOWED, by=_deciding(resource))
            return self._by_resource(resource)
        limits = self._missing(PolicyKind.BOUNDARY) or self._missing(PolicyKind.SESSION)
        if own_account and (how is Named.CALLER or (how is Named.ROLE and not limits)):
            return Decision(outcome=Outcome.ALLOWED, by=_deciding(resource))
        if how is Named.NOT and (not own_account or needs_resource_policy(self._request)):
            return self._by_resource(resource)
        identity = self._allowing(PolicyKind.IDENTITY)
        lacking = limits if identity else f"no policy of the caller allows it{self._nearest(PolicyKind.IDENTITY)}"
        if lacking and own_account and how is Named.NOT:
            lacking += self._nearest(PolicyKind.RESOURCE)
        return (
            _not_allowed(lacking)
            if lacking
            else Decision(outcome=Outcome.ALLOWED, by=_deciding([*resource, *identity]))
        )

    def _by_resource(self, allowing: list[Statement]) -> Decision:
        if allowing:
            return Decision(outcome=Outcome.ALLOWED, by=_deciding(allowing))
        return _not_allowed(
            self._missing(PolicyKind.RESOURCE) or "the resource has no policy, and only that could allow it"
        )

    def _applies(self, statement: Statement) -> Named:
        """Say how directly a statement names the caller of this request, if it applies."""
        if not statement.names_action(self._request) or not statement.names_resource(self._request, self._context):
            return Named.NOT
        how = statement.names_caller(self._request, self._context, has_boundary=self._has_boundary)
        return Named.NOT if how is Named.NOT or statement.failing(self._context) else how

    def _allowing(self, kind: PolicyKind, level: int | None = None) -> list[Statement]:
        return [
            one
            for one in self._statements
            if one.allows
            and one.policy.kind is kind
            and level in {None, one.policy.level}
            and self._applies(one) is not Named.NOT
        ]

    def _nearest(self, kind: PolicyKind) -> str:
        """Name the statement that would allow the request but for a condition, or else for its resource."""
        about = [
            one
            for one in self._statements
            if one.allows
            and one.policy.kind is kind
            and one.names_action(self._request)
            and one.names_caller(self._request, self._context, has_boundary=self._has_boundary) is not Named.NOT
        ]
        for one in about:
            failing = one.failing(self._context)
            if failing and one.names_resource(self._request, self._context):
                found = " and ".join(self._context.get(failing.key)) or "not set"
                wanted = " or ".join(failing.values)
                needs = f"{failing.written} {failing.key} {wanted}, and it is {found}"
                return f": {one.name} of {one.policy.name} needs {needs}"
        for one in about:
            if not one.names_resource(self._request, self._context):
                return f": {one.name} of {one.policy.name} is about other resources"
        return ""


def _deciding(found: Iterable[Statement]) -> tuple[Deciding, ...]:
    return tuple(Deciding(kind=one.policy.kind, policy=one.policy.name, statement=one.name) for one in found)


def _not_allowed(reason: str) -> Decision:
    return Decision(outcome=Outcome.NOT_ALLOWED, reason=reason)
