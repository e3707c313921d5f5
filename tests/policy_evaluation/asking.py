"""Short forms of requests and policies."""

from __future__ import annotations

from typing import Any

from policy_evaluation.decision import Decision
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request

HERE, THERE = "111122223333", "444455556666"
CONFIG = Caller(kind=CallerKind.SERVICE, name="config.amazonaws.com")
ROLE = Caller(kind=CallerKind.ROLE, name=f"arn:aws:iam::{HERE}:role/app", account=HERE)
FOREIGN_ROLE = Caller(kind=CallerKind.ROLE, name=f"arn:aws:iam::{THERE}:role/app", account=THERE)
USER = Caller(kind=CallerKind.USER, name=f"arn:aws:iam::{HERE}:user/team/anna", account=HERE)
ROOT = Caller(kind=CallerKind.ROOT, name=f"arn:aws:iam::{HERE}:root", account=HERE)
LINKED_ROLE = Caller(
    kind=CallerKind.SERVICE_LINKED_ROLE,
    name=f"arn:aws:iam::{HERE}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
    account=HERE,
)
ANYBODY = Caller(kind=CallerKind.ANONYMOUS, name="anonymous")
PROVIDER = Caller(kind=CallerKind.FEDERATED, name=f"arn:aws:iam::{HERE}:oidc-provider/tokens.example.com")
OBJECT = "arn:aws:s3:::logs/AWSLogs/file"
KEY = f"arn:aws:kms:eu-west-1:{HERE}:key/1234"
TARGET = f"arn:aws:iam::{HERE}:role/deploy"
KINDS = {
    "identity": PolicyKind.IDENTITY,
    "resource": PolicyKind.RESOURCE,
    "endpoint": PolicyKind.ENDPOINT,
    "boundary": PolicyKind.BOUNDARY,
    "session": PolicyKind.SESSION,
    "scp": PolicyKind.SERVICE_CONTROL,
    "rcp": PolicyKind.RESOURCE_CONTROL,
}


def statement(effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    """A statement about everything, but for the given elements."""
    defaults = {"Effect": effect, "Action": "*", "Resource": "*"}
    for name in ("Action", "Resource"):
        if f"Not{name}" in elements:
            del defaults[name]
    return defaults | elements


def policy(kind: str, *statements: dict[str, Any], level: int = 0, version: str = "2012-10-17") -> Policy:
    """A policy of a kind: ``scp`` and ``rcp`` for those of the organisation."""
    document = {"Version": version, "Statement": list(statements)}
    return Policy(kind=KINDS[kind], name=f"{kind}-{level}", document=document, level=level)


def ask(
    caller: Caller,
    *policies: Policy,
    action: str = "s3:PutObject",
    resource: str = OBJECT,
    account: str = HERE,
    **context: Any,
) -> Decision:
    """Decide about a request; ``aws__SourceAccount`` is the key ``aws:SourceAccount``."""
    keys = {key.replace("__", ":"): value for key, value in context.items()}
    return decide(
        Request(caller=caller, action=action, resource=resource, resource_account=account, context=keys), policies
    )
