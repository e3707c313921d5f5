"""Whom guardrails exempt, and what of the bootstrap they leave usable: patterns of IAM, made of the configuration.

Guardrails are filled in with them, and the controls compare policies with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.iam.patterns import bootstrap_pattern, covers
from landing_zone.cloudformation.intrinsics.lists import listed

GLOBAL_SERVICES_REGION = "us-east-1"
"""The Region of the control planes of AWS's global services. It is allowed only for them: no data is kept there unless
it is home or mirror."""

BOOTSTRAP_ROLES = ("OrganizationAccountAccessRole", "stacksets-exec-*")
"""The roles with which the management account enters an account, to create and repair the role that CloudFormation
deploys as."""

CONTROL_TOWER_ROLES = ("AWSControlTowerExecution",)
"""The role as which AWS Control Tower changes its recorder, rules and roles in an account."""

_ROLES = ("deploy_role", "execution_role", "file_publishing_role", "image_publishing_role", "lookup_role")
_EXEMPTS = re.compile(r"(?:ForA(?:ll|ny)Values?:)?(?:Arn|String)Not(?:Like|Equals|EqualsIgnoreCase)(?:IfExists)?", re.I)


def trusted_names(zone: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the roles that every guardrail exempts: those that deploy the zone, or enter an account.

    Args:
        zone: the configuration's snapshot.
    """
    own = zone["bootstrap"]
    towers = CONTROL_TOWER_ROLES if (zone.get("existing") or {}).get("control_tower") else ()
    return (bootstrap_pattern(own["execution_role"], own["qualifier"]), *BOOTSTRAP_ROLES, *towers)


def role_arns(names: Iterable[str]) -> list[str]:
    """Return the patterns of the ARNs of roles, in any account and partition."""
    return [f"arn:*:iam::*:role/{name}" for name in names]


def bootstrap_identities(zone: Mapping[str, Any]) -> list[str]:
    """Return the patterns of the roles and policies that the bootstrap makes; the execution role is the first."""
    own = zone["bootstrap"]
    everything = f"cdk-{own['qualifier']}-*"
    roles = [bootstrap_pattern(own[key], own["qualifier"]) for key in _ROLES]
    execution = bootstrap_pattern(own["execution_role"], own["qualifier"])
    others = sorted({role for role in roles if role != execution and not covers(everything, role, ignore_case=False)})
    return [*role_arns([execution, everything, *others]), f"arn:*:iam::*:policy/{everything}"]


def bootstrap_stores(zone: Mapping[str, Any]) -> list[str]:
    """Return the patterns of what the bootstrap keeps in the Region of the global services.

    Its buckets, repository and parameter have names; keys have none, so all of the Region's are among them: a key of
    the bootstrap, and one that signs a DNS zone. Source: AWS CDK, bootstrap template; Route 53 Developer Guide,
    "Working with customer managed keys for DNSSEC" (the key must be in us-east-1).
    """
    own, region = zone["bootstrap"], GLOBAL_SERVICES_REGION
    qualifier = own["qualifier"]
    everything = f"cdk-{qualifier}-*-{region}"

    def here(name: str) -> str:
        return bootstrap_pattern(name.replace("${AWS::Region}", region), qualifier)

    buckets = {everything, *(b for b in [here(own["bucket"])] if not covers(everything, b, ignore_case=False))}
    return [
        *(f"arn:*:s3:::{bucket}{objects}" for bucket in sorted(buckets) for objects in ("", "/*")),
        f"arn:*:ecr:{region}:*:repository/{here(own['repository'])}",
        f"arn:*:kms:{region}:*:alias/*",
        f"arn:*:kms:{region}:*:key/*",
        f"arn:*:ssm:{region}:*:parameter/cdk-bootstrap/{qualifier}/*",
    ]


def bootstrap_makers(zone: Mapping[str, Any]) -> list[str]:
    """Return the roles that may make and change what the bootstrap makes: the trusted ones, and the administrators."""
    return role_arns((*trusted_names(zone), *(zone["bootstrap"].get("administrators") or ())))


def bootstrap_users(zone: Mapping[str, Any]) -> list[str]:
    """Return the roles that may use what the bootstrap keeps: those that make it, and its own."""
    own = [arn for arn in bootstrap_identities(zone)[1:] if ":role/" in arn]
    return [*bootstrap_makers(zone), *own]


FURTHER_EXEMPT: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "KeepBootstrapToDeployment": bootstrap_users,
    "ProtectBootstrap": bootstrap_makers,
    "ProtectBoundary": bootstrap_makers,
    "ProtectDeployment": bootstrap_users,
}
"""Statements about the bootstrap, by ``Sid``, to the roles that they exempt; all others exempt the trusted ones."""


def exempt_beyond(document: Any, zone: Mapping[str, Any]) -> list[str]:
    """Return the principals that a policy's denials exempt, and that the configuration does not.

    Args:
        document: a policy of the organisation.
        zone: the configuration's snapshot.
    """
    trusted = role_arns(trusted_names(zone))
    further = {sid: roles(zone) for sid, roles in FURTHER_EXEMPT.items()}
    found = {
        str(arn)
        for statement in listed(document.get("Statement") if isinstance(document, Mapping) else None)
        if isinstance(statement, Mapping)
        for arn in _exempt(statement)
        if arn not in further.get(str(statement.get("Sid")), trusted)
    }
    return sorted(found)


def _exempt(statement: Mapping[str, Any]) -> Iterator[Any]:
    condition = statement.get("Condition")
    for operator, keys in condition.items() if isinstance(condition, Mapping) else ():
        if _EXEMPTS.fullmatch(str(operator)) and isinstance(keys, Mapping):
            for key, values in keys.items():
                if str(key).lower() == "aws:principalarn":
                    yield from listed(values)
