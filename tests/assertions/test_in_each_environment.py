"""``in_each_environment ... has``: presence, also where a whole stack is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.assertions.evaluate import Evaluation
from landing_zone.cloudformation.model import Assembly
from landing_zone.errors import UserError

BuildAssembly = Callable[..., Assembly]
Judge = Callable[..., Evaluation]
Statuses = Callable[..., dict[str, str]]
HAS = {"type": ["AWS::GuardDuty::Detector"], "where": "Enable == `true`"}
ACCOUNTS = ("333333333333", "555555555555", "666666666666")
EVERYWHERE = [f"{account}/{region}" for account in ACCOUNTS for region in ("eu-central-1", "eu-west-1")]


def _detectors(*environments: str, enable: Any = True) -> dict[str, tuple[str, dict[str, Any]]]:
    body = {"Resources": {"D": {"Type": "AWS::GuardDuty::Detector", "Properties": {"Enable": enable}}}}
    return {f"Baseline-{e.replace('/', '-')}": (e, body) for e in environments}


def test_every_environment_that_has_one_passes(
    assembly: BuildAssembly, zone: dict[str, Any], statuses: Statuses
) -> None:
    """One pass for each account in each Region."""
    found = statuses(assembly(_detectors(*EVERYWHERE), zone), in_each_environment={}, has=HAS)

    assert found == dict.fromkeys(EVERYWHERE, "pass")


def test_an_environment_without_any_stack_fails(assembly: BuildAssembly, zone: dict[str, Any], judge: Judge) -> None:
    """The environments come from the zone, not from the stacks; the message names the missing one."""
    evaluation = judge(assembly(_detectors(*EVERYWHERE[:3], *EVERYWHERE[4:]), zone), in_each_environment={}, has=HAS)
    failed = [f for f in evaluation.findings if f.status.value != "pass"]

    assert [(f.environment, f.stack, f.logical_id, f.status.value) for f in failed] == [
        ("555555555555/eu-west-1", "", "", "fail")
    ]
    assert failed[0].message == (
        'cde-production/eu-west-1 has no AWS::GuardDuty::Detector that satisfies "Enable == `true`", '
        "where at least 1 must be."
    )


def test_one_that_does_not_satisfy_is_named(assembly: BuildAssembly, zone: dict[str, Any], judge: Judge) -> None:
    """A disabled detector does not count; an unknown one is an error."""
    stacks = {**_detectors(*EVERYWHERE[1:]), **_detectors(EVERYWHERE[0], enable=False)}
    (failed,) = [f for f in judge(assembly(stacks, zone), in_each_environment={}, has=HAS).findings if f.message]
    assert "not satisfying it: AWS::GuardDuty::Detector D in Baseline-333333333333-eu-central-1" in failed.message

    unknown = {"Fn::ImportValue": "missing-export"}
    stacks = {**_detectors(*EVERYWHERE[1:]), **_detectors(EVERYWHERE[0], enable=unknown)}
    (error,) = [f for f in judge(assembly(stacks, zone), in_each_environment={}, has=HAS).findings if f.message]
    assert error.status.value == "undetermined"
    assert "the export missing-export" in error.message


def test_one_that_may_be_deployed_is_not_enough(
    assembly: BuildAssembly, zone: dict[str, Any], statuses: Statuses
) -> None:
    """A detector behind a condition that depends on a parameter is missing where that is false."""
    stacks = _detectors(*EVERYWHERE)
    environment, _ = next(iter(stacks.values()))
    detector = {"Type": "AWS::GuardDuty::Detector", "Condition": "On", "Properties": {"Enable": True}}
    conditional = {
        "Parameters": {"Wanted": {"Type": "String"}},
        "Conditions": {"On": {"Fn::Equals": [{"Ref": "Wanted"}, "yes"]}},
        "Resources": {"D": detector},
    }
    stacks[next(iter(stacks))] = (environment, conditional)
    found = statuses(assembly(stacks, zone), in_each_environment={}, has=HAS)

    assert found == {**dict.fromkeys(EVERYWHERE, "pass"), environment: "fail"}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"roles": ["security"], "regions": ["home"]}, ["333333333333/eu-west-1"]),
        (
            {"scopes": ["cde", "connected"], "regions": ["mirror"]},
            ["333333333333/eu-central-1", "555555555555/eu-central-1"],
        ),
        ({"stages": ["staging"]}, ["666666666666/eu-central-1", "666666666666/eu-west-1"]),
        ({"internet_facing": True, "regions": ["home"]}, ["555555555555/eu-west-1"]),
        ({"internet_facing": False, "roles": ["workload"], "regions": ["home"]}, ["666666666666/eu-west-1"]),
    ],
)
def test_a_filter_names_the_environments(
    assembly: BuildAssembly, zone: dict[str, Any], statuses: Statuses, wanted: dict[str, Any], expected: list[str]
) -> None:
    """Role, scope, stage, Region and internet-facing each narrow the environments that must have one."""
    found = statuses(assembly(_detectors("333333333333/us-east-1"), zone), in_each_environment=wanted, has=HAS)

    assert found == dict.fromkeys(expected, "fail")


def test_too_many_fail(assembly: BuildAssembly, zone: dict[str, Any], judge: Judge) -> None:
    """``max`` bounds the number: AWS allows one recorder an environment."""
    two = {"Resources": {n: {"Type": "AWS::Config::ConfigurationRecorder"} for n in ("A", "B")}}
    has = {"type": ["AWS::Config::ConfigurationRecorder"]}
    (found,) = judge(
        assembly({"S": (EVERYWHERE[0], two)}, zone),
        in_each_environment={"roles": ["security"], "regions": ["mirror"]},
        has=has,
        max=1,
    ).findings

    assert found.status.value == "fail"
    assert "has 2 AWS::Config::ConfigurationRecorder, where exactly 1 must be" in found.message


def test_a_presence_keeps_what_it_holds_by(assembly: BuildAssembly, zone: dict[str, Any], judge: Judge) -> None:
    """The resources that certainly are as they must be, of that environment alone; not the others beside them."""
    kinds = {"Yes": True, "Too": True, "No": False, "Perhaps": {"Ref": "P"}}
    body = {
        "Parameters": {"P": {"Type": "String"}},
        "Resources": {
            name: {"Type": "AWS::GuardDuty::Detector", "Properties": {"Enable": value}} for name, value in kinds.items()
        },
    }
    stacks = {"S": (EVERYWHERE[0], body), **_detectors(*EVERYWHERE[1:2])}
    found = judge(assembly(stacks, zone), in_each_environment={"roles": ["security"]}, has=HAS).findings

    assert {f.environment: (f.met, f.searched) for f in found} == {
        EVERYWHERE[0]: ((("S", "Too"), ("S", "Yes")), ()),
        EVERYWHERE[1]: ((("Baseline-333333333333-eu-west-1", "D"),), ()),
    }


def test_a_presence_that_a_condition_decides_keeps_what_each_world_has(
    assembly: BuildAssembly, zone: dict[str, Any], judge: Judge
) -> None:
    """One of two is there, whatever the parameter is."""
    detector = {"Type": "AWS::GuardDuty::Detector", "Properties": {"Enable": True}}
    body = {
        "Parameters": {"P": {"Type": "String"}},
        "Conditions": {"On": {"Fn::Equals": [{"Ref": "P"}, "x"]}, "Off": {"Fn::Not": [{"Condition": "On"}]}},
        "Resources": {"A": {**detector, "Condition": "On"}, "B": {**detector, "Condition": "Off"}},
    }
    wanted = {"roles": ["security"], "regions": ["mirror"]}
    (found,) = judge(assembly({"S": (EVERYWHERE[0], body)}, zone), in_each_environment=wanted, has=HAS).findings

    assert (found.status.value, found.met) == ("pass", (("S", "A"), ("S", "B")))


@pytest.mark.parametrize(
    ("resources", "where", "expected"),
    [
        ({}, None, ("pass", (), ("S",))),
        ({}, "Enable", None),
        ({"D": False}, "Enable", ("pass", (("S", "D"),), ())),
        ({"D": False, "E": True}, "Enable", ("fail", (), ())),
        ({"D": False}, None, ("fail", (), ())),
        ({"D": {"Ref": "P"}}, "Enable == `true`", ("undetermined", (), ())),
    ],
)
def test_none_may_be_in_an_environment(
    assembly: BuildAssembly, zone: dict[str, Any], judge: Judge, resources: Any, where: Any, expected: Any
) -> None:
    """Of a whole type it says what was searched; with a condition, what it looked at; over nothing, it says nothing."""
    detectors = {
        name: {"Type": "AWS::GuardDuty::Detector", "Properties": {"Enable": value}} for name, value in resources.items()
    }
    body = {"Parameters": {"P": {"Type": "String"}}, "Resources": {"B": {"Type": "AWS::S3::Bucket"}, **detectors}}
    has = {"type": ["AWS::GuardDuty::Detector"], **({"where": where} if where else {})}
    stacks = {"S": (EVERYWHERE[0], body)}  # and none in the home Region: nothing was searched there
    evaluation = judge(assembly(stacks, zone), in_each_environment={"roles": ["security"]}, has=has, min=0, max=0)

    found = [(f.environment, (f.status.value, f.met, f.searched)) for f in evaluation.findings]
    assert found == ([(EVERYWHERE[0], expected)] if expected else [])
    assert bool(evaluation.without_subject) == (expected is None)


def test_without_a_zone_it_is_not_judged(assembly: BuildAssembly, judge: Judge) -> None:
    """A cloud assembly from elsewhere has no zone."""
    evaluation = judge(assembly(_detectors(*EVERYWHERE)), in_each_environment={}, has=HAS)

    assert (evaluation.findings, evaluation.not_judged) == ((), ("assertion::the-control.it-holds",))


@pytest.mark.parametrize("broken", [{}, {"accounts": [{}], "regions": {"home": "x"}}, {"accounts": [], "regions": []}])
def test_a_broken_snapshot_is_an_error(assembly: BuildAssembly, judge: Judge, broken: dict[str, Any]) -> None:
    """A zone that cannot be read is not taken for one without environments."""
    with pytest.raises(UserError, match="snapshot"):
        judge(assembly(_detectors(EVERYWHERE[0]), broken), in_each_environment={}, has=HAS)


def test_our_own_configuration_gives_the_same_environments() -> None:
    """The snapshot gives the same environments as the configuration itself."""
    from pathlib import Path

    from landing_zone.assertions.environments import zone_environments
    from landing_zone.config import load_landing_zone

    zone = load_landing_zone(Path(__file__).parents[2] / "landing-zone.yaml")

    assert [(e.name, e.key) for e in zone_environments(zone.snapshot())] == [
        (e.name, e.key) for e in zone.environments()
    ]


def test_where_aws_has_no_such_rule_nothing_watches(
    judge: Judge, assembly: Callable[..., Assembly], zone: dict[str, Any]
) -> None:
    """A rule of AWS Config is looked for where AWS has it: elsewhere a failure could not be corrected."""
    zone = {**zone, "regions": {"home": "eu-west-1", "mirror": "eu-central-2"}}  # Macie is not in Zurich
    presence = {
        "in_each_environment": {"roles": ["workload"]},
        "has": {"type": ["AWS::Config::ConfigRule"], "where": "Source.SourceIdentifier == 'MACIE_STATUS_CHECK'"},
        "watches": "MACIE_STATUS_CHECK",
    }
    found = judge(assembly(_detectors(EVERYWHERE[1]), zone), **presence).findings
    assert found
    assert {finding.environment.rpartition("/")[2] for finding in found} == {"eu-west-1"}
    everywhere = judge(assembly(_detectors(EVERYWHERE[1]), zone), **presence | {"watches": False}).findings
    assert len(everywhere) == 2 * len(found)
