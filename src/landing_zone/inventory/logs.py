"""Sources and stores of logs, with how long they keep (PCI DSS 10.2, 10.3, 10.5.1)."""

from __future__ import annotations

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.values import targets_in
from landing_zone.inventory.facts import Fact, Facts, at, shown, yes
from landing_zone.inventory.model import LogFact

_FOREVER = "for ever"
_AT_DESTINATION = "as its destination keeps it"
_SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWS::CloudTrail::Trail": ("audit trail", ("S3BucketName", "CloudWatchLogsLogGroupArn")),
    "AWS::EC2::FlowLog": ("flow log", ("LogDestination", "LogGroupName")),
    "AWS::WAFv2::LoggingConfiguration": ("web ACL log", ("LogDestinationConfigs",)),
    "AWS::Config::DeliveryChannel": ("configuration history", ("S3BucketName",)),
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": ("DNS query log", ("DestinationArn",)),
}


def logs(facts: Facts) -> tuple[LogFact, ...]:
    """List every source of logs, every log group, and every bucket that keeps logs of others."""
    found = [
        _fact(fact, what, ", ".join(filter(None, (shown(fact.properties.get(name)) for name in names))))
        for type_, (what, names) in _SOURCES.items()
        for fact in facts.of(type_)
    ]
    found += [_group(group) for group in facts.of("AWS::Logs::LogGroup")]
    found += [_bucket(bucket) for bucket in facts.of("AWS::S3::Bucket") if _keeps_logs(facts, bucket)]
    return tuple(sorted(found, key=lambda log: (log.environment, log.resource)))


def _fact(fact: Fact, what: str, destination: str) -> LogFact:
    key = shown(fact.properties.get("KMSKeyId"))
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
    days, key = shown(group.properties.get("RetentionInDays")), shown(group.properties.get("KmsKeyId"))
    return LogFact(
        resource=group.position,
        environment=group.environment,
        what="log group",
        destination=shown(group.properties.get("LogGroupName")),
        retention=f"{days} days" if days else _FOREVER,
        encryption=f"key {key}" if key else "key of the service",
        locked="deletion protection" if shown(group.properties.get("DeletionProtectionEnabled")) == "true" else "",
    )


def _keeps_logs(facts: Facts, bucket: Fact) -> bool:
    """Whether logs come to a bucket, or copies from one that they come to; buckets may copy to each other."""
    return _receives_logs(facts, bucket) or any(
        _copied_to(other, bucket) and _receives_logs(facts, other) for other in facts.of("AWS::S3::Bucket")
    )


def _receives_logs(facts: Facts, bucket: Fact) -> bool:
    name = shown(bucket.properties.get("BucketName"))
    if name and any(
        name in shown(fact.properties.get(field))
        for type_, (_, fields) in _SOURCES.items()
        for fact in facts.of(type_)
        for field in fields
    ):
        return True
    return any(
        bucket.key in targets_in(other.properties.get("LoggingConfiguration"))
        or (name and name == shown(at(other.properties.get("LoggingConfiguration"), "DestinationBucketName")))
        for other in facts.of("AWS::S3::Bucket")
    )


def _copied_to(one: Fact, other: Fact) -> bool:
    """Whether a bucket is copied to another, which is known by its name or by a reference."""
    name = shown(other.properties.get("BucketName"))
    configuration = one.properties.get("ReplicationConfiguration")
    ends = [at(at(rule, "Destination"), "Bucket") for rule in listed(at(configuration, "Rules"))]
    return any(other.key in targets_in(end) or (bool(name) and shown(end).endswith(f":{name}")) for end in ends)


def _bucket(bucket: Fact) -> LogFact:
    rule = at(bucket.properties.get("ObjectLockConfiguration"), "Rule")
    default = at(rule, "DefaultRetention")
    expiry = [
        shown(at(rule, "ExpirationInDays"))
        for rule in listed(at(bucket.properties.get("LifecycleConfiguration"), "Rules"))
        if at(rule, "ExpirationInDays")
    ]
    encryption = [
        at(rule, "ServerSideEncryptionByDefault")
        for rule in listed(at(bucket.properties.get("BucketEncryption"), "ServerSideEncryptionConfiguration"))
    ]
    key = next((shown(at(e, "KMSMasterKeyID")) for e in encryption if at(e, "KMSMasterKeyID")), "")
    return LogFact(
        resource=bucket.position,
        environment=bucket.environment,
        what="log bucket",
        destination=shown(bucket.properties.get("BucketName")),
        retention=f"{', '.join(expiry)} days" if expiry else _FOREVER,
        encryption=f"key {key}" if key else next((shown(at(e, "SSEAlgorithm")) for e in encryption), ""),
        locked=f"Object Lock, {shown(at(default, 'Mode'))}, {shown(at(default, 'Days'))} days" if default else "",
    )
