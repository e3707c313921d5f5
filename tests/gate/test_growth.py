"""The calls of the gates' own functions grow with the number of stacks, not with its square.

Work inside one call, such as a search in a text, is not counted: tests/inventory measures that of log buckets.
"""

from __future__ import annotations

import cProfile
import json
import pstats
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import yaml

from landing_zone.assertions.evaluate import evaluate
from landing_zone.assessment.checks import checks_of
from landing_zone.assessment.resources import resources_of
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.engines.canonical import canonical
from landing_zone.gate.bypass_checks import find_bypasses
from landing_zone.inventory.build import build_inventory
from scripts.bench_scale import configuration

FEW = 20
"""Calls that a function may take more without being looked at."""


def stack(block: IPv4Network, account: str) -> dict[str, Any]:
    """A stack with all that is looked up elsewhere: by reference, by name, by alias; in its own template or another."""

    def resource(type_: str, **properties: Any) -> dict[str, Any]:
        return {"Type": f"AWS::{type_}", "Properties": properties}

    def ref(name: str) -> dict[str, str]:
        return {"Ref": name}

    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "*"}]}
    document = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    replication = {"Rules": [{"Status": "Enabled", "Destination": {"Bucket": f"arn:aws:s3:::copies-{account}"}}]}
    return {
        "Vpc": resource("EC2::VPC", CidrBlock=str(block)),
        "Subnet": resource("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock=str(next(block.subnets(4)))),
        "Table": resource("EC2::RouteTable", VpcId=ref("Vpc")),
        "Uses": resource("EC2::SubnetRouteTableAssociation", SubnetId=ref("Subnet"), RouteTableId=ref("Table")),
        "Internet": resource("EC2::InternetGateway"),
        "Attached": resource("EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Internet")),
        "Route": resource("EC2::Route", RouteTableId=ref("Table"), GatewayId=ref("Internet")),
        "Nat": resource("EC2::NatGateway", SubnetId=ref("Subnet")),
        "Endpoint": resource("EC2::VPCEndpoint", VpcId=ref("Vpc"), ServiceName="com.amazonaws.eu-west-1.s3"),
        "Flow": resource("EC2::FlowLog", ResourceId=ref("Vpc"), LogDestination=f"arn:aws:s3:::logs-{account}"),
        "Key": resource("KMS::Key", KeyPolicy=document, EnableKeyRotation=True),
        "Alias": resource("KMS::Alias", AliasName="alias/zone", TargetKeyId=ref("Key")),
        "Topic": resource("SNS::Topic", TopicName="alerts", KmsMasterKeyId="alias/zone"),
        "Trail": resource("CloudTrail::Trail", S3BucketName=f"logs-{account}", KMSKeyId="alias/zone"),
        "Rule": resource("Events::Rule", Targets=[{"Arn": f"arn:aws:sns:eu-west-1:{account}:alerts", "Id": "a"}]),
        "Logs": resource("S3::Bucket", BucketName=f"logs-{account}", ReplicationConfiguration=replication),
        "Copies": resource("S3::Bucket", BucketName=f"copies-{account}"),
        "Files": resource("S3::Bucket", LoggingConfiguration={"DestinationBucketName": f"logs-{account}"}),
        "Role": resource("IAM::Role", AssumeRolePolicyDocument=trust, ManagedPolicyArns=[ref("Managed")]),
        "Policy": resource("IAM::Policy", PolicyDocument=document, Roles=[ref("Role")], PolicyName="p"),
        "Managed": resource("IAM::ManagedPolicy", PolicyDocument=document),
        "Function": resource("Lambda::Function", Role={"Fn::GetAtt": ["Role", "Arn"]}),
    }


def calls(root: Path, folder: Path, stacks: int) -> dict[str, int]:
    """Judge a zone with so many workload accounts, without the engines; count each function's calls."""
    folder.mkdir()
    catalogue = load_catalogue(root / "policies")
    example = yaml.safe_load((root / "landing-zone.yaml").read_text(encoding="utf-8"))
    zone = configuration(example, 4 + stacks, IPv4Network("10.0.0.0/8"))
    blocks = {vpc["account"]: vpc["cidr"] for vpc in zone["addresses"]["vpcs"]}
    artifacts = {}
    for account in zone["accounts"][4:]:
        name, id_ = account["name"], account["id"]
        body = {"Resources": stack(IPv4Network(blocks[name]), id_)}
        (folder / f"{name}.json").write_text(json.dumps(body), encoding="utf-8")
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://{id_}/eu-west-1",
            "properties": {"templateFile": f"{name}.json"},
        }
    (folder / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}), encoding="utf-8")
    (folder / "landing-zone.json").write_text(json.dumps(zone, default=str), encoding="utf-8")
    profile = cProfile.Profile()
    profile.enable()
    assembly = load_assembly(folder)
    for template in assembly.templates:
        canonical(template.body, template.region)
    findings = (
        *evaluate(assembly, catalogue.controls.values()).findings,
        *find_bypasses(assembly, lambda _rule, _path: False),
    )
    resources = resources_of(assembly, findings)
    checks_of(findings, resources, catalogue, {}, {})
    inventory = build_inventory(assembly, resources.positions)
    profile.disable()
    network = inventory.networks[0]
    assert (len(network.subnets), network.nat_gateways, network.subnets[0].tier) == (1, 1, "public")
    assert len(inventory.networks) == len(inventory.keys) == len(inventory.roles) == stacks
    found: dict[str, int] = {}
    for (file, line, function), (_, count, _, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if "site-packages" in file:
            continue  # a library may keep what it has seen, and forget at random
        if file == "~":  # a builtin function, which libraries call too
            count = sum(calls for (caller, *_), (_, calls, *_) in callers.items() if str(root / "src") in caller)
        found[f"{file}:{line} {function}"] = count
    return found


def test_no_function_is_called_with_the_square_of_the_stacks(root: Path, tmp_path: Path) -> None:
    """The step from 20 to 40 stacks takes twice the calls of that from 10 to 20; a square would take four times."""
    calls(root, tmp_path / "first", 6)  # fills what is read once
    ten, twenty, forty = (calls(root, tmp_path / str(stacks), stacks) for stacks in (10, 20, 40))
    square = {
        name: (ten.get(name, 0), twenty[name], forty.get(name, 0))
        for name in twenty
        if forty.get(name, 0) - twenty[name] > 2.2 * max(0, twenty[name] - ten.get(name, 0)) + FEW
    }
    assert not square
    assert sum(forty.values()) > 100_000
