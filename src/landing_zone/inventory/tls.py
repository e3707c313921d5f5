"""Where TLS ends, is demanded or is certified, for the inventory of cryptography (PCI DSS 4.2.1, 4.2.1.1, 12.3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.values import targets_in
from landing_zone.inventory.facts import Fact, Facts, at, listed, shown, shown_at
from landing_zone.inventory.model import TlsFact


def tls(facts: Facts) -> tuple[TlsFact, ...]:
    """List every setting of TLS, and every policy that refuses a caller without it."""
    found = []
    for fact in facts.everything():
        if path := fact.kind.tls_setting:
            setting = shown_at(fact, path)
            found.append(_fact(fact, setting or f"{path.rpartition('.')[2]} is not set: the service's default"))
        if guarded := fact.kind.policy_of:
            guards = tuple(
                position
                for target in sorted(targets_in(fact.properties.get(guarded)))
                if (position := facts.position(target)) is not None
            )
            for condition in _denials_without_tls(fact.properties.get("PolicyDocument")):
                found.append(_fact(fact, condition, guards))
    return tuple(sorted(found, key=lambda t: (t.environment, t.resource, t.setting)))


def _fact(fact: Fact, setting: str, guards: tuple[int, ...] = ()) -> TlsFact:
    return TlsFact(
        resource=fact.position, environment=fact.environment, what=fact.kind.noun, setting=setting, guards=guards
    )


def _denials_without_tls(policy: Any) -> Iterator[str]:
    statements = policy.get("Statement") if isinstance(policy, Mapping) else None
    for statement in listed(statements):
        if isinstance(statement, Mapping) and statement.get("Effect") == "Deny":
            condition = statement.get("Condition")
            if isinstance(condition, Mapping):
                if shown(at(condition, "Bool") and condition["Bool"].get("aws:SecureTransport")).lower() == "false":
                    yield "refuses callers without TLS"
                if least := at(condition, "NumericLessThan") and condition["NumericLessThan"].get("s3:TlsVersion"):
                    yield f"refuses TLS below {shown(least)}"
