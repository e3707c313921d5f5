"""Which default VPCs go: those in which nothing was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from landing_zone_constructs import account_settings_handler, settings_runtime
from tests.landing_zone_constructs.test_account_settings_handler import REGION, Hand, request


@pytest.fixture
def ec2(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An account with AWS's default VPC, and a VPC of its own."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        client = boto3.client("ec2")
        client.create_vpc(CidrBlock="10.0.0.0/16")
        yield client


def default_vpc(ec2: Any) -> str:
    """Return its id, or nothing."""
    found = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    return str(found[0]["VpcId"]) if found else ""


def remove() -> dict[str, Any]:
    """Ask for the removal."""
    event = request(properties={"DefaultVpc": "remove-if-empty"})
    return settings_runtime.respond(
        event, Hand().clock, "account-settings", account_settings_handler.SETTINGS, boto3.client
    )


def test_an_empty_one_goes_with_what_aws_made_in_it(ec2: Any) -> None:
    """The account's other VPC stays, and a second request finds nothing to do."""
    vpc = default_vpc(ec2)
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    assert remove()["Data"] == {"Changed": "DefaultVpc"}
    assert default_vpc(ec2) == ""
    assert len(ec2.describe_vpcs()["Vpcs"]) == 1
    assert remove()["Data"] == {"Changed": ""}


def _interface(ec2: Any, vpc: str) -> None:
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"][0]["SubnetId"]
    ec2.create_network_interface(SubnetId=subnet)


def _peering(ec2: Any, vpc: str) -> None:
    other = next(one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"] if one["VpcId"] != vpc)
    ec2.create_vpc_peering_connection(VpcId=other, PeerVpcId=vpc)


@pytest.mark.parametrize(
    "make",
    [
        _interface,
        _peering,
        lambda ec2, vpc: ec2.create_subnet(VpcId=vpc, CidrBlock="172.31.128.0/24"),
        lambda ec2, vpc: ec2.create_security_group(GroupName="own", Description="own", VpcId=vpc),
        lambda ec2, vpc: ec2.create_route_table(VpcId=vpc),
        lambda ec2, vpc: ec2.create_network_acl(VpcId=vpc),
        lambda ec2, vpc: ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3"),
        lambda ec2, vpc: ec2.attach_vpn_gateway(
            VpcId=vpc, VpnGatewayId=ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
        ),
    ],
)
def test_one_in_which_anything_was_made_stays(ec2: Any, make: Callable[[Any, str], Any], caplog: Any) -> None:
    """The deployment succeeds all the same, and the log says what is there."""
    vpc = default_vpc(ec2)
    make(ec2, vpc)
    before = ec2.describe_subnets()["Subnets"]
    answer = remove()
    assert (answer["Status"], answer["Data"]) == ("SUCCESS", {"Changed": ""})
    assert default_vpc(ec2) == vpc
    assert ec2.describe_subnets()["Subnets"] == before
    assert f"the default VPC {vpc} stays, since it has " in caplog.text
