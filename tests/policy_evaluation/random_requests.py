"""Random requests and policies: any kind of caller, each kind of policy, each operator."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request

HERE, THERE = "111122223333", "444455556666"
RESOURCES = {
    "s3:PutObject": "arn:aws:s3:::logs/AWSLogs/111122223333/Config/file",
    "s3:GetObject": "arn:aws:s3:::logs/other/file",
    "s3:ListBucket": "arn:aws:s3:::logs",
    "sqs:SendMessage": f"arn:aws:sqs:eu-west-1:{HERE}:jobs",
    "sns:Publish": f"arn:aws:sns:eu-west-1:{HERE}:alerts",
    "events:PutEvents": f"arn:aws:events:eu-west-1:{HERE}:event-bus/central",
    "lambda:InvokeFunction": f"arn:aws:lambda:eu-west-1:{HERE}:function:work",
    "secretsmanager:GetSecretValue": f"arn:aws:secretsmanager:eu-west-1:{HERE}:secret:card-x1y2z3",
    "kms:GenerateDataKey": f"arn:aws:kms:eu-west-1:{HERE}:key/1234",
    "kms:Decrypt": f"arn:aws:kms:eu-west-1:{HERE}:key/1234",
    "sts:AssumeRole": f"arn:aws:iam::{HERE}:role/deploy",
}
CONTEXT: dict[str, tuple[Any, ...]] = {
    "aws:SourceAccount": (HERE, THERE),
    "aws:SourceArn": (f"arn:aws:config:eu-west-1:{HERE}:recorder", f"arn:aws:events:eu-west-1:{THERE}:rule/a:b"),
    "aws:PrincipalOrgID": ("o-aaaa111111", "o-bbbb222222"),
    "aws:SecureTransport": ("true", "false"),
    "aws:SourceIp": ("10.1.2.3", "203.0.113.9", "2001:db8::1"),
    "aws:CurrentTime": ("2026-06-01T00:00:00Z", "2024-06-01T12:00:00Z"),
    "s3:x-amz-server-side-encryption": ("aws:kms", "AES256"),
    "s3:x-amz-acl": ("bucket-owner-full-control",),
    "s3:TlsVersion": ("1.2", "1.3"),
    "aws:PrincipalTag/Team": ("red", "blue", "r*d"),
    "aws:TagKeys": (("a", "b"), ("a",), ("c",)),
}
# The oracle ignores keys that the service authorization reference does not give an action.
_ONLY_OF = {
    "s3:x-amz-server-side-encryption": "s3:PutObject",
    "s3:x-amz-acl": "s3:PutObject",
    "s3:TlsVersion": "s3:",
}
_VALUES = {
    "aws:SourceAccount": (HERE, THERE, "${aws:PrincipalAccount}"),
    "aws:SourceArn": (
        f"arn:aws:config:eu-west-1:{HERE}:*",
        f"arn:aws:*:*:{THERE}:rule/*",
        "arn:aws:events:*:rule/a:b",
        "arn:aws:config:eu-west-1:${aws:PrincipalAccount}:*",
    ),
    "aws:PrincipalOrgID": ("o-aaaa111111",),
    "aws:SecureTransport": ("true", "false"),
    "aws:SourceIp": ("10.0.0.0/8", "203.0.113.9", "2001:db8::/32"),
    "aws:CurrentTime": ("2025-01-01T00:00:00Z", "2026-06-01T00:00:00Z"),
    "s3:x-amz-server-side-encryption": ("aws:kms", "AES256", "aws:*"),
    "s3:x-amz-acl": ("bucket-owner-full-control", "bucket-*"),
    "s3:TlsVersion": ("1.2", "1.25"),
    "aws:PrincipalTag/Team": ("red", "bl?e", "${aws:username}", "r${*}d"),
    "aws:TagKeys": ("a", "b", "?"),
    "aws:PrincipalArn": (f"arn:aws:iam::{HERE}:role/app", f"arn:aws:iam::{THERE}:user/*", "arn:aws:iam::*:root"),
    "aws:PrincipalAccount": (HERE, THERE),
    "aws:PrincipalIsAWSService": ("true", "false"),
    "aws:PrincipalServiceName": ("config.amazonaws.com",),
    "aws:PrincipalServiceNamesList": ("config.amazonaws.com", "sns.amazonaws.com"),
    "aws:PrincipalType": ("User", "AssumedRole", "Account"),
}
_TEXT = ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase")
_OPERATORS = {
    "aws:SourceArn": ("ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals", "StringLike"),
    "aws:PrincipalArn": ("ArnLike", "ArnNotEquals", "StringLike", "StringNotLike"),
    "aws:SecureTransport": ("Bool",),
    "aws:PrincipalIsAWSService": ("Bool",),
    "aws:SourceIp": ("IpAddress", "NotIpAddress"),
    "aws:CurrentTime": ("DateLessThan", "DateGreaterThanEquals", "DateEquals", "DateNotEquals"),
    "s3:TlsVersion": ("NumericLessThan", "NumericGreaterThanEquals", "NumericEquals", "NumericNotEquals"),
}
_MANY = {"aws:TagKeys", "aws:PrincipalServiceNamesList"}
_SERVICES = ("config.amazonaws.com", "sns.amazonaws.com")
CALLERS = (
    Caller(kind=CallerKind.SERVICE, name=_SERVICES[0]),
    Caller(kind=CallerKind.SERVICE, name=_SERVICES[1]),
    Caller(kind=CallerKind.ROLE, name=f"arn:aws:iam::{HERE}:role/app", account=HERE),
    Caller(kind=CallerKind.ROLE, name=f"arn:aws:iam::{THERE}:role/app", account=THERE),
    Caller(kind=CallerKind.USER, name=f"arn:aws:iam::{HERE}:user/anna", account=HERE),
    Caller(kind=CallerKind.USER, name=f"arn:aws:iam::{THERE}:user/anna", account=THERE),
    Caller(kind=CallerKind.ROOT, name=f"arn:aws:iam::{HERE}:root", account=HERE),
    Caller(kind=CallerKind.ANONYMOUS, name="anonymous"),
)
_TYPES = {CallerKind.ROOT: "Account", CallerKind.USER: "User", CallerKind.ROLE: "AssumedRole"}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@dataclass(frozen=True)
class Case:
    """A request, and the policies that apply to it."""

    request: Request
    policies: tuple[Policy, ...]


def keys_of(caller: Caller) -> dict[str, Any]:
    """The keys that AWS sets for a caller, written down a second time, for the oracle does not know them."""
    match caller.kind:
        case CallerKind.SERVICE:
            return {
                "aws:PrincipalIsAWSService": "true",
                "aws:PrincipalServiceName": caller.name,
                "aws:PrincipalServiceNamesList": [caller.name],
            }
        case CallerKind.ANONYMOUS:
            return {"aws:PrincipalAccount": "anonymous", "aws:PrincipalType": "Anonymous"}
    keys = {
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalArn": caller.name,
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalType": _TYPES[caller.kind],
    }
    return keys | ({"aws:username": "anna"} if caller.kind is CallerKind.USER else {})


def case(seed: int) -> Case:
    """Return a random case, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    caller, action = dice.choice(CALLERS), dice.choice(list(RESOURCES))
    context = {
        key: dice.choice(values)
        for key, values in CONTEXT.items()
        if dice.random() < 0.5 and action.startswith(_ONLY_OF.get(key, ""))
    }
    request = Request(caller=caller, action=action, resource=RESOURCES[action], resource_account=HERE, context=context)
    signed = caller.kind is not CallerKind.ANONYMOUS
    account = signed and caller.kind is not CallerKind.SERVICE
    wanted: dict[PolicyKind, Callable[[], bool]] = {
        PolicyKind.RESOURCE: lambda: action == "sts:AssumeRole" or dice.random() < 0.85,  # each role has a trust policy
        PolicyKind.IDENTITY: lambda: account and caller.kind is not CallerKind.ROOT and dice.random() < 0.8,
        PolicyKind.BOUNDARY: lambda: account and caller.kind is not CallerKind.ROOT and dice.random() < 0.2,
        PolicyKind.SESSION: lambda: caller.kind is CallerKind.ROLE and dice.random() < 0.15,
        PolicyKind.ENDPOINT: lambda: dice.random() < 0.15,
    }
    policies = [_policy(dice, kind, request) for kind, is_there in wanted.items() if is_there()]
    for kind in (PolicyKind.SERVICE_CONTROL, PolicyKind.RESOURCE_CONTROL):
        if dice.random() < 0.3 and (account or kind is PolicyKind.RESOURCE_CONTROL):
            policies += [_policy(dice, kind, request, level) for level in range(dice.choice((1, 2)))]
    return Case(request, tuple(policies))


def _policy(dice: random.Random, kind: PolicyKind, request: Request, level: int = 0) -> Policy:
    found = [_statement(dice, kind, request) for _ in range(dice.choice((1, 2, 2, 3)))]
    if kind is PolicyKind.SERVICE_CONTROL and dice.random() < 0.8:
        found.append(ALL)
    old = dice.random() < 0.1 and kind not in {PolicyKind.SERVICE_CONTROL, PolicyKind.RESOURCE_CONTROL}
    version = "2008-10-17" if old else "2012-10-17"
    document = {"Version": version, "Statement": found if len(found) > 1 else found[0]}
    return Policy(kind=kind, name=f"{kind}-{level}", document=document, level=level)


def _statement(dice: random.Random, kind: PolicyKind, request: Request) -> dict[str, Any]:
    service, _, name = request.action.partition(":")
    denies = kind is PolicyKind.RESOURCE_CONTROL or dice.random() < 0.2
    statement: dict[str, Any] = {"Effect": "Deny" if denies else "Allow"}
    actions = (
        request.action,
        f"{service}:{name[:3]}*",
        f"{service}:*",
        "*",
        request.action.lower(),
        "iam:*",
        "s3:Put*",
    )
    if kind is PolicyKind.RESOURCE_CONTROL:  # takes neither NotAction nor the action *
        statement["Action"] = _some(dice, actions[:3])
    else:
        statement[_maybe_not(dice, "Action")] = _some(dice, actions[:3] * 3 + actions)
    parts = request.resource.split(":", 5)
    resources = (
        "*",
        request.resource,
        request.resource[:-2] + "*",
        request.resource[:-1] + "?",
        ":".join([*parts[:3], "*", "*", parts[5][:3] + "*"]),
        ":".join([*parts[:5], "none"]),
        ":".join([*parts[:5], parts[5][:3] + "${aws:username}"]),
    )
    statement[_maybe_not(dice, "Resource")] = _some(dice, resources[:2] * 4 + resources)
    if kind is PolicyKind.RESOURCE:
        statement["Principal" if dice.random() < 0.95 else "NotPrincipal"] = _principal(dice, request)
    elif kind in {PolicyKind.RESOURCE_CONTROL, PolicyKind.ENDPOINT}:
        statement["Principal"] = "*"
    if dice.random() < (0.9 if denies else 0.45):
        statement["Condition"] = _conditions(dice)
    return statement


def _maybe_not(dice: random.Random, name: str) -> str:
    return name if dice.random() < 0.93 else f"Not{name}"


def _some(dice: random.Random, choices: tuple[str, ...]) -> str | list[str]:
    return dice.choice(choices) if dice.random() < 0.5 else [dice.choice(choices), dice.choice(choices)]


def _principal(dice: random.Random, request: Request) -> Any:
    caller = request.caller
    account = caller.account or HERE
    return dice.choice(
        (
            "*",
            {"AWS": "*"},
            {"AWS": caller.name} if caller.account else {"Service": caller.name},
            {"AWS": caller.name} if caller.account else {"Service": list(_SERVICES)},
            {"AWS": f"arn:aws:iam::{account}:root"},
            {"AWS": [account, f"arn:aws:iam::{HERE}:role/other"]},
            {"AWS": f"arn:aws:iam::{THERE}:user/anna", "Service": "sns.amazonaws.com"},
        )
    )


def _conditions(dice: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(dice.choice((1, 1, 2))):
        key = dice.choice(list(_VALUES))
        if dice.random() < 0.08:
            found["Null"] = {key: dice.choice(("true", "false"))}
            continue
        operator = dice.choice(_OPERATORS.get(key, _TEXT))
        if key in _MANY:
            operator = f"{dice.choice(('ForAnyValue', 'ForAllValues'))}:{operator}"
        if dice.random() < 0.25:
            operator += "IfExists"
        values = _VALUES[key]
        found.setdefault(operator, {})[key] = dice.choice(values) if dice.random() < 0.6 else list(values[:2])
    return found
