"""What survives a loss: copies in other zones, Regions and vaults (recovery; GDPR 32(1)(b) and (c))."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.inventory.facts import Fact, Facts, at, shown, yes
from landing_zone.inventory.model import CopyFact


def _replication(fact: Fact) -> str:
    rules = listed(at(fact.properties.get("ReplicationConfiguration"), "Rules"))
    buckets = [shown(at(at(rule, "Destination"), "Bucket")) for rule in rules if at(rule, "Status") == "Enabled"]
    versions = shown(at(fact.properties.get("VersioningConfiguration"), "Status")) == "Enabled"
    means = [f"replicated to {bucket}" for bucket in buckets] + (["old versions kept"] if versions else [])
    return "; ".join(means)


def _table(fact: Fact) -> str:
    recovery = fact.properties.get("PointInTimeRecoverySpecification")
    return "point-in-time recovery" if yes(at(recovery, "PointInTimeRecoveryEnabled")) else ""


def _database(fact: Fact) -> str:
    days = shown(fact.properties.get("BackupRetentionPeriod"))
    zones = "standby in another zone" if yes(fact.properties.get("MultiAZ")) else ""
    return "; ".join(filter(None, (zones, f"backups kept {days} days" if days else "")))


MEANS: Mapping[str, Callable[[Fact], str]] = {
    "replication": _replication,
    "point in time": _table,
    "replicas": lambda f: f"in {len(listed(f.properties.get('Replicas')))} Regions",
    "database": _database,
    "plan": lambda f: f"{len(listed(at(f.properties.get('BackupPlan'), 'BackupPlanRule')))} rules",
    "lock": lambda f: "locked" if f.properties.get("LockConfiguration") else "not locked",
    "schedule": lambda f: shown(f.properties.get("ScheduleExpression")),
}


def copies(facts: Facts) -> tuple[CopyFact, ...]:
    """List every store that has copies, and every plan that makes or tests them."""
    found = [
        CopyFact(
            resource=fact.position,
            environment=fact.environment,
            what=fact.kind.noun,
            means=MEANS[fact.kind.copies](fact) or "no copy is declared",
        )
        for fact in facts.everything()
        if fact.kind.copies
    ]
    return tuple(sorted(found, key=lambda copy: (copy.environment, copy.resource)))
