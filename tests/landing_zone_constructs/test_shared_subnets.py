"""Subnets are shared with named accounts of the organisation, and so are the parameters that describe them."""

from __future__ import annotations

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.multi_az_vpc import MultiAzVpc
from landing_zone_constructs.published_vpc import publish_shared_vpc, share_vpc
from landing_zone_constructs.shared_subnets import SharedSubnets
from tests.landing_zone_constructs.conftest import ACCOUNT, REGION, ZONES, ZonedStack

USERS = ["777777777777", "666666666666"]


def _share(stack: cdk.Stack, accounts: list[str]) -> Template:
    network = MultiAzVpc(
        stack,
        "Vpc",
        cidr="10.16.0.0/16",
        availability_zones=ZONES,
        organisation_id="o-examplepay01",
        flow_log_bucket_arn="arn:aws:s3:::examplepay-audit",
        interface_endpoints=[],
    )
    parameters = share_vpc(stack, network.vpc, prefix="/landing-zone/shared/production/")
    SharedSubnets(stack, "Share", name="production", vpc=network.vpc, parameters=parameters, accounts=accounts)
    return Template.from_stack(stack)


def test_all_subnets_and_parameters_are_shared_within_the_organisation(stack: ZonedStack) -> None:
    """Nine subnets, eight parameters of the tier that AWS shares; accounts in one order."""
    template = _share(stack, USERS)
    (share,) = template.find_resources("AWS::RAM::ResourceShare").values()
    found = share["Properties"]
    assert found["AllowExternalPrincipals"] is False
    assert found["Principals"] == sorted(USERS)
    subnets = {part["Ref"] for arn in found["ResourceArns"] for part in arn["Fn::Join"][1] if isinstance(part, dict)}
    assert set(template.find_resources("AWS::EC2::Subnet")) <= subnets
    parameters = template.find_resources("AWS::SSM::Parameter")
    assert {one["Properties"]["Tier"] for one in parameters.values()} == {"Advanced"}
    assert len(found["ResourceArns"]) == 9 + len(parameters) == 17
    assert set(share["DependsOn"]) == set(parameters)


def test_a_user_hands_on_what_it_reads_by_the_arn_of_the_owner(stack: ZonedStack) -> None:
    """Under the names that a team reads; a list as a list."""
    owner = "444444444444"
    publish_shared_vpc(stack, owner=owner, region=REGION, shared="/landing-zone/shared/production/")
    body = Template.from_stack(stack).to_json()
    read = {name: one["Default"] for name, one in body["Parameters"].items() if "shared" in one.get("Default", "")}
    assert len(read) == 8
    for resource in body["Resources"].values():
        one = resource["Properties"]
        end = one["Name"].removeprefix("/landing-zone/")
        assert (
            read[one["Value"]["Ref"]] == f"arn:aws:ssm:{REGION}:{owner}:parameter/landing-zone/shared/production/{end}"
        )
        assert one["Type"] == ("StringList" if end.endswith("-ids") else "String")
    assert owner != ACCOUNT


@pytest.mark.parametrize(("accounts", "what"), [([], "at least one account"), (["network"], "got 'network'")])
def test_sharing_with_nobody_known_is_refused(stack: ZonedStack, accounts: list[str], what: str) -> None:
    """An organisation's ARN would share with accounts that are made later."""
    with pytest.raises(ValueError, match=what):
        _share(stack, accounts)
