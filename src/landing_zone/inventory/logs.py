"""Sources and stores of logs, with their retention (PCI DSS 10.2, 10.3, 10.5.1)."""

from __future__ import annotations

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.values import targets_in
from landing_zone.inventory.facts import Fact, Facts, at, shown, yes
from landing_zone.inventory.model import LogFact
from landing_zone.inventory.stores import encryption_at_rest

_FOREVER = "for ever"
_AT_DESTINATION = "as its destination keeps it"


def logs(facts: Facts) -> tuple[LogFact, ...]:
    """List every source of logs, every log group, and every bucket that keeps logs of others."""
    found = [
        _fact(fact, ", ".join(filter(None, (shown(fact.properties.get(name)) for name in names))))
        for fact in facts.everything()
        if (names := fact.kind.log_destinations)
    ]
    found += [_group(group) for group in facts.of("AWS::Logs::LogGroup")]
    found += [_bucket(bucket) for bucket in facts.of("AWS::S3::Bucket") if _keeps_logs(facts, bucket)]
    return tuple(sorted(found, key=lambda log: (log.environment, log.resource)))


def _fact(fact: Fact, destination: str) -> LogFact:
    what, key = fact.kind.noun, shown(fact.properties.get("KMSKeyId"))
    if yes(fact.properties.get("IsOrganizationTrail")):
        what += " of the organisation"
    if yes(fact.properties.get("IsMultiRegionTrail")):
        what += ", all Regions"
    return LogFact(
        resource=fact.position,
        environment=fact.environment,
        what=what,
        destination=destination,
        retention=_AT_DESTINATION,
        encryption=f"key {key}" if key else _AT_DESTINATION,
        locked="digest files" if shown(fact.properties.get("EnableLogFileValidation")) == "true" else "",
    )


def _group(group: Fact) -> LogFact:
    days = shown(group.properties.get("RetentionInDays"))
    return LogFact(
        resource=group.position,
        environment=group.environment,
        what="log group",
        destination=shown(group.properties.get("LogGroupName")),
        retention=f"{days} days" if days else _FOREVER,
        encryption=encryption_at_rest(group),
        locked="deletion protection" if shown(group.properties.get("DeletionProtectionEnabled")) == "true" else "",
    )


def _keeps_logs(facts: Facts, bucket: Fact) -> bool:
    """Whether a bucket receives logs, or copies from a bucket that does; two buckets may copy to each other."""
    return _receives_logs(facts, bucket) or any(
        _copied_to(other, bucket) and _receives_logs(facts, other) for other in facts.of("AWS::S3::Bucket")
    )


def _receives_logs(facts: Facts, bucket: Fact) -> bool:
    name = shown(bucket.properties.get("BucketName"))
    if name and any(
        name in shown(fact.properties.get(field)) for fact in facts.everything() for field in fact.kind.log_destinations
    ):
        return True
    return any(
        bucket.key in targets_in(other.properties.get("LoggingConfiguration"))
        or (name and name == shown(at(other.properties.get("LoggingConfiguration"), "DestinationBucketName")))
        for other in facts.of("AWS::S3::Bucket")
    )


def _copied_to(one: Fact, other: Fact) -> bool:
    """Whether a bucket is replicated to another, which a name or a reference identifies."""
    name = shown(other.properties.get("BucketName"))
    configuration = one.properties.get("ReplicationConfiguration")
    ends = [at(at(rule, "Destination"), "Bucket") for rule in listed(at(configuration, "Rules"))]
    return any(other.key in targets_in(end) or (bool(name) and shown(end).endswith(f":{name}")) for end in ends)


def _bucket(bucket: Fact) -> LogFact:
    default = at(bucket.properties.get("ObjectLockConfiguration"), "Rule", "DefaultRetention")
    rules = listed(at(bucket.properties.get("LifecycleConfiguration"), "Rules"))
    expiry = [shown(days) for rule in rules if (days := at(rule, "ExpirationInDays"))]
    return LogFact(
        resource=bucket.position,
        environment=bucket.environment,
        what="log bucket",
        destination=shown(bucket.properties.get("BucketName")),
        retention=f"{', '.join(expiry)} days" if expiry else _FOREVER,
        encryption=encryption_at_rest(bucket),
        locked=f"Object Lock, {shown(at(default, 'Mode'))}, {shown(at(default, 'Days'))} days" if default else "",
    )
