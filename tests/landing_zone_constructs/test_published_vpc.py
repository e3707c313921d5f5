"""A VPC that one stack publishes is what another reads: each subnet with its tier, its zone and its route table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk.assertions import Template

from landing_zone_constructs.multi_az_vpc import MultiAzVpc
from landing_zone_constructs.published_vpc import publish_vpc, published_vpc
from tests.landing_zone_constructs.conftest import ACCOUNT, FLAGS, REGION, ZONES, ZonedStack


def _published(stack: cdk.Stack) -> dict[str, Any]:
    network = MultiAzVpc(
        stack,
        "Vpc",
        cidr="10.16.0.0/16",
        availability_zones=ZONES,
        organisation_id="o-examplepay01",
        flow_log_bucket_arn="arn:aws:s3:::examplepay-audit",
        interface_endpoints=[],
    )
    publish_vpc(stack, network.vpc)
    parameters = Template.from_stack(stack).find_resources("AWS::SSM::Parameter").values()
    return {found["Properties"]["Name"]: found["Properties"] for found in parameters}


def _reader() -> tuple[cdk.App, ZonedStack]:
    """A stack in the same environment; it uses nothing of the VPC yet, which the CDK's own validation would say."""
    app = cdk.App(context=FLAGS, analytics_reporting=False, builtin_cloud_formation_validation=False)
    return app, ZonedStack(app, "Reader", env=cdk.Environment(account=ACCOUNT, region=REGION))


def test_what_is_read_was_written(stack: ZonedStack) -> None:
    """Under the same names, as a list where a list is read."""
    written = _published(stack)
    _app, reader = _reader()
    vpc = published_vpc(reader, "Vpc")
    ec2.CfnSecurityGroup(reader, "Group", group_description="Web", vpc_id=vpc.vpc_id)
    read = {
        p["Default"]: p["Type"] for p in Template.from_stack(reader).to_json()["Parameters"].values() if "Default" in p
    }
    read = {name: kind for name, kind in read.items() if name.startswith("/landing-zone/")}
    assert {name: "List<" in kind for name, kind in read.items()} == {
        name: found["Type"] == "StringList" for name, found in written.items()
    }
    assert len(read) == 8
    assert written["/landing-zone/vpc-id"]["Type"] == "String"


def test_a_list_is_in_the_order_of_the_zones(stack: ZonedStack) -> None:
    """The reader knows a subnet's zone by its place."""
    written = _published(stack)
    template = Template.from_stack(stack)
    subnets = template.find_resources("AWS::EC2::Subnet")
    associations = [
        found["Properties"] for found in template.find_resources("AWS::EC2::SubnetRouteTableAssociation").values()
    ]
    for tier in ("public", "private", "isolated"):
        ids = [part["Ref"] for part in written[f"/landing-zone/{tier}-subnet-ids"]["Value"]["Fn::Join"][1]]
        letters = [subnets[one]["Properties"]["AvailabilityZone"]["Fn::Join"][1][1] for one in ids]
        assert letters == ["a", "b", "c"]
        assert all({"Key": "tier", "Value": tier} in subnets[one]["Properties"]["Tags"] for one in ids)
        tables = [part["Ref"] for part in written[f"/landing-zone/{tier}-route-table-ids"]["Value"]["Fn::Join"][1]]
        by_subnet = {found["SubnetId"]["Ref"]: found["RouteTableId"]["Ref"] for found in associations}
        assert [by_subnet[one] for one in ids] == tables


def test_tiers_are_selected_without_a_look_up() -> None:
    """Each subnet is one value of a list, so that every construct of the CDK can use it; no context is asked for."""
    app, reader = _reader()
    vpc = published_vpc(reader, "Vpc")
    for kind in (ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS, ec2.SubnetType.PRIVATE_ISOLATED):
        found = vpc.select_subnets(subnet_type=kind)
        assert len(found.subnet_ids) == 3
        assert len(set(found.availability_zones)) == 3
        assert len(vpc.select_subnets(subnet_type=kind, one_per_az=True).subnet_ids) == 3
    manifest = json.loads((Path(app.synth().directory) / "manifest.json").read_text(encoding="utf-8"))
    assert not manifest.get("missing")


def test_an_instance_names_its_subnet_and_no_zone() -> None:
    """Where another account shares the subnet, its zone may have another name: EC2 refuses a zone that is not its."""
    _app, reader = _reader()
    ec2.Instance(
        reader,
        "Instance",
        vpc=published_vpc(reader, "Vpc"),
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        instance_type=ec2.InstanceType("t4g.micro"),
        machine_image=ec2.MachineImage.generic_linux({REGION: "ami-0123456789abcdef0"}),
    )
    (found,) = Template.from_stack(reader).find_resources("AWS::EC2::Instance").values()
    assert found["Properties"]["SubnetId"]["Fn::Select"][0] == 0
    assert found["Properties"].get("AvailabilityZone", {"Ref": "AWS::NoValue"}) == {"Ref": "AWS::NoValue"}
