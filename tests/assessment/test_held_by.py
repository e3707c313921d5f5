"""What holds each control: resources, places and searches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.checks import SEARCHED, by_rule
from landing_zone.assessment.held_by import HeldBy, held_by
from landing_zone.assessment.model import Assessment, ControlStatus
from landing_zone.assessment.run_model import SearchEntry
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.model import Assembly
from landing_zone.findings.finding import Finding, Status

Build = Callable[..., Any]
HOME = "111111111111/eu-west-1"
WHERE = "Source.SourceIdentifier == 'ACCESS_KEYS_ROTATED'"
BUCKETS = {"type": ["AWS::S3::Bucket"]}


@pytest.fixture
def entry(framework: Build, control: Build, judge: Build) -> Callable[..., tuple[Any, HeldBy]]:
    """Assess findings of one assertion, given by its fields: its check, and what holds the control."""

    def run(*findings: Finding, **assertion: Any) -> tuple[Any, HeldBy]:
        written = {"id": "holds", "description": "What the test says must hold.", **assertion}
        titles = (
            {"watched": "It is found if a bucket breaks", "config_rules": ("ACCESS_KEYS_ROTATED",)}
            if assertion.get("watches")
            else {}
        )
        one: Control = control("a", rules=(), assertions=(written,), **titles)
        assessment: Assessment = judge(framework(("1", "infrastructure", {})), [one], findings)
        checks = by_rule(assessment.checks)
        return checks["assertion::a.holds"], held_by(assessment.controls[0], checks)

    return run


def _finding(stack: str = "", logical_id: str = "", **more: Any) -> Finding:
    return Finding("assertion::a.holds", stack, logical_id, "", Status.PASS, **more)


def test_a_presence_is_held_by_what_it_met(entry: Callable[..., tuple[Any, HeldBy]]) -> None:
    """Positions of resources, each once; the environments are the places."""
    check, held = entry(
        _finding(environment=HOME, met=(("Logs", "Bucket"), ("Data", "Bucket"))),
        _finding(environment="222222222222/eu-west-1", met=(("Logs", "Bucket"),)),
        in_each_environment={},
        has=BUCKETS,
    )
    places = (f"environment {HOME}", "environment 222222222222/eu-west-1")
    assert (check.passed, check.met, check.elsewhere, check.searched) == ((), (0, 2), places, None)
    assert held == HeldBy(resources=(0, 2), places=places, searches=())


def test_a_prohibition_is_held_by_its_search(entry: Callable[..., tuple[Any, HeldBy]]) -> None:
    """The types, and the positions of the stacks that have none; the pass counts, and is not a place."""
    check, held = entry(_finding(searched=("Logs", "Data")), none={"type": ["AWS::EC2::VPC"]})
    search = SearchEntry(types=("AWS::EC2::VPC",), stacks=(0, 1))
    assert (check.elsewhere, check.searched) == ((SEARCHED,), search)
    assert held == HeldBy(resources=(), places=(), searches=(search,))
    assert not held.empty


def test_positions_of_stacks_are_those_of_the_assessment(
    entry: Callable[..., tuple[Any, HeldBy]], assembly: Assembly, framework: Build, judge: Build
) -> None:
    """Whatever the order of the templates is."""
    names = [stack.name for stack in judge(framework(("1", "infrastructure", {})), [], []).stacks]
    assert names != [template.name for template in assembly.templates]
    check, _ = entry(_finding(searched=("Logs",)), none={"type": ["AWS::EC2::VPC"]})
    assert [names[position] for position in check.searched.stacks] == ["Logs"]


def test_stacks_and_accounts_are_named(entry: Callable[..., tuple[Any, HeldBy]]) -> None:
    """What passes and is not a resource has its kind and its name."""
    check, held = entry(
        _finding("Logs", environment=HOME, resource_type="LandingZone::Assembly::Stack"),
        _finding(environment=HOME, resource_type="LandingZone::Configuration::Account"),
        each={"type": ["LandingZone::Assembly::Stack", "LandingZone::Configuration::Account"]},
        must="name",
    )
    assert check.elsewhere == ("account 111111111111", "stack Logs")
    assert held.places == check.elsewhere


def test_what_only_watches_holds_nothing(entry: Callable[..., tuple[Any, HeldBy]]) -> None:
    """Its resources are met, and are rules that would complain later."""
    presence = {"in_each_environment": {}, "has": {"type": ["AWS::Config::ConfigRule"], "where": WHERE}}
    finding = _finding(environment=HOME, met=(("Logs", "Bucket"),))
    check, held = entry(finding, **presence, watches="ACCESS_KEYS_ROTATED")
    assert check.watches
    assert check.met
    assert held.empty
    check, held = entry(finding, **presence, watches=False)
    assert not check.watches
    assert not held.empty


def test_what_does_not_pass_holds_nothing(entry: Callable[..., tuple[Any, HeldBy]]) -> None:
    """A failure, and a check without results."""
    failed = replace(_finding("Logs", "Bucket"), status=Status.FAIL)
    assert entry(failed, each=BUCKETS, must="BucketName")[1].empty
    assert entry(each=BUCKETS, must="BucketName")[1].empty


def _held_by_nothing(assessment: Assessment) -> Iterator[str]:
    checks = by_rule(assessment.checks)
    for control in assessment.controls:
        if control.status in (ControlStatus.HELD, ControlStatus.HELD_WITH_WAIVERS) and held_by(control, checks).empty:
            yield control.id


def test_each_held_control_of_the_example_is_held_by_something(gated: Path) -> None:
    """A resource, a place, or a search; one that loses all of them is found."""
    data = json.loads((gated / "assessment.json").read_text(encoding="utf-8"))
    assert list(_held_by_nothing(Assessment.model_validate(data))) == []
    for check in data["checks"]:
        if "account-separation" in check["controls"]:
            check.update(passed=[], elsewhere=[SEARCHED] if check["searched"] else [], met=[], searched=None)
    assert list(_held_by_nothing(Assessment.model_validate(data))) == ["account-separation"]


def test_the_example_names_the_resources_of_its_presences(gated: Path) -> None:
    """Each pass about an environment has a resource there that the assertion selects, or is of an account itself."""
    assessment = Assessment.model_validate_json((gated / "assessment.json").read_bytes())
    presences = [c for c in assessment.checks if any(place.startswith("environment ") for place in c.elsewhere)]
    assert len(presences) > 50
    for check in presences:
        met = {f"environment {assessment.resources[position].environment}" for position in check.met}
        assert met == set(check.elsewhere), check.rule


def test_the_example_searches_for_what_may_not_be_there(gated: Path) -> None:
    """For users and their keys in every template; for connections between networks in those of the workloads."""
    assessment = Assessment.model_validate_json((gated / "assessment.json").read_bytes())
    searches = {check.rule: check.searched for check in assessment.checks if check.searched}
    users = searches["assertion::iam-no-inline-user-policies.no-users"]
    peering = searches["assertion::account-separation.no-peering"]
    assert users.stacks == tuple(range(len(assessment.stacks)))
    assert users.types == ("AWS::IAM::User", "AWS::IAM::AccessKey")
    workloads = {f"{e.account_id}/{e.region}" for e in assessment.environments if e.role == "workload"}
    searched = {f"{assessment.stacks[p].account}/{assessment.stacks[p].region}" for p in peering.stacks}
    assert searched == workloads
