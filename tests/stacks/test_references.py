"""A resource that one account names in another exists there, and its policies admit the first account."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from landing_zone.config import LandingZone, Role
from landing_zone.config.addresses import Addresses
from landing_zone.config.data_class import KeyUse
from landing_zone_constructs.multi_az_vpc import DEFAULT_INTERFACE_ENDPOINTS
from stacks.app_context import app_context
from stacks.workload import Workload
from tests.stacks.synthesized import Synthesized

HOME_ARCHIVE = "LogArchive-log-archive-eu-west-1"


def flat(value: Any, account: str, region: str) -> str:
    """Resolve an ARN made of Fn::Join and pseudo parameters."""
    if isinstance(value, str):
        return value
    if "Ref" in value:
        known = {"AWS::Partition": "aws", "AWS::AccountId": account, "AWS::Region": region}
        return known.get(value["Ref"], f"<{value['Ref']}>")
    separator, parts = value["Fn::Join"]
    return str(separator).join(flat(part, account, region) for part in parts)


def buckets(assembly: Synthesized) -> dict[str, dict[str, Any]]:
    """Return the buckets that have physical names, by name."""
    return {p["BucketName"]: p for _stack, p in assembly.resources("AWS::S3::Bucket") if "BucketName" in p}


def policy_of(assembly: Synthesized, stack: str, bucket: str) -> list[dict[str, Any]]:
    """Return the statements of a bucket's policy."""
    resources = assembly.templates[stack]["Resources"]
    logical_id = next(k for k, r in resources.items() if r.get("Properties", {}).get("BucketName") == bucket)
    return next(
        r["Properties"]["PolicyDocument"]["Statement"]
        for r in resources.values()
        if r["Type"] == "AWS::S3::BucketPolicy" and r["Properties"]["Bucket"] == {"Ref": logical_id}
    )


def admits(statements: list[dict[str, Any]], service: str, action: str) -> list[dict[str, Any]]:
    """Return the conditions under which a service may do something."""
    return [
        s.get("Condition", {})
        for s in statements
        if s["Effect"] == "Allow"
        and s["Principal"] == {"Service": service}
        and action in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])
    ]


def key_statements(assembly: Synthesized, stack: str, alias: str) -> list[dict[str, Any]]:
    """Return the policy of an alias's key."""
    resources = assembly.templates[stack]["Resources"]
    (target,) = [
        r["Properties"]["TargetKeyId"]["Fn::GetAtt"][0]
        for r in resources.values()
        if r["Type"] == "AWS::KMS::Alias" and r["Properties"]["AliasName"] == f"alias/{alias}"
    ]
    return list(resources[target]["Properties"]["KeyPolicy"]["Statement"])


def test_the_trail_delivers_to_a_bucket_and_key_that_admit_it(zone: LandingZone, assembly: Synthesized) -> None:
    """The bucket and the alias exist in the log archive, and both policies name this trail's ARN."""
    ((stack, trail),) = assembly.resources("AWS::CloudTrail::Trail")
    arn = f"arn:aws:cloudtrail:eu-west-1:{assembly.account(stack)}:trail/{trail['TrailName']}"
    statements = policy_of(assembly, HOME_ARCHIVE, trail["S3BucketName"])
    writes = admits(statements, "cloudtrail.amazonaws.com", "s3:PutObject")
    assert len(writes) == 2  # the management account's own files, and the organisation's
    for condition in writes:
        assert flat(condition["StringEquals"]["aws:SourceArn"], assembly.account(HOME_ARCHIVE), "eu-west-1") == arn
    key = flat(trail["KMSKeyId"], assembly.account(stack), "eu-west-1")
    found = re.fullmatch(r"arn:aws:kms:eu-west-1:(\d{12}):alias/(.+)", key)
    assert found
    assert found[1] == assembly.account(HOME_ARCHIVE)
    conditions = admits(
        key_statements(assembly, HOME_ARCHIVE, found[2]), "cloudtrail.amazonaws.com", "kms:GenerateDataKey*"
    )
    assert [
        flat(c["StringEquals"]["aws:SourceArn"], assembly.account(HOME_ARCHIVE), "eu-west-1") for c in conditions
    ] == [arn]


def test_every_log_bucket_is_known_to_the_trail(assembly: Synthesized) -> None:
    """A log bucket that the trail recorded like any other would cause an endless loop of deliveries."""
    ((_stack, trail),) = assembly.resources("AWS::CloudTrail::Trail")
    text = json.dumps(trail["AdvancedEventSelectors"])
    archive = [p["BucketName"] for s, p in assembly.resources("AWS::S3::Bucket") if s.startswith("LogArchive-")]
    assert len(archive) == 6
    assert [name for name in archive if name not in text] == []


def test_every_recorder_delivers_to_a_bucket_without_lock_that_admits_the_organisation(
    zone: LandingZone, assembly: Synthesized
) -> None:
    """One bucket for all; Config names its key, by the alias, since it would ask for SSE-S3 otherwise."""
    channels = list(assembly.resources("AWS::Config::DeliveryChannel"))
    assert len(channels) == len(zone.environments())
    (name,) = {channel["S3BucketName"] for _stack, channel in channels}
    (alias,) = {flat(channel["S3KmsKeyArn"], assembly.account(stack), "eu-west-1") for stack, channel in channels}
    assert alias == f"arn:aws:kms:eu-west-1:{assembly.account(HOME_ARCHIVE)}:alias/examplepay-audit-logs"
    bucket = buckets(assembly)[name]
    assert "ObjectLockEnabled" not in bucket
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    key = encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]["Fn::GetAtt"][0]
    policy = assembly.templates[HOME_ARCHIVE]["Resources"][key]["Properties"]["KeyPolicy"]["Statement"]
    for statements, action in (
        (policy_of(assembly, HOME_ARCHIVE, name), "s3:PutObject"),
        (policy_of(assembly, HOME_ARCHIVE, name), "s3:GetBucketAcl"),
        (policy, "kms:GenerateDataKey"),
    ):
        (condition,) = admits(statements, "config.amazonaws.com", action)
        assert condition["StringEquals"]["aws:SourceOrgID"] == zone.organisation.id


def test_every_flow_log_goes_to_the_locked_bucket_and_is_admitted(zone: LandingZone, assembly: Synthesized) -> None:
    """Every VPC has one; the bucket exists, is locked, and admits log delivery of the organisation."""
    logs = list(assembly.resources("AWS::EC2::FlowLog"))
    assert len(logs) == len(list(assembly.resources("AWS::EC2::VPC"))) > 0
    destinations = {flat(log["LogDestination"], assembly.account(s), assembly.region(s)) for s, log in logs}
    (destination,) = destinations
    name = destination.removeprefix("arn:aws:s3:::")
    assert buckets(assembly)[name]["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Mode"] == "COMPLIANCE"
    (condition,) = admits(policy_of(assembly, HOME_ARCHIVE, name), "delivery.logs.amazonaws.com", "s3:PutObject")
    assert condition["StringEquals"]["aws:SourceOrgID"] == zone.organisation.id


def test_copies_go_to_a_locked_bucket_under_a_key_of_the_mirror(zone: LandingZone, assembly: Synthesized) -> None:
    """Both home buckets copy to the mirror's locked bucket; the alias that they name exists there."""
    mirror = f"LogArchive-log-archive-{zone.regions.mirror}"
    rules = [
        rule
        for _stack, bucket in assembly.resources("AWS::S3::Bucket")
        for rule in bucket.get("ReplicationConfiguration", {}).get("Rules", [])
    ]
    assert len(rules) == 2
    for rule in rules:
        target = flat(rule["Destination"]["Bucket"], "", "").removeprefix("arn:aws:s3:::")
        bucket = buckets(assembly)[target]
        assert bucket["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]["Mode"] == "COMPLIANCE"
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        key = flat(
            rule["Destination"]["EncryptionConfiguration"]["ReplicaKmsKeyID"], assembly.account(mirror), "eu-west-1"
        )
        assert key.startswith(f"arn:aws:kms:{zone.regions.mirror}:{assembly.account(mirror)}:alias/")
        assert key_statements(assembly, mirror, key.split(":alias/")[1])


def test_every_account_sends_its_findings_to_a_bus_that_exists_and_admits_it(
    zone: LandingZone, assembly: Synthesized
) -> None:
    """The bus is in the security account and in the same Region, and admits the organisation."""
    sent = set()
    for stack, rule in assembly.resources("AWS::Events::Rule"):
        if stack.startswith("Baseline-"):
            (target,) = rule["Targets"]
            arn = flat(target["Arn"], assembly.account(stack), assembly.region(stack))
            sent.add((assembly.region(stack), arn))
    expected = {
        (
            assembly.region(stack),
            f"arn:aws:events:{assembly.region(stack)}:{assembly.account(stack)}:event-bus/{p['Name']}",
        )
        for stack, p in assembly.resources("AWS::Events::EventBus")
    }
    assert sent == expected
    for _stack, policy in assembly.resources("AWS::Events::EventBusPolicy"):
        assert policy["Statement"]["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": zone.organisation.id}}


def test_every_alert_listens_on_the_bus(assembly: Synthesized) -> None:
    """An alert on the default bus would get only the security account's events; Security Hub's findings are there."""
    rules = [(stack, rule) for stack, rule in assembly.resources("AWS::Events::Rule") if stack.startswith("Security-")]
    assert rules
    elsewhere = [(stack, rule["EventPattern"]["source"]) for stack, rule in rules if "EventBusName" not in rule]
    assert elsewhere == [("Security-security-eu-west-1", ["aws.securityhub"])]


def test_every_alarm_reaches_the_topic_of_its_region(zone: LandingZone, assembly: Synthesized) -> None:
    """The alarm has the topic's name, and the topic admits CloudWatch for the alarm's account."""
    names = {assembly.region(stack): p.get("TopicName") for stack, p in assembly.resources("AWS::SNS::Topic")}
    admitted = {
        assembly.region(stack): statement["Condition"]["StringEquals"]["aws:SourceAccount"]
        for stack, policy in assembly.resources("AWS::SNS::TopicPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    }
    assert set(names) == set(admitted) == set(zone.regions.governed)
    alarms = [(s, a) for s, alarm in assembly.resources("AWS::CloudWatch::Alarm") for a in alarm["AlarmActions"]]
    # Baseline in all; Security, Delegation and Detection in each Region; Organisation, and the log archive at home.
    assert len({stack for stack, _ in alarms}) == len(zone.environments()) + 8
    for stack, action in alarms:
        if stack.startswith("Security-"):
            assert set(action) == {"Ref"}, stack
            continue
        arn = "".join(part if isinstance(part, str) else "aws" for part in action["Fn::Join"][1])
        region = assembly.region(stack)
        assert arn == f"arn:aws:sns:{region}:{zone.account_with_role(Role.SECURITY).id}:{names[region]}", stack
        own = stack.startswith(("Baseline-security-", "Detection-security-"))
        assert own or assembly.account(stack) in admitted[region], stack


def test_every_vpcs_dns_queries_go_to_the_audit_logs(assembly: Synthesized) -> None:
    """Each VPC once, to the bucket of flow logs, whose policy admits their delivery."""
    asked = {stack for stack, _ in assembly.resources("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation")}
    assert asked == {stack for stack, _ in assembly.resources("AWS::EC2::VPC")}
    flows = {json.dumps(flow["LogDestination"]) for _, flow in assembly.resources("AWS::EC2::FlowLog")}
    questions = {
        json.dumps(log["DestinationArn"])
        for _, log in assembly.resources("AWS::Route53Resolver::ResolverQueryLoggingConfig")
    }
    assert questions == flows


def test_the_aggregator_reads_every_account_and_each_has_allowed_it(zone: LandingZone, assembly: Synthesized) -> None:
    """Accounts and Regions are complete; each environment authorises the security account in the home Region."""
    ((stack, aggregator),) = assembly.resources("AWS::Config::ConfigurationAggregator")
    (source,) = aggregator["AccountAggregationSources"]
    assert set(source["AccountIds"]) == {account.id for account in zone.accounts}
    assert set(source["AwsRegions"]) == set(zone.regions.governed)
    allowed = {
        (assembly.account(s), assembly.region(s)): (p["AuthorizedAccountId"], p["AuthorizedAwsRegion"])
        for s, p in assembly.resources("AWS::Config::AggregationAuthorization")
    }
    assert set(allowed) == {(e.account_id, e.region) for e in zone.environments()}
    assert set(allowed.values()) == {(assembly.account(stack), zone.regions.home)}


def test_a_team_finds_web_acl_network_and_keys_by_their_parameters(zone: LandingZone, assembly: Synthesized) -> None:
    """A team's stack reads them from parameters whose names are the same in every account."""
    found: dict[str, set[str]] = {}
    for stack, parameter in assembly.resources("AWS::SSM::Parameter"):
        found.setdefault(parameter["Name"].removeprefix("/landing-zone/"), set()).add(stack)
    assert found.pop("web-acl-arn") == {s for s in assembly.templates if s.startswith("Edge-")}
    held = {account.id: set(account.data_classes) for account in zone.accounts}
    for data_class in zone.data_classes:
        workloads = {s for s in assembly.templates if s.startswith("Workload-")}
        assert found.pop(f"key-arn/{data_class}") == {s for s in workloads if data_class in held[assembly.account(s)]}
    tiers = ("public", "private", "isolated")
    lists = {f"{tier}-{what}-ids" for tier in tiers for what in ("subnet", "route-table")}
    names = {"vpc-id", "vpc-cidr"} | lists
    networked = {f"Workload-{e.name.replace('/', '-')}" for e in zone.environments() if zone.network(e)}
    assert {name: found.pop(name) for name in sorted(names)} == dict.fromkeys(sorted(names), networked)
    shared = {f"shared/{vpc.name}/{name}" for vpc in zone.addresses.vpcs if vpc.shared_with for name in names}
    assert set(found) == shared
    assert all(stack.startswith("Network-") for stacks in found.values() for stack in stacks)


def test_what_is_shared_is_found_by_those_it_is_shared_with(zone: LandingZone, assembly: Synthesized) -> None:
    """Each parameter of an account that shares a network is read by the ARN of one that is shared with it."""
    shared: dict[str, set[str]] = {}
    for stack, share in assembly.resources("AWS::RAM::ResourceShare"):
        assert share["AllowExternalPrincipals"] is False
        for arn in share["ResourceArns"]:
            shared[flat(arn, assembly.account(stack), assembly.region(stack))] = set(share["Principals"])
    kinds = {arn.split(":")[2] for arn in shared}
    assert kinds == {"ec2", "ssm"}
    readers = 0
    for stack, template in assembly.templates.items():
        for parameter in template.get("Parameters", {}).values():
            arn = parameter.get("Default", "")
            if arn.startswith("arn:"):
                assert assembly.account(stack) in shared[arn], stack
                readers += 1
    users = sum(len(vpc.shared_with) for vpc in zone.addresses.vpcs)
    assert readers == users * 8
    advanced = {p["Name"] for _, p in assembly.resources("AWS::SSM::Parameter") if p.get("Tier") == "Advanced"}
    assert {arn.partition(":parameter")[2] for arn in shared if ":ssm:" in arn} == advanced


def test_no_shared_subnet_is_of_the_cde(zone: LandingZone, assembly: Synthesized) -> None:
    """Accounts with card data, and their staging, are principals of no share, and own no shared network."""
    cde = {account.id for account in zone.accounts if account.scope == "cde"}
    for stack, share in assembly.resources("AWS::RAM::ResourceShare"):
        assert cde.isdisjoint({assembly.account(stack), *share["Principals"]})
        stages = {account.stage for account in zone.accounts if account.id in share["Principals"]}
        assert len(stages) == 1


def test_a_data_class_names_the_services_of_its_key(zone: LandingZone, tmp_path: Path) -> None:
    """No other service may use it; CloudWatch Logs for log groups of the class, Auto Scaling by its role."""
    chosen = {"services": (KeyUse.S3, KeyUse.AUTOSCALING)}
    classes = {
        name: one.model_copy(update=chosen if name == "internal" else {}) for name, one in zone.data_classes.items()
    }
    stack = "Workload-shared-production-eu-west-1"
    account = next(account for account in zone.accounts if account.name == "shared-production")
    alone = zone.model_copy(update={"data_classes": classes})
    app = cdk.App(context=app_context(), outdir=str(tmp_path), builtin_cloud_formation_validation=False)
    Workload(app, environment=next(e for e in zone.environments() if e.account == account and e.is_home), zone=alone)
    app.synth()
    template = json.loads((tmp_path / f"{stack}.template.json").read_text(encoding="utf-8"))
    (statements,) = [
        resource["Properties"]["KeyPolicy"]["Statement"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::KMS::Key" and "class internal" in resource["Properties"]["Description"]
    ]
    assert [one["Sid"] for one in statements] == [
        "AccountAdministersByIam",
        "DenyGrantsButForServices",
        "AccountUsesThroughServices",
        "ServicesGrantThemselvesUse",
        "AutoScalingUses",
        "AutoScalingGrantsUse",
    ]
    assert statements[2]["Condition"]["StringEquals"]["kms:ViaService"] == ["s3.eu-west-1.amazonaws.com"]


def test_a_key_for_elasticache_admits_the_other_name_under_which_it_asks(assembly: Synthesized) -> None:
    """AWS asks for both in a condition: ElastiCache User Guide, "At-Rest Encryption"."""
    (template,) = (t for s, t in assembly.templates.items() if s == "Workload-cde-production-eu-west-1")
    said = json.dumps(template)
    assert said.count('"elasticache.eu-west-1.amazonaws.com"') == said.count('"dax.eu-west-1.amazonaws.com"') >= 2


def test_the_configuration_lists_the_usual_endpoints() -> None:
    """What its reference says of a configuration without the line is what MultiAzVpc makes."""
    said = Addresses.model_fields["interface_endpoints"].description or ""
    assert said.endswith(f"Without this line: {', '.join(DEFAULT_INTERFACE_ENDPOINTS)}.")


def test_a_log_group_of_a_class_may_use_its_key(assembly: Synthesized) -> None:
    """By the encryption context: those whose names begin with the class, and no other."""
    statements = key_statements(assembly, "Workload-cde-production-eu-west-1", "examplepay-card-data")
    (condition,) = admits(statements, "logs.eu-west-1.amazonaws.com", "kms:Decrypt")
    assert flat(condition["ArnLike"]["kms:EncryptionContext:aws:logs:arn"], "1", "eu-west-1") == (
        "arn:aws:logs:eu-west-1:1:log-group:/card-data/*"
    )


def test_each_class_of_data_has_its_own_key(zone: LandingZone, assembly: Synthesized) -> None:
    """Exactly the classes that the account holds."""
    classes = {account.id: set(account.data_classes) for account in zone.accounts}
    for stack in assembly.templates:
        if stack.startswith("Workload-"):
            aliases = [p["AliasName"] for s, p in assembly.resources("AWS::KMS::Alias") if s == stack]
            named = {alias.removeprefix("alias/examplepay-") for alias in aliases}
            assert named & set(zone.data_classes) == classes[assembly.account(stack)], stack


def test_people_can_read_undelivered_alerts(assembly: Synthesized) -> None:
    """Every encrypted queue's key lets the account decrypt through SQS: an alarm says to read the queue."""
    queues = [(stack, p["KmsMasterKeyId"]["Fn::GetAtt"][0]) for stack, p in assembly.resources("AWS::SQS::Queue")]
    assert queues
    for stack, key in queues:
        statements = assembly.templates[stack]["Resources"][key]["Properties"]["KeyPolicy"]["Statement"]
        readers = [s for s in statements if "AWS" in s["Principal"] and "kms:Decrypt" in s["Action"]]
        (reader,) = readers
        assert reader["Condition"]["StringEquals"]["kms:ViaService"] == [
            f"sqs.{assembly.region(stack)}.amazonaws.com"
        ], stack
