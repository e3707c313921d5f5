"""What a zone costs a month, from a dated list of prices: each number by hand, and nothing left out silently."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from landing_zone.cli.main import app
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.config import load_landing_zone
from landing_zone.cost.count import count
from landing_zone.cost.price_list import PriceList, price_list
from landing_zone.cost.report import cost_of
from landing_zone.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
MakeTemplate = Callable[..., Template]
NETWORK = {
    "Nat": {"Type": "AWS::EC2::NatGateway"},
    "Address": {"Type": "AWS::EC2::EIP"},
    "Kms": {
        "Type": "AWS::EC2::VPCEndpoint",
        "Properties": {"VpcEndpointType": "Interface", "SubnetIds": [{"Ref": "A"}, {"Ref": "B"}, {"Ref": "C"}]},
    },
    "S3": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcEndpointType": "Gateway"}},
}


@pytest.fixture
def prices() -> PriceList:
    """The project's list."""
    return price_list()


def test_each_price_times_its_quantity(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], prices: PriceList
) -> None:
    """730 hours: a gateway 0.048, its address 0.005, an endpoint 0.011 in each of three zones; one for S3 nothing."""
    counted = count(make_assembly(make_template(NETWORK)), prices)
    assert {line.resource.logical_id: line.dollars for line in counted.lines} == {
        "Nat": Decimal("35.040"),
        "Address": Decimal("3.650"),
        "Kms": Decimal("24.090"),
    }
    assert counted.dollars == Decimal("62.78")
    assert counted.free == {"AWS::EC2::VPCEndpoint": 1}


def test_a_web_acl_is_charged_with_its_rules(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], prices: PriceList
) -> None:
    """Five dollars and one for each rule; the same in every Region."""
    acl = {"Type": "AWS::WAFv2::WebACL", "Properties": {"Rules": [{"Name": "A"}, {"Name": "B"}]}}
    counted = count(make_assembly(make_template({"Acl": acl}, region="sa-east-1")), prices)
    assert counted.dollars == 7


@pytest.mark.parametrize(
    ("resource", "region", "said"),
    [
        ({"Type": "AWS::Neptune::DBCluster"}, "eu-west-1", "AWS::Neptune::DBCluster: no list has its price"),
        ({"Type": "AWS::EC2::NatGateway"}, "sa-east-1", "AWS::EC2::NatGateway: no price of 'NAT gateway' in sa-east-1"),
        (
            {
                "Type": "AWS::EC2::VPCEndpoint",
                "Properties": {"VpcEndpointType": "Interface", "SubnetIds": {"Fn::Split": [",", {"Ref": "Subnets"}]}},
            },
            "eu-west-1",
            "",
        ),
        (
            {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcEndpointType": {"Ref": "Kind"}, "SubnetIds": ["a"]}},
            "eu-west-1",
            "",
        ),
        ({"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcEndpointType": "GatewayLoadBalancer"}}, "eu-west-1", ""),
        ({"Type": "AWS::SSM::Parameter", "Properties": {"Tier": "Intelligent-Tiering"}}, "eu-west-1", ""),
        (
            {"Type": "AWS::WAFv2::WebACL", "Properties": {"Rules": "{{resolve:ssm:rules}}"}},
            "eu-west-1",
            "",
        ),
    ],
)
def test_nothing_is_zero_silently(
    make_template: MakeTemplate,
    make_assembly: Callable[..., Assembly],
    prices: PriceList,
    resource: dict[str, Any],
    region: str,
    said: str,
) -> None:
    """A type that no list knows, a Region without a price, and a number that deployment decides are named."""
    found = cost_of(make_assembly(make_template({"One": resource}, region=region)), prices)
    known_later = f"{resource['Type']}: how many of"
    assert any(said in one if said else known_later in one for one in found.unpriced), found.unpriced


def test_a_composite_alarm_costs_more_than_one_of_a_metric(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], prices: PriceList
) -> None:
    """It is not free beside the alarms that it is made of; no price of it was found in its source."""
    alarms = {"One": {"Type": "AWS::CloudWatch::Alarm"}, "Both": {"Type": "AWS::CloudWatch::CompositeAlarm"}}
    found = cost_of(make_assembly(make_template(alarms)), prices)
    assert (found.dollars, found.unsourced_dollars) == (Decimal("0.60"), Decimal("0.50"))


def test_what_is_charged_by_use_is_named_and_not_counted(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], prices: PriceList
) -> None:
    """Custom resources too, whatever their name."""
    found = cost_of(
        make_assembly(make_template({"A": {"Type": "AWS::GuardDuty::Detector"}, "B": {"Type": "Custom::Anything"}})),
        prices,
    )
    assert found.dollars == 0
    assert set(found.by_use) == {"AWS::GuardDuty::Detector", "Custom::Anything"}
    assert found.unpriced == ()


def test_an_unsourced_price_says_so(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], prices: PriceList
) -> None:
    """In eu-central-1 no page was found for a NAT gateway; in eu-west-1 one was."""
    nat = {"Nat": {"Type": "AWS::EC2::NatGateway"}}
    home = make_template(nat, "Home")
    mirror = make_template(nat, "Mirror", region="eu-central-1")
    found = cost_of(make_assembly(home, mirror), prices)
    (price,) = found.prices
    assert price.unsourced == ("eu-central-1",)
    assert found.unsourced_dollars == Decimal("37.96")
    assert found.dollars == Decimal("73.00")


def test_every_price_has_an_address_and_a_day(prices: PriceList) -> None:
    """And each is used by a type, so that none is kept for nothing."""
    assert all(price.source.startswith("https://") and price.read.year >= 2026 for price in prices.prices.values())


_ONE = "currency: USD\nprices:\n  a: {service: A, what: a, source: 'https://a', read: 2026-12-01, "


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("currency: EUR\nprices: {}\n", "currency"),
        ("currency: USD\nprices: {}\n", "prices"),
        (_ONE + "unit: day, everywhere: 1}\n", "day"),
        (_ONE + "unit: hour}\n", "everywhere"),
        (_ONE + "unit: hour, everywhere: 1}\n", "is charged by a price that is not in the list"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str, what: str) -> None:
    """With file and line; a contract's list that lacks a price is not taken for free."""
    file = tmp_path / "prices.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        price_list(file)
    assert str(file) in caught.value.render()
    assert what in caught.value.render()


def test_choices_name_the_line_that_causes_them(
    make_template: MakeTemplate, make_assembly: Callable[..., Assembly], prices: PriceList
) -> None:
    """A network of production asks for a gateway in each zone, one of staging does not; each cost has one choice."""
    zone = load_landing_zone(ROOT / "landing-zone.yaml")
    ids = {account.name: account.id for account in zone.accounts}

    def nat(stack: str, path: str) -> dict[str, Any]:
        return {"Nat": {"Type": "AWS::EC2::NatGateway", "Metadata": {"aws:cdk:path": f"{stack}/{path}/Nat"}}}

    stacks = [
        make_template(
            nat("Workload-cde-production-eu-west-1", "Vpc"), "Workload-cde-production-eu-west-1", ids["cde-production"]
        ),
        make_template(
            nat("Network-network-eu-west-1", "StagingNetwork/Vpc") | {"Key": {"Type": "AWS::KMS::Key"}},
            "Network-network-eu-west-1",
            ids["network"],
        ),
    ]
    found = cost_of(replace(make_assembly(*stacks), zone=zone.snapshot()), prices)
    assert sum(choice.dollars for choice in found.choices) == found.dollars
    by_key = {choice.key: choice for choice in found.choices}
    own = by_key["addresses.vpcs[0].nat_gateways"]
    assert own.saves == {"one": Decimal("23.36"), "zones: 2": Decimal("11.68"), "none": Decimal("35.04")}
    assert [one.partition(":")[0] for one in own.asked_by] == ["vpc-multi-az"]
    shared = by_key["addresses.vpcs[5].nat_gateways"]
    assert (shared.value, shared.asked_by) == ("one", ())
    assert by_key["accounts[3]"].dollars == 1


def test_the_command_gives_the_same_numbers_to_people_and_programs(tmp_path: Path) -> None:
    """Of templates from elsewhere too; twice the same bytes."""
    (tmp_path / "a.template.json").write_text(json.dumps({"Resources": {"K": {"Type": "AWS::KMS::Key"}}}))
    runner = CliRunner()
    text = runner.invoke(app, ["cost", str(tmp_path)])
    one, two = (runner.invoke(app, ["cost", str(tmp_path), "--format", "json"]) for _ in range(2))
    assert text.exit_code == one.exit_code == 0
    assert "1.00 dollars a month" in text.stdout
    assert json.loads(one.stdout)["dollars"] == 1.0
    assert one.stdout == two.stdout
