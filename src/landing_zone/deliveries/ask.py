"""One contract asked on one resource: each request, in each of the ways in which AWS may send it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from landing_zone.catalogue.delivery import Caller as CallerOf
from landing_zone.catalogue.delivery import Delivery, Requested, Sureness, Way
from landing_zone.cloudformation.intrinsics.placeholders import ACCOUNT, account_of, region_of
from landing_zone.cloudformation.intrinsics.values import reasons_in, truth
from landing_zone.cloudformation.model import Resource
from landing_zone.deliveries.documents import ANYTHING, Applied, applied
from landing_zone.deliveries.organisation import Guardrails
from landing_zone.deliveries.targets import IN_NO_TEMPLATE, KEY, ROLE, Found, Targets
from landing_zone.deliveries.values import Filled, Values
from landing_zone.expressions.interpreter import ConditionError
from policy_evaluation.decision import Decision
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request

OF_AWS = "aws"
"""The account of what belongs to AWS, such as the bucket of Amazon Linux's packages."""
_OF_ACCOUNTS = (CallerKind.ROLE, CallerKind.SERVICE_LINKED_ROLE)
_OF_AWS_IN_KMS = re.compile(r"(?:^|:)alias/aws/")
"""A key that AWS manages. Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html, read 2026-12-01."""
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


@dataclass(frozen=True, slots=True)
class _Asked:
    """One action of a request, in one way."""

    request: Requested
    action: str
    way: Way | None
    scope: Mapping[str, Any]
    near: Resource
    resource: Filled


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
        if not self._values.holds(request.when, scope, near):
            return []
        ways = [way for way in request.ways if self._values.holds(way.when, scope, near)] if request.ways else [None]
        found = []
        for action in request.action:
            by_way = [self._answer(contract, request, action, way, scope, near) for way in ways]
            certain = request.sure is not Sureness.UNCONFIRMED
            if certain and all(one.result is Result.REFUSED for one in by_way):
                by_way = [replace(one, whichever=True) for one in by_way]
            found += by_way
        return found

    def _answer(
        self,
        contract: Delivery,
        request: Requested,
        action: str,
        way: Way | None,
        scope: Mapping[str, Any],
        near: Resource,
    ) -> Answer:
        caller = request.caller or contract.caller
        name = self._values.filled(caller.name, scope, near)
        resource = self._values.filled(request.resource, scope, near)
        asked = _Asked(request, action, way, scope, near, resource)
        unsupported = self._unsupported(asked)
        result, said = unsupported or self._one(asked, caller, name)
        if result is Result.REFUSED and request.instead is not None and not unsupported:
            older = self._values.filled(request.instead.name, scope, near)
            other = self._one(asked, request.instead, older) if older.text is not None else (Result.REFUSED, "")
            result, said = other if other[0] in (Result.ALLOWED, Result.OUTSIDE) else (result, said)
        who = f"{contract.service} ({name.text})"
        how = f", {way.name}" if way else ""
        if result is Result.REFUSED:
            said = f"{who} is refused {action} on {resource.text}{how}: {said}"
        elif result is Result.UNDETERMINED:
            said = f"whether {who} may {action} on {resource.text}{how} depends on {said}"
        elif result is Result.OUTSIDE:
            said = said or f"what {who} calls by {action}"
        sure = max(request.sure, way.sure if way else request.sure, key=list(Sureness).index)
        return Answer(request.id, way.name if way else "", sure, result, said)

    def _unsupported(self, asked: _Asked) -> tuple[Result, str] | None:
        """Return why AWS does not deliver here, or what that depends on."""
        for one in asked.request.unsupported:
            value = self._values.search(one.when, asked.scope, asked.near)
            match truth(value):
                case True:
                    return Result.REFUSED, one.because
                case None:
                    return Result.UNDETERMINED, ", ".join(sorted(reasons_in(value))) or one.because
        return None

    def _one(self, asked: _Asked, called_by: CallerOf, name: Filled) -> tuple[Result, str]:
        request, scope, near, resource = asked.request, asked.scope, asked.near, asked.resource
        if resource.text is None or name.text is None:
            return Result.OUTSIDE, ""
        target = self._target(asked.action, resource.text, near)
        kind = CallerKind(called_by.kind)
        if target is None and kind is CallerKind.SERVICE and _OF_AWS_IN_KMS.search(resource.text):
            return (
                Result.REFUSED,
                "the key is one that AWS manages, whose policy admits no service and cannot be changed",
            )
        stated = self._values.filled(request.owner, scope, near).text if request.owner else None
        if target is None and stated is None:
            return Result.OUTSIDE, resource.text
        owner = target.account if target else stated or OF_AWS
        account = _account_in(name.text, near) if kind in _OF_ACCOUNTS else None
        policies = [*self._targets.policies_on(target)] if target else []
        if target is None and owner != account:  # within an account the caller's own policies decide
            policies.append(_ADMITS)
        if request.added_by_aws and owner == account_of(near):
            policies.append(_ADMITS)
        if kind in (CallerKind.ROLE, CallerKind.SERVICE_LINKED_ROLE):
            role = self._targets.find(ROLE, name.text, near)
            if role is None and kind is CallerKind.ROLE and not called_by.allows:
                return Result.OUTSIDE, name.text
            policies += self._targets.policies_of_role(role) if role else ()
            if called_by.allows:
                policies.append(_given(called_by.allows))
        if request.through is not None:
            document = self._values.search(request.through, scope, near)
            if document is not None:
                policies.append(applied(PolicyKind.ENDPOINT, f"{near.logical_id} in {near.stack}", document))
        if account is not None and kind is CallerKind.ROLE:
            policies += self._guardrails.over(account, PolicyKind.SERVICE_CONTROL)
        policies += self._guardrails.over(owner, PolicyKind.RESOURCE_CONTROL)
        contexts = (request.context, asked.way.context) if asked.way else (request.context,)
        context, open_keys = self._values.context(contexts, scope, near)
        open_keys = self._guardrails.open_keys(account, owner) | open_keys
        whole = Request(
            caller=Caller(kind=kind, name=name.text, account=account),
            action=asked.action,
            resource=target.arn if target and asked.action.startswith("kms:") else resource.text,
            resource_account=owner,
            context={
                "aws:SecureTransport": "true",
                "aws:RequestedRegion": target.region if target else region_of(near),
                **self._guardrails.organisation_keys(account, owner),
                **context,
            },
        )
        policies = [policy.of_action(asked.action) for policy in policies]
        return _settled(whole, policies, resource.reasons | name.reasons, open_keys, near)

    def _target(self, action: str, text: str, near: Resource) -> Found | None:
        if action.startswith("kms:"):
            return self._targets.find(KEY, text, near)
        return self._targets.of_arn(text, near)


def _given(actions: tuple[str, ...]) -> Applied:
    """Return a policy of a role that no template declares."""
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return applied(PolicyKind.IDENTITY, "its own policy", {"Version": "2012-10-17", "Statement": [statement]})


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
    depends = reasons if reasons and most.allowed is least.allowed else unseen
    if depends and all(reason.endswith(IN_NO_TEMPLATE) for reason in depends):
        return Result.OUTSIDE, ", ".join(sorted(depends))
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
