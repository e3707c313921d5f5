"""The policies of AWS Organizations that no account of the organisation can remove."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from aws_cdk import aws_organizations as organizations
from constructs import Construct

from landing_zone_constructs.naming import physical_name

MAXIMUM_CHARACTERS: Mapping[str, int] = MappingProxyType(
    {
        "SERVICE_CONTROL_POLICY": 5_120,
        "RESOURCE_CONTROL_POLICY": 5_120,
        "DECLARATIVE_POLICY_EC2": 10_000,
        "AISERVICES_OPT_OUT_POLICY": 2_500,
        "S3_POLICY": 2_500,
    }
)
"""Kind of policy to the longest document that AWS Organizations accepts, in characters without white space.

AWS gives no limit for S3 policies; the smallest of the others is used.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
"""

MAXIMUM_ATTACHED = 5
"""Most policies of one kind on one root, unit or account, AWS's own included. Source: as above."""

ATTACHED_BY_AWS: Mapping[str, int] = MappingProxyType({"SERVICE_CONTROL_POLICY": 1, "RESOURCE_CONTROL_POLICY": 1})
"""Kind of policy to how many AWS itself attaches: FullAWSAccess, RCPFullAWSAccess, which allow all that others deny."""

_AUTHORISATION = frozenset(ATTACHED_BY_AWS)
_TARGET = re.compile(r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|[0-9]{12}")


@dataclass(frozen=True)
class Guardrail:
    """One limit on every account below the targets.

    Args:
        id: its name, unique.
        description: what it prevents.
        type: kind of policy, a key of :data:`MAXIMUM_CHARACTERS`.
        policy: the policy that contains it. Guardrails of one kind that name the same policy share it, since AWS allows
            few policies, each with many statements.
        content: the policy document, with all placeholders filled in.
    """

    id: str
    description: str
    type: str
    policy: str
    content: Mapping[str, Any]


class OrganisationGuardrails(Construct):
    """Guardrails attached to the organisation's root or units, in as few policies as possible.

    Service control policies limit what an account's own users and roles may do, root user included; resource control
    policies limit who may reach an account's resources; declarative policies set a service's state. An administrator of
    the account cannot lift any of them. They do **not** apply to the management account, nor to service-linked roles.

    The root must accept the kinds of policy first: no CloudFormation resource does that, and
    :func:`.organisation_settings.organisation_access` does.

    Serves PCI DSS v4.0.1 1.2.5, 2.2.4, 7.2.2, 10.3.2, 10.7.2, 12.5.2; GDPR Art. 5(1)(b), 25(2), 32(1)(b), 44.
    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html

    Args:
        scope: the construct above, in a stack of the management account.
        construct_id: the id below ``scope``.
        name_prefix: what the policies' names start with; lower-case letters, digits and hyphens.
        guardrails: in any order; the template is the same.
        target_ids: ids of the root (``r-``), units (``ou-``) or accounts that they are attached to.
        target_ids_of: the same for single policies, by name, in place of ``target_ids``.

    Raises:
        ValueError: a target is not an id of AWS Organizations, no guardrail is given, two have the same id, a kind is
            unknown, two that cannot share a policy name the same one, a policy with targets of its own has no
            guardrail, or a quota is exceeded.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name_prefix: str,
        guardrails: Iterable[Guardrail],
        target_ids: Sequence[str],
        target_ids_of: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        super().__init__(scope, construct_id)
        self.policies: dict[str, organizations.CfnPolicy] = {}
        """Name, without the prefix, to policy."""
        groups = _by_policy(guardrails)
        for name in sorted(set(target_ids_of) - set(groups)):
            raise ValueError(f"no guardrail is in the policy {name!r}; there are {', '.join(groups)}")
        targets = {name: _targets(target_ids_of.get(name, target_ids)) for name in groups}
        before: organizations.CfnPolicy | None = None
        for name, carried in groups.items():
            policy = organizations.CfnPolicy(
                self,
                "".join(word.capitalize() for word in name.split("-")),
                name=physical_name(name_prefix, name),
                description="; ".join(guardrail.description for guardrail in carried)[:_DESCRIPTION],
                type=carried[0].type,
                content=_document(name, carried),
                target_ids=targets[name],
            )
            if before is not None:  # AWS Organizations refuses two changes at a time
                policy.add_resource_dependency(before)
            self.policies[name] = before = policy
        _check_attached((policy.type, target) for name, policy in self.policies.items() for target in targets[name])


_DESCRIPTION = 512
"""The longest description of a policy, in characters."""


def _targets(target_ids: Sequence[str]) -> list[str]:
    for target in target_ids:
        if not _TARGET.fullmatch(target):
            raise ValueError(
                f"a target must be the id of a root (r-), a unit (ou-) or an account (12 digits), got {target!r}"
            )
    if not target_ids:
        raise ValueError("guardrails without a target have no effect: give at least one target, got none")
    return sorted(set(target_ids))


def _by_policy(guardrails: Iterable[Guardrail]) -> dict[str, list[Guardrail]]:
    """Group guardrails by the policy that contains them; sorted."""
    groups: dict[str, list[Guardrail]] = {}
    seen: set[str] = set()
    for guardrail in sorted(guardrails, key=lambda one: (one.policy, one.id)):
        if guardrail.id in seen:
            raise ValueError(f"two guardrails have the id {guardrail.id!r}")
        seen.add(guardrail.id)
        if guardrail.type not in MAXIMUM_CHARACTERS:
            allowed = ", ".join(MAXIMUM_CHARACTERS)
            raise ValueError(f"the guardrail {guardrail.id!r} has the type {guardrail.type!r}; known are {allowed}")
        groups.setdefault(guardrail.policy, []).append(guardrail)
    if not groups:
        raise ValueError("at least one guardrail must be given, got none")
    for name, carried in groups.items():
        kinds = {guardrail.type for guardrail in carried}
        if len(kinds) > 1 or (len(carried) > 1 and not kinds <= _AUTHORISATION):
            ids = ", ".join(guardrail.id for guardrail in carried)
            raise ValueError(f"{ids} cannot share the policy {name!r}: only service or resource control policies can")
    return groups


def _document(name: str, carried: list[Guardrail]) -> dict[str, Any]:
    """Join the statements of the guardrails of one policy, and check the result against the quota."""
    document = dict(carried[0].content)
    if carried[0].type in _AUTHORISATION:
        statements = [statement for guardrail in carried for statement in guardrail.content["Statement"]]
        sids = [statement["Sid"] for statement in statements]
        twice = sorted({sid for sid in sids if sids.count(sid) > 1})
        if twice:
            raise ValueError(f"the policy {name!r} has two statements with the id {', '.join(twice)}")
        document["Statement"] = statements
    length, allowed = len(minified(document)), MAXIMUM_CHARACTERS[carried[0].type]
    if length > allowed:
        raise ValueError(
            f"the policy {name!r} has {length} characters, at most {allowed} are allowed: "
            "move a guardrail to another policy, or shorten it"
        )
    return document


def _check_attached(attached: Iterable[tuple[str, str]]) -> None:
    """Check the quota of each target; what a unit inherits from above does not count."""
    for (kind, target), number in sorted(Counter(attached).items()):
        free = MAXIMUM_ATTACHED - ATTACHED_BY_AWS.get(kind, 0)
        if number > free:
            raise ValueError(
                f"{number} policies of the type {kind} on {target}, at most {free} of {MAXIMUM_ATTACHED} are free for "
                "ours: let guardrails share a policy, or attach some to units below"
            )


def minified(document: Mapping[str, Any]) -> str:
    """Write a policy document as CloudFormation passes it to AWS Organizations: JSON without white space."""
    return json.dumps(document, separators=(",", ":"))
