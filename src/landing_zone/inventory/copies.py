"""What survives a loss: copies in other zones, Regions and vaults (recovery; GDPR 32(1)(b) and (c))."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.inventory.facts import Fact, Facts, at, shown, yes
from landing_zone.inventory.model import CopyFact


def _replication(fact: Fact) -> str:
    configuration = fact.properties.get("ReplicationConfiguration")
    rules = listed(configuration.get("Rules")) if isinstance(configuration, Mapping) else []
    buckets = [shown(at(at(rule, "Destination"), "Bucket")) for rule in rules if at(rule, "Status") == "Enabled"]
    versions = shown(at(fact.properties.get("VersioningConfiguration"), "Status")) == "Enabled"
    told = [f"replicated to {bucket}" for bucket in buckets] + (["old versions kept"] if versions else [])
    return "; ".join(told)


def _table(fact: Fact) -> str:
    recovery = fact.properties.get("PointInTimeRecoverySpecification")
    return "point-in-time recovery" if yes(at(recovery, "PointInTimeRecoveryEnabled")) else ""


def _database(fact: Fact) -> str:
    days = shown(fact.properties.get("BackupRetentionPeriod"))
    zones = "standby in another zone" if yes(fact.properties.get("MultiAZ")) else ""
    return "; ".join(filter(None, (zones, f"backups kept {days} days" if days else "")))


_MEANS: dict[str, tuple[str, Callable[[Fact], str]]] = {
    "AWS::S3::Bucket": ("bucket", _replication),
    "AWS::DynamoDB::Table": ("table", _table),
    "AWS::DynamoDB::GlobalTable": (
        "table",
        lambda f: f"in {len(listed(f.properties.get('Replicas')))} Regions",
    ),
    "AWS::RDS::DBInstance": ("database", _database),
    "AWS::RDS::DBCluster": ("database cluster", _database),
    "AWS::Backup::BackupPlan": ("backup plan", lambda f: f"{len(_rules(f))} rules"),
    "AWS::Backup::BackupVault": (
        "backup vault",
        lambda f: "locked" if f.properties.get("LockConfiguration") else "not locked",
    ),
    "AWS::Backup::RestoreTestingPlan": (
        "restore test",
        lambda f: shown(f.properties.get("ScheduleExpression")),
    ),
}


def copies(facts: Facts) -> tuple[CopyFact, ...]:
    """List every store that has copies, and every plan that makes or tests them."""
    found = []
    for type_, (what, means) in _MEANS.items():
        for fact in facts.of(type_):
            found.append(
                CopyFact(
                    resource=fact.position,
                    environment=fact.environment,
                    what=what,
                    means=means(fact) or "no copy is declared",
                )
            )
    return tuple(sorted(found, key=lambda copy: (copy.environment, copy.resource)))


def _rules(fact: Fact) -> list[Any]:
    return listed(at(fact.properties.get("BackupPlan"), "BackupPlanRule"))
