"""Where TLS ends, is demanded or is certified, for the inventory of cryptography (PCI DSS 4.2.1, 4.2.1.1, 12.3.3)."""

from __future__ import annotations

from landing_zone.cloudformation.iam.tls import refused_tls_versions, refuses_plain_http
from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.values import targets_in
from landing_zone.inventory.facts import Fact, Facts, shown_at
from landing_zone.inventory.model import TlsFact


def tls(facts: Facts) -> tuple[TlsFact, ...]:
    """List every setting of TLS, and every policy that refuses a caller without it."""
    found = []
    for fact in facts.everything():
        if path := fact.kind.tls_setting:
            setting = shown_at(fact, path)
            found.append(_fact(fact, setting or f"{path.rpartition('.')[2]} is not set: the service's default"))
        if guarded := fact.kind.policy_of:
            policy, action = fact.properties.get("PolicyDocument"), fact.kind.policy_action
            holders = listed(fact.properties.get(guarded))
            refusing = [holder for holder in holders if refuses_plain_http(policy, holder, action)]
            if refusing:
                positions = (facts.position(target) for target in sorted(targets_in(refusing)))
                guards = tuple(position for position in positions if position is not None)
                found.append(_fact(fact, "refuses callers without TLS", guards))
            if action == "s3:*":
                found += [_fact(fact, f"refuses TLS below {v}") for v in refused_tls_versions(policy, holders)]
    return tuple(sorted(found, key=lambda t: (t.environment, t.resource, t.setting)))


def _fact(fact: Fact, setting: str, guards: tuple[int, ...] = ()) -> TlsFact:
    return TlsFact(
        resource=fact.position, environment=fact.environment, what=fact.kind.noun, setting=setting, guards=guards
    )
