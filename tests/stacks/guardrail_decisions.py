"""What the guardrails decide about requests, where everything else would allow them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from landing_zone_constructs.organisation_guardrails import Guardrail
from policy_evaluation.evaluate import decide
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Caller, CallerKind, Request

FOLDER = Path(__file__).parent / "guardrail_requests"
ACCOUNTS = frozenset(f"{digit}" * 12 for digit in range(1, 9))
"""The accounts of the example's organisation, and no others of the requests."""

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
EVERYBODY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
KINDS = {
    "SERVICE_CONTROL_POLICY": PolicyKind.SERVICE_CONTROL,
    "RESOURCE_CONTROL_POLICY": PolicyKind.RESOURCE_CONTROL,
}
_GLOBAL = frozenset(
    ("account", "ce", "cloudfront", "health", "iam", "organizations", "route53", "route53domains", "support")
)
"""Services whose requests are made to us-east-1 wherever the caller is."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request of the data.

    Args:
        file: the name of its file, without ending.
        place: the file, and the number of the request in it, from 1.
        request: what is asked.
        denied_by: the ids of the statements that deny it, sorted; none where it is let through.
        why: the reason that it should be so.
    """

    file: str
    place: str
    request: Request
    denied_by: tuple[str, ...]
    why: str


def callers() -> dict[str, dict[str, str]]:
    """Return who asks, by the names of the data."""
    found: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / "callers.yaml").read_text(encoding="utf-8"))
    return found


def asked() -> list[Asked]:
    """Return all requests of the data."""
    by_name = callers()
    return [
        Asked(
            file=file.stem,
            place=f"{file.stem}-{number}-{one['who']}-{one['action']}",
            request=request(by_name[one["who"]], **{k: v for k, v in one.items() if k not in _EXPECTED}),
            denied_by=tuple(sorted(one.get("denied_by", ()))),
            why=one["why"],
        )
        for file in sorted(FOLDER.glob("*.yaml"))
        if file.stem != "callers"
        for number, one in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), start=1)
    ]


_EXPECTED = frozenset(("who", "denied_by", "why"))


def request(
    who: Mapping[str, str],
    *,
    action: str,
    resource: str = "*",
    region: str = "eu-west-1",
    owner: str = "555555555555",
    context: Mapping[str, Any] | None = None,
) -> Request:
    """Make a request, with the condition keys that AWS sets on each.

    Args:
        who: the caller's ``kind`` and ``name``.
        action: what is asked.
        resource: its ARN.
        region: the endpoint's; global services have theirs.
        owner: the resource's account.
        context: further condition keys.
    """
    kind, name = CallerKind(who["kind"]), who["name"]
    account = name.split(":")[4] if name.startswith("arn:") else None
    keys: dict[str, Any] = {
        "aws:RequestedRegion": "us-east-1" if action.partition(":")[0] in _GLOBAL else region,
        "aws:SecureTransport": "true",
    }
    if account:
        keys["aws:PrincipalOrgID"] = "o-examplepay01" if account in ACCOUNTS else "o-elsewhere000"
    further = {key: tuple(value) if isinstance(value, list) else value for key, value in (context or {}).items()}
    caller = Caller(kind=kind, name=name, account=account)
    return Request(caller=caller, action=action, resource=resource, resource_account=owner, context=keys | further)


def policies(guardrails: Iterable[Guardrail], caller: Caller) -> list[Policy]:
    """Return the guardrails that are above a caller and the resources, and policies that allow everything else."""
    ours = caller.account is None or caller.account in ACCOUNTS
    found = [
        Policy(kind=PolicyKind.IDENTITY, name="identity", document=EVERYTHING),
        Policy(kind=PolicyKind.RESOURCE, name="resource", document=EVERYBODY),
        Policy(kind=PolicyKind.SERVICE_CONTROL, name="FullAWSAccess", document=EVERYTHING),
    ]
    found += [
        Policy(kind=KINDS[one.type], name=one.id, document=one.content)
        for one in guardrails
        if one.type == "RESOURCE_CONTROL_POLICY" or (ours and one.type == "SERVICE_CONTROL_POLICY")
    ]
    return found


def denied_by(one: Request, guardrails: Iterable[Guardrail]) -> tuple[str, ...]:
    """Return the sorted ids of the statements of guardrails that deny a request; none where it is allowed.

    Raises:
        AssertionError: it is neither denied nor allowed.
    """
    decision = decide(one, policies(guardrails, one.caller))
    deciding = tuple(sorted(found.statement for found in decision.by)) if not decision.allowed else ()
    assert decision.allowed or deciding, decision.reason
    return deciding
