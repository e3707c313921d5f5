"""What a bucket's policy says of a request to the emulated S3, by who calls and what the request says of itself."""

from __future__ import annotations

import json
import re
from typing import Any

from emulated_aws.account_context import acting_account
from emulated_aws.deliveries.deliver import organisation_of
from policy_evaluation.decision import Decision, Outcome
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request

ASSUMED = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}
"""What the emulator assumes of each request: on loopback there is no TLS, and AWS's clients use it."""
_ACCESS_KEY = re.compile(r"Credential=([A-Z0-9]{20})/")
_HEADERS = ("x-amz-acl", "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id")
_ACTIONS = {"s3:HeadObject": "s3:GetObject", "s3:PostObject": "s3:PutObject"}


def decide_on_bucket(policy: bytes | str, owner: str, action: str, resource: str) -> Decision:
    """Say what a bucket's policy decides; identities, keys and guardrails are left out.

    Args:
        policy: the document. One that AWS would not take denies.
        owner: the bucket's account.
        action: as moto names it, by the request's method.
        resource: the object's ARN.
    """
    caller, headers = _who()
    context = {f"s3:{name}": headers[name] for name in _HEADERS if headers.get(name)}
    organisation = organisation_of(caller.account) if caller.account else None
    if organisation:
        context["aws:PrincipalOrgID"] = organisation
    request = Request(
        caller=caller,
        action=_ACTIONS.get(action, action),
        resource=resource,
        resource_account=owner,
        context={**ASSUMED, "aws:ResourceAccount": owner, **context},
    )
    try:
        document = json.loads(policy)
        return decide(request, [Policy(kind=PolicyKind.RESOURCE, name="of the bucket", document=document)])
    except ValueError as error:
        return Decision(outcome=Outcome.DENIED, reason=str(error))


def _who() -> tuple[Caller, Any]:
    """Return who calls, and the request's headers.

    A call of CloudFormation or of a provider, which is made in this process and without a signature, is one of the
    account's root user; so is one with an unknown key.
    """
    from flask import has_request_context, request
    from moto.iam.models import get_account_id_from, iam_backends
    from moto.sts.models import sts_backends

    if not has_request_context():
        return _root(acting_account()), {}
    headers = request.headers
    key = _ACCESS_KEY.search(headers.get("Authorization") or request.args.get("X-Amz-Credential", ""))
    if key is None and "Authorization" not in headers and "X-Amz-Credential" not in request.args:
        return Caller(kind=CallerKind.ANONYMOUS, name="anonymous"), headers
    account = get_account_id_from(key[1]) if key else acting_account()
    for backends in list(sts_backends.values()):
        role = backends["aws"].get_assumed_role_from_access_key(key[1]) if key and "aws" in backends else None
        if role is not None:
            return Caller(kind=CallerKind.ROLE, name=role.role_arn, account=role.role_arn.split(":")[4]), headers
    user = iam_backends[account]["aws"].get_user_from_access_key_id(key[1]) if key else None
    if user is not None:
        return Caller(kind=CallerKind.USER, name=user.arn, account=account), headers
    return _root(account), headers


def _root(account: str) -> Caller:
    return Caller(kind=CallerKind.ROOT, name=f"arn:aws:iam::{account}:root", account=account)
