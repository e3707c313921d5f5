"""Assertions about the zone itself: its stacks, their tags, its accounts, its configuration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from landing_zone.assertions.evaluate import Evaluation
from landing_zone.catalogue.assertion import Assertion
from landing_zone.cloudformation.model import Assembly

VPC = {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}}
STACK = "LandingZone::Assembly::Stack"
ACCOUNT = "LandingZone::Configuration::Account"


def fields_of(**fields: Any) -> dict[str, Any]:
    """An assertion as a control writes it."""
    return {"id": "it-holds", "description": "What the test says must hold.", **fields}


def test_a_stacks_region_is_named_by_its_part_in_the_zone(
    assembly: Callable[..., Assembly], statuses: Callable[..., dict[str, str]], zone: dict[str, Any]
) -> None:
    """Home and mirror are distinguished; any other Region is neither."""
    stacks = {
        "Home": ("555555555555/eu-west-1", VPC),
        "Mirror": ("555555555555/eu-central-1", VPC),
        "Stray": ("555555555555/us-east-1", VPC),
    }
    found = statuses(assembly(stacks, zone), each={"type": [STACK]}, must="region_kind == 'home'")
    assert found == {
        "555555555555/eu-west-1": "pass",
        "555555555555/eu-central-1": "fail",
        "555555555555/us-east-1": "fail",
    }


def test_a_finding_on_a_stack_names_it(
    assembly: Callable[..., Assembly], judge: Callable[..., Evaluation], zone: dict[str, Any]
) -> None:
    """A waiver names the stack by its name, as for any finding about a whole template."""
    built = assembly({"One": ("555555555555/eu-west-1", VPC)}, zone)
    (finding,) = judge(built, each={"type": [STACK]}, must="tags.a == 'b'").findings
    assert (finding.stack, finding.logical_id, finding.status.value) == ("One", "", "fail")
    assert finding.message == "Stack One: tags.a is missing, but \"tags.a == 'b'\" must hold."


def test_the_environment_filter_narrows_stacks_and_accounts(
    assembly: Callable[..., Assembly], judge: Callable[..., Evaluation], zone: dict[str, Any]
) -> None:
    """A filter by role means the stacks, or the accounts, of that role alone."""
    built = assembly({"A": ("333333333333/eu-west-1", VPC), "B": ("555555555555/eu-west-1", VPC)}, zone)
    for kind in (STACK, ACCOUNT):
        selection = {"type": [kind], "environments": {"roles": ["security"]}}
        found = judge(built, each=selection, must="name == 'unknown'").findings
        assert [f.environment for f in found] == ["333333333333/eu-west-1"], kind


def test_accounts_may_be_compared_with_each_other(
    assembly: Callable[..., Assembly], statuses: Callable[..., dict[str, str]], zone: dict[str, Any]
) -> None:
    """``unique`` finds two accounts with one value."""
    built = assembly({"A": ("333333333333/eu-west-1", VPC)}, zone)
    found = statuses(built, unique={"type": [ACCOUNT]}, by="stage")
    assert found == {
        "333333333333/eu-west-1": "fail",
        "555555555555/eu-west-1": "fail",
        "666666666666/eu-west-1": "pass",
    }


@pytest.mark.parametrize(
    "assertion",
    [
        {"each": {"type": [STACK]}, "must": "tags.a"},
        {"none": {"type": [ACCOUNT]}},
        {"each": {"type": ["AWS::EC2::VPC"]}, "must": '"LandingZone::Configuration".regions.home'},
        {"none": {"type": ["AWS::EC2::VPC"], "where": '"LandingZone::Configuration".regions.home == CidrBlock'}},
        {"each": {"type": ["AWS::EC2::VPC"]}, "must": 'length("LandingZone::Waivers".security_hub) == `0`'},
    ],
)
def test_templates_from_elsewhere_have_no_zone(
    assembly: Callable[..., Assembly], judge: Callable[..., Evaluation], assertion: dict[str, Any]
) -> None:
    """Such an assertion is not judged on them, and is named as not judged: it does not pass."""
    outcome = judge(assembly({"A": ("333333333333/eu-west-1", VPC)}), **assertion)
    assert outcome.findings == ()
    assert outcome.not_judged == ("assertion::the-control.it-holds",)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"none": {"type": ["LandingZone::Assembly::Stak"]}}, "there is no LandingZone::Assembly::Stak"),
        ({"each": {"type": [STACK]}, "related": {"type": ["AWS::EC2::VPC"], "by": "x"}}, "is tied to nothing"),
        ({"each": {"type": ["AWS::EC2::VPC"]}, "related": {"type": [STACK], "by": "x"}}, "resources alone"),
        ({"unique": {"type": ["AWS::EC2::VPC"]}, "by": '"LandingZone::Configuration".x'}, "only 'must' and 'where'"),
        ({"unique": {"type": ["AWS::EC2::VPC"]}, "by": '"LandingZone::Waivers".x'}, "only 'must' and 'where'"),
    ],
)
def test_an_invalid_assertion_is_refused_when_read(fields: dict[str, Any], message: str) -> None:
    """A misspelt type is refused and does not silently select nothing; so is a form without meaning."""
    with pytest.raises(ValidationError, match=message):
        Assertion.model_validate(fields_of(**fields))
