"""What a deployment would do is found from two assemblies: taken names, stacks that stay, data that goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.model import Assembly
from landing_zone.diff.bootstrapped import bootstrap_first
from landing_zone.diff.model import Fate, Precaution, Risk
from landing_zone.diff.places import places
from landing_zone.diff.precautions import precautions
from landing_zone.diff.resources import resource_changes
from landing_zone.diff.rights import rights
from tests.diff.edits import Stacks, stacks

HOME, MIRROR, OTHER = "111111111111/eu-west-1", "111111111111/eu-central-1", "222222222222/eu-west-1"
TOPIC = {"Type": "AWS::SNS::Topic"}
DETECTOR = {"Type": "AWS::GuardDuty::Detector", "Properties": {"Enable": True}}
NAMED = {"Fn::Join": ["-", ["a", {"Ref": "AWS::AccountId"}, {"Ref": "AWS::Region"}]]}


def made(type_: str, **properties: Any) -> dict[str, Any]:
    """A resource."""
    return {"Type": type_, "Properties": properties}


def found(before: Stacks, after: Stacks) -> list[tuple[Risk, tuple[str, ...]]]:
    """The effects, whatever their cause, of going from one to the other."""
    return [(effect.risk, effect.resources) for one in asked(before, after) for effect in one.effects]


def asked(before: Stacks, after: Stacks) -> tuple[Precaution, ...]:
    """The precautions of going from one to the other."""
    old, new = stacks(before), stacks(after)
    there = places(old, new)
    return precautions(old, new, there, resource_changes(old, new, there))


@pytest.mark.parametrize(
    ("resource", "also"),
    [
        (DETECTOR, ()),
        (made("AWS::Config::ConfigurationRecorder", RoleARN="arn:aws:iam::111111111111:role/a"), ()),
        (made("AWS::AccessAnalyzer::Analyzer", Type="ACCOUNT"), ()),
        (made("AWS::KMS::Alias", AliasName="alias/a", TargetKeyId="a"), ()),
        (made("AWS::Logs::LogGroup", LogGroupName="/a"), ()),
        (made("AWS::SSM::Document", Name="SSM-SessionManagerRunShell", Content={}), ()),
        (made("AWS::SSM::Parameter", Name="/a", Type="String", Value="a"), ()),
        (made("AWS::SecurityHub::Hub"), ()),
        (made("AWS::S3::Bucket", BucketName="a"), (MIRROR, OTHER)),
        (made("AWS::IAM::Role", RoleName="a", AssumeRolePolicyDocument={}), (MIRROR,)),
        (made("AWS::IAM::ServiceLinkedRole", AWSServiceName="config.amazonaws.com"), (MIRROR,)),
        (made("AWS::SecurityHub::FindingAggregator", RegionLinkingMode="NO_REGIONS"), (MIRROR,)),
    ],
)
def test_a_stack_that_stays_has_what_can_exist_once(resource: dict[str, Any], also: tuple[str, ...]) -> None:
    """In its account and Region; by its type also in the whole account, or in all of AWS."""
    before = {
        (HOME, "Old"): {"One": resource, "Topic": TOPIC},
        **{(e, "Always"): {"A": TOPIC} for e in (MIRROR, OTHER)},
    }
    for environment in (HOME, MIRROR, OTHER):
        after = {key: value for key, value in before.items() if key[1] != "Old"}
        after[environment, "New"] = {"Another": resource}
        fails = [places_ for risk, places_ in found(before, after) if risk is Risk.FAILS]
        assert fails == ([("New/Another",)] if environment in (HOME, *also) else []), environment


def test_a_name_is_what_the_template_makes_of_it() -> None:
    """The same text is another name in another Region; one that CloudFormation chooses is taken by none."""
    bucket, queue = made("AWS::S3::Bucket", BucketName=NAMED), made("AWS::SQS::Queue")
    before = {(HOME, "Old"): {"One": bucket, "Queue": queue}}
    assert (Risk.FAILS, ("New/Two",)) in found(before, {(HOME, "New"): {"Two": bucket, "Other": queue}})
    assert Risk.FAILS not in dict(found(before, {(MIRROR, "New"): {"Two": bucket}}))


def test_two_new_ones_have_one_name() -> None:
    """A data class and a key of the zone with one alias: each template is right by itself."""
    alias = made("AWS::KMS::Alias", AliasName="alias/a-logs", TargetKeyId="a")
    after = {(HOME, "A"): {"Topic": TOPIC, "One": alias}, (HOME, "B"): {"Two": alias}}
    (fails,) = found({(HOME, "A"): {"Topic": TOPIC}}, after)
    assert fails == (Risk.FAILS, ("B/Two",))


@pytest.mark.parametrize(("name", "risks"), [("a", [Risk.FAILS, Risk.LOSES]), ("b", [Risk.LOSES])])
def test_a_replacement_needs_another_name(name: str, risks: list[Risk]) -> None:
    """CloudFormation refuses it under the same one; under another the data is not in the new one."""
    before = {(HOME, "A"): {"One": made("AWS::SQS::Queue", QueueName="a")}}
    after = {(HOME, "A"): {"One": made("AWS::SQS::Queue", QueueName=name, FifoQueue=True)}}
    assert [risk for risk, _ in found(before, after)] == risks
    assert found(after, after) == []


@pytest.mark.parametrize(
    ("type_", "before", "after"),
    [
        ("AWS::EC2::SecurityGroup", {"GroupDescription": "a"}, {"GroupDescription": "b"}),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", {"Port": 80}, {"Port": 443}),
        ("AWS::ECS::Service", {"LaunchType": "EC2"}, {"LaunchType": "FARGATE"}),
    ],
)
def test_a_name_that_no_schema_calls_an_identifier_is_taken_too(
    type_: str, before: dict[str, str], after: dict[str, str]
) -> None:
    """Within the VPC or the cluster that it is in; without a name the replacement is an interruption."""
    naming = {"AWS::EC2::SecurityGroup": "GroupName", "AWS::ECS::Service": "ServiceName"}.get(type_, "Name")
    within = {"AWS::EC2::SecurityGroup": "VpcId", "AWS::ECS::Service": "Cluster"}.get(type_, "")

    def one(of: dict[str, str], **more: Any) -> Stacks:
        return {(HOME, "A"): {"One": made(type_, **of, **more)}}

    place_ = {within: {"Ref": "Where"}} if within else {}
    named = {naming: "a", **place_}
    assert found(one(before, **named), one(after, **named)) == [(Risk.FAILS, ("A/One",)), (Risk.REPLACES, ("A/One",))]
    assert found(one(before, **place_), one(after, **place_)) == [(Risk.REPLACES, ("A/One",))]
    other = {**named, within: {"Ref": "Other"}} if within else {naming: "b"}
    assert Risk.FAILS not in dict(found(one(before, **named), one(after, **other)))


def test_a_key_keeps_what_it_was_made_as() -> None:
    """CloudFormation neither changes nor replaces it; what is written as the default changes nothing."""
    plain, default = made("AWS::KMS::Key", KeyPolicy={}), made("AWS::KMS::Key", KeyPolicy={}, MultiRegion=False)
    for more in ({"MultiRegion": True}, {"KeySpec": "RSA_2048"}, {"KeyUsage": "SIGN_VERIFY"}):
        other = made("AWS::KMS::Key", KeyPolicy={}, **more)
        assert found({(HOME, "A"): {"One": plain}}, {(HOME, "A"): {"One": other}}) == [(Risk.FAILS, ("A/One",))]
    assert found({(HOME, "A"): {"One": plain}}, {(HOME, "A"): {"One": default}}) == []


def test_a_resource_stays_of_its_type() -> None:
    """CloudFormation refuses another type under the same logical id."""
    queue = made("AWS::SQS::Queue")
    assert found({(HOME, "A"): {"One": TOPIC}}, {(HOME, "A"): {"One": queue}})[0] == (Risk.FAILS, ("A/One",))


@pytest.mark.parametrize(
    ("zone", "range_", "fails"),
    [
        ("b", "10.0.0.0/24", True),
        ("a", "10.0.0.0/23", True),
        ("a", "10.0.1.0/24", True),
        ("b", "10.0.2.0/24", False),
    ],
)
def test_a_new_subnet_needs_addresses_that_are_free(zone: str, range_: str, fails: bool) -> None:
    """Those of the old one, and of another of its VPC, are taken until the end; in a new VPC they are free."""

    def network(zone: str, range_: str, vpc: str = "10.0.0.0/16") -> Stacks:
        where = {"VpcId": {"Ref": "Vpc"}}
        return {
            (HOME, "A"): {
                "Vpc": made("AWS::EC2::VPC", CidrBlock=vpc),
                "One": made("AWS::EC2::Subnet", AvailabilityZone=zone, CidrBlock=range_, **where),
                "Two": made("AWS::EC2::Subnet", AvailabilityZone="c", CidrBlock="10.0.1.0/24", **where),
            }
        }

    before = network("a", "10.0.0.0/24")
    after = dict(found(before, network(zone, range_)))
    assert (after.get(Risk.FAILS) == ("A/One",)) is fails
    assert Risk.FAILS not in dict(found(before, network(zone, range_, "10.0.0.0/15")))


@pytest.mark.parametrize(
    ("changed", "fate"),
    [
        ({"BackupRetentionPeriod": 14}, Fate.UPDATED),
        ({"MultiAZ": True}, Fate.UPDATED),
        ({"EngineVersion": "17"}, Fate.UPDATED),
        ({"AvailabilityZone": "eu-west-1b"}, Fate.REPLACED),
        ({"KmsKeyId": "b"}, Fate.REPLACED),
    ],
)
def test_a_database_is_replaced_by_what_its_documentation_says(changed: dict[str, Any], fate: Fate) -> None:
    """The schema calls more properties create-only under conditions; that one of them changes loses no data."""
    before, after = (
        stacks({(HOME, "A"): {"One": made("AWS::RDS::DBInstance", Engine="postgres", **one)}}) for one in ({}, changed)
    )
    assert [change.fate for change in resource_changes(before, after)] == [fate]


@pytest.mark.parametrize(
    ("policies", "risk"),
    [
        ({}, Risk.LOSES),
        ({"UpdateReplacePolicy": "Retain"}, Risk.LEAVES),
    ],
)
def test_the_data_of_what_is_replaced(policies: dict[str, str], risk: Risk) -> None:
    """It is lost, or stays where no stack has it; a change of the policy itself saves nothing yet."""
    before = {(HOME, "A"): {"One": {**made("AWS::S3::Bucket", BucketName="a"), **policies}}}
    after = {(HOME, "A"): {"One": {**made("AWS::S3::Bucket", BucketName="b"), **policies}}}
    assert found(before, after) == [(risk, ("A/One",))]
    plain = {(HOME, "A"): {"One": made("AWS::S3::Bucket", BucketName="a")}}
    assert found(plain, after) == [(Risk.LOSES, ("A/One",))]


@pytest.mark.parametrize(
    ("policies", "effects"),
    [
        ({}, [(Risk.LOSES, ("A/One",))]),
        ({"DeletionPolicy": "Retain"}, [(Risk.LEAVES, ("A/One",))]),
        ({"DeletionPolicy": "RetainExceptOnCreate"}, [(Risk.LEAVES, ("A/One",))]),
    ],
)
def test_what_holds_data_leaves_its_stack(policies: dict[str, str], effects: list[Any]) -> None:
    """A key too: what it encrypted is read with it alone. What holds none may go."""
    key = {**made("AWS::KMS::Key", KeyPolicy={}), **policies}
    before = {(HOME, "A"): {"One": key, "Topic": TOPIC, "Other": TOPIC}}
    precaution = asked(before, {(HOME, "A"): {"Topic": TOPIC}})
    assert [(effect.risk, effect.resources) for one in precaution for effect in one.effects] == effects
    assert all(one.stops for one in precaution)
    assert ("can be read only while it is there" in precaution[0].effects[0].what) is bool(policies)


def test_a_replacement_without_data_does_not_stop() -> None:
    """It is shown, as an interruption."""
    before, after = (made("AWS::EC2::VPC", CidrBlock=f"10.{n}.0.0/16") for n in (0, 1))
    (one,) = asked({(HOME, "A"): {"Vpc": before}}, {(HOME, "A"): {"Vpc": after}})
    assert [effect.risk for effect in one.effects] == [Risk.REPLACES]
    assert not one.stops


def test_a_gateway_holds_its_address_until_the_end() -> None:
    """The new one cannot have it; with an address of its own it can."""

    def network(range_: str, address: str) -> Stacks:
        nat = made("AWS::EC2::NatGateway", SubnetId={"Ref": "Subnet"}, AllocationId=address)
        return {(HOME, "A"): {"Subnet": made("AWS::EC2::Subnet", VpcId="vpc-1", CidrBlock=range_), "Nat": nat}}

    before = network("10.0.0.0/24", "eipalloc-1")
    assert (Risk.FAILS, ("A/Nat",)) in found(before, network("10.0.1.0/24", "eipalloc-1"))
    assert Risk.FAILS not in dict(found(before, network("10.0.1.0/24", "eipalloc-2")))


def test_a_stack_of_one_name_in_another_account_is_another_stack() -> None:
    """The first stays where it is."""
    before, after = {(HOME, "A"): {"One": TOPIC}}, {(OTHER, "A"): {"One": TOPIC}}
    assert found(before, after) == [(Risk.LEAVES, ("A",))]
    assert [c.fate for c in resource_changes(stacks(before), stacks(after))] == [Fate.ORPHANED, Fate.ADDED]


def test_templates_that_no_manifest_deploys_leave_nothing_behind(tmp_path: Any) -> None:
    """What deploys them is not known."""
    old = stacks({(HOME, "A"): {"One": TOPIC}})
    loose = Assembly(tmp_path, old.templates, None)
    assert not places(loose, Assembly(tmp_path, (), None)).orphaned
    assert places(old, Assembly(tmp_path, (), None)).orphaned == {(HOME, "A")}


def test_a_stack_under_another_name_has_no_new_rights() -> None:
    """It repeats the one that stays; a right that it has beyond that one is new."""
    policy = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    more = {"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}]}
    before = stacks({(HOME, "A"): {"P": made("AWS::IAM::ManagedPolicy", PolicyDocument=policy), "T": TOPIC}})
    same, wider = (
        stacks({(HOME, "B"): {"P": made("AWS::IAM::ManagedPolicy", PolicyDocument=one), "T": TOPIC}})
        for one in (policy, more)
    )
    assert rights(before, same).rights == ()
    assert [one.what for one in rights(before, wider).rights] == ["Allow s3:putobject on *"]


def bootstrapped(**digests: str) -> Assembly:
    """An assembly with the bootstrap of some environments."""
    found = stacks({(HOME, f"Bootstrap-{name}"): {} for name in digests} | {(HOME, "Other"): {"Topic": TOPIC}})
    folder = Path("cdk.out") / "assembly-Bootstrap" / "manifest.json"
    return replace(
        found,
        templates=tuple(
            replace(t, digest=digests.get(t.name.removeprefix("Bootstrap-"), "same")) for t in found.templates
        ),
        deployments=tuple(replace(d, manifest=folder) if d.stack != "Other" else d for d in found.deployments),
    )


def test_environments_whose_bootstrap_changed_are_named() -> None:
    """With those that are new; where none changed, there is nothing to say."""
    old = bootstrapped(a="1", b="1")
    assert bootstrap_first(old, bootstrapped(a="1", b="1")) == ()
    (one,) = bootstrap_first(old, bootstrapped(a="1", b="2", c="1"))
    assert one.stops
    assert one.recipe == "docs/bootstrap.md#bootstrap-again"
    missing, older = one.effects
    assert (missing.resources, older.resources) == (("Bootstrap-c",), ("Bootstrap-b",))
    assert "1 environment (c) has no bootstrap yet" in missing.what
    assert "1 environment (b) has the rights of the older bootstrap" in older.what


def _with_actions(assembly: Assembly, *actions: str, effect: str = "Allow") -> Assembly:
    statement = {"Effect": effect, "Sid": "S", "Action": list(actions), "Resource": "*"}
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [statement]}}}
    body = {"Resources": {"ExecutionPolicy": policy}}
    return replace(assembly, templates=tuple(replace(template, body=body) for template in assembly.templates))


@pytest.mark.parametrize(
    ("actions", "effect", "stops"),
    [(["a:B"], "Allow", False), (["a:B", "a:D"], "Allow", True), (["a:B"], "Deny", True)],
)
def test_a_bootstrap_that_only_loses_rights_stops_nothing(actions: list[str], effect: str, stops: bool) -> None:
    """It is said, for rights that nothing needs are to go; another statement is another bootstrap."""
    old = _with_actions(bootstrapped(a="1"), "a:B", "a:C")
    (one,) = bootstrap_first(old, _with_actions(bootstrapped(a="2"), *actions, effect=effect))
    assert one.stops is stops
    assert ("1 environment (a) has rights that no stack needs any more" in one.effects[0].what) is not stops


def test_a_bootstrap_that_denies_less_stops() -> None:
    """The boundary and the roles' denials are what keeps others out: less of them is another bootstrap."""
    old = _with_actions(bootstrapped(a="1"), "a:B", "a:C", effect="Deny")
    (one,) = bootstrap_first(old, _with_actions(bootstrapped(a="2"), "a:B", effect="Deny"))
    assert one.stops
