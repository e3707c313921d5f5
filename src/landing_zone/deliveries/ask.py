"""One contract asked on one resource: each request, in each of the ways in which AWS may send it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from landing_zone.catalogue.delivery import Delivery, Requested, Sureness, Way
from landing_zone.cloudformation.intrinsics.stand_ins import ACCOUNT, account_of
from landing_zone.cloudformation.model import Resource
from landing_zone.deliveries.documents import ANYTHING, Applied, applied
from landing_zone.deliveries.organisation import Guardrails
from landing_zone.deliveries.targets import KEY, ROLE, Found, Targets
from landing_zone.deliveries.values import Filled, Values
from landing_zone.expressions.interpreter import ConditionError
from policy_evaluation.decision import Decision
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request

OF_AWS = "of-aws"
"""The account of what belongs to AWS, such as the bucket of Amazon Linux's packages."""
_PLACE = re.compile(r"\b\d{12}\b|\b[a-z]{2}(?:-[a-z]+)+-\d\b")
"""An account or a Region that a policy names."""


class Result(StrEnum):
    """What comes out where a request is asked."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    UNDETERMINED = "undetermined"
    OUTSIDE = "outside"
    """What is called is in none of the templates."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one request in one way.

    Args:
        request: its id in the contract.
        way: the way's name; "" where there is one way alone.
        sure: how sure it is that AWS sends this.
        whichever: whether every way in which AWS may send the request came to this.
        result: what came out.
        said: for people: who may not do what, and the statement that refuses; what is not known; what is outside.
    """

    request: str
    way: str
    sure: Sureness
    result: Result
    said: str = ""
    whichever: bool = False


class Asking:
    """Asks contracts of one assembly.

    Args:
        targets: its resources.
        values: evaluates the contracts' expressions.
        guardrails: over its accounts.
    """

    def __init__(self, targets: Targets, values: Values, guardrails: Guardrails) -> None:
        self._targets = targets
        self._values = values
        self._guardrails = guardrails

    def answers(self, contract: Delivery, resource: Resource) -> list[Answer]:
        """Return the answers of a contract on a resource; none where the contract does not arise."""
        found: list[Answer] = []
        try:
            for scope in self._values.scopes(contract, resource):
                for request in contract.requests:
                    found += self._request(contract, request, scope, resource)
        except ConditionError as error:
            found.append(Answer("", "", Sureness.DOCUMENTED, Result.UNDETERMINED, f"it cannot be asked: {error}"))
        return found

    def _request(
        self, contract: Delivery, request: Requested, scope: Mapping[str, Any], near: Resource
    ) -> list[Answer]:
        if request.when is not None and not self._values.search(request.when, scope, near):
            return []
        caller = request.caller or contract.caller
        name = self._values.filled(caller.name, scope, near)
        resource = self._values.filled(request.resource, scope, near)
        who = f"{contract.service} ({name.text})"
        found = []
        for way in request.ways or (None,):
            if way is not None and way.when is not None and not self._values.search(way.when, scope, near):
                continue
            sure = max(request.sure, way.sure if way else request.sure, key=list(Sureness).index)
            result, said = self._one(request, way, CallerKind(caller.kind), name, resource, scope, near)
            how = f", {way.name}" if way else ""
            if result is Result.REFUSED:
                said = f"{who} is refused {request.action} on {resource.text}{how}: {said}"
            elif result is Result.UNDETERMINED:
                said = f"whether {who} may {request.action} on {resource.text}{how} depends on {said}"
            elif result is Result.OUTSIDE:
                said = said or f"what {who} calls by {request.action}"
            found.append(Answer(request.id, way.name if way else "", sure, result, said))
        if request.sure is not Sureness.UNCONFIRMED and all(one.result is Result.REFUSED for one in found):
            return [replace(one, whichever=True) for one in found]
        return found

    def _one(
        self,
        request: Requested,
        way: Way | None,
        kind: CallerKind,
        name: Filled,
        resource: Filled,
        scope: Mapping[str, Any],
        near: Resource,
    ) -> tuple[Result, str]:
        if resource.text is None or name.text is None:
            return Result.OUTSIDE, ""
        target = self._target(request, resource.text, near)
        if target is None and not request.of_aws:
            return Result.OUTSIDE, resource.text
        owner = target.account if target else OF_AWS
        arn = target.arn if target and request.action.startswith("kms:") else resource.text
        contexts = (request.context, way.context) if way else (request.context,)
        context, open_keys = self._values.context(contexts, scope, near)
        policies = list(self._targets.policies_on(target)) if target else [_ADMITS]
        role = self._targets.find(ROLE, name.text, near) if kind is CallerKind.ROLE else None
        if kind is CallerKind.ROLE and role is None and not request.of_aws:
            return Result.OUTSIDE, name.text
        policies += self._targets.policies_of_role(role) if role else ()
        if request.through is not None:
            document = self._values.search(request.through, scope, near)
            if document is not None:
                policies.append(applied(PolicyKind.ENDPOINT, f"{near.logical_id} in {near.stack}", document))
        account = None if kind is CallerKind.SERVICE else _account_in(name.text, near)
        if account is not None:
            policies += self._guardrails.over(account, PolicyKind.SERVICE_CONTROL)
        policies += self._guardrails.over(owner, PolicyKind.RESOURCE_CONTROL)
        asked = Request(
            caller=Caller(kind=kind, name=name.text, account=account),
            action=request.action,
            resource=arn,
            resource_account=owner,
            context={"aws:SecureTransport": "true", **context},
        )
        return _settled(asked, policies, resource.reasons | name.reasons, open_keys, near)

    def _target(self, request: Requested, text: str, near: Resource) -> Found | None:
        if request.action.startswith("kms:"):
            return self._targets.find(KEY, text, near)
        return self._targets.of_arn(text, near)


_ADMITS = applied(PolicyKind.RESOURCE, "the policy of AWS's own resource", ANYTHING)


def _account_in(arn: str, near: Resource) -> str:
    parts = arn.split(":")
    return parts[4] if len(parts) > 5 and parts[4] else account_of(near)


def _settled(
    asked: Request,
    policies: list[Applied],
    reasons: frozenset[str],
    open_keys: Mapping[str, frozenset[str]],
    near: Resource,
) -> tuple[Result, str]:
    """Decide with each policy as strict as it may be, and as lax: where both agree, the answer is certain."""
    read = _tested(policies) if open_keys else ""
    for key, why in open_keys.items():
        if key.lower() in read:
            reasons |= why
    try:
        least = decide(asked, [policy.least for policy in policies])
        unseen = frozenset().union(*(policy.reasons for policy in policies))
        most = decide(asked, [policy.most for policy in policies]) if unseen else least
    except ValueError as error:
        return Result.UNDETERMINED, f"a policy that AWS would not take: {error}"
    if least.allowed and not any(key.lower() in read for key in open_keys):
        return Result.ALLOWED, ""
    if not most.allowed and not reasons and not (account_of(near) == ACCOUNT and _names_places(policies)):
        return Result.REFUSED, _refusal(most)
    depends = (reasons or unseen) if not most.allowed or reasons else unseen
    return Result.UNDETERMINED, ", ".join(sorted(depends)) or "the account and Region that it is deployed to"


def _refusal(decision: Decision) -> str:
    """Return what refuses, with the statements."""
    if not decision.by:
        return decision.reason
    return " and ".join(f"{one.statement} of {one.policy}" for one in decision.by) + " denies it"


def _tested(policies: list[Applied]) -> str:
    return "".join(str(policy.most.document) for policy in policies).lower()


def _names_places(policies: list[Applied]) -> bool:
    """Whether a policy names an account or a Region, which may be that of a template of which none is known."""
    return any(place != ACCOUNT for place in _PLACE.findall("".join(str(p.most.document) for p in policies)))
