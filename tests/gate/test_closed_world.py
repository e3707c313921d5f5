"""Properties that no control reads are found, in the zone's own stacks and where card data is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.catalogue.closed_world import ClosedWorld, load_closed_world
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.cloudformation.types.property_paths import property_paths
from landing_zone.cloudformation.types.resource_type import resource_type, type_files
from landing_zone.config import load_landing_zone
from landing_zone.findings.finding import Status
from landing_zone.gate.closed_world import count_unknown, find_unknown

WORLD = ClosedWorld(("Baseline",), {"AWS::SQS::Queue": frozenset({"KmsMasterKeyId", "Tags[].Value", "Names"})})
CASES: list[tuple[str, dict[str, Any], set[str]]] = [
    ("AWS::SQS::Queue", {"KmsMasterKeyId": {"Ref": "Key"}}, {"KmsMasterKeyId"}),
    ("AWS::SQS::Queue", {"Tags": [{"Key": "a", "Value": "b"}]}, {"Tags[].Key", "Tags[].Value"}),
    ("AWS::SQS::Queue", {"DelaySeconds": {"Ref": "AWS::NoValue"}}, set()),
    (
        "AWS::SNS::Subscription",
        {"RedrivePolicy": {"Fn::If": ["C", {"a": 1}, {"Ref": "AWS::NoValue"}]}},
        {"RedrivePolicy"},
    ),
    ("AWS::Lambda::Function", {"Environment": {"Variables": {"A": "b"}}}, {"Environment.Variables{}"}),
    ("AWS::IAM::Role", {"AssumeRolePolicyDocument": {"Statement": []}}, {"AssumeRolePolicyDocument"}),
    (
        "AWS::S3::Bucket",
        {"CorsConfiguration": {"CorsRules": [{"MaxAge": 1}]}},
        {"CorsConfiguration.CorsRules[].MaxAge"},
    ),
    ("Custom::OrganisationSettings", {"MacieMembers": {"111111111111": "a@example.com"}}, {"MacieMembers"}),
    ("Custom::Other", {"A": {"B": [1]}}, {"A.B[]"}),
    ("AWS::S3::Bucket", {"NotInTheSchema": {"At": "all"}}, {"NotInTheSchema.At"}),
]


@pytest.mark.parametrize(("type_", "properties", "expected"), CASES)
def test_paths_of_what_is_set(type_: str, properties: dict[str, Any], expected: set[str]) -> None:
    """Lists, free maps, documents and choices each have their form; a reference is a value."""
    assert property_paths(type_, properties) == expected


def _template(make: Callable[..., Template], name: str, properties: dict[str, Any]) -> Template:
    return make({"Queue": {"Type": "AWS::SQS::Queue", "Properties": properties}}, name=name)


def test_an_own_stack_fails_and_names_path_and_file(
    make_template: Callable[..., Template], make_assembly: Callable[..., Assembly]
) -> None:
    """What is known passes; one path more fails, and the message says where to settle it."""
    known = _template(make_template, "Baseline-a-eu-west-1", {"KmsMasterKeyId": "alias/a"})
    more = _template(make_template, "Baseline-b-eu-west-1", {"KmsMasterKeyId": "alias/a", "FifoQueue": True})
    passed, failed = find_unknown(make_assembly(known, more), WORLD)
    assert (passed.status, passed.stack) == (Status.PASS, known.name)
    assert (failed.status, failed.stack, failed.logical_id) == (Status.FAIL, more.name, "Queue")
    assert failed.message.startswith("FifoQueue of AWS::SQS::Queue: ")
    assert "AWS-SQS-Queue.yaml" in failed.message


def test_other_stacks_are_not_asked_without_a_configuration(
    make_template: Callable[..., Template], make_assembly: Callable[..., Assembly]
) -> None:
    """A template from elsewhere may set what it likes."""
    shop = _template(make_template, "Shop-a-eu-west-1", {"FifoQueue": True})
    assert list(find_unknown(make_assembly(shop), WORLD)) == []


@pytest.mark.parametrize(
    ("account", "status", "lines"), [("cde-production", [Status.UNDETERMINED], 0), ("customer-production", [], 1)]
)
def test_a_team_is_asked_where_card_data_is(
    account: str,
    status: list[Status],
    lines: int,
    root: Path,
    make_template: Callable[..., Template],
    make_assembly: Callable[..., Assembly],
) -> None:
    """Undetermined in an account of the CDE, which a waiver may accept; counted in any other."""
    body = {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"FifoQueue": True, "DelaySeconds": 1}}}
    zone = load_landing_zone(root / "landing-zone.yaml")
    number = next(one.id for one in zone.accounts if one.name == account)
    assembly = make_assembly(make_template(body, name="Shop-a-eu-west-1", account=number))
    assert [one.status for one in find_unknown(assembly, WORLD, zone)] == status
    counted = count_unknown(assembly, WORLD, zone)
    assert len(counted) == lines
    assert all(line.startswith("2 properties of AWS::SQS::Queue are read by no control") for line in counted)


def test_a_list_is_known_by_its_removal() -> None:
    """Taking a list of texts out changed a verdict: so do its elements."""
    assert "Names" in WORLD.known("AWS::SQS::Queue")


def test_each_document_has_a_control_that_reads_it(root: Path) -> None:
    """The facts name a control of the catalogue, and a reason is a sentence."""
    controls = load_catalogue(root / "policies").controls
    for type_ in type_files():
        facts = resource_type(type_)
        for path, control in facts.documents.items():
            assert control in controls, f"{type_}: {path} names no control: {control}"
        for path, reason in facts.neutral.items():
            assert len(reason) > 10, f"{type_}: {path} has no reason"


def test_the_own_stacks_are_those_that_are_composed(root: Path) -> None:
    """A kind of stack that is added must be named, or it would be judged as a team's."""
    from stacks.composition import PLACEMENTS

    kinds = {placement.stack.__name__ for placement in PLACEMENTS} | {"Bootstrap"}
    assert load_closed_world(root / "policies").own_stacks == kinds
