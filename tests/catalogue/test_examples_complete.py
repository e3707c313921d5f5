"""The examples of every assertion are complete: two different mistakes, a good one, one that is not applicable.

``not_applicable`` has resources that no assertion of the control judges; ``not_applicable_to`` those that one assertion
does not judge and another of the same control may. For one about presence, ``not_asked`` names an environment that it
does not check. Where an assertion cannot have an example that is not applicable, the file of examples says so under
``always_applicable`` (assertion to reason), and the claim is tested.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.assertion import RESOURCE_TYPE, ZONE_TYPES, Assertion
from landing_zone.catalogue.control import Control
from landing_zone.findings.finding import Finding
from tests.catalogue.examples_mistake import mistake
from tests.catalogue.examples_zone import ACCOUNTS, EVERYWHERE, REGIONS, assembly, broken
from tests.catalogue.test_assertions_can_fail import CONTROLS, example

FIELDS = {"good", "bad", "not_applicable", "not_applicable_to", "not_asked", "always_applicable"}


def params(wanted: Callable[[Assertion], bool]) -> list[Any]:
    """The assertions of the catalogue that are wanted, each with its control."""
    every = ((control, assertion) for control in CONTROLS.values() for assertion in control.assertions)
    return [pytest.param(c, a, id=f"{c.id}.{a.id}") for c, a in every if wanted(a)]


ASSERTIONS = params(lambda _: True)
PRESENCE = params(lambda assertion: assertion.in_each_environment is not None)
ABOUT_RESOURCES = params(lambda assertion: assertion.in_each_environment is None)


def key(place: str) -> str:
    """The key of an environment: workload/home is 555555555555/eu-west-1."""
    account, _, region = place.partition("/")
    return f"{ACCOUNTS[account]['id']}/{REGIONS[region]}"


def judged(control: Control, assertion: Assertion, resources: dict[str, list[Any]]) -> list[Finding]:
    """The findings of one assertion on some resources."""
    rule = control.assertion_rule(assertion)
    return [f for f in evaluate(assembly(resources), [control]).findings if f.rule == rule]


@pytest.mark.parametrize(("control", "assertion"), ASSERTIONS)
def test_two_wrong_examples_have_different_mistakes(control: Control, assertion: Assertion) -> None:
    """Each assertion has wrong examples of two different mistakes at least."""
    given = example(control.id)
    patches = given["bad"][assertion.id]
    mistakes = {mistake(control, assertion, assembly(broken(given["good"], patch))) for patch in patches}
    assert len(mistakes) >= 2, f"{len(patches)} examples, one mistake"


@pytest.mark.parametrize(("control", "assertion"), ABOUT_RESOURCES)
def test_has_an_example_that_is_not_applicable(control: Control, assertion: Assertion) -> None:
    """On an example that is not applicable the assertion judges nothing, although it has resources.

    Where an assertion excludes resources of its types, by a condition or by environment, the example has such a one.
    """
    given = example(control.id)
    if assertion.id in given.get("always_applicable", {}):
        pytest.skip("its exemption is tested below")
    resources = given.get("not_applicable_to", {}).get(assertion.id) or given.get("not_applicable")
    assert resources, "no example that is not applicable"
    findings = judged(control, assertion, resources)
    if assertion.none is not None:  # without any resource there is one finding, on no resource
        findings = [f for f in findings if f.logical_id or f.stack]
    assert [f.message or f.logical_id for f in findings] == []
    selection = assertion.each or assertion.unique
    if selection is not None and (selection.where is not None or selection.environments is not None):
        given_types = {RESOURCE_TYPE, *(r[0] for r in resources.values())}
        assert set(selection.type) & given_types, "no resource of its types"
    if assertion.none is not None and assertion.none.environments is not None:
        assert set(assertion.none.type) & {r[0] for r in resources.values()}, (
            "no resource of its types in another environment"
        )


@pytest.mark.parametrize(("control", "assertion"), PRESENCE)
def test_does_not_check_other_environments(control: Control, assertion: Assertion) -> None:
    """An assertion about presence has no finding for the environment under ``not_asked``, and some for others."""
    given = example(control.id)
    if assertion.id in given.get("always_applicable", {}):
        pytest.skip("its exemption is tested below")
    place = given["not_asked"][assertion.id]
    # A bound from above judges nothing where there is nothing.
    there = {} if assertion.min else broken(given["good"], given["bad"][assertion.id][0])
    environments = {f.environment for f in judged(control, assertion, there)}
    assert place in EVERYWHERE
    assert environments
    assert key(place) not in environments


@pytest.mark.parametrize(("control", "assertion"), ASSERTIONS)
def test_exemptions_are_true(control: Control, assertion: Assertion) -> None:
    """An assertion listed as always applicable is: without any resource, it checks every environment or account."""
    exemption = example(control.id).get("always_applicable", {}).get(assertion.id)
    if exemption is None:
        return
    environments = {f.environment for f in judged(control, assertion, {})}
    if assertion.in_each_environment is not None:
        assert environments == {key(place) for place in EVERYWHERE}
        assert exemption == "every environment is asked"
    else:
        selection = assertion.each or assertion.unique or assertion.none
        assert selection is not None
        assert set(selection.type) <= set(ZONE_TYPES)
        stacks = "LandingZone::Assembly::Stack" in selection.type
        assert environments == {key(place) for place in EVERYWHERE if stacks or place.endswith("/home")}
        assert exemption == ("every stack is judged" if stacks else "every account is judged")


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_no_unknown_field_or_assertion_is_named(control: str) -> None:
    """A file of examples has no field that no test reads, and names no assertion that the control does not have."""
    given = example(control)
    assert set(given) <= FIELDS
    presence = {a.id for a in CONTROLS[control].assertions if a.in_each_environment is not None}
    assert set(given.get("not_asked", {})) <= presence
    assert set(given.get("not_applicable_to", {})) <= {a.id for a in CONTROLS[control].assertions} - presence
    assert set(given.get("always_applicable", {})) <= {a.id for a in CONTROLS[control].assertions}
    assert not set(given.get("not_asked", {})) & set(given.get("always_applicable", {}))
