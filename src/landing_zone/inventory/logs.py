"""Sources and stores of logs, with their retention (PCI DSS 10.2, 10.3, 10.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Set

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
    found += [_bucket(bucket) for bucket in _log_buckets(facts)]
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


def _log_buckets(facts: Facts) -> list[Fact]:
    """The buckets that receive logs, or copies from a bucket that does; two buckets may copy to each other."""
    buckets = facts.of("AWS::S3::Bucket")
    destinations = {
        shown(fact.properties.get(field)) for fact in facts.everything() for field in fact.kind.log_destinations
    }
    access_logs = [bucket.properties.get("LoggingConfiguration") for bucket in buckets]
    targets = targets_in(access_logs)
    names = {shown(at(one, "DestinationBucketName")) for one in access_logs} - {""}
    names |= names_in({_name(bucket) for bucket in buckets}, destinations)
    receiving = [bucket for bucket in buckets if bucket.key in targets or _name(bucket) in names]
    copies = [
        at(at(rule, "Destination"), "Bucket")
        for bucket in receiving
        for rule in listed(at(bucket.properties.get("ReplicationConfiguration"), "Rules"))
    ]
    copied_to = {name for copy in copies if (name := shown(copy).rpartition(":")[2]) != shown(copy)} - {""}
    kept = {bucket.key for bucket in receiving} | targets_in(copies)
    return [bucket for bucket in buckets if bucket.key in kept or _name(bucket) in copied_to]


def names_in(names: Set[str], texts: Iterable[str]) -> set[str]:
    """Return the names that are somewhere in one of the texts: a bucket's, in an ARN or an address."""
    # Each part of a text is looked up, since to search the texts for each name would take the square of the buckets.
    lengths = {len(name) for name in names if name}
    parts = (text[i : i + n] for text in texts for n in lengths for i in range(len(text) - n + 1))
    return {part for part in parts if part in names}


def _name(bucket: Fact) -> str:
    return shown(bucket.properties.get("BucketName"))


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
