"""Each assertion of each control passes on an example that is right, and fails on each that is wrong.

An example file ``examples/<control>.yaml`` has ``good``, resources on which every assertion of the control passes, and
``bad``, for each assertion one or more patches of them on which that assertion fails. ``not_applicable``, where it is
given, has resources that no assertion judges; each assertion then has two wrong examples at least.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.load import load_catalogue
from landing_zone.findings.finding import Finding, Status
from landing_zone.yaml.yaml_file import read_yaml
from tests.catalogue.examples_zone import Resources, assembly, broken

EXAMPLES = Path(__file__).parent / "examples"
CONTROLS = {
    c.id: c for c in load_catalogue(Path(__file__).resolve().parents[2] / "policies").controls.values() if c.assertions
}


def example(control: str) -> dict[str, Any]:
    """The examples of one control."""
    data: dict[str, Any] = read_yaml(EXAMPLES / f"{control}.yaml").data
    return data


def judge(control: Control, resources: Resources) -> dict[str, list[Finding]]:
    """The findings of each assertion on the resources, by its id."""
    findings = evaluate(assembly(resources), [control]).findings
    return {a.id: [f for f in findings if f.rule == control.assertion_rule(a)] for a in control.assertions}


def bad_cases() -> list[Any]:
    """Every wrong example, as control, assertion and number."""
    return [
        pytest.param(control, assertion, number, id=f"{control}.{assertion}-{number}")
        for control in CONTROLS
        if (EXAMPLES / f"{control}.yaml").is_file()
        for assertion, patches in example(control)["bad"].items()
        for number in range(len(patches))
    ]


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_passes_on_the_good_example(control: str) -> None:
    """On the good example every assertion passes, on something, and nothing fails or is undetermined."""
    for assertion, findings in judge(CONTROLS[control], example(control)["good"]).items():
        assert findings, f"{assertion} judged nothing"
        assert [f.message for f in findings if f.status is not Status.PASS] == [], assertion


@pytest.mark.parametrize(("control", "assertion", "number"), bad_cases())
def test_fails_on_each_wrong_example(control: str, assertion: str, number: int) -> None:
    """On each wrong example its assertion fails: it neither passes nor is only undetermined."""
    example_ = example(control)
    resources = broken(example_["good"], example_["bad"][assertion][number])
    findings = judge(CONTROLS[control], resources)[assertion]
    reported = sorted({f.status.value for f in findings}) or ["nothing"]
    assert Status.FAIL in {f.status for f in findings}, (
        f"assertion {assertion} of policies/controls/{control}.yaml cannot fail here: on its wrong example number "
        f"{number + 1} in tests/catalogue/examples/{control}.yaml it reports {reported}. Fix the assertion, or the "
        "example"
    )


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_each_assertion_has_a_wrong_example(control: str) -> None:
    """No assertion is without an example on which it fails."""
    assert set(example(control)["bad"]) == {a.id for a in CONTROLS[control].assertions}


@pytest.mark.parametrize(
    "control",
    [c for c in sorted(CONTROLS) if (EXAMPLES / f"{c}.yaml").is_file() and "not_applicable" in example(c)],
)
def test_judges_no_resource_of_the_not_applicable_example(control: str) -> None:
    """No assertion about resources judges one there."""
    example_ = example(control)
    judged = judge(CONTROLS[control], example_["not_applicable"])
    for assertion in CONTROLS[control].assertions:
        if assertion.in_each_environment is None:
            assert [f.logical_id for f in judged[assertion.id] if f.logical_id] == [], assertion.id
    assert {a: n for a, n in ((a, len(p)) for a, p in example_["bad"].items()) if n < 2} == {}


def test_no_example_is_left_over() -> None:
    """Each file of examples belongs to a control that has assertions."""
    assert {p.stem for p in EXAMPLES.iterdir()} == set(CONTROLS)
