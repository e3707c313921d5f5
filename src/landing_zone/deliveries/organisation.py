"""The policies of the organisation over each account: those that the assembly attaches, and AWS's own at each level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.deliveries.documents import Applied, applied
from landing_zone.deliveries.targets import Targets
from landing_zone.expressions.outside import units_above
from policy_evaluation.policy import PolicyKind

_KINDS = {
    "SERVICE_CONTROL_POLICY": (PolicyKind.SERVICE_CONTROL, "FullAWSAccess"),
    "RESOURCE_CONTROL_POLICY": (PolicyKind.RESOURCE_CONTROL, "RCPFullAWSAccess"),
}
"""The type of a policy of AWS Organizations, and the policy that AWS attaches to everything."""
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


class Guardrails:
    """Which guardrails are over an account.

    Args:
        zone: the configuration's snapshot; ``None`` for templates from elsewhere, of whose organisation nothing is
            known, and then no guardrail applies.
        targets: the resources of the assembly.
    """

    def __init__(self, zone: Mapping[str, Any] | None, targets: Targets) -> None:
        self._known_zone = zone is not None
        self._zone = zone if zone and (zone.get("organisation") or {}).get("id") else None
        self._accounts = {account["id"]: account for account in self._zone["accounts"]} if self._zone else {}
        self._units = {unit["name"]: unit for unit in (self._zone or {}).get("organisational_units") or ()}
        self._attached: dict[Any, list[tuple[str, str, Any]]] = {}
        self._known: dict[tuple[PolicyKind, str, int], Applied] = {}
        self._over: dict[tuple[str, PolicyKind], tuple[Applied, ...]] = {}
        for policy in targets.of("AWS::Organizations::Policy") if self._zone else ():
            properties = targets.values.properties(policy)
            if isinstance(properties, Mapping) and properties.get("Type") in _KINDS:
                name = f"{policy.logical_id} in {policy.stack}"
                for target in listed(properties.get("TargetIds")):
                    entry = (properties["Type"], name, properties.get("Content"))
                    self._attached.setdefault(target if isinstance(target, str) else None, []).append(entry)

    def over(self, account: str, kind: PolicyKind) -> tuple[Applied, ...]:
        """Return the policies of a kind over an account of the zone; none over the management account: none bind it."""
        if (account, kind) not in self._over:
            found = self._find(account)
            for one in (PolicyKind.SERVICE_CONTROL, PolicyKind.RESOURCE_CONTROL):
                self._over[account, one] = tuple(policy for policy in found if policy.least.kind is one)
        return self._over[account, kind]

    def organisation_keys(self, caller: str | None, owner: str) -> dict[str, str]:
        """Return the condition keys that say of caller and resource that they are of the organisation."""
        if self._zone is None:
            return {}
        id_ = str(self._zone["organisation"]["id"])
        found = {"aws:PrincipalOrgID": caller, "aws:ResourceOrgID": owner}
        return {key: id_ for key, account in found.items() if account in self._accounts}

    def open_keys(self, caller: str | None, owner: str) -> dict[str, frozenset[str]]:
        """Return the condition keys whose values are not known, where nothing is known of the organisation."""
        if self._known_zone:
            return {}
        sides = [("Principal", caller), ("Resource", owner if owner.isdigit() else None)]
        why = frozenset(("the organisation",))
        return {f"aws:{side}Org{part}": why for side, account in sides if account for part in ("ID", "Paths")}

    def _find(self, account: str) -> list[Applied]:
        known = self._accounts.get(account)
        if self._zone is None or known is None or "management" in (known["role"], *(known.get("also") or ())):
            return []
        above = [self._units[name].get("id") for name in units_above(self._units, known.get("unit") or "")]
        chain = [self._zone["organisation"].get("root"), *reversed(above), account]
        found = []
        for level, target in enumerate(chain):
            for type_, (kind, name) in _KINDS.items():
                statement = {**_EVERYTHING, **({"Principal": "*"} if kind is PolicyKind.RESOURCE_CONTROL else {})}
                document = {"Version": "2012-10-17", "Statement": [statement]}
                found.append(self._prepared(kind, name, document, level))
                found += [
                    self._prepared(kind, policy, content, level)
                    for attached, policy, content in self._attached.get(target, ())
                    if attached == type_
                ]
        return found

    def _prepared(self, kind: PolicyKind, name: str, document: Any, level: int) -> Applied:
        """Return a guardrail, the same for every account that it is over."""
        key = (kind, name, level)
        if key not in self._known:
            self._known[key] = applied(kind, name, document, level=level)
        return self._known[key]
