"""Changes of JSON documents in properties: policies of IAM statement by statement, others key by key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.types.property_paths import is_function
from landing_zone.engines.engine import digest
from landing_zone.proofs.mutants.edit import REMOVED, At, Edit, normal_text
from landing_zone.proofs.mutants.model import Operator
from landing_zone.proofs.mutants.samples import FOREIGN_ACCOUNT, FOREIGN_ORGANISATION, OTHER_TEXT, foreign

FOREIGN_ROOT = f"arn:aws:iam::{FOREIGN_ACCOUNT}:root"
_TRUST = "AssumeRolePolicyDocument"
_PATTERN = "EventPattern"
"""Of events: without one of its keys it matches more of them."""
_GUARDRAILS = "AWS::Organizations::Policy"
_DEPTH = 6
_Inner = tuple[Operator, str, At, Any, str]


def is_policy(value: Mapping[str, Any]) -> bool:
    """Return whether a mapping is a policy document, or the one statement of an event bus."""
    if "Effect" in value and "Action" in value:
        return True
    given = value.get("Statement")
    first = given[0] if isinstance(given, list) and given else given
    return isinstance(first, dict) and ("Effect" in first or is_function(first))


def document_edits(
    document: Mapping[str, Any], path: str, at: At, name: str, type_: str, *, as_text: bool
) -> Iterator[Edit]:
    """Yield the changes of a document; all of them are of its one path.

    Args:
        document: the parsed document.
        path: of the property.
        at: the place of the property.
        name: of the property.
        type_: of the resource.
        as_text: whether the property holds it as text.
    """
    found = _policy(document, name, type_) if is_policy(document) else _other(document, (), 0)
    for operator, change, inner, value, shape in found:
        key = bool(inner) and isinstance(inner[-1], str)
        narrows = operator is Operator.REMOVE and (is_policy(document) or (name == _PATTERN and key))
        if as_text:
            new = Edit(path, operator, change, inner, value).made(document)
            yield Edit(path, operator, change, at, json.dumps(new), 0, shape, narrows)
        else:
            yield Edit(path, operator, change, (*at, *inner), value, 0, shape, narrows)


def _policy(document: Mapping[str, Any], name: str, type_: str) -> Iterator[_Inner]:
    if "Statement" not in document:
        yield from _statement(document, (), 1)
        return
    given = document["Statement"]
    statements = given if isinstance(given, list) else [given]
    if not isinstance(given, list) or is_function(given):
        statements = [] if is_function(given) else statements
        yield from (one for s in statements for one in _statement(s, ("Statement",), 1) if isinstance(s, dict))
        return
    for number, statement in enumerate(statements):
        if isinstance(statement, dict) and not is_function(statement):
            yield from _statement(statement, ("Statement", number), len(statements))
    for said, statement in _outsiders(statements, name, type_):
        yield Operator.OUTSIDER, said, ("Statement", len(statements)), statement, _kind(statements)


def _statement(statement: Mapping[str, Any], at: At, count: int) -> Iterator[_Inner]:
    shape = digest(normal_text({k: v for k, v in statement.items() if k not in ("Sid", "Resource")}))[:8]
    label = str(statement.get("Sid") or _first(statement.get("Action")) or "statement")
    for operator, change, inner, value in _of_statement(statement):
        yield operator, f"{label}: {change}", (*at, *inner), value, shape
    if count > 1 and statement.get("Effect") == "Deny":
        yield Operator.WIDEN, f"{label}: the Deny dropped", at, REMOVED, shape
    elif count > 1:
        yield Operator.REMOVE, f"{label}: the Allow dropped", at, REMOVED, shape


def _of_statement(statement: Mapping[str, Any]) -> Iterator[tuple[Operator, str, At, Any]]:
    allows = statement.get("Effect") == "Allow"
    condition = statement.get("Condition")
    condition = condition if isinstance(condition, dict) and not is_function(condition) else {}
    if allows:
        first = _first(statement.get("Action"))
        if statement.get("Action") not in ("*", None):
            yield Operator.WIDEN, "Action *", ("Action",), "*"
        if first and ":" in first and statement.get("Action") != f"{first.partition(':')[0]}:*":
            yield Operator.WIDEN, "every action of the service", ("Action",), f"{first.partition(':')[0]}:*"
        if statement.get("Resource", "*") not in ("*", ["*"]):
            yield Operator.WIDEN, "Resource *", ("Resource",), "*"
        if "Principal" in statement:
            if statement["Principal"] not in ("*", {"AWS": "*"}):
                yield Operator.WIDEN, "Principal *", ("Principal",), {"AWS": "*"}
            yield Operator.OUTSIDER, "Principal of a foreign account", ("Principal",), {"AWS": FOREIGN_ROOT}
        if condition:
            yield Operator.WIDEN, "the Condition dropped", ("Condition",), REMOVED
        for test, keys in condition.items():
            for key, value in keys.items() if isinstance(keys, dict) else ():
                if len(condition) > 1 or len(keys) > 1:
                    yield Operator.WIDEN, f"{test} {key} dropped", ("Condition", test, key), REMOVED
                if other := _foreign_value(key, value):
                    yield Operator.OUTSIDER, f"{test} {key} of outsiders", ("Condition", test, key), other
        return
    yield (
        Operator.WIDEN,
        "Deny never",
        ("Condition",),
        {**condition, "Null": {**condition.get("Null", {}), "aws:PrincipalArn": "true"}},
    )
    if "Principal" in statement:
        yield Operator.WIDEN, "Deny only a foreign account", ("Principal",), {"AWS": FOREIGN_ROOT}
    if "Resource" in statement:
        yield Operator.WIDEN, "Deny only elsewhere", ("Resource",), "arn:aws:s3:::foreign-bucket"
    actions = statement.get("Action")
    if isinstance(actions, list) and len(actions) > 1:
        for number, action in enumerate(actions):
            yield Operator.WIDEN, f"{action} no longer denied", ("Action", number), REMOVED
    excepted = statement.get("NotAction")
    if isinstance(excepted, list):
        yield Operator.WIDEN, "NotAction takes in iam:*", ("NotAction", len(excepted)), "iam:*"
    for test, keys in condition.items():
        for key, value in keys.items() if isinstance(keys, dict) else ():
            if "Not" in test and isinstance(value, (str, list)):
                more = [*(value if isinstance(value, list) else [value]), "*" if "Like" in test else _outsider(key)]
                yield Operator.WIDEN, f"{test} {key} excepts more", ("Condition", test, key), more


def _outsider(key: str) -> str:
    known = {"aws:principalorgid": FOREIGN_ORGANISATION, "aws:resourceorgid": FOREIGN_ORGANISATION}
    return known.get(key.lower(), FOREIGN_ACCOUNT)


def _foreign_value(key: str, value: Any) -> Any:
    low = key.lower()
    if low.endswith("orgid"):
        return FOREIGN_ORGANISATION
    if low.endswith("account"):
        return FOREIGN_ACCOUNT
    texts = value if isinstance(value, list) else [value]
    changed = [foreign(text) if isinstance(text, str) else "" for text in texts]
    if all(changed) and changed:
        return changed
    return f"arn:aws:iam::{FOREIGN_ACCOUNT}:root" if low.endswith("arn") else None


def _outsiders(statements: list[Any], name: str, type_: str) -> Iterator[tuple[str, Any]]:
    """Yield statements that let outsiders in, or let the holder out."""
    if type_ == _GUARDRAILS:
        return
    allows = [s for s in statements if isinstance(s, dict) and s.get("Effect") == "Allow"]
    by_resource = any(isinstance(s, dict) and ("Principal" in s or "NotPrincipal" in s) for s in statements)
    if name == _TRUST:
        action = {"Effect": "Allow", "Action": "sts:AssumeRole"}
        yield "a foreign account", {**action, "Principal": {"AWS": FOREIGN_ROOT}}
        yield "everybody", {**action, "Principal": {"AWS": "*"}}
        yield "another service", {**action, "Principal": {"Service": "ec2.amazonaws.com"}}
        yield (
            "a foreign identity provider",
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Principal": {
                    "Federated": f"arn:aws:iam::{FOREIGN_ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
                },
            },
        )
        return
    if by_resource:
        model = allows[0] if allows else next(s for s in statements if isinstance(s, dict))
        base = {key: value for key, value in model.items() if key in ("Action", "Resource")}
        first = _first(base.get("Action")) or ""
        if ":" in first:
            base["Action"] = f"{first.partition(':')[0]}:*"
        base["Effect"] = "Allow"
        organisation = {"StringEquals": {"aws:PrincipalOrgID": FOREIGN_ORGANISATION}}
        yield "a foreign account", {**base, "Principal": {"AWS": FOREIGN_ROOT}}
        yield "a foreign organisation", {**base, "Principal": {"AWS": "*"}, "Condition": organisation}
        yield "a service for anybody", {**base, "Principal": {"Service": "cloudtrail.amazonaws.com"}}
        yield "everybody", {**base, "Principal": "*"}
        return
    role = f"arn:aws:iam::{FOREIGN_ACCOUNT}:role/foreign"
    bucket = "arn:aws:s3:::foreign-bucket/*"
    yield "every action on everything", {"Effect": "Allow", "Action": "*", "Resource": "*"}
    yield "a role of a foreign account", {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role}
    yield "a bucket of a foreign account", {"Effect": "Allow", "Action": "s3:PutObject", "Resource": bucket}
    yield "pass every role", {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}


def _kind(statements: list[Any]) -> str:
    return digest(*sorted({str(s.get("Effect")) for s in statements if isinstance(s, dict)}))[:4]


def _first(value: Any) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else ""


def _other(value: Any, at: At, depth: int) -> Iterator[_Inner]:
    """Yield the changes of a document of another language: each key removed, each value another."""
    if depth > _DEPTH or is_function(value):
        return
    said = ".".join("[]" if isinstance(part, int) else part for part in at)
    if isinstance(value, dict):
        for key, inner in value.items():
            label = f"{said}.{key}" if said else str(key)
            yield Operator.REMOVE, f"{label} removed", (*at, key), REMOVED, ""
            yield from _other(inner, (*at, key), depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if len(value) > 1:
                yield Operator.REMOVE, f"{said}[] removed", (*at, number), REMOVED, normal_text(inner)
            yield from _other(inner, (*at, number), depth + 1)
    elif isinstance(value, bool):
        yield Operator.FLIP, f"{said}: {not value}", at, not value, ""
    elif isinstance(value, (int, float)):
        yield Operator.WEAKEN, f"{said}: 0", at, 0, str(value)
    elif isinstance(value, str):
        yield Operator.REPLACE, f"{said}: {OTHER_TEXT}", at, OTHER_TEXT, ""
