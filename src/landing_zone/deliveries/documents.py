"""Policies for the evaluator: what a document allows at least and at most, where the templates leave a part open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from landing_zone.cloudformation.iam.document import parsed
from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.values import Maybe, Unknown, reasons_in
from policy_evaluation.matching import action_matches
from policy_evaluation.policy import Policy, PolicyKind

ANYTHING: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
_ANY = {"Principal": "*", "Action": "*", "Resource": "*"}


@dataclass(slots=True)
class Applied:
    """A policy that applies to a request.

    Args:
        least: as strict as it may be: what it may allow is left out, what it may deny is denied.
        most: as lax as it may be; the same policy where all of it is known.
        reasons: what of it is not known; empty where all is.
    """

    least: Policy
    most: Policy
    reasons: frozenset[str] = frozenset()
    _of_action: dict[str, Applied] = field(default_factory=dict)

    def of_action(self, action: str) -> Applied:
        """Return the same policy without the statements about other actions: the answer for this one is the same.

        A guardrail has dozens of statements, and is asked thousands of times about the same few actions.
        """
        if action not in self._of_action:
            least = _narrowed(self.least, action)
            most = least if self.most is self.least else _narrowed(self.most, action)
            self._of_action[action] = Applied(least, most, self.reasons)
        return self._of_action[action]


def applied(
    kind: PolicyKind, name: str, document: Any, *, level: int = 0, open_reasons: frozenset[str] = frozenset()
) -> Applied:
    """Prepare a policy.

    Args:
        kind: what it is attached to.
        name: what people call it.
        document: as resolved; its text, for properties that hold JSON.
        level: of a policy of the organisation.
        open_reasons: why it may not be deployed at all.
    """
    document = parsed(document)
    reasons = reasons_in(document) | open_reasons
    if not isinstance(document, Mapping):
        if not reasons:
            reasons = frozenset((f"{name}, which is not a policy",))
        return Applied(
            Policy(kind=kind, name=name, document=_with((), {}), level=level),
            Policy(kind=kind, name=name, document=_of_identity(kind, ANYTHING), level=level),
            reasons,
        )
    if not reasons:
        policy = Policy(kind=kind, name=name, document=document, level=level)
        return Applied(policy, policy)
    statements = listed(document.get("Statement"))
    least, most = [], []
    for statement in statements:
        uncertain = bool(open_reasons) or bool(reasons_in(statement))
        plain = statement.value if isinstance(statement, Maybe) else statement
        if not isinstance(plain, Mapping):
            most.append(ANYTHING["Statement"][0])
            least.append({**ANYTHING["Statement"][0], "Effect": "Deny", "Sid": "a statement"})
            continue
        wide = _widened(plain)
        denies = plain.get("Effect") == "Deny"
        if reasons_in(plain.get("Effect")):
            least.append({**wide, "Effect": "Deny"})
        if not uncertain or denies:
            least.append(wide)
        if not uncertain or not denies:
            most.append(wide)
    return Applied(
        Policy(kind=kind, name=name, document=_of_identity(kind, _with(least, document)), level=level),
        Policy(kind=kind, name=name, document=_of_identity(kind, _with(most, document)), level=level),
        reasons,
    )


def _narrowed(policy: Policy, action: str) -> Policy:
    kept = []
    for number, statement in enumerate(listed(policy.document.get("Statement")), 1):
        if not isinstance(statement, Mapping) or _names(statement, action):
            kept.append(statement if "Sid" in statement else {**statement, "Sid": f"statement {number}"})
    return replace(policy, document={**policy.document, "Statement": kept})


def _names(statement: Mapping[str, Any], action: str) -> bool:
    """Whether a statement is about an action; where its actions cannot be read, the evaluator says so."""
    patterns = listed(statement.get("Action"))
    if "NotAction" in statement or not all(isinstance(one, str) for one in patterns):
        return True
    return any(action_matches(action, one) for one in patterns)


def _with(statements: Any, document: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": document.get("Version", "2012-10-17"), "Statement": list(statements)}


def _of_identity(kind: PolicyKind, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out principals, which only policies of resources have."""
    if kind in (PolicyKind.RESOURCE, PolicyKind.ENDPOINT, PolicyKind.RESOURCE_CONTROL):
        return document
    statements = [
        {key: value for key, value in one.items() if key not in ("Principal", "NotPrincipal")}
        for one in document["Statement"]
    ]
    return {**document, "Statement": statements}


def _widened(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement that applies wherever it may: what is not known of it matches everything."""
    found: dict[str, Any] = {}
    for element, value in statement.items():
        if not reasons_in(value):
            found[element] = value
        elif element == "Condition":
            known = _known_tests(value)
            if known:
                found[element] = known
        elif element in ("Effect", "Sid"):
            found[element] = "Allow" if element == "Effect" else "a statement"
        else:
            name = element.removeprefix("Not")
            found[name] = _ANY.get(name, "*")
    return found


def _known_tests(condition: Any) -> dict[str, Any]:
    if isinstance(condition, Unknown) or not isinstance(condition, Mapping):
        return {}
    return {
        operator: known
        for operator, tests in condition.items()
        if isinstance(tests, Mapping)
        and (known := {key: value for key, value in tests.items() if not reasons_in(value)})
    }
