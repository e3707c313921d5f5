"""The IAM actions that the questions need, and no other: the policy of the caller, and of the sessions in accounts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from landing_zone.evidence.authorisation import actions_of
from landing_zone.preparation.model import PreparationFile

SESSION_POLICY_CHARACTERS = 2048
"""Maximum length of a session policy.
Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, read on 2026-12-01."""
_NARROW = {"ssm:GetParameter": "arn:*:ssm:*:*:parameter/cdk-bootstrap/*"}
"""Actions that could read data, with all that is read by them."""


def operation(service: str, call: str) -> Any:
    """Return botocore's model of an operation.

    Raises:
        UnknownServiceError, OperationNotFoundError: there is none.
    """
    return _service(service).operation_model(call)


def action_of(service: str, call: str) -> str:
    """Return the IAM action of a call: ``organizations:ListRoots``."""
    return actions_of(service, str(_service(service).signing_name), call)[0]


def asked_actions(parts: Iterable[PreparationFile]) -> tuple[str, ...]:
    """Return the actions of all questions, sorted."""
    return tuple(sorted({action_of(q.service, q.call) for p in parts for one in p.prerequisites for q in one.ask}))


def run_actions(parts: Iterable[PreparationFile]) -> tuple[str, ...]:
    """Return the actions of all calls that `lz prepare` may make, sorted."""
    fixes = [one.fix for part in parts for one in part.prerequisites if one.fix is not None and one.fix.run]
    return tuple(sorted({action_of(fix.service or "", fix.call or "") for fix in fixes}))


def policy_of(actions: Sequence[str], role_name: str = "") -> dict[str, Any]:
    """Return a policy that allows actions and nothing else.

    Args:
        actions: IAM actions. No resource could be named before it is read, so all are admitted, but for what could
            hold data.
        role_name: the role that the caller assumes in the other accounts; "" for the policy of those sessions.
    """
    wide = [action for action in actions if action not in _NARROW]
    statements: list[dict[str, Any]] = [{"Effect": "Allow", "Action": wide, "Resource": "*"}]
    statements += [{"Effect": "Allow", "Action": a, "Resource": _NARROW[a]} for a in actions if a in _NARROW]
    if role_name:
        role = f"arn:*:iam::*:role/{role_name}"
        statements.append({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": role})
    return {"Version": "2012-10-17", "Statement": statements}


def session_policy(actions: Sequence[str]) -> str:
    """Return the policy of a session, as short as it can be written.

    Raises:
        ValueError: it is longer than AWS admits.
    """
    text = json.dumps(policy_of(actions), separators=(",", ":"))
    if len(text) > SESSION_POLICY_CHARACTERS:
        raise ValueError(f"the session's policy has {len(text)} characters of {SESSION_POLICY_CHARACTERS}")
    return text


@cache
def _service(name: str) -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model(name)
