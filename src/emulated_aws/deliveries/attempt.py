"""Contracts of delivery: each request that a service would make, asked of the policies as they are deployed.

The contracts are given as data, so that what AWS sends is described in one place, which is not here. Their form is that
of ``policies/deliveries/`` of the landing zone, as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions, signature
from jmespath.visitor import Options

from emulated_aws.deliveries.deployed import Deployed, Target
from emulated_aws.deliveries.near import Near
from policy_evaluation.decision import Decision
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request

ASSUMED = {"aws:SecureTransport": "true"}
"""What the emulated AWS assumes of each delivery: AWS's services call each other over TLS."""
_VALUE = re.compile(r"\$\{([^}]+)\}")
_ANYTHING = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
}
_ADMITS = Policy(kind=PolicyKind.RESOURCE, name="of what AWS owns", document=_ANYTHING)
_BOUND = {CallerKind.ROLE, CallerKind.SERVICE_LINKED_ROLE}


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One request, in one way in which the service may send it.

    Args:
        contract, service, request, way: what asks; ``way`` is "" where there is one.
        unconfirmed: whether AWS's pages leave open that it is sent so.
        action, resource: what was asked.
        result: ``allowed``, ``refused``, or ``outside``: what is called is not there.
        reason: who is refused what, by which statement.
        place: the resource that the delivery is for.
        headers: the condition keys that it was asked with.
    """

    contract: str
    service: str
    request: str
    way: str
    unconfirmed: bool
    action: str
    resource: str
    result: str
    reason: str
    place: str
    headers: Mapping[str, str | tuple[str, ...]]

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {name: value for name, value in vars(self).items() if name != "headers"}


class _Functions(Functions):
    """JMESPath's functions, and those of contracts."""

    def __init__(self, deployed: Deployed, near: Near) -> None:
        super().__init__()
        self._deployed, self._near = deployed, near

    @signature({"types": ["string"]}, {"types": []})
    def _func_found(self, type_: str, text: Any) -> Any:
        return self._deployed.found(type_, text, self._near) if isinstance(text, str) else None

    @signature({"types": ["string"]})
    def _func_beside(self, type_: str) -> Any:
        near = self._near
        here = (one for one in self._deployed.resources if (one.account, one.region) == (near.account, near.region))
        return [dict(one.properties) for one in here if one.type == type_]

    @signature({"types": []}, {"types": []})
    def _func_contains(self, subject: Any, search: Any) -> bool:
        return subject is not None and search in subject

    @signature({"types": ["string"]})
    def _func_lower(self, text: str) -> str:
        return text.lower()

    @signature({"types": ["string"]}, {"types": ["string"]})
    def _func_split(self, text: str, separator: str) -> list[str]:
        return text.split(separator)


def check(contracts: Iterable[Mapping[str, Any]]) -> None:
    """Compile the expressions of contracts.

    Raises:
        ValueError: one does not compile, or calls a function that is not here.
    """
    for contract in contracts:
        for expression in _expressions(contract):
            try:
                tree = jmespath.compile(expression).parsed
            except JMESPathError as error:
                raise ValueError(f"{contract['id']}: {expression}: {error}") from None
            for name in _called(tree):
                if name not in _Functions.FUNCTION_TABLE:
                    raise ValueError(f"{contract['id']}: {expression}: the emulated AWS has no function {name}()")


def _expressions(contract: Mapping[str, Any]) -> Iterator[str]:
    yield from contract["let"].values()
    yield from (one for one in (contract["each"].get("where"), contract["each"].get("items")) if one)
    for request in contract["requests"]:
        yield from (one for one in (request.get("when"), request.get("through")) if one)
        yield from (one["when"] for one in request.get("unsupported", ()))
        yield from _VALUE.findall(f"{request['resource']} {request['context']} {request.get('owner')}")
        for way in request["ways"]:
            yield from (one for one in (way.get("when"),) if one)


def _called(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "function_expression":
        yield node["value"]
    for child in node["children"]:
        if isinstance(child, Mapping):
            yield from _called(child)


class Attempts:
    """Asks contracts of what is deployed.

    Args:
        contracts: as JSON.
        deployed: what is deployed now.
        member: an account of the organisation, for what AWS does in all of them.
    """

    def __init__(self, contracts: Iterable[Mapping[str, Any]], deployed: Deployed, member: str | None) -> None:
        self._contracts = tuple(contracts)
        self.deployed = deployed
        self._member = member

    def of(self, near: Near) -> Iterator[Attempt]:
        """Yield each request of each contract that arises at a resource.

        Raises:
            ValueError: a policy is not one that AWS would take, or an expression cannot be applied.
        """
        for contract in self._contracts:
            if near.type in contract["each"]["type"]:
                for scope in self._scopes(contract, near):
                    for request in contract["requests"]:
                        yield from self._request(contract, request, scope, near)

    def _scopes(self, contract: Mapping[str, Any], near: Near) -> Iterator[dict[str, Any]]:
        base = {
            "resource": dict(near.properties),
            "itself": {"arn": near.arn, "ref": near.ref, "name": near.name},
            "here": {
                "account": near.account,
                "region": near.region,
                "partition": "aws",
                "organisation": self.deployed.organisation,
                "member": self._member or near.account,
            },
        }
        each = contract["each"]
        items = [None] if each.get("items") is None else self._search(each["items"], base, near)
        for item in items if isinstance(items, list) else [items] if items is not None else []:
            scope = {**base, "item": item}
            if self._holds(each.get("where"), scope, near):
                for name, expression in contract["let"].items():
                    scope[name] = self._search(expression, scope, near)
                yield scope

    def _request(
        self, contract: Mapping[str, Any], request: Mapping[str, Any], scope: Mapping[str, Any], near: Near
    ) -> Iterator[Attempt]:
        if not self._holds(request.get("when"), scope, near):
            return
        ways = (
            [one for one in request["ways"] if self._holds(one.get("when"), scope, near)] if request["ways"] else [{}]
        )
        actions = request["action"] if isinstance(request["action"], list) else [request["action"]]
        for action in actions:
            asked = [self._attempt(contract, request, action, way, scope, near) for way in ways]
            certain = request["sure"] != "unconfirmed" and all(one.result == "refused" for one in asked)
            for one in asked:
                # Whichever way it takes, it is refused: then that is certain, though the way is not.
                yield Attempt(**{**vars(one), "unconfirmed": False}) if certain else one

    def _attempt(
        self,
        contract: Mapping[str, Any],
        request: Mapping[str, Any],
        action: str,
        way: Mapping[str, Any],
        scope: Mapping[str, Any],
        near: Near,
    ) -> Attempt:
        context = {
            key: value
            for key, text in {**request["context"], **way.get("context", {})}.items()
            if (value := self._key_value(text, scope, near)) is not None
        }
        resource = self._filled(request["resource"], scope, near)
        caller, other = request.get("caller") or contract["caller"], request.get("instead")
        unsupported = (x["because"] for x in request.get("unsupported", ()) if self._holds(x["when"], scope, near))
        if because := next(unsupported, None):
            result, reason, other = "refused", because, None
        else:
            result, reason = self._ask(request, caller, action, resource, context, scope, near)
        if result == "refused" and other and self._filled(other["name"], scope, near) is not None:
            instead = self._ask(request, other, action, resource, context, scope, near)
            result, reason = instead if instead[0] != "refused" else (result, reason)
        if result == "refused":
            how = f", {way['name']}" if way else ""
            who = self._filled(caller["name"], scope, near)
            reason = f"{contract['service']} ({who}) is refused {action} on {resource}{how}: {reason}"
        return Attempt(
            contract=contract["id"],
            service=contract["service"],
            request=request["id"],
            way=way.get("name", ""),
            unconfirmed="unconfirmed" in {request["sure"], way.get("sure")},
            action=action,
            resource=resource or "",
            result=result,
            reason=reason,
            place=near.place,
            headers=context,
        )

    def _ask(
        self,
        request: Mapping[str, Any],
        called_by: Mapping[str, Any],
        action: str,
        resource: str | None,
        context: Mapping[str, Any],
        scope: Mapping[str, Any],
        near: Near,
    ) -> tuple[str, str]:
        name = self._filled(called_by["name"], scope, near)
        if resource is None or name is None:
            return "outside", ""
        target = self.deployed.target(resource, near)
        stated = self._filled(request["owner"], scope, near) if request.get("owner") else None
        if target is None and stated is None:
            return "outside", resource
        owner = target.account if target else str(stated)
        kind = CallerKind(called_by["kind"])
        account = (_account_in(name) or near.account) if kind in _BOUND else None
        policies = list(target.policies) if target else []
        # What is not here admits the caller; within an account the caller's own policies decide.
        if (target is None and owner != account) or (request.get("added_by_aws") and owner == near.account):
            policies.append(_ADMITS)
        if kind in _BOUND:
            own = self.deployed.policies_of_role(name)
            if own is None and kind is CallerKind.ROLE and not called_by.get("allows"):
                return "outside", name
            policies += own or ()
            if called_by.get("allows"):
                policies.append(_may(called_by["allows"]))
        document = self._search(request["through"], scope, near) if request.get("through") else None
        if document is not None:
            policies.append(Policy(kind=PolicyKind.ENDPOINT, name=near.place, document=document))
        if account is not None:
            policies += self.deployed.guardrails(account, PolicyKind.SERVICE_CONTROL)
        policies += self.deployed.guardrails(owner, PolicyKind.RESOURCE_CONTROL)
        decision = decide(
            Request(
                caller=Caller(kind=kind, name=name, account=account),
                action=action,
                resource=target.arn if target and action.startswith("kms:") else resource,
                resource_account=owner,
                context={**self._assumed(account, owner, target, near), **context},
            ),
            policies,
        )
        return ("allowed", "") if decision.allowed else ("refused", _said(decision))

    def _assumed(self, account: str | None, owner: str, target: Target | None, near: Near) -> dict[str, str]:
        """Return what a contract need not say: the organisation of both sides, the Region, TLS."""
        ours = self.deployed.organisation or ""
        found = {**ASSUMED, "aws:RequestedRegion": target.region if target else near.region}
        if ours and account in self.deployed.accounts:
            found["aws:PrincipalOrgID"] = ours
        if ours and owner in self.deployed.accounts:
            found["aws:ResourceOrgID"] = ours
        return found | {"aws:ResourceAccount": owner}

    def _search(self, expression: str, scope: Mapping[str, Any], near: Near) -> Any:
        options = Options(custom_functions=_Functions(self.deployed, near))
        try:
            return jmespath.search(expression, scope, options)
        except JMESPathError as error:
            raise ValueError(f"{expression}: {error}") from error

    def _holds(self, expression: str | None, scope: Mapping[str, Any], near: Near) -> bool:
        return expression is None or self._search(expression, scope, near) not in (None, False, "", [], {})

    def _filled(self, text: str, scope: Mapping[str, Any], near: Near) -> str | None:
        """Fill a text with its values; ``None`` where one is absent."""
        parts = []
        for index, piece in enumerate(_VALUE.split(text)):
            value = self._search(piece, scope, near) if index % 2 else piece
            if value is None:
                return None
            parts.append(str(value).lower() if isinstance(value, bool) else str(value))
        return "".join(parts)

    def _key_value(self, text: Any, scope: Mapping[str, Any], near: Near) -> str | tuple[str, ...] | None:
        if isinstance(text, str):
            return self._filled(text, scope, near)
        values = [self._filled(one, scope, near) for one in text]
        return None if None in values else tuple(str(one) for one in values)


def _may(actions: Iterable[str]) -> Policy:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": statement}
    return Policy(kind=PolicyKind.IDENTITY, name="its own policy", document=document)


def _account_in(arn: str) -> str:
    parts = arn.split(":")
    return parts[4] if len(parts) > 5 else ""


def _said(decision: Decision) -> str:
    """Return what refuses, with every statement."""
    if len(decision.by) < 2:
        return decision.reason
    return " and ".join(f"{one.statement} of the policy {one.policy}" for one in decision.by) + " deny it"
