"""The keys, for the inventory of cryptography (PCI DSS 12.3.3, 3.6.1.1)."""

from __future__ import annotations

from landing_zone.inventory.facts import AT_DEPLOYMENT, Fact, Facts, shown, yes
from landing_zone.inventory.model import KeyFact

DEFAULT_ROTATION_DAYS = 365
"""Source: AWS KMS API reference, EnableKeyRotation, RotationPeriodInDays."""
_ABOUT_KEYS = ("AWS::KMS::Alias", "AWS::KMS::ReplicaKey")


def keys(facts: Facts) -> tuple[KeyFact, ...]:
    """List every customer-managed key, and what is encrypted with it."""
    return tuple(_key(facts, key) for key in facts.of("AWS::KMS::Key", "AWS::KMS::ReplicaKey"))


def _key(facts: Facts, key: Fact) -> KeyFact:
    aliases = [
        shown(alias.properties.get("AliasName"))
        for alias in facts.referring([key.key], "TargetKeyId", "AWS::KMS::Alias")
    ]
    spec = shown(key.properties.get("KeySpec")) or "SYMMETRIC_DEFAULT"
    return KeyFact(
        resource=key.position,
        environment=key.environment,
        alias=", ".join(sorted(aliases)),
        purpose=shown(key.properties.get("Description")),
        spec=spec,
        usage=shown(key.properties.get("KeyUsage")) or "ENCRYPT_DECRYPT",
        origin=shown(key.properties.get("Origin")) or "AWS_KMS",
        rotation=_rotation(key, spec),
        multi_region=yes(key.properties.get("MultiRegion")) or key.resource.type == "AWS::KMS::ReplicaKey",
        used_by=tuple(fact.position for fact in facts.naming(key.key) if fact.resource.type not in _ABOUT_KEYS),
    )


def _rotation(key: Fact, spec: str) -> str:
    if key.resource.type == "AWS::KMS::ReplicaKey":
        return "with its primary key"
    if spec != "SYMMETRIC_DEFAULT":
        return "none: KMS rotates only symmetric keys"
    enabled = key.properties.get("EnableKeyRotation")
    if shown(enabled) == AT_DEPLOYMENT:
        return AT_DEPLOYMENT
    days = shown(key.properties.get("RotationPeriodInDays")) or str(DEFAULT_ROTATION_DAYS)
    return f"every {days} days" if yes(enabled) else "none"
